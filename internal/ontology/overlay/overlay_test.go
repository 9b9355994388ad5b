package overlay_test

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
	"medcode/schemas"
)

func rows(t *testing.T) [][2]string {
	t.Helper()
	f, err := overlay.Open("icd10cm")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out [][2]string
	sc := bufio.NewScanner(f)
	for n := 0; sc.Scan(); n++ {
		term, code, ok := strings.Cut(sc.Text(), "\t")
		if n == 0 {
			if term != "term" || code != "code" {
				t.Fatalf("headings %q", sc.Text())
			}
			continue
		}
		if !ok || term == "" || code == "" || strings.TrimSpace(term) != term {
			t.Errorf("row %d: %q", n, sc.Text())
		}
		out = append(out, [2]string{term, code})
	}
	return out
}

func TestRows(t *testing.T) {
	seen := map[string]string{}
	for _, r := range rows(t) {
		key := text.Normalize(r[0])
		if code, ok := seen[key]; ok && code != r[1] {
			t.Errorf("%q is given both %s and %s", r[0], code, r[1])
		}
		seen[key] = r[1]
	}
	if len(seen) < 1000 {
		t.Errorf("only %d wordings", len(seen))
	}
	if _, err := overlay.Open("loinc"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("loinc: %v", err)
	}
}

// TestAgainstRelease: every code can be answered in FY2026, and no wording is
// the billable title or the index term of another code. The exceptions are
// index terms that mean a special case under the general wording.
func TestAgainstRelease(t *testing.T) {
	r := fullICD(t)
	special := []string{"hepatitis b", "portal hypertension", "cachexia", "respiratory distress syndrome", "normocytic anemia"}
	for _, row := range rows(t) {
		id, ok := r.Find(row[1])
		want, can := r.Emit(id)
		if !ok || !can {
			t.Errorf("%s (%q) has no billable code in FY2026", row[1], row[0])
			continue
		}
		for _, term := range r.Exact(text.Normalize(row[0])) {
			code := r.CodeOf(term)
			kind := r.KindOf(term)
			official := kind == ontology.Title && r.Billable(code) || kind == ontology.Index
			got, can := r.Emit(code)
			if can && got != want && term.Distance() == 0 && official && !slices.Contains(special, row[0]) {
				t.Errorf("%q is %s officially (%v), here %s", row[0], r.Code(got).Code, kind, row[1])
			}
		}
	}
	wantCauses(t, r)
}

func fullICD(t *testing.T) *ontology.Release {
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
	paths := []string{
		filepath.Join(dir, "icd10cm/FY2026/code-descriptions-2026.zip"),
		filepath.Join(dir, "icd10cm/index/icd10cm_index_terms_fy2026_reconstructed.tsv.gz"),
		filepath.Join(dir, "icd10cm/tabular/icd10cm_tabular_2021.xml.gz"),
	}
	if _, err := s.Add(context.Background(), schemas.ICD10CM, "", paths, func(string) {}); err != nil {
		t.Fatal(err)
	}
	r, _, err := s.InForce(schemas.ICD10CM, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
