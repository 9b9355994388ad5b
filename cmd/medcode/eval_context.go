package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"medcode/internal/eval"
	"medcode/router/assertion"
	"medcode/router/section"
)

// evalContext scores the context rules: on the NegEx kit, or on the file of
// JSON lines that --set names, whole and in halves.
func (c *call) evalContext() error {
	rows, err := c.contextRows()
	if err != nil {
		return err
	}
	detect := contextDetector()
	rep := eval.Context(rows, detect)
	if c.json {
		return json.NewEncoder(c.out).Encode(rep)
	}
	fmt.Fprintf(c.out, "context rules on %d rows\n", rep.Rows)
	if err := rep.Write(c.out, c.opt.errors); err != nil {
		return err
	}
	half := (len(rows) + 1) / 2
	for _, part := range []struct {
		name string
		rows []eval.ContextRow
	}{{"first half", rows[:half]}, {"second half", rows[half:]}} {
		fmt.Fprintf(c.out, "%s, %d rows\n", part.name, len(part.rows))
		for _, a := range eval.Context(part.rows, detect).Attributes {
			fmt.Fprintf(c.out, "%-16s %s\n", a.Name, a.Score)
		}
	}
	return nil
}

// contextRows reads the set asked for. The names of the other evaluations'
// parts mean the kit, which has none.
func (c *call) contextRows() ([]eval.ContextRow, error) {
	if set := c.opt.set; strings.ContainsAny(set, "./") {
		return eval.LoadContextLines(set)
	}
	data := lookupEnv(c.environ, "MEDCODE_DATA")
	if data == "" {
		return nil, fmt.Errorf("set MEDCODE_DATA to the folder that holds context/negex_context.tsv, or name a file: --set testdata/context/experiencer.jsonl")
	}
	return eval.LoadContext(filepath.Join(data, "context", "negex_context.tsv"))
}

func contextDetector() func(text string, start, end int) eval.ContextAnswer {
	d := assertion.New()
	return func(text string, start, end int) eval.ContextAnswer {
		secs := section.Split(text)
		a := d.Assess(text, secs, section.Sentences(text, secs), []section.Span{{Start: start, End: end}})[0]
		return eval.ContextAnswer{
			Negated: a.Negated, Uncertain: a.Uncertain, Hypothetical: a.Hypothetical, Historical: a.Historical, Conditional: a.Conditional, Experiencer: a.Experiencer,
		}
	}
}
