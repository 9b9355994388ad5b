package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"medcode/internal/eval"
	"medcode/router"
	"medcode/schemas"
	"medcode/workers/code"
)

// labFile is the project's own set of laboratory lines.
const labFile = "testdata/labs/lines.jsonl"

// evalLabs scores what is read from laboratory lines and vital signs, as it
// stands in results: names, codes and the fields of their values.
func (c *call) evalLabs(ctx context.Context) error {
	file := c.setFile(labFile)
	if strings.ContainsAny(c.opt.set, "./") {
		file = c.opt.set
	}
	lines, err := eval.LoadLabs(file)
	if err != nil {
		return err
	}
	cod, reader, err := c.openReader(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	reports := map[string]eval.LabReport{}
	for _, part := range halves(lines) {
		rep, err := eval.Labs(part.rows, func(text string) ([]eval.Lab, error) { return readLabs(ctx, reader, cod.coders[schemas.LOINC], text) })
		if err != nil {
			return err
		}
		reports[part.name] = rep
		if !c.json {
			c.writeLabs(part.name, &rep)
		}
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(reports)
	}
	return nil
}

// readLabs reads and codes the tests of one line.
func readLabs(ctx context.Context, reader *router.Reader, coder *code.Coder, text string) ([]eval.Lab, error) {
	read, err := reader.Read(ctx, &schemas.Note{Text: schemas.Text(text)})
	if err != nil {
		return nil, err
	}
	var out []eval.Lab
	var queries []code.Query
	for i := range read.Mentions {
		m := &read.Mentions[i]
		for _, t := range read.Terms[i] {
			if t.Ontology != schemas.LOINC {
				continue
			}
			a := m.Attributes
			out = append(out, eval.Lab{
				Start: m.Start, End: m.End, Name: string(m.Text), Value: a[schemas.AttrValue], Unit: a[schemas.AttrUnit], Flag: a[schemas.AttrFlag],
				Specimen: a[schemas.AttrSpecimen], Method: a[schemas.AttrMethod], Timing: a[schemas.AttrTiming],
			})
			queries = append(queries, code.Query{Text: string(m.Text), Term: t.Text, Details: code.DetailsOf(schemas.LOINC, a)})
		}
	}
	answers, err := coder.Code(ctx, queries)
	if err != nil {
		return nil, err
	}
	for i := range answers {
		if list := answers[i].Codings; len(list) > 0 {
			out[i].LOINC = list[0].Code
		}
	}
	return out, nil
}

// writeLabs prints a report. Errors are printed of the first half alone: the
// second is for measuring.
func (c *call) writeLabs(name string, r *eval.LabReport) {
	fmt.Fprintf(c.out, "laboratory lines, %s: %d lines, %d measurements\n  names, overlapping  %s\n  names, same bytes   %s\n",
		name, r.Lines, r.Labs, r.Spans, r.Exact)
	fmt.Fprintf(c.out, "  LOINC first         %s; or one as good %s; of those found %s; with value and unit %s\n", r.Top1, r.Accepted, r.Found, r.Whole)
	for _, f := range r.Fields {
		fmt.Fprintf(c.out, "  %-19s %s\n", f.Name, f.Score)
	}
	if name == "all" {
		for _, k := range r.Kinds {
			fmt.Fprintf(c.out, "  %-28s %s, n %d\n", k.Kind, k.Accepted, k.Accepted.N)
		}
		return
	}
	if name != "first half" {
		return
	}
	for i, e := range r.Errors {
		if i == c.opt.errors {
			break
		}
		fmt.Fprintf(c.out, "    %s %q: %s\n", e.ID, e.Text, e.What)
	}
}
