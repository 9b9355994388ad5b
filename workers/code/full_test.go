package code

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// fullRelease builds ICD-10-CM FY2026 from the official files, or skips.
func fullRelease(t testing.TB) *Coder {
	t.Helper()
	dir := os.Getenv("MEDCODE_DATA")
	if dir == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	s, err := ontology.OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	_, err = s.Add(context.Background(), schemas.ICD10CM, "", []string{
		filepath.Join(dir, "icd10cm/FY2026/code-descriptions-2026.zip"),
		filepath.Join(dir, "icd10cm/index/icd10cm_index_terms_fy2026_reconstructed.tsv.gz"),
		filepath.Join(dir, "icd10cm/tabular/icd10cm_tabular_2021.xml.gz"),
	}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	return &Coder{Ontology: schemas.ICD10CM, Releases: s, First: Exact{}, Rest: []Source{Lexical{}}}
}

// TestFull holds phrases that must not change their code to the full release.
func TestFull(t *testing.T) {
	c := fullRelease(t)
	r, _, err := c.Releases.InForce(schemas.ICD10CM, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for phrase, code := range map[string]string{
		"abdomnal pain":                  "R10.9",
		"cerebral infarction":            "I63.9",
		"pain in my left knee":           "M25.562",
		"autosomal recessive deafness 9": "H90.5",
	} {
		got := codeOne(t, c, Query{Text: phrase})
		if len(got) == 0 || got[0].Code != code {
			t.Errorf("%q: %v, want %s", phrase, got, code)
		}
	}
	for _, phrase := range []string{"xyzzy", "weather in spring", "left"} {
		for _, k := range []int{0, 40} {
			got := codeOne(t, c, Query{Text: phrase, K: k})
			checkCodings(t, r, got, max(k, defaultK))
			if len(got) > 0 && got[0].Confidence >= threshold {
				t.Errorf("%q is given %v", phrase, got[0])
			}
		}
	}
	t.Run("proofs", func(t *testing.T) { proveTerms(t, c, 2000) })
}

// BenchmarkCode measures a batch of one in the full release, without an
// encoder.
func BenchmarkCode(b *testing.B) {
	c := fullRelease(b)
	for _, q := range []struct{ name, phrase string }{
		{"known", "type 2 diabetes mellitus with diabetic nephropathy"},
		{"misspelt", "hypertention with hart failure"},
		{"similar", "severe pain in the lower back radiating to the left leg"},
		{"reworded", "autosomal recessive nonsyndromic deafness 67"},
	} {
		b.Run(q.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Code(context.Background(), []Query{{Text: q.phrase}}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
