package ontology

import "medcode/internal/text"

// local is the local terms of a release: wordings of one house that stand
// before the official ones, looked up as they are printed and in any order of
// their words. Their identifiers follow those of the release's own terms.
type local struct {
	base  TermID
	terms []localTerm
	exact map[uint64][]TermID
	bag   map[uint64][]TermID
	lost  []LocalTerm // of codes that the release cannot answer with
}

type localTerm struct {
	code CodeID
	kind Kind
	text string
	path string
}

// LocalTerm is one row of a table of local terms.
type LocalTerm struct {
	Overlay string // name of the table
	Line    int    // in the table as it was added
	Code    string
	Term    string
	Kind    Kind
}

// withLocal gives a release the terms; it must not be in use yet. Terms of
// codes that the release lacks or cannot answer with are left out, see
// LostTerms.
func (r *Release) withLocal(terms []LocalTerm) {
	if len(terms) == 0 {
		return
	}
	l := &local{base: TermID(len(r.terms)), exact: map[uint64][]TermID{}, bag: map[uint64][]TermID{}}
	for _, t := range terms {
		code, ok := r.Find(t.Code)
		if !ok || !r.Billable(code) {
			l.lost = append(l.lost, t)
			continue
		}
		l.add(code, t)
	}
	r.local = l
}

func (l *local) add(code CodeID, t LocalTerm) {
	id := l.base + TermID(len(l.terms))
	l.terms = append(l.terms, localTerm{code: code, kind: t.Kind, text: t.Term, path: "local terms: " + t.Overlay})
	norm := normHash(text.Normalize(t.Term))
	l.exact[norm] = append(l.exact[norm], id)
	if sum, n := bagSum(text.Tokens(nil, t.Term)); n > 0 {
		l.bag[sum] = append(l.bag[sum], id)
	}
}

// Local tells whether a term is a local one.
func (r *Release) Local(id TermID) bool { return r.local != nil && r.local.at(id) != nil }

// LocalTerms returns how many local terms lead to a code of the release.
func (r *Release) LocalTerms() int {
	if r.local == nil {
		return 0
	}
	return len(r.local.terms)
}

// LostTerms returns the local terms whose code the release does not have, or
// cannot answer with. The slice belongs to the release.
func (r *Release) LostTerms() []LocalTerm {
	if r.local == nil {
		return nil
	}
	return r.local.lost
}

func (l *local) at(id TermID) *localTerm {
	if id = id.Plain(); id < l.base || int(id-l.base) >= len(l.terms) {
		return nil
	}
	return &l.terms[id-l.base]
}

// term is Release.Term for identifiers behind those of the release.
func (l *local) term(id TermID) Term {
	if l == nil {
		return Term{}
	}
	t := l.at(id)
	if t == nil {
		return Term{}
	}
	return Term{ID: id.Plain(), Code: t.code, Kind: t.kind, Text: t.text, Path: t.path}
}

func (l *local) byExact(hash uint64) []TermID {
	if l == nil {
		return nil
	}
	return l.exact[hash]
}

func (l *local) bySum(sum uint64) []TermID {
	if l == nil {
		return nil
	}
	return l.bag[sum]
}

// longest finds the longest local term that begins at token i.
func (l *local) longest(toks []text.Token, i int) (n int, terms []TermID) {
	var h uint64
	for j := i; j < len(toks) && j-i < maxWalk; j++ {
		if j > i && toks[j].Before == text.Stop {
			break
		}
		h = roll(h, WordHash(toks[j].Norm))
		if found := l.exact[h]; found != nil {
			n, terms = j-i+1, found
		}
	}
	return n, terms
}
