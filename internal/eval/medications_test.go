package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const medicationLines = `{"id":"a","kind":"list","text":"nadolol 40 mg tab daily","medications":[{"name":"nadolol","start":0,"end":7,"ingredients":["nadolol"],"ingredient_rxcuis":["1"],"rxcui":"3","also":["2"],"level":"drug","strength":"40 mg","form":"tablet","frequency":"1/d","frequency_text":"daily","prn":false,"status":"active"}]}

{"id":"b","kind":"class","text":"a beta blocker","medications":[{"name":"beta blocker","start":2,"end":14,"ingredients":[],"ingredient_rxcuis":[],"rxcui":"","level":"class","prn":false,"status":"active"}]}
`

func loadMedicationLines(t *testing.T, text string) ([]MedicationLine, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lines.jsonl")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return LoadMedications(path)
}

func TestMedications(t *testing.T) {
	lines, err := loadMedicationLines(t, medicationLines)
	if err != nil {
		t.Fatal(err)
	}
	right := MedicationAnswer{Medication: Medication{
		Name: "nadolol", Start: 0, End: 7, Ingredients: []string{"nadolol"}, IngredientCodes: []string{"1"}, Code: "2",
		Strength: "40  mg", Form: "tablet", Frequency: "1/d", Status: "active",
	}}
	wrong := right
	wrong.Code, wrong.Ingredients, wrong.IngredientCodes, wrong.Status = "9", []string{"timolol"}, []string{"8"}, "held"
	class := MedicationAnswer{Medication: Medication{Start: 2, End: 14, Code: "7"}}
	for _, c := range []struct {
		name             string
		first, second    []MedicationAnswer
		ingredient, drug Counts
		errors           int
	}{
		{"all right", []MedicationAnswer{right}, nil, Counts{TP: 1}, Counts{TP: 1}, 0},
		{"nothing found", nil, nil, Counts{FN: 1}, Counts{FN: 1}, 1},
		{"another medicine", []MedicationAnswer{wrong}, nil, Counts{FP: 1, FN: 1}, Counts{FP: 1, FN: 1}, 2},
		{"one too many", []MedicationAnswer{right, right}, nil, Counts{TP: 1, FP: 1}, Counts{TP: 1, FP: 1}, 1},
		{"a class with a code", []MedicationAnswer{right}, []MedicationAnswer{class}, Counts{TP: 1, FP: 1}, Counts{TP: 1, FP: 1}, 1},
	} {
		rep, err := Medications(lines, func(l MedicationLine) ([]MedicationAnswer, error) {
			if l.ID == "a" {
				return c.first, nil
			}
			return c.second, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		errs := 0
		for _, e := range rep.Errors {
			if e.What != "prn" || e.Got != e.Gold {
				errs++
			}
		}
		if c.name == "a class with a code" {
			errs -= 1 // its status
		}
		if rep.Ingredient.Counts != c.ingredient || rep.Drug.Counts != c.drug || errs != c.errors {
			t.Errorf("%s: ingredient %+v, drug %+v, errors %+v", c.name, rep.Ingredient.Counts, rep.Drug.Counts, rep.Errors)
		}
	}
}

func TestLoadMedicationsErrors(t *testing.T) {
	for _, bad := range []string{`{"id":1}`, `{"id":"a","new":1}`, `{"id":"a","text":"x","medications":[{"start":0,"end":2}]}`} {
		if _, err := loadMedicationLines(t, bad); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%s: error %v, want one that names line 1", bad, err)
		}
	}
	if _, err := LoadMedications("none.jsonl"); err == nil {
		t.Error("no error for a file that is not there")
	}
}

func TestPlainStrength(t *testing.T) {
	for _, same := range [][2]string{{"5/325 mg", "5-325 mg"}, {"0.50 mg", "0.5 MG"}, {"1,000 mg", "1000 mg"}} {
		if a, b := plainStrength(same[0]), plainStrength(same[1]); a != b {
			t.Errorf("%q is %q, %q is %q", same[0], a, same[1], b)
		}
	}
	if plainStrength("5 mg") == plainStrength("5 mcg") {
		t.Error("units make no difference")
	}
}
