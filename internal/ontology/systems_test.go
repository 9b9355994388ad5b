package ontology

import (
	"slices"
	"testing"

	"medcode/schemas"
)

func TestSystems(t *testing.T) {
	b := NewBuilder(Info{Ontology: schemas.RxNorm, Release: "x"})
	for _, c := range []string{"1", "2"} {
		if _, err := b.AddCode(CodeEntry{Code: c, Display: "thing " + c, Billable: true}); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range [][2]string{{"ndc", "a"}, {"rxcui", "b"}, {"ndc", "c"}, {systemEdits, "male"}, {"rxcui", "d"}, {"atc", "e"}} {
		b.AddMapping(MappingEntry{Mapping: Mapping{System: m[0], Code: m[1]}, Here: "1", Direction: Both})
	}
	b.Relate("1", "replaced by", "2")
	file, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	r, err := FromBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Systems(); !slices.Equal(got, []string{"atc", "ndc", "rxcui"}) {
		t.Error(got)
	}
	if !r.Relates("replaced by") || r.Relates("is a") || r.Relates("ndc") || r.Relates("") {
		t.Error("kinds of relations")
	}
	if got := small(t).Systems(); len(got) != 0 {
		t.Errorf("without mappings: %v", got)
	}
}
