package code

import (
	"context"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// oneRelease is in force on every day.
type oneRelease struct{ *ontology.Release }

func (o oneRelease) InForce(schemas.Ontology, time.Time) (*ontology.Release, schemas.ReleaseUse, error) {
	return o.Release, schemas.ReleaseUse{}, nil
}

func medicineCoder(t testing.TB) *Coder {
	t.Helper()
	b := ontology.NewBuilder(ontology.Info{Ontology: schemas.RxNorm, Release: "test"})
	for code, name := range map[string]string{
		"1": "nadolol", "2": "nadolol 40 MG", "3": "nadolol 40 MG Oral Tablet", "4": "Rosuvastatin", "5": "rosuvastatin", "6": "rosuvastatin calcium 20 MG Oral Tablet",
		"7": "folic acid 1 MG Oral Tablet", "8": "C1 esterase inhibitor", "9": "C1 esterase inhibitor 500 UNT Injection", "10": "angiotensin converting enzyme inhibitor",
	} {
		if _, err := b.AddCode(ontology.CodeEntry{Code: code, Display: name, Billable: true}); err != nil {
			t.Fatal(err)
		}
	}
	file, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ontology.FromBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	return &Coder{Ontology: schemas.RxNorm, Releases: oneRelease{r}, First: Exact{}, Rest: []Source{Lexical{}}, Refiner: NewRxNormRefiner()}
}

func TestRefineMedicines(t *testing.T) {
	c := medicineCoder(t)
	details := func(kv ...string) Details {
		m := map[string]string{}
		for i := 0; i+1 < len(kv); i += 2 {
			m[kv[i]] = kv[i+1]
		}
		return DetailsOf(schemas.RxNorm, m)
	}
	for _, x := range []struct {
		q    Query
		want string
	}{
		{Query{Text: "Nadolol"}, "1"},
		{Query{Text: "nadolol", Details: details(schemas.AttrStrength, "40 mg")}, "2"},
		{Query{Text: "nadolol", Details: details(schemas.AttrStrength, "40 mg", schemas.AttrForm, "tablet")}, "3"},
		{Query{Text: "nadolol", Details: details(schemas.AttrStrength, "35 mg", schemas.AttrForm, "tablet")}, "1"},
		{Query{Text: "NADOLOL 40 MG TAB PO DAILY"}, "3"},
		{Query{Text: "nadolol 40mg"}, "2"},
		{Query{Text: "rosuvastatin"}, "5"}, // of two codes of a name
		{Query{Text: "x", Term: "folic acid", Details: details(schemas.AttrStrength, "1 mg")}, "7"},
		{Query{Text: "ACE inhibitor"}, ""},
		{Query{Text: "angiotensin converting enzyme inhibitor"}, ""},
		{Query{Text: "beta blockers"}, ""},
		{Query{Text: "statin"}, ""},
		{Query{Text: "C1 esterase inhibitor"}, "8"},
	} {
		answers, err := c.Code(context.Background(), []Query{x.q})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if list := answers[0].Codings; len(list) > 0 && list[0].Confidence >= sure {
			got = list[0].Code
			for i, a := range list {
				if i > 0 && a.Confidence > list[0].Confidence || a.Why == "" {
					t.Errorf("%+v: answer %d is %+v", x.q, i, a)
				}
			}
		}
		if got != x.want {
			t.Errorf("%+v: %q, want %q", x.q, got, x.want)
		}
	}
}

func TestForgetMedicines(t *testing.T) {
	c := medicineCoder(t)
	x := c.Refiner.(*RxNormRefiner)
	r := c.Releases.(oneRelease).Release
	before := x.Formulary(r)
	if x.Formulary(r) != before {
		t.Error("a formulary is made twice")
	}
	x.Forget(r)
	if x.Formulary(r) == before {
		t.Error("a formulary was kept")
	}
}

func TestProductPhrase(t *testing.T) {
	for phrase, want := range map[string][4]string{
		"nadolol 40 mg tab po daily":        {"nadolol", "40 mg", "tablet", "oral"},
		"nadolol 40mg":                      {"nadolol", "40 mg", "", ""},
		"nadolol XR 1,000 mg tablets":       {"nadolol", "1000 mg", "tablet ER", ""},
		"cefixime 100 mg/5 mL susp":         {"cefixime", "100 mg/5 ml", "suspension", ""},
		"cefixime 100mg/5ml":                {"cefixime", "100 mg/5 ml", "", ""},
		"codeine/acetaminophen 30-300 mg":   {"codeine/acetaminophen", "30-300 mg", "", ""},
		"nadolol":                           {},
		"40 mg":                             {},
		"vitamin b12 level 300":             {},
		"polyethylene glycol 3350 17 g":     {"polyethylene glycol 3350", "17 g", "", ""},
		"fentanyl 25 mcg/hr patch q72h":     {"fentanyl", "25 mcg/hr", "patch", ""},
		"ondansetron odt 4 mg, as needed":   {"ondansetron", "4 mg", "tablet ODT", ""},
		"triamcinolone 0.1 % cream topical": {"triamcinolone", "0.1 %", "cream", "topical"},
	} {
		name, s := productPhrase(phrase)
		if got := [4]string{name, s.Strength, s.Form, s.Route}; got != want {
			t.Errorf("%q: %q, want %q", phrase, got, want)
		}
	}
}

func FuzzProductPhrase(f *testing.F) {
	for _, s := range []string{"nadolol 40 mg", "a 1/", "b 1 /ml", "c 5mg/", "\xff 1"} {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, s string) { productPhrase(s) })
}
