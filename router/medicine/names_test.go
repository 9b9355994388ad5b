package medicine

import (
	"fmt"
	"strings"
	"testing"

	"medcode/internal/ontology"
	"medcode/router/ner"
	"medcode/schemas"
)

func smallNames(t testing.TB) *Names {
	t.Helper()
	b := ontology.NewBuilder(ontology.Info{Ontology: schemas.RxNorm, Release: "test"})
	for i, name := range []string{
		"nadolol", "nadolol 40 MG Oral Tablet", "carbidopa", "levodopa", "carbidopa 25 MG / levodopa 100 MG Oral Tablet",
		"folic acid 1 MG Oral Tablet", "potassium chloride", "potassium chloride 10 MEQ Extended Release Oral Tablet", "Potassium Chloride ER",
		"isosorbide", "isosorbide mononitrate 30 MG Oral Tablet", "Lantus", "insulin glargine 100 UNT/ML Injectable Solution [Lantus]", "Solostar",
		"magnesium sulfate", "magnesium sulfate 500 MG/ML Injection", "vitamin B12", "vitamin B12 1 MG/ML Injectable Solution",
		"atorvastatin", "atorvastatin 40 MG Oral Tablet", "hydroxyzine", "hydroxyzine 25 MG Oral Tablet", "epinephrine", "epinephrine 1 MG/ML Injection",
		"acetaminophen", "acetaminophen 325 MG Oral Tablet",
	} {
		if _, err := b.AddCode(ontology.CodeEntry{Code: fmt.Sprint(100 + i), Display: name, Billable: true}); err != nil {
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
	return NewNames(ontology.NewFormulary(r))
}

func TestMend(t *testing.T) {
	n := smallNames(t)
	for _, c := range []struct{ line, found, want string }{ // want: span = wording
		{"nadolol 40 mg daily", "nadolol 40 mg", "nadolol = nadolol"},
		{"carbidopa-levodopa 25-100 tid", "carbidopa,levodopa", "carbidopa-levodopa = carbidopa / levodopa"},
		{"carbidopa and levodopa", "carbidopa,levodopa", "carbidopa = carbidopa; levodopa = levodopa"},
		{"Folic acid 1 mg daily", "", "Folic acid = folic acid"},
		{"Potassium chloride ER 10 mEq", "Potassium chloride ER", "Potassium chloride = potassium chloride"},
		{"Isosorbide mononitrate 30 mg", "Isosorbide", "Isosorbide mononitrate = isosorbide mononitrate"},
		{"nadolool 40 mg daily", "", "nadolool = nadolol"},
		{"a nadolool of old", "", ""},
		{"Lantus SoloStar 20 units", "Lantus,SoloStar", "Lantus = lantus"},
		{"magnesium sulphate 2 g IV", "", "magnesium sulphate = magnesium sulfate"},
		{"KCl 10 mEq bid", "", "KCl = potassium chloride"},
		{"B12 1000 mcg IM", "!B12", "B12 = vitamin b12"},
		{"B12 level 300", "!B12", "B12 test"},
		{"nadolol 40 mg OM", "nadolol,!OM", "nadolol = nadolol"},
		{"creatinine 1.2 mg/dL", "!creatinine", "creatinine test"},
		{"cont atorva and go", "", "atorva = atorvastatin"},
		{"hydroxyzi 25 tid", "", "hydroxyzi = hydroxyzine"},
		{"hydroxyzi of old", "", ""},
		{"the epi is clear", "", ""},
		{"epi 0.3 mg IM", "", "epi = epinephrine"},
		{"APAP 650 q6h", "!APAP", "APAP = acetaminophen"},
		{"APAP titration", "!APAP", "APAP test"},
		{"", "", ""},
	} {
		var spans []ner.Span
		for _, name := range strings.FieldsFunc(c.found, func(r rune) bool { return r == ',' }) {
			bare := strings.TrimPrefix(name, "!")
			s := spansOf(t, c.line, bare)[0]
			s.Terms = []ner.Term{{Ontology: schemas.RxNorm, Text: bare}}
			if bare != name {
				s.Category, s.Terms = schemas.Test, []ner.Term{{Ontology: schemas.LOINC, Text: bare}}
			}
			spans = append(spans, s)
		}
		var got []string
		for _, s := range n.Mend(ner.NewDocument(c.line), spans) {
			if s.Category == schemas.Test {
				got = append(got, c.line[s.Start:s.End]+" test")
				continue
			}
			got = append(got, c.line[s.Start:s.End]+" = "+strings.ToLower(wording(&s)))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%q: got %s, want %s", c.line, s, c.want)
		}
	}
}

func FuzzMend(f *testing.F) {
	n := smallNames(f)
	for _, s := range []string{"nadolol 40 mg", "carbidopa-levodopa/nadolol", "KCl IV", "folic acid\xff", "isosorbide mononitrate q"} {
		f.Add(s, 0, 7)
	}
	f.Add("0000 \u035c", 0, 7)
	f.Fuzz(func(t *testing.T, s string, start, end int) {
		if start < 0 || end > len(s) || start >= end || len(s) > 4096 {
			return
		}
		got := n.Mend(ner.NewDocument(s), []ner.Span{{Start: start, End: end, Category: schemas.Medication, Terms: []ner.Term{{Ontology: schemas.RxNorm, Text: "nadolol"}}}})
		for _, g := range got {
			if g.Start < 0 || g.End > len(s) || g.Start >= g.End {
				t.Errorf("%q: span %d to %d", s, g.Start, g.End)
			}
		}
	})
}

func BenchmarkMend(b *testing.B) {
	n := smallNames(b)
	note := strings.Repeat("The patient was seen in follow up today and reports feeling somewhat better since the last visit. nadolol 40 mg daily was continued without problems. ", 10)
	doc := ner.NewDocument(note)
	b.SetBytes(int64(len(note)))
	for b.Loop() {
		n.Mend(doc, nil)
	}
}
