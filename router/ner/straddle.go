package ner

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// straddles tells whether the words of a window are not of one name, though a
// term has them all: they stand on both sides of a word that links two things,
// and the term's head on the left one, so that what is on the right says
// something of another ("pain and abdominal distension", "edema and macular
// hemorrhage"). Shared heads are read ("thoracic and abdominal pain"), shared
// prepositions too ("pain in the flank and the groin"), and terms that have
// the linking word themselves.
func (p *pass) straddles(ws []word, i, j int, t ontology.TermID) bool {
	link := p.link(ws[i].tok, ws[j].tok)
	if id := p.icd.CodeOf(t); link < 0 || id >= p.harm[0] && id < p.harm[1] { // "poisoning with …"
		return false
	}
	toks := p.doc.Tokens
	if p.both(link) && slices.ContainsFunc(ws[i:j+1], func(w word) bool { return w.tok > link && sided(toks[w.tok].Norm) }) {
		return true // the side is that of another: "pain in the right shoulder and left knee"
	}
	name := p.icd.Term(t).Text
	p.name = text.Tokens(p.name[:0], name)
	if slices.ContainsFunc(p.name, func(w text.Token) bool { return linking(w.Norm) && !bracketed(name, w.Start) }) {
		return false
	}
	head := p.headOf(t, name)
	left := slices.IndexFunc(ws[i:j+1], func(w word) bool { return w.hash == head && w.tok < link })
	switch {
	case p.both(link) && (toks[link+1].Norm == "a" || toks[link+1].Norm == "an"):
		return true
	case left < 0 && !p.both(link) && ws[j].tok > link+farLink:
		return true
	case left < 0:
		return slices.ContainsFunc(toks[ws[i].tok:link], func(w text.Token) bool { return placing(w.Norm) }) // a name of its own on the left
	case placed(toks[ws[i+left].tok:link]):
		return toks[link].Norm == "with" || toks[link].Norm == "but"
	case placed(toks[link:ws[j].tok]):
		return false
	}
	return toks[link].Norm != "with" || p.goesOn(ws[j].tok)
}

// farLink is how far behind "with" the head of a name may stand.
const farLink = 3

// bracketed tells whether what stands at a place of a term may be left out.
func bracketed(term string, at int) bool {
	return strings.Count(term[:at], "(") > strings.Count(term[:at], ")")
}

// bodiless tells whether a window has of a term nothing but what stands in
// brackets behind its name: "abdomen with intestinal …" is no "tympanites
// (abdominal) (intestinal)".
func (p *pass) bodiless(ws []word, t ontology.TermID) bool {
	if p.icd.KindOf(t) != ontology.Inclusion || t.Distance() == 0 {
		return false
	}
	name, _, found := strings.Cut(p.icd.Term(t).Text, "(")
	if !found || name == "" {
		return false
	}
	p.name = text.Tokens(p.name[:0], name)
	for k := range p.name {
		if h, ok := ontology.BagWord(p.name, k); ok && slices.ContainsFunc(ws, func(w word) bool { return w.hash == h }) {
			return false
		}
	}
	return true
}

// link is the last token between two that links one thing to another; -1 for
// none.
func (p *pass) link(from, to int) int {
	for k := to - 1; k > from; k-- {
		if linking(p.doc.Tokens[k].Norm) {
			return k
		}
	}
	return -1
}

func linking(w string) bool {
	switch w {
	case "and", "or", "nor", "with", "but", "plus":
		return true
	}
	return false
}

func sided(w string) bool { return w == "left" || w == "right" }

// placing tells whether a word leads to the place of what is named before it.
func placing(w string) bool {
	switch w {
	case "of", "in", "at", "on", "to", "from", "over", "around", "involving", "affecting":
		return true
	}
	return false
}

func placed(toks []text.Token) bool {
	return slices.ContainsFunc(toks, func(w text.Token) bool { return placing(w.Norm) })
}

// goesOn tells whether a token is followed by another content word of the same
// phrase, and so may say something of that.
func (p *pass) goesOn(tok int) bool {
	if tok+1 >= len(p.doc.Tokens) || !p.spaced(tok+1) {
		return false
	}
	_, ok := ontology.BagWord(p.doc.Tokens, tok+1)
	return ok
}

// headOf is the order-free hash of the word of a term that says what it is:
// the first of an index entry, else the last of its first phrase. p.name holds
// the words of name.
func (p *pass) headOf(t ontology.TermID, name string) uint64 {
	if p.icd.KindOf(t) == ontology.Index {
		for k := range p.name {
			if h, ok := ontology.BagWord(p.name, k); ok {
				return h
			}
		}
		return 0
	}
	if at := strings.IndexAny(name, ",(["); at > 0 {
		p.name = p.name[:slices.IndexFunc(append(p.name, text.Token{Start: len(name)}), func(w text.Token) bool { return w.Start > at })]
	}
	var head uint64
	for k := range p.name {
		if head != 0 && placing(p.name[k].Norm) {
			break
		}
		if h, ok := ontology.BagWord(p.name, k); ok {
			head = h
		}
	}
	return head
}

// share takes up a term of two words that is read over a third one, where that
// is coordinated with one of them and is a name with the other as well: "lung
// and liver metastases" are of both, a "fracture of the tibia and fibula" too.
// The words are ws[0], ws[1], which is skipped, and ws[2]. Both are mentions of
// the whole phrase, but where it tells sides: then the word that lacks its head
// is one by itself, so that each has its own side. False where it is not so.
func (p *pass) share(ws []word, t ontology.TermID) bool {
	name := p.icd.Term(t).Text
	p.name = text.Tokens(p.name[:0], name)
	head := p.headOf(t, name)
	a, b, c := ws[0].tok, ws[1].tok, ws[2].tok
	lacks := &ws[2] // the word that lacks its head
	switch {
	case head == ws[2].hash:
		lacks = &ws[0]
		if b != a+2 || !p.both(a+1) || c != b+1 || !p.spaced(c) {
			return false
		}
	case head != ws[0].hash, !placed(p.doc.Tokens[a:b]), p.link(b, c) != b+1, !p.both(b + 1):
		return false
	}
	if _, ok := p.best(p.icd.BagSum(head + ws[1].hash)); !ok || p.stands(lacks) {
		return false
	}
	found := candidate{n: 2, used: 2, penalty: 2, at: [maxWindow]int32{int32(a), int32(c)}, term: t, shared: true}
	if slices.ContainsFunc(p.doc.Tokens[a:c], func(w text.Token) bool { return sided(w.Norm) }) {
		found = candidate{n: 2, used: 1, at: [maxWindow]int32{int32(lacks.tok)}, term: t}
	}
	p.found = append(p.found, found)
	return true
}

// stands tells whether a word names a problem by itself.
func (p *pass) stands(w *word) bool {
	n, terms := p.icd.Longest(p.doc.Tokens[w.tok:w.tok+1], 0)
	if n == 0 {
		return false
	}
	t, ok := p.best(terms)
	return ok && p.single(w, t)
}

// composite gives a problem inside a phrase that names two the borders of the
// phrase. The groups are in the order of the text.
func (p *pass) composite() {
	for i := range p.groups {
		g := &p.groups[i]
		for k := i + 1; g.shared && k < len(p.groups) && p.groups[k].first <= g.last; k++ {
			if h := &p.groups[k]; h.ontology == g.ontology && h.last <= g.last {
				h.first, h.last = g.first, g.last
			}
		}
	}
}

func (p *pass) both(tok int) bool {
	norm := p.doc.Tokens[tok].Norm
	return norm == "and" || norm == "or"
}
