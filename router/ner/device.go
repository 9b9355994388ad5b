package ner

import (
	"cmp"
	"slices"
	"sync"

	"medcode/internal/device"
	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
	"medcode/schemas"
)

// gear names devices and supplies by the words that notes have for them.
type gear struct {
	lexicon *device.Lexicon
	release *ontology.Release
	terms   sync.Map // wording of the lexicon → Term
}

// newGear returns the names of the built-in table for a release of HCPCS. The
// table is part of the program and its tests read it: it has no mistakes.
func newGear(r *ontology.Release) *gear {
	l, err := device.New(overlay.Devices())
	if err != nil {
		panic(err)
	}
	return &gear{lexicon: l, release: r}
}

// devices adds the devices that the table names to the spans of a document. A
// device takes the place of what vocabularies read into its words, but for
// problems, and for what is longer than it. A name that the table knows for
// something else than a device loses its code of HCPCS.
func (p *pass) devices(spans []Span) []Span {
	if p.gear == nil {
		return spans
	}
	toks := p.doc.Tokens
	var added []Span
	for _, f := range p.gear.lexicon.Find(p.doc.Text, toks, p.capitals) {
		d := Span{Start: toks[f.First].Start, End: toks[f.Last].End, Category: schemas.Device}
		if f.Code == device.None {
			spans = uncoded(spans, &d)
			continue
		}
		if term, ok := p.gear.term(&f); ok {
			d.Terms = []Term{term}
			spans, d = equip(spans, d)
			added = append(added, d)
		}
	}
	if len(added) == 0 {
		return spans
	}
	return inOrder(append(spans, added...))
}

// inOrder sorts spans as they stand in the text, the longer of two first.
func inOrder(spans []Span) []Span {
	slices.SortStableFunc(spans, func(a, b Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	return spans
}

// term is the wording under which a worker finds the code of a device: the
// title of its code, or of the next one of its kind that the release has.
func (g *gear) term(f *device.Found) (Term, bool) {
	if t, ok := g.terms.Load(f.Wording); ok {
		return t.(Term), true
	}
	t, ok := g.find(f)
	if ok {
		g.terms.Store(f.Wording, t)
	}
	return t, ok
}

func (g *gear) find(f *device.Found) (Term, bool) {
	for _, code := range append([]string{f.Code}, f.Also...) {
		id, ok := g.release.Find(code)
		if !ok {
			continue
		}
		if _, can := g.release.Emit(id); !can {
			continue
		}
		title := g.release.Code(id).Display
		if list := g.release.Exact(text.Normalize(title)); len(list) > 0 && g.release.CodeOf(list[0]) == id {
			return Term{schemas.HCPCS, title}, true
		}
		return Term{schemas.HCPCS, f.Wording}, true
	}
	return Term{}, false
}

// equip makes room for a device: what it covers goes, and longer
// devices that only HCPCS knows: the table reads those word by word. What
// another vocabulary knows under a longer name keeps that name.
func equip(spans []Span, d Span) ([]Span, Span) {
	spans = deleteAround(spans, d, func(s Span) bool {
		switch {
		case s.Start >= d.End || d.Start >= s.End || s.Category == schemas.Problem:
			return false
		case s.Category == schemas.Device:
			if others := withoutHCPCS(s.Terms); len(others) > 0 && s.Start <= d.Start && d.End <= s.End {
				d.Start, d.End, d.Terms = s.Start, s.End, append(others, d.Terms...)
			}
			return true
		case s.Category == schemas.Anatomy:
			return true
		}
		return d.Start <= s.Start && s.End <= d.End
	})
	return spans, d
}

// longest is how many bytes before a device a span that reaches it may begin.
const longest = 1024

// around is where the spans stand that can touch d. Spans are in the order of
// the text.
func around(spans []Span, d Span) (from, to int) {
	before := func(s Span, at int) int { return cmp.Compare(s.Start, at) }
	from, _ = slices.BinarySearchFunc(spans, d.Start-longest, before)
	to, _ = slices.BinarySearchFunc(spans, d.End, before)
	return from, to
}

// deleteAround is slices.DeleteFunc for the spans that can touch d.
func deleteAround(spans []Span, d Span, del func(Span) bool) []Span {
	from, to := around(spans, d)
	kept := slices.DeleteFunc(spans[from:to:to], del)
	if len(kept) == to-from {
		return spans
	}
	return append(spans[:from+len(kept)], spans[to:]...)
}

// uncoded takes the codes of HCPCS from what is named within d.
func uncoded(spans []Span, d *Span) []Span {
	return deleteAround(spans, *d, func(s Span) bool {
		if s.Category != schemas.Device || s.Start < d.Start || d.End < s.End {
			return false
		}
		for _, t := range s.Terms {
			if t.Ontology != schemas.HCPCS {
				return false
			}
		}
		return true
	})
}

func withoutHCPCS(terms []Term) []Term {
	return slices.DeleteFunc(terms, func(t Term) bool { return t.Ontology == schemas.HCPCS })
}
