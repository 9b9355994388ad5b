package ner

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// general adds the problems that no vocabulary has a code for: words that name
// one by themselves ("neurotoxicity"), words with the ending of a disease that
// nobody lists, and heads of names ("Kniest dysplasia", "axonal damage") where
// a word before them says of what. They are mentions without a term.
func (p *pass) general() {
	p.taken()
	added := len(p.groups)
	for k := range p.read {
		w := &p.read[k]
		if p.covered[w.tok] {
			continue
		}
		if !w.general && !w.head && (w.nosingle || w.light || !p.unlisted(w.tok)) {
			continue
		}
		g := group{hit: hit{first: w.tok, last: w.tok, category: schemas.Problem}}
		first := g.hit
		p.widen(&g)
		if !w.general && (w.nosingle || w.light || !p.unlisted(w.tok)) && (!w.head || g.first == first.first && g.last == first.last) {
			continue
		}
		if !p.heading(g.hit) {
			p.groups = append(p.groups, g)
		}
	}
	if len(p.groups) > added {
		slices.SortStableFunc(p.groups, func(a, b group) int { return a.first - b.first })
	}
}

// taken marks the tokens that a group holds already; parts of the body hold
// nothing.
func (p *pass) taken() {
	n := len(p.doc.Tokens)
	p.covered = slices.Grow(p.covered[:0], n)[:n]
	clear(p.covered)
	for i := range p.groups {
		if g := &p.groups[i]; g.category != schemas.Anatomy {
			for t := g.first; t <= g.last; t++ {
				p.covered[t] = true
			}
		}
	}
}

// longEnough is the length from which an unknown word is judged by its ending.
const longEnough = 8

// unlisted tells whether a word is built as names of diseases are, of parts
// that the vocabularies put together in other ways.
func (p *pass) unlisted(tok int) bool {
	w := ontology.Canonical(p.doc.Tokens[tok].Norm)
	if len(w) < longEnough || p.doc.Tokens[tok].Upper {
		return false
	}
	return (isDisease(w) || moreEndings.end(w[1:])) && !strings.HasPrefix(w, "anti") && !p.words.healthy.end(w)
}

// moreEndings are those of problems that classifications rarely use.
var moreEndings = newEndings(
	"toxicity", "sclerosis", "sarcoma", "encephaly", "arrhythmia", "blastoma", "adenoma", "lithiasis", "pigmentation", "myelination",
	"kinesis", "tonia", "dactyly", "trichosis", "necrosis", "carcinoma",
)

// hyphened tells whether nothing but a hyphen stands between token i and the
// one before it.
func (p *pass) hyphened(i int) bool {
	toks := p.doc.Tokens
	return i > 0 && i < len(toks) && toks[i].Start == toks[i-1].End+1 && p.doc.Text[toks[i-1].End] == '-'
}

// spaced tells whether one blank or a hyphen stands between token i and the
// one before it.
func (p *pass) spaced(i int) bool {
	toks := p.doc.Tokens
	return i > 0 && toks[i].Before == text.Space && toks[i].Start == toks[i-1].End+1 && strings.IndexByte(" -", p.doc.Text[toks[i-1].End]) >= 0
}
