package assertion

import (
	"strings"

	"medcode/router/section"
)

// intro is the line that introduces the list being read: "Return for:" speaks
// of every item under it.
type intro struct {
	line section.Span
	open bool // a list under line may go on
	read bool // what line says is in the reader's carried cues
}

// carries are the kinds that an introduction says of the items. What is of the
// past is said by the section.
const carries = 1<<negated | 1<<uncertain | 1<<hypothetical | 1<<family | 1<<other

// Words that may stand between the cue and the colon of an introduction: few
// for most cues, more for a condition ("if any of the following should occur:").
const (
	introWords     = 3
	conditionWords = 8
)

// follow notes what sentence s, which begins after byte end, is to the list
// being read.
func (in *intro) follow(note string, end int, s section.Span) {
	switch text := note[s.Start:s.End]; {
	case isItem(text):
	case text[len(text)-1] == ':':
		*in = intro{line: s, open: true}
	case in.open && !isLine(note[end:s.Start], text):
		in.open = false
	}
}

// isItem tells whether a sentence begins with the mark of a list.
func isItem(s string) bool {
	if strings.IndexByte("-*+", s[0]) >= 0 || strings.HasPrefix(s, "•") || strings.HasPrefix(s, "●") || strings.HasPrefix(s, "–") {
		return true
	}
	i := 0
	for i < len(s) && i < 3 && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i > 0 && i < len(s) && (s[i] == '.' || s[i] == ')')
}

// isLine tells whether a sentence is a short line of its own without a full
// stop, on the line right after the one before; gap is what parts the two.
func isLine(gap, s string) bool {
	return strings.Count(gap, "\n") == 1 && len(s) <= 48 && s[len(s)-1] != '.' && strings.IndexByte(s, ':') < 0
}

// introduce reads what the line of an introduction says into the reader.
func (d *Detector) introduce(r *reader, note string, line section.Span) {
	r.scan(d.lex, note, line)
	r.toks = r.toks[:len(r.toks)-1] // without the colon, which ends scopes
	r.match(d.lex)
	st := r.forward(d.lex)
	for k := range kinds {
		h := st.cue[k]
		if h == 0 || carries&(1<<k) == 0 {
			continue
		}
		hit, reach := r.hits[h-1], introWords
		if st.cue[condition] == h {
			reach = conditionWords
		}
		if len(r.toks)-1-int(hit.last) <= reach {
			r.carried |= 1 << k
			r.carriedCue[k] = section.Span{Start: r.toks[hit.first].start, End: r.toks[hit.last].end}
		}
	}
}
