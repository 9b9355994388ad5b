package ner

import (
	"medcode/schemas"
)

// split makes two mentions of two problems that a vocabulary has one code for
// together, as "nausea and vomiting": each is a problem by itself. Both keep
// the term of the pair, which is the one to be coded.
func (p *pass) split() {
	for i := range p.groups {
		g := &p.groups[i]
		if g.category != schemas.Problem || g.ontology != schemas.ICD10CM {
			continue
		}
		if and := p.conjunction(g); and > 0 && !p.shared(g.first-1) && p.problem(g.first, and) && p.problem(and+1, g.last+1) {
			second := *g
			second.first = and + 1
			g.last = and - 1
			p.groups = append(p.groups, second)
		}
	}
}

// shared tells whether a token says something of both problems behind it.
func (p *pass) shared(tok int) bool {
	return tok >= 0 && p.spaced(tok+1) && p.info(tok).modifier
}

// conjunction is the only "and" or "or" inside a group, 0 where there is none.
func (p *pass) conjunction(g *group) int {
	at := 0
	for i := g.first + 1; i < g.last; i++ {
		if norm := p.doc.Tokens[i].Norm; norm == "and" || norm == "or" {
			if at > 0 {
				return 0
			}
			at = i
		}
	}
	return at
}

// problem tells whether the tokens [from, to) name a problem by themselves.
func (p *pass) problem(from, to int) bool {
	toks := p.doc.Tokens[from:to]
	if len(toks) == 1 {
		at := p.info(from)
		return !at.nosingle && (at.single || isDisease(toks[0].Norm))
	}
	n, terms := p.icd.Longest(toks, 0)
	if n < len(toks) {
		return false
	}
	_, ok := p.best(terms)
	return ok
}
