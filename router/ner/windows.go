package ner

import (
	"cmp"
	"slices"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// Limits of a window: distinct words, words, and the words of a window in
// which one may be skipped.
const (
	maxDistinct = 5
	maxWindow   = 8
	maxSkip     = 5
)

// candidate is a window whose words are those of a term, in any order.
type candidate struct {
	n       int // distinct words
	penalty int // words skipped
	used    int // words in at
	at      [maxWindow]int32
	term    ontology.TermID
	stop    bool // covers its words, means nothing
}

func (c *candidate) first() int32 { return c.at[0] }
func (c *candidate) last() int32  { return c.at[c.used-1] }

// diseases finds the problems that ICD-10-CM names in a segment: windows of
// words in any order, once with all words and once without those that carry
// no diagnosis; the longest first, a shorter one only where it adds a word.
func (p *pass) diseases(s segment) {
	p.found = p.found[:0]
	all := p.read[s.from:s.to]
	p.windows(all, 0)
	p.stream = p.stream[:0]
	for _, w := range all {
		if !w.light {
			p.stream = append(p.stream, w)
		}
	}
	if len(p.stream) < len(all) {
		p.windows(p.stream, 1)
	}
	slices.SortFunc(p.found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(p.width(&a), p.width(&b)), cmp.Compare(a.first(), b.first()))
	})
	p.choose(all)
}

// width is the length of a candidate in the text, and more for words skipped.
func (p *pass) width(c *candidate) int {
	t := p.doc.Tokens
	return t[c.last()].Start - t[c.first()].Start + c.penalty
}

func (p *pass) windows(ws []word, penalty int) {
	for i := range ws {
		var win window
		for j := i; j < len(ws) && j-i < maxWindow && win.extend(ws[j].hash); j++ {
			p.look(ws, i, j, -1, &win, penalty)
			if n := j - i + 1; n >= 3 && n <= maxSkip {
				p.skips(ws, i, j, penalty)
			}
		}
	}
}

// skips reads a window without one of its inner words, but never without one
// that denies the others.
func (p *pass) skips(ws []word, i, j, penalty int) {
	for g := i + 1; g < j; g++ {
		if ws[g].denies {
			continue
		}
		var win window
		for k := i; k <= j; k++ {
			if k != g {
				win.extend(ws[k].hash)
			}
		}
		p.look(ws, i, j, g, &win, penalty+2)
	}
}

// window is the order-free key of a range of words.
type window struct {
	sum  uint64
	n    int
	seen [maxDistinct]uint64
}

// extend adds a word; false where the window would be too long.
func (w *window) extend(hash uint64) bool {
	if slices.Contains(w.seen[:w.n], hash) {
		return true
	}
	if w.n == maxDistinct {
		return false
	}
	w.seen[w.n] = hash
	w.n++
	w.sum += hash
	return true
}

// look takes up a window that is a term.
func (p *pass) look(ws []word, i, j, skip int, win *window, penalty int) {
	c := candidate{n: win.n, penalty: penalty}
	switch p.words.blocks[win.sum] {
	case stopped:
		return
	case covers:
		c.stop = true
	default:
		t, ok := p.best(p.terms(&ws[i], win))
		if !ok || win.n == 1 && !p.single(&ws[i], t) || skip >= 0 && !p.skippable(win.n, j-i, ws[skip].tok, t) {
			return
		}
		c.term = t
	}
	for k := i; k <= j; k++ {
		if k != skip {
			c.at[c.used] = int32(ws[k].tok)
			c.used++
		}
	}
	p.found = append(p.found, c)
}

// terms looks a window up: one word as it is written, before what means the
// same.
func (p *pass) terms(w *word, win *window) []ontology.TermID {
	if win.n == 1 {
		if n, terms := p.icd.Longest(p.doc.Tokens[w.tok:w.tok+1], 0); n == 1 {
			return terms
		}
	}
	return p.icd.BagSum(win.sum)
}

// skippable tells whether a term may be read with a word between its own:
// long ones, hand-written ones of two words, and a substance with its harm
// where the word is an amount ("overdose of 20 aspirin").
func (p *pass) skippable(n, width, skipped int, t ontology.TermID) bool {
	return n >= 3 || n == 2 && width == 2 && (p.icd.KindOf(t) == ontology.Synonym || p.amount(skipped) && p.drugTerm(t))
}

// choose takes the candidates, longest first, that add a word.
func (p *pass) choose(all []word) {
	base := all[0].tok
	n := all[len(all)-1].tok - base + 1
	p.covered = append(p.covered[:0], make([]bool, n)...)
	for k := range p.found {
		c := &p.found[k]
		adds := false
		for _, t := range c.at[:c.used] {
			adds = adds || !p.covered[int(t)-base]
			p.covered[int(t)-base] = true
		}
		if adds && !c.stop {
			p.disease(c)
		}
	}
}

// disease takes up a candidate, unless its code says nothing of the patient.
func (p *pass) disease(c *candidate) {
	h := hit{
		first: int(c.first()), last: int(c.last()), category: schemas.Problem, ontology: schemas.ICD10CM,
		release: p.icd, id: p.icd.CodeOf(c.term), term: c.term,
	}
	if h.first > 0 && p.doc.Tokens[h.first-1].Norm == "type" && p.doc.Tokens[h.first].Before == text.Space {
		h.first-- // "type 2 …": a linking word of titles, but part of the name
	}
	if id, ok := p.icd.Emit(h.id); ok {
		h.code = p.icd.Code(id).Code
	}
	if p.icd.KindOf(c.term) == ontology.Synonym || p.codable(&h) {
		p.hits = append(p.hits, h)
	}
}
