// Package procedure reads what a note says of a procedure: whether it was
// done, lies in the past, is planned or depends on something, or was not
// done. Cues stand before and after its name in the same sentence,
// the nearest decides; else the section does.
package procedure

import (
	"strings"

	"medcode/internal/text"
	"medcode/router/assertion"
	"medcode/router/ner"
	"medcode/router/section"
	"medcode/schemas"
)

// The values of schemas.AttrStatus for procedures.
const (
	Done        = "done"
	Historical  = "historical"
	Planned     = "planned"
	Conditional = "conditional"
	NotDone     = "not done" // declined, put off, cancelled, not indicated, never had
)

// Reader knows the cues. It may be shared.
type Reader struct {
	before, after map[string][]cue // by the first word, the longest first
}

// cue is words that tell the status of a procedure.
type cue struct {
	words  []string
	status string
	reach  int // tokens between it and the name
	result bool
}

// New reads the built-in cues.
func New() *Reader {
	r := &Reader{map[string][]cue{}, map[string][]cue{}}
	for _, row := range cues {
		add(r.before, row.before, row.status, row.reach)
		add(r.after, row.after, row.status, row.reach)
	}
	return r
}

func add(to map[string][]cue, list, status string, reach int) {
	for s := range strings.SplitSeq(list, "|") {
		var words []string
		for _, t := range text.Tokens(nil, s) {
			words = append(words, t.Norm)
		}
		if len(words) > 0 {
			to[words[0]] = append(to[words[0]], cue{words, status, reach, words[0] == "pod" || words[0] == "showed" || words[0] == "show" || words[0] == "shows" || strings.HasPrefix(words[0], "reveal") || strings.HasPrefix(words[0], "demonstrate")})
		}
	}
}

// Read returns the status of each span that is a procedure, empty for others.
// said is what the context rules tell of the spans.
func (r *Reader) Read(doc *ner.Document, spans []ner.Span, said []assertion.Assertion) []string {
	out := make([]string, len(spans))
	tok := 0
	for i, s := range spans {
		if s.Category != schemas.Procedure {
			continue
		}
		for tok > 0 && doc.Tokens[tok].Start > s.Start {
			tok--
		}
		for tok < len(doc.Tokens)-1 && doc.Tokens[tok].End <= s.Start {
			tok++
		}
		out[i] = r.status(doc, tok, &s, &said[i])
	}
	return out
}

// status weighs the cues around a procedure that begins at token first.
func (r *Reader) status(doc *ner.Document, first int, s *ner.Span, a *assertion.Assertion) string {
	last := first
	for last+1 < len(doc.Tokens) && doc.Tokens[last+1].Start < s.End {
		last++
	}
	behind, far := r.behind(doc.Text, doc.Tokens, last)
	if said := inside(doc.Tokens[first : last+1]); said != "" {
		return said
	}
	ahead, near := r.ahead(doc.Tokens, first)
	status := ahead
	if ahead == "" || behind != "" && weight(behind, far) < weight(ahead, near) {
		status = behind
	}
	section := bySection(doc, s.Start)
	switch {
	case conditioned(doc.Tokens, first) && status != NotDone && status != Historical:
		return Conditional
	case section == Historical && (status == "" || status == Done):
		return Historical
	case status != "":
		return status
	case section != "":
		return section
	case headed(doc.Tokens, first) != "":
		return headed(doc.Tokens, first)
	case a.Historical:
		return Historical
	case a.Negated && !a.Resolved:
		return NotDone
	}
	return byKind(doc.Tokens, first, last, s)
}

// inside is the status that the name itself tells: "elective", "deferred".
func inside(name []text.Token) string {
	for _, t := range name {
		switch t.Norm {
		case "deferred", "declined", "refused":
			return NotDone
		}
	}
	return ""
}

// headed is the status that a word with a colon before a name tells, or "for"
// at the beginning of a clause: "Operation: …", "cataract; for phaco".
func headed(toks []text.Token, i int) string {
	for back := 0; back < 4 && i > 0 && toks[i].Before == text.Space; back++ {
		i--
		if toks[i].Norm == "for" && toks[i].Before != text.Space {
			return Planned
		}
	}
	if i == 0 || toks[i].Before != text.Stop {
		return ""
	}
	switch toks[i-1].Norm {
	case "operation", "procedure", "performed", "done", "surgery", "surgeries":
		return Done
	case "psh", "pshx", "history", "hx":
		return Historical
	case "plan", "order", "recommendation", "todo", "p":
		return Planned
	}
	return ""
}

// conditioned tells whether the sentence of token i begins with a condition.
func conditioned(toks []text.Token, i int) bool {
	for toks[i].Before != text.Stop {
		i--
	}
	return toks[i].Norm == "if" || toks[i].Norm == "should" || toks[i].Norm == "unless"
}

// bySection is the status of what a section only names, empty where it tells
// none.
func bySection(doc *ner.Document, at int) string {
	i := section.At(doc.Sections, at)
	if i < 0 {
		return ""
	}
	switch name := doc.Sections[i].Name; {
	case name == section.PastSurgical, name == section.PastMedical:
		return Historical
	case strings.Contains(name, "plan") && !strings.Contains(name, "assessment"), strings.Contains(name, "recommendation"), strings.Contains(name, "disposition"):
		return Planned
	}
	return ""
}

// weight is how far a cue stands, less for those that turn a plan round.
func weight(status string, far int) int {
	if status == NotDone || status == Conditional {
		return far - 3
	}
	return far
}

// ahead is the status that the nearest cue before token first tells.
func (r *Reader) ahead(toks []text.Token, first int) (status string, far int) {
	best := 1 << 10
	for i := first - 1; i >= 0 && first-i <= window && toks[i+1].Before != text.Stop; i-- {
		for _, c := range r.before[toks[i].Norm] {
			gap := first - i - len(c.words)
			if gap < 0 || gap > c.reach || !begins(toks[i:], c.words) {
				continue
			}
			if c.result {
				gap -= 6 // the day after an operation tells of it, however it is called
			}
			if w := weight(c.status, gap); w < best || w == best && len(c.words) > 1 {
				best, status, far = w, c.status, gap
			}
		}
	}
	return status, far
}

// behind is the status that the nearest cue after token last tells. Behind a
// comma only its first words do.
func (r *Reader) behind(doc string, toks []text.Token, last int) (status string, far int) {
	best, comma := 1<<10, last
	for i := last + 1; i < len(toks) && i-last <= window && toks[i].Before != text.Stop; i++ {
		gap := i - last - 1
		if toks[i].Before == text.Comma && comma == last {
			comma = i
		}
		if toks[i-1].Norm == "since" && year(toks[i].Norm) {
			return Done, gap // and goes on
		}
		if ahead := span(toks, i); ahead != "" && gap <= 3 {
			if gap-1 < best {
				best, status, far = gap-1, ahead, gap-1
			}
			continue
		}
		if (year(toks[i].Norm) || short(doc, toks, i)) && gap <= 5 {
			if gap-2 < best {
				best, status, far = gap-2, Historical, gap-2
			}
			continue
		}
		for _, c := range r.after[toks[i].Norm] {
			if gap > c.reach || comma > last && i != comma || !begins(toks[i:], c.words) {
				continue
			}
			gap := gap
			if c.result {
				gap -= 6 // what it showed is part of this note, whenever it was
			}
			if w := weight(c.status, gap); w < best {
				best, status, far = w, c.status, gap
			}
		}
	}
	return status, far
}

const window = 10

// begins tells whether toks begin with words within a sentence.
func begins(toks []text.Token, words []string) bool {
	if len(toks) < len(words) {
		return false
	}
	for i, w := range words {
		if toks[i].Norm != w || i > 0 && toks[i].Before == text.Stop {
			return false
		}
	}
	return true
}

// year tells numerals that are years of the last century or this one.
func year(w string) bool {
	if len(w) != 4 || !strings.HasPrefix(w, "19") && !strings.HasPrefix(w, "20") {
		return false
	}
	return w[2] >= '0' && w[2] <= '9' && w[3] >= '0' && w[3] <= '9'
}

// short tells years written with an apostrophe: '09.
func short(doc string, toks []text.Token, i int) bool {
	t := &toks[i]
	return len(t.Norm) == 2 && t.Norm[0] >= '0' && t.Norm[0] <= '9' && t.Start > 0 && (doc[t.Start-1] == '\'' || strings.HasSuffix(doc[:t.Start], "’"))
}

// span tells of a time at token i: "in 6 weeks" lies ahead, "at 12" and "age
// 12" lie behind.
func span(toks []text.Token, i int) string {
	if i+1 >= len(toks) || toks[i+1].Before != text.Space {
		return ""
	}
	n := toks[i+1].Norm
	figure := n[0] >= '0' && n[0] <= '9' && len(n) < 4 || n == "a" || n == "one" || n == "two" || n == "three" || n == "few"
	unit := ""
	if i+2 < len(toks) && toks[i+2].Before == text.Space {
		unit = toks[i+2].Norm
	}
	switch toks[i].Norm {
	case "in":
		if figure && contains(unit, []string{"week", "wk", "month", "mo", "day", "year", "yr", "hour", "hr"}) {
			return Planned
		}
	case "age", "aged":
		if figure {
			return Historical
		}
	}
	return ""
}
