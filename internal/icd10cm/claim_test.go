package icd10cm

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// fullEngine is the engine of FY2026 with its Tabular List, built once.
var fullEngine = sync.OnceValues(func() (*Engine, error) {
	dir, err := os.MkdirTemp("", "icd10cm")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) // the file stays mapped
	store, err := ontology.OpenStore(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, f := range []string{"FY2026/code-descriptions-2026.zip", "FY2026/POAexemptCodesFY26.zip", "tabular/icd10cm_tabular_2021.xml.gz"} {
		files = append(files, filepath.Join(os.Getenv("MEDCODE_DATA"), "icd10cm", f))
	}
	if _, err := store.Add(context.Background(), schemas.ICD10CM, "", files, func(string) {}); err != nil {
		return nil, err
	}
	r, _, err := store.InForce(schemas.ICD10CM, time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return nil, err
	}
	return NewEngine(r), nil
})

func full(t testing.TB) *Engine {
	t.Helper()
	if os.Getenv("MEDCODE_DATA") == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	e, err := fullEngine()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// note reads "I10 N18.4=wording inpatient drug=insulin weeks=30": codes with
// the wording that they have in the note, "?" behind a suspected one.
func note(s string) ClaimInput {
	in := ClaimInput{Class: "outpatient"}
	for f := range strings.FieldsSeq(s) {
		key, value, _ := strings.Cut(f, "=")
		switch key {
		case "inpatient":
			in.Class = key
		case "pregnant":
			in.Patient.Pregnant = true
		case "incidental":
			in.Patient.Incidental = true
		case "minor":
			in.Patient.MinorFall = true
		case "newborn":
			in.Patient.Newborn, in.Patient.Age = true, new(int)
		case "female", "male":
			in.Patient.Sex = key
		case "weeks":
			in.Patient.Weeks = atoi(value)
		case "age":
			age := atoi(value)
			in.Patient.Age = &age
		case "drug":
			in.Drugs = append(in.Drugs, value)
		case "due", "notdue":
			in.Links = append(in.Links, Link{int(value[0] - '0'), int(value[1] - '0'), key == "notdue"})
		default:
			in.Codes = append(in.Codes, noteCode(key, value))
		}
	}
	return in
}

func noteCode(code, wording string) NoteCode {
	code, suspected := strings.CutSuffix(code, "?")
	c := NoteCode{Code: code, Confidence: 0.9}
	if wording == "" && !suspected {
		return c
	}
	m := NoteMention{Uncertain: suspected, Section: "assessment", Attributes: map[string]string{}}
	for part := range strings.SplitSeq(wording, ",") {
		switch key, value, is := strings.Cut(part, ":"); {
		case is && key == "section":
			m.Section = value
		case is && key == "after":
			m.After = strings.ReplaceAll(value, "_", " ")
		case part == "reason":
			m.Reason = true
		case part == "aim":
			m.Aim = true
		case part == "past":
			m.Past = true
		case part == "stay":
			m.Onset = OnsetStay
		case part == "before":
			m.Onset = OnsetBefore
		case part == "undetermined":
			m.Onset = OnsetUndetermined
		case is && key == "due":
			m.Cause = strings.ReplaceAll(value, "_", " ")
		case is:
			m.Attributes[key] = value
		default:
			m.Text = strings.ReplaceAll(part, "_", " ")
		}
	}
	c.Mentions = []NoteMention{m}
	return c
}

func codesOf(out ClaimOutput) string {
	var codes []string
	for _, l := range out.Lines {
		codes = append(codes, l.Code)
	}
	return strings.Join(codes, " ")
}

// check holds notes to the codes of their claims, in sequence, and every claim
// to what holds of all claims.
func check(t *testing.T, cases [][2]string) {
	t.Helper()
	e := full(t)
	for _, c := range cases {
		in := note(c[0])
		out := e.Claim(in)
		if diff := cmp.Diff(c[1], codesOf(out)); diff != "" {
			t.Errorf("%s: %s%v", c[0], diff, out.Changes)
		}
		sound(t, e, in, out)
	}
}

// TestRulesName: every code that a rule names is in the release, so that no
// rule is left out for a misprint.
func TestRulesName(t *testing.T) {
	e := full(t)
	if len(e.combos) != len(combinations()) {
		t.Errorf("%d of %d combinations", len(e.combos), len(combinations()))
	}
	if len(e.gravid) != len(gravids()) {
		t.Errorf("%d of %d rows of pregnancy", len(e.gravid), len(gravids()))
	}
	for i, row := range symptomRows() {
		named(t, e, row.symptoms+" "+row.diagnoses)
		if len(e.symptom[i].symptoms) == 0 || len(e.symptom[i].diagnoses) == 0 {
			t.Errorf("row of symptoms %s is empty", row.symptoms)
		}
	}
	for _, c := range combinations() {
		named(t, e, strings.ReplaceAll(c.all, "+", " ")+" "+c.gives)
	}
	if len(e.pairs) != len(pairs()) {
		t.Errorf("%d of %d pairs", len(e.pairs), len(pairs()))
	}
	for _, p := range pairs() {
		named(t, e, p.of+" "+p.unless)
	}
	for _, o := range organisms {
		named(t, e, o[1])
	}
	for _, c := range chronicOf {
		named(t, e, c)
	}
	for _, d := range deficits {
		named(t, e, d.of)
	}
	for _, c := range complications() {
		named(t, e, c.codes+" E11"+c.suffix)
	}
	for _, d := range derivedEdits() {
		named(t, e, d.Code)
	}
}

func named(t *testing.T, e *Engine, pattern string) {
	t.Helper()
	for p := range strings.FieldsSeq(pattern) {
		if len(compile(e.release, strings.TrimPrefix(p, "!"))) == 0 {
			t.Errorf("no code of the release is %s", p)
		}
	}
}
