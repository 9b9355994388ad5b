package main

import (
	"context"
	"encoding/json"
	"fmt"

	"medcode/internal/eval"
	"medcode/internal/settings"
	"medcode/router"
	"medcode/schemas"
	"medcode/workers/code"
)

// procedureFile is the project's own set of procedures and findings.
const procedureFile = "testdata/procedures/lines.jsonl"

// evalProcedures scores how procedures and findings are read in sentences, of
// all lines and of either half.
func (c *call) evalProcedures(ctx context.Context) error {
	rows, err := eval.LoadProcedures(c.setFile(procedureFile))
	if err != nil {
		return err
	}
	cod, reader, err := c.openReader(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	p := &procedureReader{coder: cod.coders[schemas.SNOMED], reader: reader, threshold: c.set.Float(settings.Threshold)}
	reports := map[string]eval.ProcedureReport{}
	for _, part := range halves(rows) {
		rep, err := eval.Procedures(part.rows, func(l *eval.ProcedureLine) ([]eval.ProcedureAnswer, error) { return p.read(ctx, l) })
		if err != nil {
			return err
		}
		reports[part.name] = rep
		if !c.json {
			c.writeProcedures(part.name, &rep)
		}
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(reports)
	}
	return nil
}

// procedureReader reads procedures and findings as notes have them.
type procedureReader struct {
	reader    *router.Reader
	coder     *code.Coder
	threshold float64
}

// read lists the mentions over the span of a line that have concepts.
func (d *procedureReader) read(ctx context.Context, l *eval.ProcedureLine) (out []eval.ProcedureAnswer, err error) {
	read, err := d.reader.Read(ctx, &schemas.Note{Text: schemas.Text(l.Text)})
	if err != nil {
		return nil, err
	}
	for i := range read.Mentions {
		m := &read.Mentions[i]
		if m.Start >= l.End || l.Start >= m.End {
			continue
		}
		for _, t := range read.Terms[i] {
			if t.Ontology != schemas.SNOMED {
				continue
			}
			a, err := d.look(ctx, code.Query{Text: string(m.Text), Term: t.Text})
			if err != nil {
				return nil, err
			}
			a.Kind, a.Negated, a.Status = kindOf(m.Category), m.Negated, m.Attributes[schemas.AttrStatus]
			if len(a.Codes) > 0 {
				out = append(out, a)
			}
		}
	}
	return out, nil
}

// kindOf is what the set calls a category; empty for what it has no word for.
func kindOf(c schemas.Category) string {
	switch c {
	case schemas.Procedure:
		return "procedure"
	case schemas.Problem, schemas.Social:
		return "finding"
	}
	return ""
}

func (d *procedureReader) look(ctx context.Context, q code.Query) (out eval.ProcedureAnswer, err error) {
	answers, err := d.coder.Code(ctx, []code.Query{q})
	if err != nil {
		return out, err
	}
	for _, c := range answers[0].Codings {
		out.Codes = append(out.Codes, c.Code)
	}
	out.Given = len(out.Codes) > 0 && answers[0].Codings[0].Confidence >= d.threshold
	return out, nil
}

// writeProcedures prints a report. Errors are printed of the first half alone:
// the second is for measuring.
func (c *call) writeProcedures(name string, r *eval.ProcedureReport) {
	fmt.Fprintf(c.out, "procedures and findings, %s: %d with a concept, %d without\n", name, r.All.Found.N, r.Negatives.N)
	figures := append([]eval.ProcedureFigures{r.All}, r.Kinds...)
	if name == "first half" {
		figures = append(figures, r.Subkinds...)
	}
	for _, f := range figures {
		fmt.Fprintf(c.out, "  %-24s found %s  first %s  five %s\n", f.Kind, f.Found, f.First, f.Five)
	}
	fmt.Fprintf(c.out, "  %-24s no code %s\n", "negatives", r.Negatives)
	fmt.Fprintf(c.out, "  %-24s F %.3f, mean of the five %.3f, of those found %s\n", "status", r.StatusF(), r.StatusMacroF(), r.StatusSame)
	fmt.Fprintf(c.out, "  %-24s F %.3f (%d right, %d wrong, %d missed)\n", "negated findings", r.Negation.F1(), r.Negation.TP, r.Negation.FP, r.Negation.FN)
	if name != "first half" {
		return
	}
	for i, e := range r.Errors {
		if i == c.opt.errors {
			break
		}
		fmt.Fprintf(c.out, "    %s %q [%s]: %s\n", e.ID, e.Text, e.Phrase, e.What)
	}
}
