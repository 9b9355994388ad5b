package code

import (
	"testing"

	"medcode/internal/ontology"
	"medcode/schemas"
)

func TestUnharmed(t *testing.T) {
	b := ontology.NewBuilder(ontology.Info{Ontology: schemas.ICD10CM, Release: "FY2026"})
	for _, e := range []ontology.CodeEntry{
		{Code: "T36.0", Display: "Poisoning by penicillins"},
		{Code: "T36.0X1A", Display: "Poisoning by penicillins, accidental, initial encounter", Billable: true},
		{Code: "T36.0X6A", Display: "Underdosing of penicillins, initial encounter", Billable: true},
		{Code: "Z88.0", Display: "Allergy status to penicillin", Billable: true},
	} {
		if _, err := b.AddCode(e); err != nil {
			t.Fatal(err)
		}
	}
	b.AddTerm("T36.0", ontology.ShortTitle, "Penicillins", "")
	data, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ontology.FromBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	c := &Coder{Ontology: schemas.ICD10CM, Releases: one{r}, First: Exact{}, Rest: []Source{Lexical{}}}
	for phrase, harm := range map[string]bool{
		"penicillin": false, "penicillins daily": false, "underdosing of penicillins": true, "penicillin overdose": true,
		"Poisoning by penicillins, accidental, initial encounter": true,
	} {
		got := codeOne(t, c, Query{Text: phrase, K: 5})
		found := false
		for _, x := range got {
			found = found || x.Code[0] == 'T'
		}
		if found != harm {
			t.Errorf("%q: %v", phrase, got)
		}
	}
}
