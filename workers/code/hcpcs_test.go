package code_test

import (
	"context"
	"testing"

	"medcode/internal/device"
	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
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

// TestHCPCSInSmallReleases: a release that has none of the codes of a device
// answers with what it has.
func TestHCPCSInSmallReleases(t *testing.T) {
	store, err := ontology.OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	refiner, err := code.NewHCPCS()
	if err != nil {
		t.Fatal(err)
	}
	lexicon, err := device.New(overlay.Devices())
	if err != nil {
		t.Fatal(err)
	}
	c := &code.Coder{Ontology: schemas.HCPCS, Releases: store, First: code.Exact{}, Refiner: refiner}
	var queries []code.Query
	for _, names := range lexicon.Wordings() {
		for _, name := range names {
			queries = append(queries, code.Query{Text: name, K: 5})
		}
	}
	answers, err := c.Code(t.Context(), queries)
	if err != nil || len(answers) < 1000 {
		t.Fatalf("%d answers, %v", len(answers), err)
	}
	for i, a := range answers {
		for _, k := range a.Codings {
			if k.Confidence < 0 || k.Confidence > 1 || k.Code == "" {
				t.Errorf("%q: %+v", queries[i].Text, k)
			}
		}
	}
}
