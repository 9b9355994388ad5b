package ontology

import (
	"bytes"
	"testing"
	"time"

	"medcode/internal/text"
	"medcode/schemas"
)

// TestStarter holds the built-in vocabulary to the terms that the first
// minutes with medcode show.
func TestStarter(t *testing.T) {
	s := newStore(t)
	for _, c := range []struct {
		o          schemas.Ontology
		term, code string
	}{
		{schemas.ICD10CM, "chest pain", "R07.9"},
		{schemas.ICD10CM, "Hypertension", "I10"},
		{schemas.ICD10CM, "HTN", "I10"},
		{schemas.SNOMED, "asthma", "195967001"},
		{schemas.LOINC, "glucose", "2345-7"},
		{schemas.LOINC, "CBC", "58410-2"},
		{schemas.LOINC, "WBC", "6690-2"},
		{schemas.RxNorm, "aspirin", "1191"},
		{schemas.RxNorm, "lisinopril", "29046"},
		{schemas.HCPCS, "wheelchair", "K0001"},
	} {
		r, use, err := s.InForce(c.o, time.Time{})
		if err != nil || use.Release != "starter" {
			t.Fatal(c.o, use, err)
		}
		got := codesOf(r, r.Exact(text.Normalize(c.term)))
		if len(got) == 0 || got[0] != c.code {
			t.Errorf("%s: %q finds %v, want %s first", c.o, c.term, got, c.code)
		}
	}
	r, _, err := s.InForce(schemas.SNOMED, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := r.Find("29857009")
	if c := r.Code(id); c.Display != "Chest pain" || c.Class != "finding" {
		t.Errorf("%+v", c)
	}
}

// TestSameFile builds twice: equal input gives equal bytes.
func TestSameFile(t *testing.T) {
	if !bytes.Equal(smallFile(t), smallFile(t)) {
		t.Error("two builds differ")
	}
}
