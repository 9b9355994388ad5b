package lab_test

import (
	"strings"
	"testing"

	"medcode/router/lab"
	"medcode/router/ner"
	"medcode/schemas"
)

// shown are the tests of a line as "name=value unit flag", with specimen,
// method and timing in that order behind a bar where there are any.
func shown(r *lab.Reader, line string, spans ...ner.Span) string {
	doc := ner.NewDocument(line)
	spans = r.Find(doc, spans)
	var out []string
	for i, a := range r.Read(doc, spans) {
		if spans[i].Category != schemas.Test {
			continue
		}
		s := line[spans[i].Start:spans[i].End] + "=" + a[schemas.AttrValue]
		for _, key := range []string{schemas.AttrUnit, schemas.AttrFlag} {
			if a[key] != "" {
				s += " " + a[key]
			}
		}
		for _, key := range []string{schemas.AttrSpecimen, schemas.AttrMethod, schemas.AttrTiming} {
			if a[key] != "" {
				s += "|" + a[key]
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// TestLines: names with their values, and what only looks like a result.
func TestLines(t *testing.T) {
	r := lab.New()
	for _, c := range []struct{ line, want string }{
		{"WBC 14.2 H / Hgb 9.8", "WBC=14.2 H; Hgb=9.8"},
		{"Na 138, K+ 3.2, Cl 101", "Na=138; K=3.2; Cl=101"},
		{"HbA1c of 8.1 %", "HbA1c=8.1 %"},
		{"Plt 88,000 L", "Plt=88000 L"},
		{"Creatinine 142 µmol/L (60-110) H", "Creatinine=142 umol/L H"},
		{"creatinine bumped from 0.9 to 1.7", "creatinine=1.7"},
		{"K 2.9 -> 3.6", "K=3.6"},
		{"BUN/Cr 42/2.3", "BUN=42; Cr=2.3"},
		{"BUN and creatinine were 41 and 2.2", "BUN=41; creatinine=2.2"},
		{"H/H 10.1/30.2", "H=10.1; H=30.2"},
		{"BP 120/80 mmHg", "BP=120 mm[Hg]; BP=80 mm[Hg]"},
		{"T 38.4 C, P 110, sats 88% on room air", "T=38.4 Cel; P=110; sats=88 %"},
		{"height 5'9\", Wt 180 lb", "height=5'9\"; Wt=180 [lb_av]"},
		{"Troponin I <0.01", "Troponin I=<0.01"},
		{"ANA 1:320", "ANA=1:320"},
		{"white count of 18 with 12% bands", "white count=18; bands=12 %"},
		{"fasting glucose 126 mg/dL", "fasting glucose=126 mg/dL|fasting"},
		{"vanc trough 9.1 L", "vanc trough=9.1 L|trough"},
		{"ABG: pH 7.31, pCO2 48", "ABG=|arterial blood; pH=7.31|arterial blood; pCO2=48|arterial blood"},
		{"UA: LE 2+, nitrite neg, WBC 10-20/hpf", "UA=|urine; LE=2+|urine; nitrite=negative|urine; WBC=10-20 /[HPF]|urine"},
		{"UA positive for nitrites and leukocyte esterase", "UA=|urine; nitrites=positive|urine; leukocyte esterase=positive|urine"},
		{"Potassium | 5.9 | mmol/L | H | 3.5-5.1", "Potassium=5.9 mmol/L H"},
		{"Labs 3/14: Na 133", "Na=133|3/14"},
		{"potasium 5.9 mmol/L", "potasium=5.9 mmol/L"},
		{"sodium pending", "sodium="},
		{"PT consulted", ""},
		{"PT 3 times a week", ""},
		{"vitamin K 5 mg given", ""},
		{"K-wire at 2 cm", ""},
		{"lithium 300 mg bid", ""},
		{"iron 325 mg daily", ""},
		{"C4-5 and C3-4 narrowing", ""},
		{"from 140 mg to 175 mg, K 4.1", "K=4.1"},
		{"COVID-19 vaccine", ""},
		{"non-weight-bearing for 6 weeks", ""},
		{"placed in a cast", ""},
		{"no pain, 10 = worst", ""},
		{"Pain 4/10, weight 80 kg", "Pain=4; weight=80 kg"},
		{"He ran for 3 miles.", ""},
	} {
		if got := shown(r, c.line); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.line, got, c.want)
		}
	}
}

// TestUnknown: a test that the table does not know has a value all the same.
func TestUnknown(t *testing.T) {
	r := lab.New()
	line := "Zonulin and Hb: zonulin 48 ng/mL H and Hb 9.1"
	other := ner.Span{Start: 16, End: 23, Category: schemas.Test, Terms: []ner.Term{{Ontology: schemas.LOINC, Text: "Zonulin"}}}
	if got, want := shown(r, line, other), "Hb=; zonulin=48 ng/mL H; Hb=9.1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestSettle: a test takes the place of what others saw in its words, leaves a
// longer problem alone, and what a dose follows is a medicine.
func TestSettle(t *testing.T) {
	r := lab.New()
	span := func(line, words string, c schemas.Category, o schemas.Ontology) ner.Span {
		at := strings.Index(line, words)
		return ner.Span{Start: at, End: at + len(words), Category: c, Terms: []ner.Term{{Ontology: o, Text: words}}}
	}
	for _, c := range []struct {
		line, words string
		category    schemas.Category
		ontology    schemas.Ontology
		want        string
	}{
		{"potassium 3.2", "potassium", schemas.Medication, schemas.RxNorm, "test potassium"},
		{"took potassium", "potassium", schemas.Medication, schemas.RxNorm, "medication potassium"},
		{"calcium 500 mg daily", "calcium", schemas.Test, schemas.LOINC, "medication calcium"},
		{"potassium deficiency", "potassium deficiency", schemas.Problem, schemas.ICD10CM, "problem potassium deficiency"},
		{"sickle Hb 9.2", "sickle Hb", schemas.Problem, schemas.ICD10CM, "problem sickle Hb, test Hb"},
	} {
		var got []string
		for _, s := range r.Find(ner.NewDocument(c.line), []ner.Span{span(c.line, c.words, c.category, c.ontology)}) {
			got = append(got, string(s.Category)+" "+c.line[s.Start:s.End])
		}
		if g := strings.Join(got, ", "); g != c.want {
			t.Errorf("%q: got %s, want %s", c.line, g, c.want)
		}
	}
}

// FuzzLines: any text is read without a panic, and spans stay inside it.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"K+ 3.2 (3.5-5) L", "BP 120/80", "H/H 1/", "UA: LE ++ ++", "µ° x10^9/L Na 1,2", "sodium - - ->", "25 WBC/hpf", "glucose 5'"} {
		f.Add(s)
	}
	r := lab.New()
	f.Fuzz(func(t *testing.T, s string) {
		doc := ner.NewDocument(s)
		var others []ner.Span
		for i, tok := range doc.Tokens {
			if i%3 == 0 {
				others = append(others, ner.Span{Start: tok.Start, End: tok.End, Category: schemas.Test})
			}
		}
		spans := r.Find(doc, others)
		for _, p := range spans {
			if p.Start < 0 || p.End > len(s) || p.Start >= p.End {
				t.Fatalf("span %d to %d of %d bytes", p.Start, p.End, len(s))
			}
		}
		r.Read(doc, spans)
	})
}

// TestLong: reading a long text takes time in proportion to its length; one
// that does not would not end here.
func TestLong(t *testing.T) {
	r := lab.New()
	for _, unit := range []string{"K 5 ", "K 5. ", "UA ", "K+", "BUN and ", "1/", "Na -> 3 ", "positive for nitrite, ", "H/H ", "BP 1/2 ", "( ", "potasium 5 "} {
		line := strings.Repeat(unit, (256<<10)/len(unit))
		doc := ner.NewDocument(line)
		r.Read(doc, r.Find(doc, nil))
	}
}

const sample = "Vital signs: T 38.4 C, BP 132/84, HR 110, RR 22, SpO2 91% on room air. He has felt unwell for three days and took his usual medicines.\n" +
	"CBC: WBC 14.2 H, Hgb 9.8 g/dL (12-16), Plt 402. BMP: Na 133 mmol/L, K 3.2, Cl 101, CO2 22, BUN 31, Cr 1.7 mg/dL, glucose 212.\n"

func BenchmarkLabs(b *testing.B) {
	r := lab.New()
	doc := ner.NewDocument(sample)
	b.SetBytes(int64(len(sample)))
	for b.Loop() {
		r.Read(doc, r.Find(doc, nil))
	}
}
