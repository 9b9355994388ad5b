package code

import (
	"context"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// Exact finds phrases that are a term, in the printed or another order of
// their words.
type Exact struct{}

// Candidates looks up the normal form, then the order-free key.
func (Exact) Candidates(_ context.Context, r *ontology.Release, phrases []string, k int) ([][]Candidate, error) {
	out := make([][]Candidate, len(phrases))
	var toks []text.Token
	for i, p := range phrases {
		toks = text.Tokens(toks[:0], p)
		out[i] = exact(r, toks, k)
	}
	return out, nil
}

func exact(r *ontology.Release, toks []text.Token, k int) []Candidate {
	how := Match{Source: SourceExact}
	terms := r.Exact(join(toks))
	if len(terms) == 0 {
		how.Source = SourceBag
		terms = r.Bag(ontology.BagKey(toks))
	}
	if len(terms) == 0 {
		return nil
	}
	how.Codes = len(terms)
	how.QueryCoverage, how.TermCoverage = 1, 1
	out := make([]Candidate, 0, min(k, len(terms)))
	for _, t := range terms[:min(k, len(terms))] {
		out = append(out, Candidate{Term: t, Code: r.CodeOf(t), Match: how})
	}
	return out
}

func join(toks []text.Token) string {
	n := 0
	for _, t := range toks {
		n += len(t.Norm) + 1
	}
	b := make([]byte, 0, n)
	for i, t := range toks {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, t.Norm...)
	}
	return string(b)
}

// Lexical finds terms that share words with a phrase (BM25, Robertson and
// Zaragoza 2009), tolerant of misspelt words.
type Lexical struct{}

// Candidates searches the words of each phrase.
func (Lexical) Candidates(ctx context.Context, r *ontology.Release, phrases []string, k int) ([][]Candidate, error) {
	out := make([][]Candidate, len(phrases))
	for i, p := range phrases {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, h := range r.Lexical(p, k) {
			out[i] = append(out[i], Candidate{Term: h.Term, Code: h.Code, Match: Match{
				Source: SourceLexical, Score: float64(h.Score),
				QueryCoverage: float64(h.QueryCoverage), TermCoverage: float64(h.TermCoverage),
			}})
		}
	}
	return out, nil
}
