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
	"medcode/schemas"
)

// noteSet is the set of whole notes that the project has.
const noteSet = "testdata/wholenotes/notes.jsonl"

// evalNotes codes whole notes by the whole path and compares their codes in
// every vocabulary: all notes, and each half.
func (c *call) evalNotes(ctx context.Context) error {
	notes, err := eval.LoadNotes(c.setFile(noteSet))
	if err != nil {
		return err
	}
	cod, now, err := c.openNow(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	same, err := sameMedicine(cod)
	if err != nil {
		return err
	}
	var reports []eval.NoteReport
	for _, part := range halves(notes) {
		rep, err := eval.NoteCodes(part.rows, func(g *eval.GoldNote) ([]schemas.Code, error) {
			res, err := now.Note(ctx, goldNote(g))
			return claimCodes(&res), err
		}, same)
		if err != nil {
			return err
		}
		reports = append(reports, rep)
		if !c.json {
			c.writeNotes(part.name, &rep, part.name == "first half")
		}
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(reports)
	}
	return nil
}

// claimCodes are the codes of a note, of ICD-10-CM those of its claim.
func claimCodes(res *schemas.Result) (out []schemas.Code) {
	for _, l := range res.Claim.Lines {
		out = append(out, schemas.Code{Ontology: schemas.ICD10CM, Code: l.Code, Display: l.Display})
	}
	for _, c := range res.Codes {
		if c.Ontology != schemas.ICD10CM {
			out = append(out, c)
		}
	}
	return out
}

func goldNote(g *eval.GoldNote) schemas.Note {
	var years *int
	if g.Age != nil {
		completed := int(*g.Age)
		years = &completed
	}
	return schemas.Note{
		Feed: "eval", ID: g.ID, Text: schemas.Text(g.Text), EncounterClass: g.EncounterClass, Age: years, Sex: g.Sex,
		DateOfService: schemas.Time{Time: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)},
	}
}

// sameMedicine tells whether a product given has the ingredients of the one
// that was asked for; nothing is the same in other vocabularies.
func sameMedicine(cod *coding) (func(o schemas.Ontology, given, asked string) bool, error) {
	r, _, err := cod.store.InForce(schemas.RxNorm, time.Time{})
	if err != nil {
		return nil, err
	}
	m := medicationReader{release: r, formulary: ontology.NewFormulary(r)}
	of := func(rxcui string) []string {
		names, _ := m.ingredients(rxcui)
		slices.Sort(names)
		return names
	}
	return func(o schemas.Ontology, given, asked string) bool {
		if o != schemas.RxNorm {
			return false
		}
		have := of(given)
		return len(have) > 0 && slices.Equal(have, of(asked))
	}, nil
}

func (c *call) writeNotes(name string, rep *eval.NoteReport, errors bool) {
	fmt.Fprintf(c.out, "%s, %d notes\n", name, rep.Notes)
	for _, o := range schemas.Ontologies() {
		s := rep.Scores[o]
		if o == schemas.SNOMED { // diagnoses are not annotated in it
			fmt.Fprintf(c.out, "  %-8s R %.3f  n %d; of %d traps %d\n", o, s.Recall(), s.TP+s.FN, s.Traps, s.Trapped)
			continue
		}
		fmt.Fprintf(c.out, "  %-8s %s; of %d traps %d\n", o, s.Score, s.Traps, s.Trapped)
	}
	if !errors || c.opt.errors == 0 {
		return
	}
	printed := map[string]int{}
	all := slices.Clone(rep.Errors)
	slices.SortStableFunc(all, func(a, b eval.NoteError) int { return strings.Compare(a.What, b.What) })
	for _, e := range all {
		if printed[e.What]++; printed[e.What] <= c.opt.errors {
			fmt.Fprintf(c.out, "    %s %s: %s %s\n", e.What, e.Note, e.Code, e.Text)
		}
	}
}
