package ner

import (
	"cmp"
	"slices"

	"medcode/internal/text"
	"medcode/router/section"
	"medcode/schemas"
)

// reachBack is how many tokens before a hit one that holds it may begin.
const reachBack = 48

// group is the hits that become one span.
type group struct {
	hit
	more []hit
}

func (g *group) has(o schemas.Ontology) bool {
	return g.ontology == o || slices.ContainsFunc(g.more, func(h hit) bool { return h.ontology == o })
}

// merge makes spans of the hits. Those of equal range become one span; one
// that lies inside another is dropped, see settle.
func (p *pass) merge() []Span {
	p.refer()
	slices.SortStableFunc(p.hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(b.last, a.last), cmp.Compare(order(a.ontology), order(b.ontology)))
	})
	p.groups = p.groups[:0]
	for _, h := range p.hits {
		if p.heading(h) {
			continue
		}
		if !p.settle(h) && !h.weak {
			p.groups = append(p.groups, group{hit: h})
		}
	}
	p.groups = slices.DeleteFunc(p.groups, func(g group) bool { return p.spurious(&g) })
	p.composite()
	p.split()
	p.taken()
	p.widenAll()
	p.general()
	p.taken()
	p.drugs()
	out := make([]Span, len(p.groups))
	for i := range p.groups {
		out[i] = p.span(&p.groups[i])
	}
	return out
}

// heading tells whether a hit lies in the heading of a section, which names a
// part of the note and no finding; an unknown one may name a problem, as in
// "GERD/PUD: pantoprazole".
func (p *pass) heading(h hit) bool {
	at := p.doc.Tokens[h.first].Start
	i := section.At(p.doc.Sections, at)
	return i >= 0 && at < p.doc.Sections[i].HeadEnd && p.doc.Sections[i].Name != ""
}

// settle joins a hit to a group of its range, or to one of its category that
// holds it and lacks its ontology, or drops it; false where it stays by
// itself.
func (p *pass) settle(h hit) bool {
	for k := len(p.groups) - 1; k >= 0 && p.groups[k].first >= h.first-reachBack; k-- {
		g := &p.groups[k]
		if h.last > g.last {
			continue
		}
		if g.first == h.first && g.last == h.last {
			p.join(g, h)
			return true
		}
		if stays(g, &h) && !p.phase(&h) {
			continue
		}
		if g.category == h.category && !g.has(h.ontology) {
			g.more = append(g.more, h)
		}
		return true
	}
	return false
}

// stays tells whether a hit inside a longer one keeps its own meaning: parts
// of the body hold nothing, a procedure names the problem or drug that it is
// for, and the usual name of a test inside a finding is that test.
func stays(g *group, h *hit) bool {
	switch {
	case h.keep && g.category == schemas.Problem, g.shared && h.ontology == g.ontology:
		return true
	case g.category == schemas.Anatomy:
		return h.category != schemas.Anatomy
	case g.category == schemas.Procedure:
		return h.category == schemas.Problem || h.category == schemas.Medication
	}
	return false
}

// phase tells whether a hit names a phase of the heart and no pressure, as in
// "systolic heart failure".
func (p *pass) phase(h *hit) bool {
	norm := p.doc.Tokens[h.first].Norm
	return h.first == h.last && (norm == "systolic" || norm == "diastolic")
}

// join adds a hit of equal range, unless it means another kind of thing.
func (p *pass) join(g *group, h hit) {
	switch {
	case g.has(h.ontology):
	case g.ontology == schemas.RxNorm && h.ontology == schemas.LOINC:
		if h.keep && !p.dosed(h.last) {
			g.hit = h // an analyte
		}
	case h.category == g.category, g.ontology == schemas.ICD10CM && h.ontology == schemas.RxNorm:
		g.more = append(g.more, h)
	}
}

// dosed tells whether the words after token i are those of a prescription.
func (p *pass) dosed(i int) bool {
	toks := p.doc.Tokens
	for j := i + 1; j < len(toks) && j <= i+3 && toks[j].Before != text.Stop; j++ {
		if slices.Contains(doses, toks[j].Norm) {
			return toks[j].End >= len(p.doc.Text) || p.doc.Text[toks[j].End] != '/'
		}
	}
	return false
}

var doses = []string{"mg", "mcg", "g", "gram", "unit", "iu", "meq", "tablet", "tab", "capsule", "po", "iv", "daily", "supplement", "infusion", "drip", "bid", "tid"}

// span makes one of a group; the first hit names the category.
func (p *pass) span(g *group) Span {
	s := Span{
		Start: p.doc.Tokens[g.first].Start, End: p.doc.Tokens[g.last].End, Category: g.category,
		Terms: make([]Term, 0, 1+len(g.more)),
	}
	s.Means = g.means
	if g.ontology == "" || g.category == schemas.Problem && p.follows(g.last, 1, genetics) {
		return s // a problem without a code, or its gene
	}
	if g.release == nil {
		s.Terms = append(s.Terms, Term{Ontology: g.ontology})
		return s
	}
	s.Terms = append(s.Terms, Term{g.ontology, p.wording(&g.hit)})
	for i := range g.more {
		h := &g.more[i]
		if h.ontology == schemas.RxNorm {
			s.Category = schemas.Medication
		}
		if h.release == nil { // the sense of a short form that no vocabulary words
			continue
		}
		s.Terms = append(s.Terms, Term{h.ontology, p.wording(h)})
	}
	return s
}

// order is the place of an ontology among equal spans.
func order(o schemas.Ontology) int {
	return slices.Index(precedence, o)
}

var precedence = []schemas.Ontology{schemas.ICD10CM, schemas.RxNorm, schemas.LOINC, schemas.SNOMED, schemas.HCPCS}
