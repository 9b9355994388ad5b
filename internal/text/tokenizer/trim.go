package tokenizer

import (
	"unicode"
	"unicode/utf8"
)

// spaceSign is the character of the byte 0x20 in byte-level vocabularies.
const spaceSign = 'Ġ'

// trimmer is trim_offsets: the blanks at the ends of a token are left out of
// its offsets.
type trimmer struct {
	prefix bool // the first token may begin with a blank that was put there
	blanks [][2]uint8
}

// newTrimmer counts the blanks in the names of the vocabulary.
func newTrimmer(prefix bool, vocab map[string]int32, size int) *trimmer {
	t := &trimmer{prefix: prefix, blanks: make([][2]uint8, size)}
	for name, id := range vocab {
		lead, trail := blankEnds([]byte(name))
		t.blanks[id] = [2]uint8{uint8(min(lead, 255)), uint8(min(trail, 255))}
	}
	return t
}

// blankEnds counts the blanks at both ends; of nothing but blanks, all twice.
func blankEnds(b []byte) (lead, trail int) {
	for rest := b; len(rest) > 0; lead++ {
		r, n := utf8.DecodeRune(rest)
		if r != spaceSign && !unicode.IsSpace(r) {
			break
		}
		rest = rest[n:]
	}
	for rest := b; len(rest) > 0; trail++ {
		r, n := utf8.DecodeLastRune(rest)
		if r != spaceSign && !unicode.IsSpace(r) {
			break
		}
		rest = rest[:len(rest)-n]
	}
	return lead, trail
}

// apply trims the tokens of the span p, those of e from first on.
func (t *trimmer) apply(s *state, p span, e *Encoding, first int) {
	for i := first; i < len(e.IDs); i++ {
		b := t.blanks[e.IDs[i]]
		lead, trail := int(b[0]), int(b[1])
		if p.id >= 0 {
			lead, trail = blankEnds(s.cur.b[p.from:p.to])
		}
		if lead == 1 && t.prefix && (i == 0 || e.Starts[i] == 0) {
			lead = 0
		}
		t.one(s.text, e, i, lead, trail)
	}
}

func (t *trimmer) one(text string, e *Encoding, i, lead, trail int) {
	from, to := e.Starts[i], e.Ends[i]
	for ; lead > 0 && from < to; lead-- {
		_, n := utf8.DecodeRuneInString(text[from:to])
		from += int32(n)
	}
	for ; trail > 0 && from < to; trail-- {
		_, n := utf8.DecodeLastRuneInString(text[from:to])
		to -= int32(n)
	}
	e.Starts[i], e.Ends[i] = from, to
}
