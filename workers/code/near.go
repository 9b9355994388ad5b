package code

import (
	"slices"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

const (
	// nearKept bounds the candidates found by another wording or by a part.
	nearKept = 16
	// leastPart is the share of the words of a phrase that a part must have.
	leastPart = .4
	// maxParts bounds the words whose combinations are looked up.
	maxParts = 12
)

// reword finds the terms that equal the first other wording of a phrase that
// has any.
func reword(r *ontology.Release, wordings []string) []Candidate {
	for _, w := range wordings {
		list := exact(r, text.Tokens(nil, w), nearKept)
		for i := range list {
			list[i].Match.Source = SourceReworded
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// parts finds the terms that are a part of a phrase, in any order of their
// words: all words but one, or words that stand together; the longest first.
func parts(r *ontology.Release, toks []text.Token) []Candidate {
	var sums [maxParts]uint64
	n := 0
	for i := range toks {
		h, ok := ontology.BagWord(toks, i)
		if !ok || slices.Contains(sums[:n], h) {
			continue
		}
		if n == maxParts {
			break
		}
		sums[n] = h
		n++
	}
	var out []Candidate
	whole := uint64(0)
	for _, h := range sums[:n] {
		whole += h
	}
	for _, h := range sums[:n] {
		if n > 2 {
			out = part(out, r, whole-h, float64(n-1)/float64(n))
		}
	}
	for size := n - 1; size > 0 && float64(size) >= leastPart*float64(n) && len(out) < nearKept; size-- {
		for at := 0; at+size <= n; at++ {
			sum := uint64(0)
			for _, h := range sums[at : at+size] {
				sum += h
			}
			out = part(out, r, sum, float64(size)/float64(n))
		}
	}
	return out[:min(len(out), nearKept)]
}

// part adds the first terms of a sum of words.
func part(out []Candidate, r *ontology.Release, sum uint64, coverage float64) []Candidate {
	terms := r.BagSum(sum)
	for _, t := range terms[:min(4, len(terms))] {
		out = append(out, Candidate{Term: t, Code: r.CodeOf(t), Match: Match{
			Source: SourcePart, QueryCoverage: coverage, TermCoverage: 1, Codes: len(terms),
		}})
	}
	return out
}
