package code

import (
	"context"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// smallRelease is a cut of an ICD-10-CM like tree, written for the tests.
func smallRelease(t testing.TB) *ontology.Release {
	t.Helper()
	b := ontology.NewBuilder(ontology.Info{Ontology: schemas.ICD10CM, Release: "FY2026"})
	for _, e := range []ontology.CodeEntry{
		{Code: "G11.4", Display: "Hereditary spastic paraplegia", Billable: true},
		{Code: "H66", Display: "Suppurative and unspecified otitis media"},
		{Code: "H66.90", Display: "Otitis media, unspecified, unspecified ear", Billable: true, Default: true},
		{Code: "H66.99", Display: "Another otitis media", Billable: true},
		{Code: "H90.5", Display: "Unspecified sensorineural hearing loss", Billable: true},
		{Code: "I10", Display: "Essential (primary) hypertension", Billable: true},
		{Code: "L20", Display: "Atopic dermatitis"}, // nothing billable below
		{Code: "R07", Display: "Pain in throat and chest"},
		{Code: "R07.1", Display: "Chest pain on breathing", Billable: true},
		{Code: "R07.9", Display: "Chest pain, unspecified", Billable: true, Default: true},
		{Code: "R10.9", Display: "Unspecified abdominal pain", Billable: true, Default: true},
		{Code: "R10.84", Display: "Generalized abdominal pain", Billable: true},
		{Code: "S52.5", Display: "Fracture of lower end of radius"},
		{Code: "S52.501", Display: "Unspecified fracture of the lower end of right radius"},
		{Code: "S52.501A", Display: "Unspecified fracture of the lower end of right radius, initial encounter for closed fracture", Billable: true},
		{Code: "S52.501D", Display: "Unspecified fracture of the lower end of right radius, subsequent encounter", Billable: true},
		{Code: "S52.502A", Display: "Unspecified fracture of the lower end of left radius, initial encounter for closed fracture", Billable: true},
		{Code: "S60.212A", Display: "Contusion of left wrist, initial encounter", Billable: true},
	} {
		if _, err := b.AddCode(e); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range []struct {
		code       string
		kind       ontology.Kind
		text, path string
	}{
		{"H90.5", ontology.Index, "Deafness sensorineural", "Deafness > sensorineural"},
		{"H66", ontology.Index, "Otitis media", "Otitis > media"},
		{"H66", ontology.Inclusion, "ear inflammation", ""},
		{"H66.99", ontology.Synonym, "ear inflammation", ""},
		{"I10", ontology.Abbreviation, "HTN", ""},
		{"L20", ontology.Index, "Eczema", "Eczema"},
		{"R07.9", ontology.Index, "Pain chest", "Pain > chest"},
		{"R07.1", ontology.Index, "Pain chest on breathing", "Pain > chest > on breathing"},
		{"R10.9", ontology.Index, "Pain abdominal", "Pain > abdominal"},
		{"S52.501", ontology.Synonym, "fracture of right distal radius", ""},
	} {
		if !b.AddTerm(w.code, w.kind, w.text, w.path) {
			t.Fatal(w.code)
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
	return r
}

// one is a store of one release.
type one struct{ *ontology.Release }

func (o one) InForce(schemas.Ontology, time.Time) (*ontology.Release, schemas.ReleaseUse, error) {
	return o.Release, schemas.ReleaseUse{Release: o.Info().Release}, nil
}

// fixed is a source of similar meaning that knows a few phrases.
type fixed map[string][]Candidate

func (f fixed) Candidates(_ context.Context, _ *ontology.Release, phrases []string, _ int) ([][]Candidate, error) {
	out := make([][]Candidate, len(phrases))
	for i, p := range phrases {
		out[i] = f[p]
	}
	return out, nil
}

func small(t testing.TB) *Coder {
	return &Coder{Ontology: schemas.ICD10CM, Releases: one{smallRelease(t)}, First: Exact{}, Rest: []Source{Lexical{}}}
}

func codeOne(t testing.TB, c *Coder, q Query) schemas.Candidates {
	t.Helper()
	a, err := c.Code(context.Background(), []Query{q})
	if err != nil {
		t.Fatal(err)
	}
	return a[0].Codings
}
