package tokenizer

import (
	"unicode"
	"unicode/utf8"
)

// bertNormalizer is BertNormalizer, its steps done in one pass. They can be,
// because each works on one character at a time, and what the decomposition
// would reorder are the marks that are dropped after it. A few marks are not
// of category Mn and stay, as the tone marks of Hangul; where one stands in the
// wrong order among others, its offsets here are its own, while the reference
// gives it those of a neighbour.
type bertNormalizer struct {
	clean, chinese, accents, lower bool // accents: strip them
	categories
}

func (n *bertNormalizer) normalize(s *state, from, to int32) {
	for i := from; i < to; {
		if c := s.cur.b[i]; c < utf8.RuneSelf {
			n.ascii(&s.next, c, s.cur.at[i])
			i++
			continue
		}
		r, size := s.rune(i)
		n.rune(s, r, s.cur.at[i])
		i += size
	}
}

func (n *bertNormalizer) ascii(to *buffer, c byte, at int32) {
	if n.clean && (c < ' ' || c == 0x7f) {
		if c != '\t' && c != '\n' && c != '\r' {
			return
		}
		c = ' '
	}
	if n.lower && c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	to.b, to.at = append(to.b, c), append(to.at, at)
}

func (n *bertNormalizer) rune(s *state, r rune, at int32) {
	if n.clean {
		if r == utf8.RuneError || n.control(r) {
			return
		}
		if unicode.IsSpace(r) {
			r = ' '
		}
	}
	if n.chinese && chinese(r) {
		s.next.put(' ', at)
		n.letter(s, r, at)
		s.next.put(' ', at)
		return
	}
	n.letter(s, r, at)
}

// letter strips accents and lower-cases.
func (n *bertNormalizer) letter(s *state, r rune, at int32) {
	if !n.accents {
		n.put(&s.next, r, at)
		return
	}
	var parts [maxParts]rune
	for _, p := range s.decompose(parts[:0], r, false) {
		if !n.accent(p) {
			n.put(&s.next, p, at)
		}
	}
}

func (n *bertNormalizer) put(to *buffer, r rune, at int32) {
	if n.lower {
		to.lower(r, at)
	} else {
		to.put(r, at)
	}
}
