package code_test

import (
	"context"
	"testing"

	"medcode/internal/ontology"
	"medcode/schemas"
	"medcode/workers/code"
)

// TestSNOMED looks up procedures and findings in the built-in vocabulary.
func TestSNOMED(t *testing.T) {
	store, err := ontology.OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	c := &code.Coder{Ontology: schemas.SNOMED, Releases: store, First: code.Exact{}, Rest: []code.Source{code.Lexical{}}, Refiner: code.NewSNOMED()}
	for _, q := range []struct {
		code.Query
		want string
	}{
		{code.Query{Text: "lap chole"}, "45595009"},
		{code.Query{Text: "her gallbladder was removed"}, "38102005"},
		{code.Query{Text: "appy"}, "80146002"},
		{code.Query{Text: "CT head w/o"}, "303653007"},
		{code.Query{Text: "heart attack"}, "22298006"}, // the wording of a concept stays that
		{code.Query{Text: "appy", Term: "80146002"}, "80146002"},
		{code.Query{Text: "the committee met"}, ""},
	} {
		answers, err := c.Code(context.Background(), []code.Query{q.Query})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if list := answers[0].Codings; len(list) > 0 && list[0].Confidence >= .5 {
			got = list[0].Code
		}
		if got != q.want {
			t.Errorf("%q is %q, not %q", q.Text, got, q.want)
		}
	}
}
