package icd10cm

import (
	"testing"

	"medcode/internal/ontology"
	"medcode/schemas"
)

func TestHistory(t *testing.T) {
	b := ontology.NewBuilder(ontology.Info{Ontology: schemas.ICD10CM, Release: "test"})
	for _, e := range []ontology.CodeEntry{
		{Code: "I25.2", Display: "Old myocardial infarction", Billable: true},
		{Code: "Z80.0", Display: "Family history of malignant neoplasm of digestive organs", Billable: true},
		{Code: "Z84.1", Display: "Family history of disorders of kidney and ureter"},
		{Code: "Z84.19", Display: "Family history of other disorders of kidney and ureter", Billable: true},
		{Code: "Z85.3", Display: "Personal history of malignant neoplasm of breast", Billable: true},
		{Code: "Z86.11", Display: "Personal history of tuberculosis", Billable: true},
	} {
		if _, err := b.AddCode(e); err != nil {
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
	h := NewHistory(r)
	for _, c := range []struct {
		code, personal, family string
	}{
		{"C50.912", "Z85.3", ""},        // Z80.3 is not in this release
		{"C18.9", "", "Z80.0"},          // nor is Z85.038
		{"I21.4", "I25.2", ""},          // an old infarction has a code of its own
		{"A15.0", "Z86.11", ""},         //
		{"N18.9", "", "Z84.19"},         // by way of the header
		{"R07.9", "", ""},               // a symptom that is over is nothing
		{"Z85.3", "", ""}, {"", "", ""}, // no condition
	} {
		for relative, want := range map[bool]string{false: c.personal, true: c.family} {
			find := h.Personal
			if relative {
				find = h.Family
			}
			got := ""
			if id, ok := find(c.code); ok {
				got = r.Code(id).Code
			}
			if got != want {
				t.Errorf("%q, relative %v: %q, want %q", c.code, relative, got, want)
			}
		}
	}
}
