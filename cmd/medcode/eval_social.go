package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"medcode/internal/eval"
	"medcode/router"
	"medcode/schemas"
)

// socialFile is the project's own set of circumstances and external causes.
const socialFile = "testdata/social/lines.jsonl"

// evalSocial scores the codes of Z55–Z65 and V00–Y99 that notes of one line
// are given by the whole path of a note, of all lines and of either half.
func (c *call) evalSocial(ctx context.Context) error {
	rows, err := eval.LoadSocial(c.setFile(socialFile))
	if err != nil {
		return err
	}
	cod, now, err := c.openNow(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	reports := map[string]eval.SocialReport{}
	for _, part := range halves(rows) {
		rep, err := eval.Social(part.rows, func(text string) ([]eval.SocialCode, error) { return socialCodes(ctx, now, text) })
		if err != nil {
			return err
		}
		reports[part.name] = rep
		if !c.json {
			c.writeSocial(part.name, &rep)
		}
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(reports)
	}
	return nil
}

// socialDate is the day of service of the lines, in the year of their code book.
var socialDate = time.Date(2026, time.May, 4, 0, 0, 0, 0, time.UTC)

// socialCodes are the codes of ICD-10-CM that a note of one line is given.
func socialCodes(ctx context.Context, now *router.Now, text string) (out []eval.SocialCode, err error) {
	res, err := now.Note(ctx, schemas.Note{Feed: "eval", ID: "line", Text: schemas.Text(text), DateOfService: schemas.Time{Time: socialDate}})
	if err != nil {
		return nil, err
	}
	for _, c := range res.Codes {
		if c.Ontology != schemas.ICD10CM {
			continue
		}
		s := eval.SocialCode{Code: c.Code}
		for _, m := range c.Mentions {
			s.Spans = append(s.Spans, [2]int{res.Mentions[m].Start, res.Mentions[m].End})
		}
		out = append(out, s)
	}
	return out, nil
}

// writeSocial prints a report. Kinds and errors are printed of the first half
// alone: the second is for measuring.
func (c *call) writeSocial(name string, r *eval.SocialReport) {
	fmt.Fprintf(c.out, "social determinants and external causes, %s\n", name)
	for i := range r.Groups {
		fmt.Fprintf(c.out, "  %-10s %s\n", r.Groups[i].Name, r.Groups[i].Score)
	}
	fmt.Fprintf(c.out, "  %-10s no code %s\n", "none", r.None)
	if name != "first half" {
		return
	}
	for _, k := range r.Kinds {
		fmt.Fprintf(c.out, "    %-44s %s\n", k.Name, k.Right)
	}
	for i, e := range r.Errors {
		if i == c.opt.errors {
			break
		}
		fmt.Fprintf(c.out, "    %s (%s) %q: %s\n", e.ID, e.Kind, e.Text, e.What)
	}
}
