package workers

import (
	"context"
	"time"

	"medcode/internal/icd10cm"
	"medcode/internal/pipe"
	"medcode/schemas"
	"medcode/workers/code"
)

// stage codes a batch of parts with one call of the coder. Equal phrases in a
// batch are coded once.
func (w *Worker) stage(ctx context.Context, batch []*schemas.Work) []pipe.Outcome[schemas.Part] {
	out := make([]pipe.Outcome[schemas.Part], len(batch))
	queries, at := w.queries(batch)
	answers, err := w.coder.Code(ctx, queries)
	for i, in := range batch {
		out[i].Value, out[i].Err = answerTo(in), err
		if err == nil {
			w.fill(&out[i].Value, answers, at[i])
		}
	}
	return out
}

// queries lists the distinct phrases of a batch; at[i][j] is the query of
// mention j of part i.
func (w *Worker) queries(batch []*schemas.Work) (queries []code.Query, at [][]int) {
	at = make([][]int, len(batch))
	seen := map[code.Query]int{}
	for i, in := range batch {
		at[i] = make([]int, len(in.Mentions))
		for j := range in.Mentions {
			q := code.Query{
				Text: string(in.Mentions[j].Text), Date: day(in.Date.Time), K: in.K,
				Details: code.DetailsOf(in.Ontology, in.Mentions[j].Attributes),
				// What only a model found is seldom a term, and never coded by
				// likeness: it is not worth the search.
				Exact: in.Mentions[j].Attributes[schemas.AttrFoundBy] != "",
			}
			if in.Ontology == schemas.ICD10CM {
				q.Attributes = icd10cm.StatementsOf(in.Mentions[j].Attributes)
			}
			if j < len(in.Terms) {
				q.Term = in.Terms[j]
			}
			n, known := seen[q]
			if !known {
				n = len(queries)
				seen[q] = n
				queries = append(queries, q)
			}
			at[i][j] = n
		}
	}
	return queries, at
}

// day cuts the time of day off: releases change at midnight.
func day(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(24 * time.Hour)
}

func (w *Worker) fill(p *schemas.Part, answers []code.Answer, at []int) {
	p.Codings = make([]schemas.Candidates, len(at))
	p.Models = w.coder.Models
	for j, n := range at {
		p.Codings[j] = answers[n].Codings
		p.Release = answers[n].Release
	}
}

func answerTo(in *schemas.Work) schemas.Part {
	return schemas.Part{
		Schema: schemas.Version, Key: in.Key, Feed: in.Feed, ID: in.ID, Revision: in.Revision,
		Generation: in.Generation, Instance: in.Instance, Ontology: in.Ontology, Index: in.Index,
	}
}
