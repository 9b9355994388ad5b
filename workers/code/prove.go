package code

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"medcode/internal/icd10cm/proof"
	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// Proven is a coding with its proof.
type Proven struct {
	Coding schemas.Coding
	Proof  proof.Proof
}

// Prove answers a query as Code does, from the sources and not from answers
// kept, and proves every code of the answer. The patient's day is that of the
// query.
func (c *Coder) Prove(ctx context.Context, q Query, who proof.Person) ([]Proven, schemas.ReleaseUse, error) {
	releases, done := c.pin()
	defer done()
	pools, err := c.pools(ctx, releases, []Query{q})
	if err != nil {
		return nil, schemas.ReleaseUse{}, err
	}
	p := &pools[0]
	who.Date = q.Date
	var out []Proven
	for _, e := range p.kept(c.Ontology, wanted(&q)) {
		given := coding(p, c.Ontology, e)
		if slices.ContainsFunc(out, func(x Proven) bool { return x.Coding.Code == given.Code }) {
			continue
		}
		made, err := proof.Make(p.release, p.completer, p.evidence(&q, e, who))
		if err == nil && made.Code != given.Code {
			err = fmt.Errorf("the steps lead to %s", made.Code)
		}
		if err != nil {
			return nil, p.use, fmt.Errorf("%s %s cannot be proven: %w", c.Ontology, given.Code, err)
		}
		out = append(out, Proven{given, made})
	}
	return out, p.use, nil
}

// evidence is what a code of the answer rests on.
func (p *pool) evidence(q *Query, e *entry, who proof.Person) proof.Evidence {
	c := e.best()
	t := p.release.Term(c.Term)
	out := proof.Evidence{
		Phrase: phrase(q), Said: p.said, Stated: string(p.stated), How: proof.How(c.Match.Source),
		Kind: t.Kind.String(), Term: t.Text, Path: t.Path, Named: p.release.Code(c.Code).Code, Person: who,
	}
	switch out.How {
	case proof.Exact, proof.Words:
		out.Asked = p.shorter
	case proof.Reworded:
		out.Asked = rewordedTo(p.release, reworded(p.release.Info().Ontology, text.Tokens(nil, out.Phrase)), c.Term)
	case proof.Part:
		out.Asked = partOf(p.release, text.Tokens(nil, out.Phrase), c.Term)
	case proof.Similar, proof.Meaning:
		out.Depth = max(depth, wanted(q))
		if p.phrase != out.Phrase {
			out.Asked = p.phrase
		}
	}
	return out
}

// rewordedTo is the wording that led to a term.
func rewordedTo(r *ontology.Release, wordings []string, term ontology.TermID) string {
	for _, w := range wordings {
		if slices.ContainsFunc(exact(r, text.Tokens(nil, w), nearKept), func(c Candidate) bool { return c.Term.Plain() == term.Plain() }) {
			return w
		}
	}
	return ""
}

// partOf is the order-free key of the words that led to a term, looked for in
// the order in which parts looks.
func partOf(r *ontology.Release, toks []text.Token, term ontology.TermID) string {
	var words []string
	for i := range toks {
		if w := ontology.Canonical(toks[i].Norm); ontology.Content(toks, i) && !slices.Contains(words, w) && len(words) < maxParts {
			words = append(words, w)
		}
	}
	try := func(some []string) (string, bool) {
		key := strings.Join(slices.Sorted(slices.Values(some)), " ")
		return key, slices.ContainsFunc(r.Bag(key), func(t ontology.TermID) bool { return t.Plain() == term.Plain() })
	}
	for i := range words {
		if key, ok := try(slices.Delete(slices.Clone(words), i, i+1)); ok {
			return key
		}
	}
	for size := len(words) - 1; size > 0; size-- {
		for at := 0; at+size <= len(words); at++ {
			if key, ok := try(words[at : at+size]); ok {
				return key
			}
		}
	}
	return ""
}
