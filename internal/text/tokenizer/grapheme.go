package tokenizer

import (
	"unicode"
	"unicode/utf8"
)

// grapheme is the length of the user-perceived character that b begins with
// (extended grapheme cluster, Unicode Annex 29). The rules for Hangul, flags,
// emoji sequences and Indic conjuncts are left out: their parts take three
// bytes and more each, and the caller looks at clusters below six bytes only.
func grapheme(b []byte) int {
	if len(b) > 1 && b[0] < utf8.RuneSelf && b[1] < utf8.RuneSelf {
		if b[0] == '\r' && b[1] == '\n' {
			return 2
		}
		return 1
	}
	r, at := utf8.DecodeRune(b)
	for at < len(b) && !breaks(r) {
		next, n := utf8.DecodeRune(b[at:])
		if breaks(next) || !prepends(r) && !extends(next) {
			break
		}
		r, at = next, at+n
	}
	return at
}

// breaks is whether clusters end before and after a character: CR, LF, Control.
func breaks(r rune) bool {
	if r < 0x80 {
		return r < ' ' || r == 0x7f
	}
	if unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) {
		return true
	}
	return unicode.Is(unicode.Cf, r) && !extends(r) && !prepends(r)
}

// extends is whether a character belongs to the cluster before it: Extend, ZWJ
// and SpacingMark.
func extends(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r == 0x200D, r == 0x0E33, r == 0x0EB3, r >= 0x1F3FB && r <= 0x1F3FF, r >= 0xE0020 && r <= 0xE007F:
		return true
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Other_Grapheme_Extend):
		return true
	}
	return unicode.Is(unicode.Mc, r) && !standsAlone(r)
}

// standsAlone is the spacing marks of Myanmar, Tai Tham and Ahom that begin a
// cluster of their own.
func standsAlone(r rune) bool {
	switch {
	case r == 0x102B, r == 0x102C, r == 0x1038, r >= 0x1062 && r <= 0x1064, r >= 0x1067 && r <= 0x106D,
		r == 0x1083, r >= 0x1087 && r <= 0x108C, r == 0x108F, r >= 0x109A && r <= 0x109C,
		r == 0x1A61, r == 0x1A63, r == 0x1A64, r == 0xAA7B, r == 0xAA7D, r == 0x11720, r == 0x11721:
		return true
	}
	return false
}

// prepends is whether a character belongs to the cluster after it.
func prepends(r rune) bool {
	if r < 0x600 {
		return false
	}
	switch {
	case r == 0x0D4E, r == 0x111C2, r == 0x111C3, r == 0x1193F, r == 0x11941, r == 0x11A3A,
		r >= 0x11A84 && r <= 0x11A89, r == 0x11D46, r == 0x11F02:
		return true
	}
	return unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
