package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"medcode/internal/eval"
	"medcode/internal/settings"
	"medcode/schemas"
)

// shortFile is the project's own set of short forms.
const shortFile = "testdata/short/lines.jsonl"

// shortLine is a row of testdata/short: a short form in a sentence, what it
// means there, and the code that a coder would pick.
type shortLine struct {
	ID       string   `json:"id"`
	Text     string   `json:"text"`
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Meaning  string   `json:"meaning"`
	Category string   `json:"category"` // of a mention, or none where it names nothing to be coded
	Code     string   `json:"icd10cm"`  // empty: not asked
	Accept   []string `json:"accept"`   // as good
}

const categoryNone = "none"

// shortReport scores a set, or a half of it.
type shortReport struct {
	All   eval.Share             // understood: category and code, or nothing given
	Coded eval.Share             // rows with a code: one that is right
	None  eval.Share             // rows that name nothing: no code given
	Kinds map[string]*eval.Share // rows by category: understood
	wrong []shortError
}

// shortError is a row that was misunderstood.
type shortError struct {
	row  *shortLine
	what string
}

// evalShort scores how short forms are understood: the right category over
// them and, where the set has one, the right code of ICD-10-CM; no code of any
// ontology where they name nothing.
func (c *call) evalShort(ctx context.Context) error {
	rows, err := loadShort(c.setFile(shortFile))
	if err != nil {
		return err
	}
	cod, now, err := c.openNow(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	reports := map[string]*shortReport{}
	for _, part := range halves(rows) {
		rep := &shortReport{Kinds: map[string]*eval.Share{}}
		for i := range part.rows {
			row := &part.rows[i]
			res, err := now.Note(ctx, schemas.Note{Feed: "short", ID: row.ID, Revision: 1, Text: schemas.Text(row.Text)})
			if err != nil {
				return fmt.Errorf("%s: %w", row.ID, err)
			}
			rep.add(row, &res, c.set.Float(settings.Threshold))
		}
		reports[part.name] = rep
		if !c.json {
			c.writeShort(part.name, rep)
		}
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(reports)
	}
	return nil
}

func loadShort(path string) ([]shortLine, error) {
	return eval.ReadLines(path, "short forms", shortFile, func(l *shortLine) error {
		if l.Start < 0 || l.Start >= l.End || l.End > len(l.Text) || l.Category == "" {
			return errors.New("want start and end in bytes of the text, and a category")
		}
		return nil
	})
}

// add scores the result of one row.
func (r *shortReport) add(row *shortLine, res *schemas.Result, threshold float64) {
	over, code, given := row.read(res, threshold)
	kind := r.Kinds[row.Category]
	if kind == nil {
		kind = &eval.Share{}
		r.Kinds[row.Category] = kind
	}
	var right bool
	switch {
	case row.Category == categoryNone:
		right = given == ""
		count(&r.None, right)
	case row.Code != "":
		coded := code == row.Code || slices.Contains(row.Accept, code)
		right = over && coded
		count(&r.Coded, coded)
	default:
		right = over
	}
	count(&r.All, right)
	count(kind, right)
	if !right {
		r.wrong = append(r.wrong, shortError{row, fmt.Sprintf("category %t, code %q, given %q", over, code, given)})
	}
}

func count(s *eval.Share, hit bool) {
	s.N++
	if hit {
		s.Hits++
	}
}

// read finds what a result says of the short form of a row: whether a mention
// of its category stands over it, the code of ICD-10-CM that the note has by
// it, else that of the mention, and any code that the note has by it.
func (l *shortLine) read(res *schemas.Result, threshold float64) (over bool, code, given string) {
	for i := range res.Mentions {
		m := &res.Mentions[i]
		if m.Start >= l.End || l.Start >= m.End {
			continue
		}
		over = over || l.is(m.Category)
		for k := range res.Codes {
			c := &res.Codes[k]
			if !slices.Contains(c.Mentions, i) {
				continue
			}
			if given = c.Code; c.Ontology == schemas.ICD10CM {
				code = c.Code
			}
		}
		for _, c := range m.Codings {
			if c.Ontology == schemas.ICD10CM && code == "" && c.Confidence >= threshold {
				code = c.Code
			}
		}
	}
	return over, code, given
}

// is tells whether a mention of category c is what the row asks for: an image
// may be a procedure as well as a test.
func (l *shortLine) is(c schemas.Category) bool {
	return string(c) == l.Category || l.Category == string(schemas.Test) && c == schemas.Procedure
}

// writeShort prints a report. Errors are printed of the first half alone: the
// second is for measuring.
func (c *call) writeShort(name string, r *shortReport) {
	fmt.Fprintf(c.out, "short forms, %s, n %d: understood %s; code right %s, n %d; nothing given where nothing is named %s, n %d\n", name, r.All.N, r.All, r.Coded, r.Coded.N, r.None, r.None.N)
	for _, kind := range slices.Sorted(maps.Keys(r.Kinds)) {
		fmt.Fprintf(c.out, "  %-12s %s, n %d\n", kind, r.Kinds[kind], r.Kinds[kind].N)
	}
	if name != "first half" {
		return
	}
	for i, e := range r.wrong {
		if i == c.opt.errors {
			break
		}
		fmt.Fprintf(c.out, "    %s %q is %s (%s %s), in %q: %s\n", e.row.ID, e.row.Text[e.row.Start:e.row.End], e.row.Meaning, e.row.Category, e.row.Code, e.row.Text, e.what)
	}
}
