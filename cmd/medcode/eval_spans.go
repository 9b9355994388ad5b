package main

import (
	"context"
	"encoding/json"
	"fmt"

	"medcode/internal/eval"
	"medcode/router"
	"medcode/schemas"
)

// evalSpans scores the spans that the router reads, as they stand in mentions,
// on BC5CDR and NCBI Disease.
func (c *call) evalSpans(ctx context.Context, data string) error {
	cod, reader, err := c.openReader(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	reports := map[string]eval.SpanReport{}
	for _, set := range []string{"bc5cdr", "ncbi"} {
		docs, err := eval.LoadSpans(data, set, c.opt.set)
		if err != nil {
			return err
		}
		kinds := []string{eval.SpanDisease}
		if set == "bc5cdr" {
			kinds = append(kinds, eval.SpanChemical)
		}
		rep, err := eval.Spans(docs, kinds, func(text string) ([]eval.TextSpan, error) { return readSpans(ctx, reader, text) })
		if err != nil {
			return err
		}
		reports[set] = rep
		if !c.json {
			c.writeSpans(set, rep)
		}
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(reports)
	}
	return nil
}

// readSpans gives the mentions of a text their kinds in the sets.
func readSpans(ctx context.Context, reader *router.Reader, text string) ([]eval.TextSpan, error) {
	kinds := map[schemas.Category]string{schemas.Problem: eval.SpanDisease, schemas.Medication: eval.SpanChemical}
	read, err := reader.Read(ctx, &schemas.Note{Text: schemas.Text(text)})
	if err != nil {
		return nil, err
	}
	var out []eval.TextSpan
	for i := range read.Mentions {
		m := &read.Mentions[i]
		if kind := kinds[m.Category]; kind != "" {
			out = append(out, eval.TextSpan{Start: m.Start, End: m.End, Kind: kind})
		}
	}
	return out, nil
}

func (c *call) writeSpans(set string, rep eval.SpanReport) {
	fmt.Fprintf(c.out, "%s %s, %d documents, exact spans  %s\n", set, c.opt.set, rep.Docs, rep.All)
	for kind, s := range rep.Kinds {
		fmt.Fprintf(c.out, "  %-9s %s\n", kind, s)
	}
	printed := map[eval.SpanError]int{}
	for _, e := range rep.Errors {
		kind := eval.SpanError{Kind: e.Kind, Missed: e.Missed, Near: e.Near}
		if printed[kind]++; printed[kind] <= c.opt.errors {
			fmt.Fprintf(c.out, "  %s missed=%t near=%t %s: %q\n", e.Kind, e.Missed, e.Near, e.Doc, e.Text)
		}
	}
	if c.opt.errors > 0 {
		for kind, n := range printed {
			fmt.Fprintf(c.out, "  %s missed=%t near=%t: %d\n", kind.Kind, kind.Missed, kind.Near, n)
		}
	}
}
