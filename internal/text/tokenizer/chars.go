package tokenizer

import (
	"unicode"

	"golang.org/x/text/unicode/rangetable"
)

// The reference's tables of categories are those of Unicode 8.0, its normal
// forms those of 9.0, while Go's are newer. Characters that came later are
// left as they are, so that words end at the same places.
const (
	categoriesOf = "8.0.0"
	formsOf      = "9.0.0"
)

// categories tells characters apart as BERT does.
type categories struct{ assigned *unicode.RangeTable }

func newCategories() categories { return categories{rangetable.Assigned(categoriesOf)} }

// control is whether BERT's cleaning drops a character: Cc, Cf and Co, but not
// the three that count as blanks.
func (c categories) control(r rune) bool {
	if r == '\t' || r == '\n' || r == '\r' {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) && unicode.Is(c.assigned, r)
}

// accent is whether a character is of category Mn. Four are of another one
// since, and one of another before.
func (c categories) accent(r rune) bool {
	switch r {
	case 0x1734:
		return true
	case 0x1885, 0x1886, 0xA9BD, 0x111C9:
		return false
	}
	return r >= 0x300 && unicode.Is(unicode.Mn, r) && unicode.Is(c.assigned, r)
}

// punctuation is whether BERT makes a character a word of its own: category P
// and every ASCII sign that is neither letter, digit nor blank.
func (c categories) punctuation(r rune) bool {
	if r < 0x80 {
		return r > ' ' && r < 0x7f && !letterOrDigit(byte(r))
	}
	return r == 0x166D || r == 0x111C9 || unicode.Is(unicode.P, r) && unicode.Is(c.assigned, r)
}

func letterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// chinese is whether a character lies in the blocks of Han ideographs, which
// BERT makes words of their own.
func chinese(r rune) bool {
	if r < 0x3400 {
		return false
	}
	return r >= 0x4E00 && r <= 0x9FFF || r <= 0x4DBF ||
		r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x2A6DF ||
		r >= 0x2A700 && r <= 0x2B73F || r >= 0x2B740 && r <= 0x2B81F ||
		r >= 0x2B920 && r <= 0x2CEAF || r >= 0x2F800 && r <= 0x2FA1F
}

// wordRune is \w of the reference's regular expressions, Unicode TR 18 annex C.
func wordRune(r rune) bool {
	if r < 0x80 {
		return r == '_' || letterOrDigit(byte(r))
	}
	return r == 0x200C || r == 0x200D ||
		unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Nl, unicode.Pc, unicode.Other_Alphabetic)
}

// lower is the lower case of a character. The only one whose lower case is two
// characters, I with a dot above, has its dot in the second result.
func lower(r rune) (rune, rune) {
	if r < 0x80 {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r, 0
	}
	if r == 0x130 {
		return 'i', 0x307
	}
	return unicode.ToLower(r), 0
}
