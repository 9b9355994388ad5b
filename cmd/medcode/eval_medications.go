package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"medcode/internal/eval"
	"medcode/internal/ontology"
	"medcode/internal/settings"
	"medcode/router"
	"medcode/schemas"
	"medcode/workers/code"
)

// medicationSet is the set of medication lines that the project has.
const medicationSet = "testdata/medications/lines.jsonl"

// evalMedications scores what is read of medicines, and their codes, on lines
// as they stand in notes: all of them, and each half.
func (c *call) evalMedications(ctx context.Context) error {
	lines, err := eval.LoadMedications(c.setFile(medicationSet))
	if err != nil {
		return err
	}
	cod, reader, err := c.openReader(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	r, _, err := cod.store.InForce(schemas.RxNorm, time.Time{})
	if err != nil {
		return err
	}
	a := medicationReader{coder: cod.coders[schemas.RxNorm], reader: reader, release: r, formulary: ontology.NewFormulary(r), threshold: c.set.Float(settings.Threshold)}
	var reports []eval.MedicationReport
	for _, part := range halves(lines) {
		rep, err := eval.Medications(part.rows, func(l eval.MedicationLine) ([]eval.MedicationAnswer, error) { return a.read(ctx, l) })
		if err != nil {
			return err
		}
		reports = append(reports, rep)
		if !c.json {
			c.writeMedications(part.name, &rep, part.name == "all")
		}
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(reports)
	}
	return nil
}

// medicationReader reads a line as the router does, and codes it as the worker
// does.
type medicationReader struct {
	coder     *code.Coder
	reader    *router.Reader
	release   *ontology.Release
	formulary *ontology.Formulary
	threshold float64
}

func (a *medicationReader) read(ctx context.Context, l eval.MedicationLine) ([]eval.MedicationAnswer, error) {
	read, err := a.reader.Read(ctx, &schemas.Note{Text: schemas.Text(l.Text)})
	if err != nil {
		return nil, err
	}
	var out []eval.MedicationAnswer
	for i := range read.Mentions {
		for _, t := range read.Terms[i] {
			if t.Ontology != schemas.RxNorm {
				continue
			}
			got, err := a.code(ctx, &read.Mentions[i], t.Text)
			if err != nil {
				return nil, err
			}
			out = append(out, got)
		}
	}
	return out, nil
}

func (a *medicationReader) code(ctx context.Context, m *schemas.Mention, term string) (eval.MedicationAnswer, error) {
	at := m.Attributes
	got := eval.MedicationAnswer{Medication: eval.Medication{
		Name: string(m.Text), Start: m.Start, End: m.End, Strength: at[schemas.AttrStrength], Form: at[schemas.AttrForm], Route: at[schemas.AttrRoute],
		Dose: at[schemas.AttrDose], Frequency: at[schemas.AttrFrequency], Duration: at[schemas.AttrDuration], PRN: at[schemas.AttrPRN] != "",
		Status: statusOf(m),
	}}
	answers, err := a.coder.Code(ctx, []code.Query{{Text: string(m.Text), Term: term, Details: code.DetailsOf(schemas.RxNorm, at)}})
	if err != nil {
		return got, err
	}
	best := answers[0].Codings
	if len(best) == 0 || best[0].Confidence < a.threshold {
		return got, nil
	}
	got.Code, got.Display = best[0].Code, best[0].Display
	got.Ingredients, got.IngredientCodes = a.ingredients(got.Code)
	return got, nil
}

// statusOf is the status of a mention, with what its context says.
func statusOf(m *schemas.Mention) string {
	status := m.Attributes[schemas.AttrStatus]
	switch {
	case status != "" && status != "active":
		return status
	case m.Experiencer != "" && m.Experiencer != eval.Patient:
		return "other person"
	case m.Negated:
		return "negated"
	case m.Hypothetical && m.Attributes[schemas.AttrFrequency] == "":
		return "considered"
	}
	return status
}

// ingredients are the names and codes of what a code is made of.
func (a *medicationReader) ingredients(rxcui string) (names, codes []string) {
	id, ok := a.release.Find(rxcui)
	if !ok {
		return nil, nil
	}
	concept, ok := a.formulary.Of(id)
	if !ok {
		return nil, nil
	}
	names = a.formulary.Ingredients(concept)
	for _, n := range names {
		if c, ok := a.formulary.Named(n); ok && c.Coded {
			codes = append(codes, a.release.Code(c.ID).Code)
		}
	}
	return names, codes
}

func (c *call) writeMedications(name string, rep *eval.MedicationReport, last bool) {
	fmt.Fprintf(c.out, "%s, %d lines\n", name, rep.Lines)
	fmt.Fprintf(c.out, "  %-14s %s\n  %-14s %s\n  %-14s %s\n", "ingredient", rep.Ingredient, "full drug", rep.Drug, "found", rep.Span)
	for _, f := range rep.Fields {
		fmt.Fprintf(c.out, "  %-14s %s\n", f.Name, f.Score)
	}
	for _, k := range rep.Kinds {
		fmt.Fprintf(c.out, "    %3d of %3d with another code  %s\n", k.Wrong, k.Mentions, k.Kind)
	}
	if last || c.opt.errors == 0 {
		return
	}
	printed := map[string]int{}
	errs := slices.Clone(rep.Errors)
	slices.SortStableFunc(errs, func(a, b eval.MedicationError) int { return strings.Compare(a.What, b.What) })
	for _, e := range errs {
		if printed[e.What]++; printed[e.What] <= c.opt.errors {
			fmt.Fprintf(c.out, "    %s %s: %s: %q, not %q\n", e.What, e.Line, e.Text, e.Got, e.Gold)
		}
	}
}
