package ontology

import (
	"context"
	"os"
	"path/filepath"
	"slices"
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

// fullICD builds FY2026 with index and Tabular List, and with more files.
func fullICD(t testing.TB, more ...string) *Release {
	t.Helper()
	dir := data(t)
	s, err := OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	start := time.Now()
	files := append(more, "FY2026/code-descriptions-2026.zip", "index/icd10cm_index_terms_fy2026_reconstructed.tsv.gz",
		"tabular/icd10cm_tabular_2021.xml.gz", "tables/icd10cm-neoplasm-April-1-2026.xml.gz")
	for i := range files {
		files[i] = filepath.Join(dir, "icd10cm", files[i])
	}
	info, err := s.Add(context.Background(), schemas.ICD10CM, "", files, func(line string) { t.Log(line) })
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

// TestFullICD holds every code of FY2026 to its titles and its answer.
func TestFullICD(t *testing.T) {
	r := fullICD(t, auxiliary()...)
	fullFacts(t, r)
	for id := range r.codes {
		c := r.Code(CodeID(id))
		if got, ok := r.Find(c.Code); !ok || got != c.ID {
			t.Fatalf("Find(%s) = %d, %v", c.Code, got, ok)
		}
		if e, ok := r.Emit(c.ID); !ok || !r.Billable(e) {
			t.Errorf("no answer for %s", c.Code)
		}
	}
	titles, missed := 0, 0
	for i := range r.terms {
		term := r.Term(TermID(i))
		if term.Kind > ShortTitle || !r.Billable(term.Code) {
			continue
		}
		titles++
		found := false
		for _, x := range r.Exact(text.Normalize(term.Text)) {
			found = found || r.CodeOf(x) == term.Code
		}
		if !found {
			if missed++; missed < 10 {
				t.Errorf("%q of %s not found", term.Text, r.Code(term.Code).Code)
			}
		}
	}
	t.Logf("%d titles, %d missed", titles, missed)
	fullAnswers(t, r)
}

// fullAnswers looks for terms whose code is beyond doubt.
func fullAnswers(t *testing.T, r *Release) {
	answer := func(terms []TermID) string {
		if len(terms) == 0 {
			return ""
		}
		e, _ := r.Emit(r.CodeOf(terms[0]))
		return r.Code(e).Code
	}
	for term, want := range map[string]string{
		"hypertension": "I10", "diabetic nephropathy": "E11.21", "acute abdomen": "R10.0", "pneumonia": "J18.9", "heart failure": "I50.9",
		"heart attack": "I21.9", "HTN": "I10", "breast cancer": "C50.919", "liver metastases": "C78.7", "chest pain": "R07.9",
	} {
		if got := answer(r.Exact(text.Normalize(term))); got != want {
			t.Errorf("Exact(%q) leads to %s, want %s", term, got, want)
		}
	}
	for query, want := range map[string]string{
		"pnuemonia": "J18.9", "essential hypertention": "I10", "acute myocardial infarct": "I21.9",
		"type 2 diabetes mellitus with diabetic nephropathy": "E11.21", "fractured neck of left femur": "S72.002A",
	} {
		hits := r.Lexical(query, 3)
		if len(hits) == 0 || answer([]TermID{hits[0].Term}) != want {
			t.Errorf("Lexical(%q) = %+v, want %s first", query, hits, want)
		}
	}
	for header, want := range map[string]string{
		"S33.121": "S33.121A", "E11": "E11.9", "I50": "I50.9", "S72.0": "S72.009A", "J18": "J18.9", "K35.2": "K35.209", "F11.1": "F11.10",
	} {
		id, ok := r.Find(header)
		if got := answer([]TermID{r.titleOf(id)}); !ok || got != want {
			t.Errorf("%s is answered by %s, want %s", header, got, want)
		}
	}
}

// titleOf returns the title term of a code: its first term.
func (r *Release) titleOf(id CodeID) TermID {
	i, _ := slices.BinarySearchFunc(r.terms, uint32(id), func(t termRec, c uint32) int { return int(t.Code) - int(c) })
	return TermID(i)
}
