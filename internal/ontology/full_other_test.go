package ontology

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"medcode/internal/text"
	"medcode/schemas"
)

// TestFullOthers builds the other ontologies from all their shared files and
// looks for well-known terms.
func TestFullOthers(t *testing.T) {
	dir := data(t)
	s, err := OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, c := range []struct {
		o       schemas.Ontology
		folder  string
		release string
		terms   map[string]string
	}{
		{schemas.HCPCS, "hcpcs", "2025", map[string]string{"Standard wheelchair": "K0001"}},
		{schemas.SNOMED, "snomed", "2020", map[string]string{"asthma": "195967001"}},
		{schemas.RxNorm, "rxnorm", "undated", map[string]string{"aspirin": "1191", "lisinopril": "29046"}},
		{schemas.LOINC, "loinc", "undated", map[string]string{"Hemoglobin [Mass/volume] in Blood": "718-7", "glucose": "2345-7"}},
	} {
		start := time.Now()
		info, err := s.Add(context.Background(), c.o, "", []string{filepath.Join(dir, c.folder)}, func(l string) { t.Log(l) })
		if err != nil {
			t.Errorf("%s: %v", c.o, err)
			continue
		}
		t.Logf("%s %s: %d codes, %d billable, %d terms in %v", c.o, info.Release, info.Codes, info.Billable, info.Terms, time.Since(start))
		if info.Release != c.release {
			t.Errorf("%s: release %s, want %s", c.o, info.Release, c.release)
		}
		r, use, err := s.InForce(c.o, time.Time{})
		if err != nil || use.Release != c.release {
			t.Fatalf("%s: %+v %v", c.o, use, err)
		}
		for term, want := range c.terms {
			terms := r.Exact(text.Normalize(term))
			if len(terms) == 0 || r.Code(r.CodeOf(terms[0])).Code != want {
				t.Errorf("%s: %q finds %v, want %s first", c.o, term, terms, want)
			}
		}
		for code, display := range map[string]string{"7646": "omeprazole", "6028-3": "Deprecated Australian parrot droppings IgE Ab [Units/volume] in Serum"} {
			id, ok := r.Find(code)
			if _, answer := r.Emit(id); ok && (r.Code(id).Display != display || answer != (c.o == schemas.RxNorm)) {
				t.Errorf("%s: %+v, an answer %v", c.o, r.Code(id), answer)
			}
		}
		for _, h := range r.Lexical("glucose serum", 3) {
			t.Log(r.Code(h.Code), r.Term(h.Term).Text, h.Score)
		}
	}
}

// TestKeptForLater adds every shared file that lists no codes of ICD-10-CM to
// a store without a release.
func TestKeptForLater(t *testing.T) {
	dir := data(t)
	s, err := OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{
		"icd10cm/addenda", "icd10cm/gem", "icd10cm/tables/icd10cm-drug-April-1-2026.xml.gz", "icd10cm/tables/icd10cm-eindex-April-1-2026.xml.gz", "icd10pcs", "icd10cm/FY2026/POAexemptCodesFY26.zip",
		"icd10cm/FY2026/conversion-table-FY2026.xlsx", "icd10cm/FY2026/guidelines-October-2025.pdf",
		"icd10cm/FY2026/icd10cm-codes-addenda-2026.txt", "icd10cm/FY2026/icd10cm-order-addenda-2026.txt",
	} {
		n := 0
		_, err := s.Add(context.Background(), schemas.ICD10CM, "", []string{filepath.Join(dir, p)}, func(l string) { n++; t.Log(l) })
		if err != nil || n == 0 {
			t.Errorf("%s: %v, %d lines", p, err, n)
		}
	}
	if list, err := s.List(); err != nil || len(list) != 0 {
		t.Errorf("releases %v %v", list, err)
	}
}
