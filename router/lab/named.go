package lab

import (
	"slices"
	"sort"

	"medcode/router/ner"
	"medcode/schemas"
)

// testAt finds the name of a test that begins at i.
func (p *parser) testAt(i, hi int) (place, bool) {
	toks := p.doc.Tokens
	k := p.token(i)
	if k >= len(toks) || toks[k].Start != i {
		return place{}, false
	}
	lead := k
	for lead < len(toks) && lead < k+2 && before[toks[lead].Norm] {
		lead++
	}
	for _, from := range []int{k, lead} {
		if from >= len(toks) || toks[from].End > hi {
			continue
		}
		end := fence(toks, from)
		for end > from && toks[end-1].End > hi {
			end--
		}
		of, n := p.table.Longest(toks[:end], from)
		if n == 0 && from == k {
			if of, n = p.dotted(p.doc.Text, toks[:min(k+2, len(toks))], k); n > 0 && toks[k+1].End > hi {
				n = 0
			}
		}
		if n > 0 && of.Test != nil {
			last := from + n
			for last < len(toks) && last < from+n+2 && toks[last].End <= hi {
				last++
			}
			of, n = p.inverted(p.doc.Text, toks[:last], from, of, n)
			return place{lo: i, hi: toks[from+n-1].End, Named: of}, true
		}
	}
	if name := fluidNames[toks[k].Norm]; p.io && name != "" {
		of, _ := p.table.Named(name)
		return place{lo: i, hi: toks[k].End, Named: of}, true
	}
	return p.seen(i, hi)
}

// fluidNames are names in a record of intake and output.
var fluidNames = map[string]string{"urine": "urine output", "in": "total fluid intake", "out": "total fluid output"}

// token is the index of the first token that begins at i or behind it.
func (p *parser) token(i int) int {
	return p.tok + sort.Search(len(p.doc.Tokens)-p.tok, func(n int) bool { return p.doc.Tokens[p.tok+n].Start >= i })
}

// seen is a test that another recogniser saw at i.
func (p *parser) seen(i, hi int) (place, bool) {
	k := sort.Search(len(p.known), func(n int) bool { return p.known[n].Start >= i })
	if k == len(p.known) || p.known[k].Start != i || p.known[k].End > hi {
		return place{}, false
	}
	return place{lo: i, hi: p.known[k].End, Named: p.named(p.doc, &p.known[k])}, true
}

// testsOf are the tests among spans that the table does not know, in the order
// of the text.
func (r *Reader) testsOf(spans []ner.Span) []ner.Span {
	var out []ner.Span
	for i := range spans {
		s := &spans[i]
		own := slices.ContainsFunc(s.Terms, func(t ner.Term) bool {
			_, ok := r.table.Named(t.Text)
			return ok && t.Ontology == schemas.LOINC
		})
		if s.Category == schemas.Test && !own {
			out = append(out, *s)
		}
	}
	slices.SortStableFunc(out, func(a, b ner.Span) int { return a.Start - b.Start })
	return out
}
