package code_test

import (
	"context"
	"testing"

	"medcode/internal/ontology"
	"medcode/schemas"
	"medcode/workers/code"
)

// TestHCPCS looks up devices in the built-in vocabulary.
func TestHCPCS(t *testing.T) {
	refiner, err := code.NewHCPCS()
	if err != nil {
		t.Fatal(err)
	}
	store, err := ontology.OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	c := &code.Coder{Ontology: schemas.HCPCS, Releases: store, First: code.Exact{}, Rest: []code.Source{code.Lexical{}}, Refiner: refiner}
	for phrase, want := range map[string]string{
		"Foley catheter":        "A4338",
		"urinary catheter":      "A4338",
		"full face CPAP mask":   "A7030",
		"proton pump inhibitor": "",
		"rivaroxaban":           "",
		"tapentadol":            "",
		"Dr. Walker":            "",
		"Stent, non-coronary, temporary, without delivery system": "C2617",
	} {
		answers, err := c.Code(context.Background(), []code.Query{{Text: phrase}})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if list := answers[0].Codings; len(list) > 0 && list[0].Confidence >= .5 {
			got = list[0].Code
		}
		if got != want {
			t.Errorf("%q is %q, not %q", phrase, got, want)
		}
	}
}
