package ner

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
	"medcode/schemas"
)

// circumstances are the hand-written wordings of Z55–Z65, what a life is hard
// by, as they are printed. The vocabulary has them too, but does not take single
// words of theirs, nor those that prose uses otherwise in another order.
type circumstances struct {
	release *ontology.Release
	first   map[string][]circumstance // by the first word
}

type circumstance struct {
	words []string
	term  string // under which a worker finds the code
}

func newCircumstances(r *ontology.Release) *circumstances {
	c := &circumstances{r, map[string][]circumstance{}}
	for line := range strings.Lines(string(overlay.Social())) {
		wording, code, _ := strings.Cut(strings.TrimSpace(line), "\t")
		id, ok := r.Find(code)
		if !ok {
			continue
		}
		emit, ok := r.Emit(id)
		if !ok {
			continue
		}
		var words []string
		for _, t := range text.Tokens(nil, wording) {
			words = append(words, t.Norm)
		}
		c.first[words[0]] = append(c.first[words[0]], circumstance{words, r.Code(emit).Display})
	}
	return c
}

// longestOf is the longest of some wordings that a text begins with.
func longestOf(list []circumstance, toks []text.Token) (best circumstance) {
	for _, w := range list {
		if len(w.words) > len(best.words) && begins(toks, w.words) {
			best = w
		}
	}
	return best
}

// begins tells whether toks begin with words that no punctuation parts.
func begins(toks []text.Token, words []string) bool {
	if len(toks) < len(words) {
		return false
	}
	for i, w := range words {
		if toks[i].Norm != w || i > 0 && toks[i].Before != text.Space {
			return false
		}
	}
	return true
}

// social adds the circumstances of life that a document names, and gives those
// that the vocabulary found their category: they are no problems of the body,
// and what decides about those does not decide about them.
func (p *pass) social(spans []Span) []Span {
	if p.icd == nil {
		return spans
	}
	for i := range p.groups {
		if g := &p.groups[i]; len(p.groups) == len(spans) && g.ontology == schemas.ICD10CM && g.code >= "Z55" && g.code < "Z66" {
			spans[i].Category = schemas.Social
		}
	}
	toks, found := p.doc.Tokens, false
	for i := 0; i < len(toks); i++ {
		w := longestOf(p.said[i].hard, toks[i:])
		if len(w.words) == 0 {
			continue
		}
		last := i + len(w.words) - 1
		spans = p.circumstance(spans, toks[i].Start, toks[last].End, w.term)
		i, found = last, true
	}
	if !found {
		return spans
	}
	return inOrder(spans)
}

// circumstance adds one, in the place of what is named within its words; not
// where a longer thing of the classification holds it.
func (p *pass) circumstance(spans []Span, start, end int, term string) []Span {
	if slices.ContainsFunc(spans, func(s Span) bool { return s.Start <= start && end <= s.End && known(&s, schemas.ICD10CM) }) {
		return spans
	}
	spans = slices.DeleteFunc(spans, func(s Span) bool { return start <= s.Start && s.End <= end })
	return append(spans, Span{Start: start, End: end, Category: schemas.Social, Terms: []Term{{schemas.ICD10CM, term}}})
}

func known(s *Span, o schemas.Ontology) bool {
	return slices.ContainsFunc(s.Terms, func(t Term) bool { return t.Ontology == o })
}
