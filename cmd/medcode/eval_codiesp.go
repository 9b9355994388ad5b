package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"medcode/internal/eval"
	"medcode/schemas"
)

// evalCodiEsp codes the CodiEsp documents by the whole path of a note and
// scores the ICD-10-CM codes. No code in the vocabulary was decided by its
// labels; docs/accuracy.md says what was chosen with the train half in view.
//
// The corpus labels whatever a text names, negated findings among it, while
// medcode's codes are the patient's own: both are scored. The reports are of
// hospital stays, so an uncertain diagnosis counts.
func (c *call) evalCodiEsp(ctx context.Context, data string) error {
	docs, err := eval.LoadCodiEsp(data, c.opt.set)
	if err != nil {
		return err
	}
	cod, now, err := c.openNow(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	rel, use, err := cod.store.InForce(schemas.ICD10CM, time.Time{})
	if err != nil {
		return err
	}
	billable := func(code string) bool {
		id, ok := rel.Find(code)
		return ok && rel.Billable(id)
	}
	results := map[string]schemas.Result{}
	predict := func(pick func(*schemas.Result) []string) func(id, text string) ([]string, error) {
		return func(id, text string) ([]string, error) {
			res, ok := results[id]
			if !ok {
				var err error
				n := schemas.Note{Feed: "eval", ID: id, Text: schemas.Text(text), EncounterClass: "inpatient"}
				if res, err = now.Note(ctx, n); err != nil {
					return nil, err
				}
				results[id] = res
			}
			return pick(&res), nil
		}
	}
	start := time.Now()
	named, err := eval.CodiEsp(docs, predict(c.named), billable)
	if err != nil {
		return err
	}
	took := time.Since(start)
	own, err := eval.CodiEsp(docs, predict(patients), billable)
	if err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(map[string]any{"set": c.opt.set, "release": use.Release, "named": named, "patient": own})
	}
	fmt.Fprintf(c.out, "CodiEsp-D %s, %d documents, ICD-10-CM %s, zero-shot; %.0f documents/s\n", c.opt.set, len(docs), use.Release, float64(len(docs))/took.Seconds())
	writeCodiEsp(c, "every finding named in the text, as the corpus labels it", named)
	writeCodiEsp(c, "codes of the patient alone (negated, family and past acute findings left out)", own)
	if c.opt.kinds {
		c.writeKinds(rel, docs, results)
	}
	return nil
}

// named is the best code of each mention, whatever is said of it.
func (c *call) named(res *schemas.Result) []string {
	threshold := c.set.Float("threshold")
	var out []string
	for i := range res.Mentions {
		for _, k := range best(res.Mentions[i].Codings) {
			if k.Ontology == schemas.ICD10CM && k.Confidence >= threshold {
				out = append(out, k.Code)
			}
		}
	}
	return out
}

func patients(res *schemas.Result) []string {
	var out []string
	for _, k := range res.Codes {
		if k.Ontology == schemas.ICD10CM {
			out = append(out, k.Code)
		}
	}
	return out
}

func writeCodiEsp(c *call, title string, r eval.CodiEspReport) {
	fmt.Fprintf(c.out, "%s\n  exact          %s\n  release-aware  %s\n  3 characters   %s\n", title, r.Exact, r.Release, r.Category)
	if c.opt.errors > 0 {
		fmt.Fprintf(c.out, "  false alarms   %v\n  misses         %v\n", head(r.FalseAlarms, c.opt.errors), head(r.Misses, c.opt.errors))
	}
}

func head(list []eval.CodeCount, n int) []eval.CodeCount { return list[:min(n, len(list))] }
