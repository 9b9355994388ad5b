package code

import (
	"slices"
	"testing"

	"medcode/internal/text"
	"medcode/schemas"
)

func TestReworded(t *testing.T) {
	for _, w := range []struct {
		phrase string
		want   string // the first other wording; empty: none
	}{
		{"chest pain", ""},
		{"", ""},
		{"broken left wrist", "fracture left wrist"},
		{"Ca larynx", "malignant neoplasm larynx"},
		{"lung cancer", "lung malignant neoplasm"},
		{"SPG23", "hereditary spastic paraplegia"},
		{"CMT 2A", "charcot marie tooth disease"},
		{"zz14", ""},
		{"usher syndrome type iid", "usher syndrome"},
		{"autosomal dominant nonsyndromic deafness 40", "sensorineural deafness"},
		{"cataract 34 multiple types with or without microcornea", "cataract"},
		{"X-linked ichthyosis", "hereditary ichthyosis"},
		{"14", ""},
		{"type 2", "type"},
	} {
		got := reworded(schemas.ICD10CM, text.Tokens(nil, w.phrase))
		if w.want == "" && len(got) > 0 || w.want != "" && (len(got) == 0 || got[0] != w.want) {
			t.Errorf("%q: %q, want %q", w.phrase, got, w.want)
		}
	}
	if got := reworded(schemas.RxNorm, text.Tokens(nil, "broken tablet 14")); got != nil {
		t.Errorf("a drug was reworded as %q", got)
	}
}

func TestParts(t *testing.T) {
	r := smallRelease(t)
	codes := func(phrase string) (out []string) {
		for _, c := range parts(r, text.Tokens(nil, phrase)) {
			if c.Match.QueryCoverage <= 0 || c.Match.QueryCoverage >= 1 {
				t.Errorf("%q: coverage %v", phrase, c.Match.QueryCoverage)
			}
			out = append(out, r.Code(c.Code).Code)
		}
		return out
	}
	if got := codes("adhesive otitis media"); !slices.Contains(got, "H66") {
		t.Errorf("got %v", got)
	}
	if got := codes("chest severe pain"); !slices.Contains(got, "R07.9") {
		t.Errorf("got %v, want the words that stand apart", got)
	}
	if got := codes("weather"); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}

func FuzzReworded(f *testing.F) {
	f.Add("autosomal recessive deafness 9")
	f.Add("with or without")
	f.Add("ca 1")
	r := smallRelease(f)
	f.Fuzz(func(t *testing.T, phrase string) {
		toks := text.Tokens(nil, phrase)
		reword(r, reworded(schemas.ICD10CM, toks))
		parts(r, toks)
	})
}
