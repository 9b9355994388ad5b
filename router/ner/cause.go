package ner

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
	"medcode/schemas"
)

// widest is how many words a gap of a pattern may hold.
const widest = 3

// causes are the patterns of how an injury came about.
type causes struct {
	first map[string][]*cause // by each alternative of the first word
}

// cause is a pattern: a list of alternatives a word, nil for a gap.
type cause struct {
	steps [][]string
	alone bool   // not beside a fall
	term  string // under which a worker finds the code
}

func newCauses(r *ontology.Release) *causes {
	c := &causes{map[string][]*cause{}}
	for line := range strings.Lines(string(overlay.Causes())) {
		cells := append(strings.Split(strings.TrimSpace(line), "\t"), "", "")
		id, ok := r.Find(cells[1])
		if !ok {
			continue
		}
		emit, ok := r.Emit(id)
		if !ok {
			continue
		}
		p := &cause{alone: cells[2] != "", term: r.Code(emit).Display}
		for word := range strings.FieldsSeq(cells[0]) {
			p.steps = append(p.steps, alternatives(word))
		}
		for _, w := range p.steps[0] {
			c.first[w] = append(c.first[w], p)
		}
	}
	return c
}

func alternatives(word string) (out []string) {
	if word == "*" {
		return nil
	}
	for w := range strings.SplitSeq(word, "|") {
		out = append(out, text.Word(w))
	}
	return out
}

// match is how many of toks, from the first, a pattern takes; 0 for none.
// Punctuation ends it.
func match(toks []text.Token, steps [][]string) int {
	if len(steps) == 0 {
		return 0
	}
	if steps[0] == nil {
		for gap := 0; gap <= widest && gap < len(toks); gap++ {
			if n := match(toks[gap:], steps[1:]); n > 0 {
				return gap + n
			}
			if toks[gap].Before != text.Space {
				return 0
			}
		}
		return 0
	}
	if len(toks) == 0 || !slices.Contains(steps[0], toks[0].Norm) {
		return 0
	}
	if len(steps) == 1 {
		return 1
	}
	if len(toks) == 1 || toks[1].Before != text.Space {
		return 0
	}
	if n := match(toks[1:], steps[1:]); n > 0 {
		return 1 + n
	}
	return 0
}

// external adds what patterns say of how an injury came about, in the place of
// a less exact cause within its words. Where the vocabulary knows a cause under
// at least as many words, that one stands.
func (p *pass) external(spans []Span) []Span {
	if p.how == nil {
		return spans
	}
	toks := p.doc.Tokens
	found := false
	for i := 0; i < len(toks); i++ {
		for _, c := range p.how.first[toks[i].Norm] {
			n := match(toks[i:], c.steps)
			if n == 0 || c.alone && p.falls(i) {
				continue
			}
			spans = p.caused(spans, Span{
				Start: toks[i].Start, End: toks[i+n-1].End, Category: schemas.Problem, Terms: []Term{{schemas.ICD10CM, c.term}},
			})
			i += n - 1
			found = true
			break
		}
	}
	if !found {
		return spans
	}
	return inOrder(spans)
}

// falls tells whether the sentence of token i speaks of a fall or a crash,
// which would be the cause.
func (p *pass) falls(i int) bool {
	toks := p.doc.Tokens
	from, to := i, i+1
	for from > 0 && toks[from].Before != text.Stop {
		from--
	}
	for to < len(toks) && toks[to].Before != text.Stop {
		to++
	}
	return slices.ContainsFunc(toks[from:to], func(t text.Token) bool {
		return slices.Contains([]string{"fell", "fall", "falling", "fallen", "slipped", "tripped", "thrown", "crash", "mvc", "mva", "syncope", "seizure"}, t.Norm)
	})
}

// caused adds a cause, unless the classification names one of traffic there, or
// a longer one.
func (p *pass) caused(spans []Span, c Span) []Span {
	stands := func(s Span) bool {
		code := ""
		if s.Start < c.End && c.Start < s.End {
			code = p.codeOf(&s)
		}
		return code >= "V" && code < "W" || code >= "W" && code < "Z" && s.Start <= c.Start && c.End <= s.End
	}
	if slices.ContainsFunc(spans, stands) {
		return spans
	}
	spans = slices.DeleteFunc(spans, func(s Span) bool { return s.Start < c.End && c.Start < s.End && p.isCause(&s) })
	return append(spans, c)
}

// isCause tells whether ICD-10-CM has a span under V00–Y99.
func (p *pass) isCause(s *Span) bool {
	code := p.codeOf(s)
	return code >= "V" && code < "Z"
}

// codeOf is the code of ICD-10-CM that a span's wording names first, empty
// where it has none.
func (p *pass) codeOf(s *Span) string {
	if len(s.Terms) == 0 || s.Terms[0].Ontology != schemas.ICD10CM {
		return ""
	}
	terms := p.icd.Exact(text.Normalize(s.Terms[0].Text))
	if len(terms) == 0 {
		return ""
	}
	return p.icd.Code(p.icd.CodeOf(terms[0])).Code
}
