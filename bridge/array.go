package bridge

import (
	"strconv"
	"unicode/utf8"

	"medcode/schemas"
)

// array is the compact JSON of mentions under way. It is written by hand: that
// takes half the time that encoding/json needs and about half of the memory, and
// line ends of all kinds can be escaped. Each element ends with a comma, which
// the end of its list takes the place of.
type array struct {
	buf      []byte
	at       points
	partial  bool
	bestOnly bool // one candidate an ontology
}

// entity appends one mention. Clients know the fields up to candidates in this
// order; those after it are new.
func (a *array) entity(m *schemas.Mention, codes []*schemas.Code) {
	a.words(`{"entity_name":`, entityName(m, codes))
	a.words(`,"extracted_text":`, string(m.Text))
	a.words(`,"category":`, string(m.Category))
	a.words(`,"section":`, m.Section)
	a.flag(`,"negated":`, m.Negated)
	a.count(`,"position":{"start":`, a.at.of(m.Start))
	a.count(`,"end":`, a.at.of(m.End))
	a.number(`},"ner_confidence":`, entityConfidence(m))
	a.codes(codes)
	a.candidates(m.Codings)
	a.flag(`,"uncertain":`, m.Uncertain)
	a.flag(`,"historical":`, m.Historical)
	a.flag(`,"hypothetical":`, m.Hypothetical)
	a.words(`,"experiencer":`, entityExperiencer(m))
	a.flag(`,"partial":`, a.partial)
	a.buf = append(a.buf, "},"...)
}

func (a *array) codes(codes []*schemas.Code) {
	a.buf = append(a.buf, `,"codes":{`...)
	for _, o := range schemas.Ontologies() {
		if c := surest(codes, o); c != nil {
			a.words("", string(o))
			a.words(":", c.Code)
			a.buf = append(a.buf, ',')
		}
	}
	a.end('}')
}

func (a *array) candidates(codings []schemas.Coding) {
	a.buf = append(a.buf, `,"candidates":{`...)
	for _, o := range schemas.Ontologies() {
		n := 0
		for i := range codings {
			if codings[i].Ontology != o || a.bestOnly && n > 0 {
				continue
			}
			if n++; n == 1 {
				a.words("", string(o))
				a.buf = append(a.buf, ":["...)
			}
			a.candidate(&codings[i])
		}
		if n > 0 {
			a.end(']')
			a.buf = append(a.buf, ',')
		}
	}
	a.end('}')
}

func (a *array) candidate(c *schemas.Coding) {
	a.words(`{"code":`, c.Code)
	a.words(`,"display":`, c.Display)
	a.number(`,"confidence":`, c.Confidence)
	a.buf = append(a.buf, "},"...)
}

// end closes a list in place of the comma after its last element.
func (a *array) end(bracket byte) {
	if last := len(a.buf) - 1; a.buf[last] == ',' {
		a.buf = a.buf[:last]
	}
	a.buf = append(a.buf, bracket)
}

func (a *array) words(key, s string)     { a.buf = appendString(append(a.buf, key...), s) }
func (a *array) flag(key string, v bool) { a.buf = strconv.AppendBool(append(a.buf, key...), v) }

func (a *array) count(key string, n int) {
	a.buf = strconv.AppendInt(append(a.buf, key...), int64(n), 10)
}

func (a *array) number(key string, v float64) {
	a.buf = strconv.AppendFloat(append(a.buf, key...), v, 'g', -1, 64)
}

// appendString appends s as a JSON string (RFC 8259). All that some language
// takes for the end of a line is escaped: clients split replies by that.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if r == utf8.RuneError && size == 1 || escaped(r) {
			b = appendEscape(append(b, s[start:i]...), r)
			start = i + size
		}
		i += size
	}
	return append(append(b, s[start:]...), '"')
}

func escaped(r rune) bool {
	return r < ' ' || r == '"' || r == '\\' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029'
}

func appendEscape(b []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	if r == '"' || r == '\\' {
		return append(b, '\\', byte(r))
	}
	return append(b, '\\', 'u', digits[r>>12], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}
