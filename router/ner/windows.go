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
	n        int // distinct words
	penalty  int // words skipped
	used     int // words in at
	at       [maxWindow]int32
	term     ontology.TermID
	from, to int32 // its window, among the words of the document
	stop     bool  // covers its words, means nothing
	shared   bool  // the name that it holds is another, see share
	unpriced bool  // at the same penalty whatever was left out, see share
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
	if p.whole = len(p.found); len(p.stream) < len(all) {
		p.windows(p.stream, 1)
	}
	slices.SortFunc(p.found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(p.width(&a), p.width(&b)), cmp.Compare(a.first(), b.first()))
	})
	before := len(p.hits)
	p.choose(all)
	p.reach(all, before)
}

// width is the length of a candidate in the text, and more for words skipped.
func (p *pass) width(c *candidate) int {
	t := p.doc.Tokens
	return t[c.last()].Start - t[c.first()].Start + c.penalty
}

// windows looks up the windows of ws. Where words were left out of it, those
// over none of them were looked up before.
func (p *pass) windows(ws []word, penalty int) {
	from := 0
	for i := range ws {
		var win window
		for penalty > 0 && from < p.whole && int(p.found[from].from) < ws[i].at {
			from++
		}
		for j := i; j < len(ws) && j-i < maxWindow && win.extend(ws[j].hash); j++ {
			if penalty > 0 && ws[j].at-ws[i].at == j-i {
				p.repeat(from, int32(ws[i].at), int32(ws[j].at), penalty)
				continue
			}
			p.look(ws, i, j, -1, win.sum, win.n, penalty)
			if n := j - i + 1; n >= 3 && n <= maxSkip {
				p.skips(ws, i, j, &win, penalty)
			}
		}
	}
}

// skips reads a window without one of its inner words, but never without one
// that denies the others.
func (p *pass) skips(ws []word, i, j int, win *window, penalty int) {
	for g := i + 1; g < j; g++ {
		if ws[g].denies {
			continue
		}
		sum, n := win.sum, win.n
		if n == j-i+1 || !again(ws[i:j+1], g-i) {
			sum, n = sum-ws[g].hash, n-1
		}
		p.look(ws, i, j, g, sum, n, penalty+2)
	}
}

// repeat takes up once more, at a penalty, what was found in a window over all
// words; k is the first that may be it.
func (p *pass) repeat(k int, from, to int32, penalty int) {
	for ; k < p.whole && p.found[k].from == from; k++ {
		if c := p.found[k]; c.to == to {
			if !c.unpriced {
				c.penalty += penalty
			}
			p.found = append(p.found, c)
		}
	}
}

// again tells whether word g stands among the others too.
func again(ws []word, g int) bool {
	for k := range ws {
		if k != g && ws[k].hash == ws[g].hash {
			return true
		}
	}
	return false
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
func (p *pass) look(ws []word, i, j, skip int, sum uint64, n, penalty int) {
	c := candidate{n: n, penalty: penalty, from: int32(ws[i].at), to: int32(ws[j].at)}
	switch p.block(sum) {
	case stopped:
		return
	case covers:
		c.stop = true
	default:
		t, ok := ws[i].facts.term, ws[i].facts.known
		if j > i {
			t, ok = p.best(p.terms(ws[i:j+1], skip, sum, n))
		}
		if !ok || n == 1 && !p.single(&ws[i], t) || p.straddles(ws, i, j, t) || p.bodiless(ws[i:j+1], t) {
			return
		}
		if skip >= 0 && n == 2 && j-i == 2 && p.share(ws[i:j+1], t) {
			last := &p.found[len(p.found)-1]
			last.from, last.to, last.unpriced = int32(ws[i].at), int32(ws[j].at), true
			return
		}
		if skip >= 0 && !p.skippable(n, j-i, ws[skip].tok, t) {
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

// block is what happens to the phrase of a sum. Hardly any is in the list: most
// are told by one bit.
func (d *Dictionary) block(sum uint64) block {
	if d.blocked[sum>>6%uint64(len(d.blocked))]&(1<<(sum&63)) == 0 {
		return 0
	}
	return d.words.blocks[sum]
}

// terms looks a window up: one word as it is written, before what means the
// same. A window with a word that denies is read in its order, where that is a
// name: "nausea without vomiting" is not "vomiting without nausea".
func (p *pass) terms(ws []word, skip int, sum uint64, n int) []ontology.TermID {
	if n == 1 || skip < 0 && slices.ContainsFunc(ws, func(w word) bool { return w.denies }) {
		toks := p.doc.Tokens[ws[0].tok : ws[len(ws)-1].tok+1]
		if n, terms := p.icd.Longest(toks[:min(len(toks), maxNamed)], 0); n == len(toks) {
			return terms
		}
	}
	return p.icd.BagSum(sum)
}

// maxNamed is how many tokens a name in its printed order may have here.
const maxNamed = 16

// skippable tells whether a term may be read with a word between its own:
// long ones, hand-written ones of two words, and a substance with its harm
// where the word is an amount ("overdose of 20 aspirin").
func (p *pass) skippable(n, width, skipped int, t ontology.TermID) bool {
	if p.doc.Tokens[skipped].Upper && p.senses(skipped) != nil {
		return false // another problem: "COPD and CHF exacerbation"
	}
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
		release: p.icd, id: p.icd.CodeOf(c.term), term: c.term, shared: c.shared,
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
