package ner_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
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

// full builds the release of an ontology from official files, with
// the further wordings of ICD-10-CM.
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
	if o == schemas.ICD10CM {
		paths = append(paths, overlayFile(t))
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

func overlayFile(t testing.TB) string {
	t.Helper()
	f, err := overlay.Open("icd10cm")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	path := filepath.Join(t.TempDir(), "overlay.tsv")
	w, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if _, err := w.ReadFrom(f); err != nil {
		t.Fatal(err)
	}
	return path
}

func fullICD(t testing.TB) *ontology.Release {
	return full(t, schemas.ICD10CM, "icd10cm/FY2026/code-descriptions-2026.zip",
		"icd10cm/index/icd10cm_index_terms_fy2026_reconstructed.tsv.gz", "icd10cm/tabular/icd10cm_tabular_2021.xml.gz")
}
