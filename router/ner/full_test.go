package ner_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/schemas"
)

func dataDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("MEDCODE_DATA")
	if dir == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	return dir
}

// full builds the release of an ontology from official files.
func full(t testing.TB, o schemas.Ontology, files ...string) *ontology.Release {
	t.Helper()
	dir := dataDir(t)
	s, err := ontology.OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var paths []string
	for _, f := range files {
		paths = append(paths, filepath.Join(dir, f))
	}
	if _, err := s.Add(context.Background(), o, "", paths, func(string) {}); err != nil {
		t.Fatal(err)
	}
	r, _, err := s.InForce(o, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func fullICD(t testing.TB) *ontology.Release {
	return full(t, schemas.ICD10CM, "icd10cm/FY2026/code-descriptions-2026.zip",
		"icd10cm/index/icd10cm_index_terms_fy2026_reconstructed.tsv.gz", "icd10cm/tabular/icd10cm_tabular_2021.xml.gz")
}

// fullAll builds all five vocabularies.
func fullAll(t testing.TB) map[schemas.Ontology]*ontology.Release {
	return map[schemas.Ontology]*ontology.Release{
		schemas.ICD10CM: fullICD(t),
		schemas.SNOMED:  full(t, schemas.SNOMED, "snomed/snomed_gps_2020.tsv.gz"),
		schemas.LOINC:   full(t, schemas.LOINC, "loinc/loinc_names.tsv.gz", "loinc/Loinc_common_labs.csv.gz"),
		schemas.RxNorm:  full(t, schemas.RxNorm, "rxnorm/rxnorm_names.tsv.gz", "rxnorm/rxnorm_ingredients.tsv.gz"),
		schemas.HCPCS:   full(t, schemas.HCPCS, "hcpcs/hcpcs_2025_jan.tsv.gz"),
	}
}
