package ontology

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"medcode/internal/text"
	"medcode/schemas"
)

// data returns the folder of shared official files, or skips.
func data(t testing.TB) string {
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

// fullICD builds FY2026 with index and Tabular List.
func fullICD(t testing.TB) *Release {
	t.Helper()
	dir := data(t)
	s, err := OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	start := time.Now()
	info, err := s.Add(context.Background(), schemas.ICD10CM, "", []string{
		filepath.Join(dir, "icd10cm/FY2026/code-descriptions-2026.zip"),
		filepath.Join(dir, "icd10cm/index/icd10cm_index_terms_fy2026_reconstructed.tsv.gz"),
		filepath.Join(dir, "icd10cm/tabular/icd10cm_tabular_2021.xml.gz"),
		filepath.Join(dir, "icd10cm/tables/icd10cm-neoplasm-April-1-2026.xml.gz"),
	}, func(line string) { t.Log(line) })
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("built in %v", time.Since(start))
	start = time.Now()
	r, use, err := s.InForce(schemas.ICD10CM, time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("opened in %v", time.Since(start))
	if use.Release != "FY2026" || use.Stale || use.Early || info.Billable != 74719 || info.Codes != 98186 {
		t.Errorf("release %+v, %d billable of %d codes", use, info.Billable, info.Codes)
	}
	return r
}

func TestFullICD(t *testing.T) {
	r := fullICD(t)
	missed := 0
	for id := range r.codes {
		c := r.Code(CodeID(id))
		if got, ok := r.Find(c.Code); !ok || got != c.ID {
			t.Fatalf("Find(%s) = %d, %v", c.Code, got, ok)
		}
		if _, ok := r.Emit(c.ID); !ok {
			t.Errorf("no answer for %s", c.Code)
		}
		if !c.Billable {
			continue
		}
		found := false
		for _, term := range r.Exact(text.Normalize(c.Display)) {
			found = found || r.CodeOf(term) == c.ID
		}
		if !found {
			if missed++; missed < 10 {
				t.Errorf("title of %s not found", c.Code)
			}
		}
	}
	t.Logf("%d terms, %d of the titles missed", len(r.terms), missed)
	for _, q := range []string{"chest pain", "type 2 diabetes mellitus with diabetic nephropathy", "fractured neck of left femur", "pnuemonia", "essential hypertention", "acute myocardial infarct"} {
		for _, h := range r.Lexical(q, 4) {
			t.Logf("%-30s %-9s %.2f %.2f %.2f %v %q", q, r.Code(h.Code).Code, h.Score, h.QueryCoverage, h.TermCoverage, r.KindOf(h.Term), r.Term(h.Term).Text)
		}
	}
	for _, q := range []string{"S33.121", "E11", "I50", "S72.0", "I10", "J18", "O80", "K35.2"} {
		id, ok := r.Find(q)
		e, _ := r.Emit(id)
		t.Log(q, ok, r.Code(e).Code, r.Code(e).Display)
	}
	for _, q := range []string{"hypertension", "diabetic nephropathy", "acute abdomen", "pneumonia", "heart failure", "heart attack", "htn", "breast cancer", "cancer of the breast", "liver metastases"} {
		for i, term := range r.Exact(text.Normalize(q)) {
			if i < 4 {
				tm := r.Term(term)
				t.Log(q, term.Distance(), r.Code(tm.Code).Code, tm.Kind, tm.Text, tm.Path)
			}
		}
	}
	for i, p := range []int{len(r.strings), len(r.codes) * 20, len(r.terms) * 20, len(r.exact.keys) * 12, len(r.bag.keys) * 12, len(r.posts) * 4, len(r.inWords) * 4, len(r.inGrams) * 4, len(r.words)} {
		t.Log("section", i, p)
	}
}
