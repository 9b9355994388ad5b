package ner_test

import (
	"context"
	"testing"

	"medcode/router/ner"
)

// FuzzShorthand reads hostile short forms: spans lie in the text, and nothing
// panics.
func FuzzShorthand(f *testing.F) {
	for _, s := range []string{"HepB+, CKD3b, n/v/d, f/c", "PT WITH HX OF MS. MS. JONES", "ｃｋｄ３ hｅｐb 1/n/v", "dm2/htn+hiv+ bmi34.", "n/v/\xff/d c/o s/", "\u0332"} {
		f.Add(s)
	}
	rs := starters(f)
	d := ner.NewDictionary(rs["icd10cm"], rs["loinc"], rs["rxnorm"], rs["snomed"], rs["hcpcs"])
	f.Fuzz(func(t *testing.T, note string) {
		spans, err := d.Recognise(context.Background(), ner.NewDocument(note))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range spans {
			if s.Start < 0 || s.Start >= s.End || s.End > len(note) {
				t.Fatalf("span %d to %d of %d bytes", s.Start, s.End, len(note))
			}
		}
	})
}
