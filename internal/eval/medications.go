package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// MedicationLine is a line of testdata/medications; its README says what the
// fields hold.
type MedicationLine struct {
	ID          string       `json:"id"`
	Kind        string       `json:"kind"`
	Text        string       `json:"text"`
	Medications []Medication `json:"medications"`
}

// Medication is a medicine of a line: bytes [Start, End) of its text. Fields
// that are empty were not said.
type Medication struct {
	Name            string   `json:"name"`
	Start           int      `json:"start"`
	End             int      `json:"end"`
	Ingredients     []string `json:"ingredients"`
	IngredientCodes []string `json:"ingredient_rxcuis"`
	Code            string   `json:"rxcui"`
	Also            []string `json:"also"`
	Level           string   `json:"level"`
	Strength        string   `json:"strength"`
	Form            string   `json:"form"`
	Route           string   `json:"route"`
	Dose            string   `json:"dose"`
	Frequency       string   `json:"frequency"`
	FrequencyText   string   `json:"frequency_text"`
	Duration        string   `json:"duration"`
	PRN             bool     `json:"prn"`
	Status          string   `json:"status"`
}

// LoadMedications reads the lines of a set.
func LoadMedications(path string) ([]MedicationLine, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("medication lines: %w; give a file of JSON lines such as testdata/medications/lines.jsonl", err)
	}
	var out []MedicationLine
	for n, line := range bytes.Split(raw, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var l MedicationLine
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&l); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, n+1, err)
		}
		for _, m := range l.Medications {
			if m.Start < 0 || m.Start >= m.End || m.End > len(l.Text) {
				return nil, fmt.Errorf("%s, line %d: %d to %d are no bytes of the text", path, n+1, m.Start, m.End)
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// MedicationAnswer is what was read in a line: of each medicine its place, its
// code, the names and codes of the ingredients of that code, and its fields as
// in [Medication].
type MedicationAnswer struct {
	Medication
	Display string
}

// MedicationReport holds the scores of a set; lines are the documents of the
// intervals.
type MedicationReport struct {
	Lines      int
	Ingredient Score // a mention is right where all its ingredients are, and no other
	Drug       Score // where its code is the most specific one, or one that is as good
	Span       Score // found at all, by overlap
	Fields     []MedicationField
	Kinds      []MedicationKind
	Errors     []MedicationError `json:"-"`
}

// MedicationField is the score of one field over the mentions that were found.
type MedicationField struct {
	Name  string
	Score Score
}

// MedicationKind counts, of a kind of lines, mentions and those with another
// code than the right one.
type MedicationKind struct {
	Kind            string
	Mentions, Wrong int
}

// MedicationError is one thing that is wrong in a line.
type MedicationError struct{ Line, Kind, What, Text, Gold, Got string }

// medicationFields are the fields that are scored, as they are compared.
var medicationFields = []struct {
	name string
	of   func(*Medication) string
}{
	{"strength", func(m *Medication) string { return plainStrength(m.Strength) }},
	{"form", func(m *Medication) string { // how long it acts is not in the lines
		return strings.TrimSuffix(strings.TrimSuffix(m.Form, " 24 h"), " 12 h")
	}},
	{"route", func(m *Medication) string { return m.Route }},
	{"dose", func(m *Medication) string { return strings.ToLower(m.Dose) }},
	{"frequency", func(m *Medication) string { return m.Frequency }},
	{"duration", func(m *Medication) string { return m.Duration }},
	{"prn", func(m *Medication) string {
		if m.PRN {
			return "prn"
		}
		return ""
	}},
	{"status", func(m *Medication) string { return m.Status }},
}

// plainStrength writes a strength so that spelling makes no difference: each
// number of a combination with or without its unit, joined in any way.
func plainStrength(s string) string {
	s = strings.ToLower(strings.ReplaceAll(s, ",", ""))
	var b strings.Builder
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" /-+", r) }) {
		if n, err := strconv.ParseFloat(f, 64); err == nil {
			f = strconv.FormatFloat(n, 'f', -1, 64)
		}
		if b.Len() > 0 && !strings.HasSuffix(b.String(), " "+f) {
			b.WriteByte(' ')
		} else if b.Len() > 0 {
			continue
		}
		b.WriteString(f)
	}
	return b.String()
}

// Medications scores what answer reads in each line.
func Medications(lines []MedicationLine, answer func(MedicationLine) ([]MedicationAnswer, error)) (MedicationReport, error) {
	s := medicationScorer{fields: make([][]Counts, len(medicationFields))}
	for _, l := range lines {
		got, err := answer(l)
		if err != nil {
			return MedicationReport{}, fmt.Errorf("line %s: %w", l.ID, err)
		}
		s.line(&l, got)
	}
	return s.report(len(lines)), nil
}

type medicationScorer struct {
	ingredient, drug, span []Counts
	fields                 [][]Counts
	kinds                  []MedicationKind
	errors                 []MedicationError
}

// line scores one line: each gold mention takes the first answer that overlaps
// it and is still free.
func (s *medicationScorer) line(l *MedicationLine, got []MedicationAnswer) {
	var ingredient, drug, span Counts
	fields := make([]Counts, len(medicationFields))
	used := make([]bool, len(got))
	for i := range l.Medications {
		gold := &l.Medications[i]
		k := slices.IndexFunc(got, func(a MedicationAnswer) bool { return a.Start < gold.End && gold.Start < a.End })
		var a MedicationAnswer
		if k >= 0 {
			a, used[k] = got[k], true
		}
		s.mention(l, gold, &a, k >= 0, &ingredient, &drug, &span)
		if k >= 0 {
			s.compare(l, gold, &a, fields)
		}
	}
	for k := range got {
		if a := &got[k]; !used[k] && a.Code != "" {
			ingredient.FP++
			drug.FP++
			span.FP++
			s.wrong(l, "no medicine", a.Name, "", a.Code+" "+a.Display)
		}
	}
	s.ingredient, s.drug, s.span = append(s.ingredient, ingredient), append(s.drug, drug), append(s.span, span)
	for i := range fields {
		s.fields[i] = append(s.fields[i], fields[i])
	}
}

func (s *medicationScorer) mention(l *MedicationLine, gold *Medication, a *MedicationAnswer, found bool, ingredient, drug, span *Counts) {
	right := a.Code == gold.Code || slices.Contains(gold.Also, a.Code)
	if gold.Level == "class" {
		right = a.Code == "" || slices.Contains(gold.Also, a.Code)
		if !right {
			ingredient.FP++
			drug.FP++
			s.wrong(l, "class", gold.Name, gold.Code, a.Code+" "+a.Display)
		}
		s.kind(l.Kind, right)
		return
	}
	span.Add(true, found)
	s.kind(l.Kind, right)
	outcome(drug, right, a.Code != "")
	same := sameIngredients(gold, a)
	outcome(ingredient, same, a.Code != "")
	switch {
	case !found:
		s.wrong(l, "not found", gold.Name, gold.Code, "")
	case !same:
		s.wrong(l, "ingredient", gold.Name, strings.Join(gold.Ingredients, "+"), strings.Join(a.Ingredients, "+")+" "+a.Code+" "+a.Display)
	case !right:
		s.wrong(l, "code", gold.Name, gold.Level+" "+gold.Code, a.Code+" "+a.Display)
	}
}

func outcome(c *Counts, right, answered bool) {
	switch {
	case right:
		c.TP++
	case answered:
		c.FP++
		c.FN++
	default:
		c.FN++
	}
}

// sameIngredients compares by code, or by name where the release has no code
// for one of them.
func sameIngredients(gold *Medication, a *MedicationAnswer) bool {
	if a.Code == "" {
		return false
	}
	if len(gold.IngredientCodes) == len(gold.Ingredients) {
		if slices.Equal(slices.Sorted(slices.Values(gold.IngredientCodes)), slices.Sorted(slices.Values(a.IngredientCodes))) {
			return true
		}
	}
	return slices.Equal(slices.Sorted(slices.Values(gold.Ingredients)), slices.Sorted(slices.Values(a.Ingredients)))
}

// compare scores the fields of a mention that was found.
func (s *medicationScorer) compare(l *MedicationLine, gold *Medication, a *MedicationAnswer, fields []Counts) {
	for i, f := range medicationFields {
		want, got := f.of(gold), f.of(&a.Medication)
		switch {
		case want == got && want == "":
			fields[i].TN++
		case want == got:
			fields[i].TP++
		default:
			if want != "" {
				fields[i].FN++
			}
			if got != "" {
				fields[i].FP++
			}
			s.wrong(l, f.name, gold.Name, want, got)
		}
	}
}

func (s *medicationScorer) wrong(l *MedicationLine, what, text, gold, got string) {
	s.errors = append(s.errors, MedicationError{Line: l.ID, Kind: l.Kind, What: what, Text: text, Gold: gold, Got: got})
}

func (s *medicationScorer) kind(kind string, right bool) {
	k := slices.IndexFunc(s.kinds, func(m MedicationKind) bool { return m.Kind == kind })
	if k < 0 {
		k = len(s.kinds)
		s.kinds = append(s.kinds, MedicationKind{Kind: kind})
	}
	s.kinds[k].Mentions++
	if !right {
		s.kinds[k].Wrong++
	}
}

func (s *medicationScorer) report(lines int) MedicationReport {
	r := MedicationReport{Lines: lines, Ingredient: ScoreOf(s.ingredient), Drug: ScoreOf(s.drug), Span: ScoreOf(s.span), Kinds: s.kinds, Errors: s.errors}
	for i, f := range medicationFields {
		r.Fields = append(r.Fields, MedicationField{f.name, ScoreOf(s.fields[i])})
	}
	return r
}
