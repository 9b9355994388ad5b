package code

import (
	"cmp"
	"slices"

	"medcode/internal/ontology"
)

// place is a candidate with its place in the list of its source, from 0.
type place struct {
	*Candidate
	rank int
}

func (p place) there() bool { return p.Candidate != nil }

// entry is a code that may leave, with the best candidate of each way that led
// to it.
type entry struct {
	emit  ontology.CodeID
	known place // the phrase is a wording of the vocabulary
	again place // another way to say it is
	part  place // a part of it is
	words place // similar words
	dense place // similar meaning

	score float64 // of the model; comparable among the entries of one phrase
	conf  float64 // probability that the code is right, 0–1
}

// best is the candidate that speaks for the entry.
func (e *entry) best() *Candidate {
	switch {
	case e.known.there():
		return e.known.Candidate
	case e.again.there():
		return e.again.Candidate
	case e.words.there() && (!e.dense.there() || e.words.rank <= e.dense.rank):
		return e.words.Candidate
	case e.dense.there():
		return e.dense.Candidate
	}
	return e.part.Candidate
}

// ways is in how many ways the code was found similar.
func (e *entry) ways() int {
	n := 0
	for _, p := range []place{e.words, e.dense} {
		if p.there() {
			n++
		}
	}
	return n
}

// merge puts candidates together by the code that may leave: a header gives
// way to its least specific billable descendant, and what has none is dropped.
// Codes come in the order of the release.
func merge(p *pool) []entry {
	ranks := map[string]int{}
	at := map[ontology.CodeID]int{}
	var out []entry
	for i := range p.found {
		c := &p.found[i]
		rank := ranks[c.Match.Source]
		ranks[c.Match.Source]++
		id, ok := p.release.Emit(c.Code)
		if !ok {
			continue
		}
		n, seen := at[id]
		if !seen {
			n = len(out)
			at[id] = n
			out = append(out, entry{emit: id})
		}
		slot := out[n].slot(c.Match.Source)
		if !slot.there() {
			*slot = place{c, rank}
		}
	}
	slices.SortFunc(out, func(a, b entry) int { return cmp.Compare(a.emit, b.emit) })
	return out
}

func (e *entry) slot(source string) *place {
	switch source {
	case SourceReworded:
		return &e.again
	case SourcePart:
		return &e.part
	case SourceLexical:
		return &e.words
	case SourceDense:
		return &e.dense
	}
	return &e.known
}
