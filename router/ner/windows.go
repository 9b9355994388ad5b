package ner

import (
	"cmp"
	"slices"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// Limits of a window: distinct words, words, words of a window in which one
// may be skipped, and readings by words of the same meaning.
const (
	maxDistinct = 7
	maxWindow   = 10
	maxSkip     = 5
	maxReadings = 12
)

// candidate is a window whose words are those of a term, in any order.
type candidate struct {
	n       int // distinct words
	penalty int // words skipped
	at      [maxWindow]int32
	used    int // words in at
	term    ontology.TermID
	curated named // instead of term, where it has a text
	stop    bool // covers its words, means nothing
	nonest  bool
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

// width is the length of a candidate in the text, the skipped words counted
// again.
func (p *pass) width(c *candidate) int {
	t := p.doc.Tokens
	return t[c.last()].Start - t[c.first()].Start + c.penalty
}

func (p *pass) windows(ws []word, penalty int) {
	for i := range ws {
		var win window
		for j := i; j < len(ws) && j-i < maxWindow; j++ {
			if !win.extend(p.words, &ws[j]) {
				break
			}
			p.look(ws, i, j, -1, &win, penalty)
			if n := j - i + 1; n >= 3 && n <= maxSkip {
				p.skips(ws, i, j, penalty)
			}
		}
	}
}

// skips reads the window without one of its inner words.
func (p *pass) skips(ws []word, i, j, penalty int) {
	for g := i + 1; g < j; g++ {
		var win window
		for k := i; k <= j; k++ {
			if k != g {
				win.extend(p.words, &ws[k])
			}
		}
		p.look(ws, i, j, g, &win, penalty+2)
	}
}

// window is the order-free keys of a range of words: one, or several where
// words have others of the same meaning.
type window struct {
	sums [maxReadings]uint64
	m    int
	seen [maxDistinct]uint64 // forms of the words
	n    int
	form uint64 // sum of seen
}

// extend adds a word; false where the window would be too long.
func (w *window) extend(lists *words, next *word) bool {
	if slices.Contains(w.seen[:w.n], next.form) {
		return true
	}
	if w.n == maxDistinct {
		return false
	}
	w.seen[w.n] = next.form
	w.form += next.form
	w.n++
	m := max(1, w.m)
	w.m = m
	if next.class != 0 {
		for _, h := range lists.classes[next.class-1] {
			if h == next.hash {
				continue
			}
			for k := 0; k < m && w.m < maxReadings; k++ {
				w.sums[w.m] = w.sums[k] + h
				w.m++
			}
		}
	}
	for k := range m {
		w.sums[k] += next.hash
	}
	return true
}

// look takes up a window that is a term.
func (p *pass) look(ws []word, i, j, skip int, win *window, penalty int) {
	switch p.words.blocks[win.form] {
	case stopped:
		return
	case covers:
		p.take(ws, i, j, skip, candidate{n: win.n, penalty: penalty, stop: true})
		return
	}
	if n, ok := p.curated[win.form]; ok {
		if skip < 0 && (win.n > 1 || !ws[i].nosingle) || skip >= 0 && skippable(win.n, j-i, true) {
			p.take(ws, i, j, skip, candidate{n: win.n, penalty: penalty, curated: n, nonest: ws[i].nonest})
		}
		return
	}
	for _, sum := range win.sums[:win.m] {
		terms := p.icd.BagSum(sum)
		if len(terms) == 0 {
			continue
		}
		t, ok := p.best(terms)
		if !ok || win.n == 1 && !p.single(&ws[i], t) || skip >= 0 && !skippable(win.n, j-i, p.icd.KindOf(t) == ontology.Synonym) {
			continue
		}
		p.take(ws, i, j, skip, candidate{n: win.n, penalty: penalty, term: t, nonest: ws[i].nonest})
		return
	}
}

// skippable tells whether a term may be read with a word between its own:
// long ones, and hand-written ones of two words.
func skippable(n, width int, handWritten bool) bool {
	return n >= 3 || n == 2 && width == 2 && handWritten
}

func (p *pass) take(ws []word, i, j, skip int, c candidate) {
	for k := i; k <= j; k++ {
		if k != skip {
			c.at[c.used] = int32(ws[k].tok)
			c.used++
		}
	}
	p.found = append(p.found, c)
}

// choose takes the candidates, longest first, that add a word. With Nested a
// single word counts again inside a longer term, unless it is a mere part of
// names.
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
		inner := !adds && p.Nested && c.n == 1 && !c.nonest
		if (adds || inner) && !c.stop {
			p.disease(c, inner)
		}
	}
}

// disease takes up a candidate, unless its code says nothing of the patient.
func (p *pass) disease(c *candidate, inner bool) {
	h := hit{
		first: int(c.first()), last: int(c.last()), category: schemas.Problem,
		ontology: schemas.ICD10CM, release: p.icd, keep: inner,
		id: c.curated.code, text: c.curated.text, term: c.term,
	}
	handWritten := h.text != ""
	if !handWritten {
		h.id = p.icd.CodeOf(c.term)
		handWritten = p.icd.KindOf(c.term) == ontology.Synonym
	}
	if id, ok := p.icd.Emit(h.id); ok {
		h.code = p.icd.Code(id).Code
	}
	if handWritten || p.codable(&h) {
		p.hits = append(p.hits, h)
	}
}
