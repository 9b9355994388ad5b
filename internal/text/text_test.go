package text

import (
	"testing"
	"unicode/utf8"
)

func TestNormalize(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Crohn's disease", "crohn disease"},
		{"Crohn’s Disease", "crohn disease"},
		{"Diarrhoea, oedema & anaemia", "diarrhea edema anemia"},
		{"heparin 5,000 units", "heparin 5000 unit"},
		{"pH 7.2.", "ph 7.2"},
		{"metastases of the kidneys", "metastasis of the kidney"},
		{"biopsies; masses; boxes", "biopsy mass box"},
		{"sinusitis, pus, loss", "sinusitis pus loss"},
		{"café", "cafe"},
		{"X-ray", "x ray"},
		{"", ""},
		{"\xff\xfe", ""},
	} {
		if got := Normalize(c.in); got != c.want {
			t.Errorf("Normalize(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestTokensSeparators(t *testing.T) {
	toks := Tokens(nil, "Fever. COPD, asthma\n\n- cough\nand CHF")
	want := []Token{
		{Start: 0, End: 5, Norm: "fever", Before: Stop},
		{Start: 7, End: 11, Norm: "copd", Before: Stop, Upper: true},
		{Start: 13, End: 19, Norm: "asthma", Before: Comma},
		{Start: 23, End: 28, Norm: "cough", Before: Stop},
		{Start: 29, End: 32, Norm: "and", Before: Comma},
		{Start: 33, End: 36, Norm: "chf", Before: Space, Upper: true},
	}
	if len(toks) != len(want) {
		t.Fatalf("got %+v", toks)
	}
	for i := range want {
		if toks[i] != want[i] {
			t.Errorf("token %d = %+v, want %+v", i, toks[i], want[i])
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"Crohn’s", "5,000", "a'b'", "é\xff", "'s", "7..2", "haem"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, tok := range Tokens(nil, s) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) {
				t.Fatalf("bad range %+v after %d in %q", tok, end, s)
			}
			if utf8.ValidString(s) && !utf8.ValidString(s[tok.Start:tok.End]) {
				t.Fatalf("token %+v splits a character of %q", tok, s)
			}
			end = tok.End
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	s := "A 29-year-old woman with a history of duodenal ulcer and constipation complaining of pain in the right renal fossa compatible with renoureteral crisis. No history of nephrolithiasis, hematuria or urinary tract infections."
	b.SetBytes(int64(len(s)))
	var dst []Token
	for b.Loop() {
		dst = Tokens(dst[:0], s)
	}
}

func TestAmerican(t *testing.T) {
	for british, want := range map[string]string{
		"haematuria": "hematuria", "oedema": "edema", "oesophagus": "esophagus", "diarrhoea": "diarrhea", "tumour": "tumor",
		"fibreoptic": "fiberoptic", "centre": "center", "paediatric": "pediatric", "fracture": "fracture", "hour": "hour",
		"treatment": "treatment", "does": "does", "": "", "a": "a", "o": "o",
	} {
		if got := American(british); got != want {
			t.Errorf("American(%q) = %q, want %q", british, got, want)
		}
	}
	for _, g := range british {
		for _, p := range g.pairs {
			if !mayBeBritish(p.british) {
				t.Errorf("%q is passed over", p.british)
			}
		}
	}
}
