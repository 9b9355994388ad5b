package ontology

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"medcode/schemas"
)

// yearly writes an order file of one year with a code that only it has.
func yearly(t testing.TB, dir, year string) string {
	t.Helper()
	return write(t, dir, "icd10cm-order-"+year+".txt", smallOrder()+orderLine(9, "Z"+year[2:], 1, "Code of "+year, "Code of "+year))
}

func today(t testing.TB, p *Snapshot) *Release {
	t.Helper()
	r, _, err := p.InForce(schemas.ICD10CM, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// open tells whether a release is still mapped, by the store that has it.
func open(s *Store, r *Release) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for sl := range s.slots {
		if sl.rel.Load() == r {
			return true
		}
	}
	return false
}

func TestRenew(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	other, err := OpenStore(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	var closed []string
	s.Closing = func(r *Release) { closed = append(closed, r.Info().Release) }
	fail := func(err error) { t.Error(err) }
	if _, _, err := add(t, other, schemas.ICD10CM, "", yearly(t, dir, "2025")); err != nil {
		t.Fatal(err)
	}
	s.Renew(nil, fail)
	before := s.Pin()
	old := today(t, before)
	if s.Renew(nil, fail) {
		t.Error("nothing changed, and yet it says so")
	}
	if _, _, err := add(t, other, schemas.ICD10CM, "", yearly(t, dir, "2026")); err != nil {
		t.Fatal(err)
	}
	var prepared []string
	if !s.Renew(func(r *Release) error { prepared = append(prepared, r.Info().Release); return nil }, fail) {
		t.Error("a new release is not seen")
	}
	now := s.Pin()
	if today(t, before) != old || today(t, now).Info().Release != "FY2026" || strings.Join(prepared, " ") != "FY2026" {
		t.Errorf("before %v, now %v, prepared %v", today(t, before).Info().Release, today(t, now).Info().Release, prepared)
	}
	if err := other.Remove(t.Context(), schemas.ICD10CM, "FY2025"); err != nil {
		t.Fatal(err)
	}
	if !s.Renew(nil, fail) || !open(s, old) {
		t.Error("a release that is in use was closed")
	}
	now.Unpin()
	now = s.Pin()
	defer now.Unpin()
	before.Unpin()
	if open(s, old) || strings.Join(closed, " ") != "FY2025" {
		t.Errorf("a release that nobody uses stays open; closed %v", closed)
	}
	if today(t, now).Info().Release != "FY2026" {
		t.Error("the other one went too")
	}
}

func TestRenewKeepsWhatWorks(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	if _, _, err := add(t, s, schemas.ICD10CM, "", yearly(t, dir, "2025"), yearly(t, dir, "2026")); err != nil {
		t.Fatal(err)
	}
	p := s.Pin()
	want := today(t, p)
	p.Unpin()
	path := filepath.Join(s.Dir(), "icd10cm", "FY2026", releaseFile)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := writeFile(path, 0o644, func(f *os.File) error { _, err := f.Write(b); return err }); err != nil {
		t.Fatal(err)
	}
	var warned []error
	s.Renew(nil, func(err error) { warned = append(warned, err) })
	p = s.Pin()
	defer p.Unpin()
	if len(warned) != 1 || !errors.Is(warned[0], ErrDamaged) || today(t, p) != want {
		t.Errorf("warned %v; in force %v", warned, today(t, p).Info())
	}
}

// TestRenewUnderLoad swaps releases while many look up: a release that is
// pinned must never be unmapped.
func TestRenewUnderLoad(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	first, second := yearly(t, dir, "2025"), yearly(t, dir, "2026")
	if _, _, err := add(t, s, schemas.ICD10CM, "", first); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				p := s.Pin()
				r := today(t, p)
				own := "Z" + r.Info().Release[4:]
				if id, ok := r.Find(own); !ok || r.Code(id).Display != "Code of 20"+own[1:] {
					t.Errorf("%s does not have its code %s", r.Info().Release, own)
				}
				p.Unpin()
			}
		})
	}
	for range 10 {
		if _, _, err := add(t, s, schemas.ICD10CM, "", second); err != nil {
			t.Error(err)
		}
		s.Renew(nil, func(err error) { t.Error(err) })
		if err := s.Remove(t.Context(), schemas.ICD10CM, "FY2026"); err != nil {
			t.Error(err)
		}
		s.Renew(nil, func(err error) { t.Error(err) })
	}
	close(stop)
	wg.Wait()
	if n := len(s.slots); n > 1+len(schemas.Ontologies()) {
		t.Errorf("%d releases are held", n)
	}
}

func TestLocalTerms(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	if _, _, err := add(t, s, schemas.ICD10CM, "", yearly(t, dir, "2025")); err != nil {
		t.Fatal(err)
	}
	p := s.Pin()
	official := today(t, p).Exact("chest pain unspecified")
	p.Unpin()
	table := write(t, dir, "our words.csv", "code,term,kind\nZ25,\"Chest pain, unspecified\",\nz25,the house malady,synonym\n")
	v, err := s.AddOverlay(t.Context(), schemas.ICD10CM, table)
	if err != nil || v.Terms != 2 || v.Name != "our-words" || v.Release != "FY2025" {
		t.Fatalf("%+v %v", v, err)
	}
	p = s.Pin()
	defer p.Unpin()
	r := today(t, p)
	for _, norm := range []string{"chest pain unspecified", "the house malady"} {
		got := r.Exact(norm)
		if len(got) != 1 || !r.Local(got[0]) || r.Code(r.CodeOf(got[0])).Code != "Z25" || r.KindOf(got[0]) != Synonym || !strings.Contains(r.Term(got[0]).Path, "our-words") {
			t.Errorf("%q: %v (official %v)", norm, got, official)
		}
	}
	if got := r.Bag("house malady"); len(got) != 1 || !r.Local(got[0]) {
		t.Errorf("in another order: %v", got)
	}
	if _, _, err := add(t, s, schemas.ICD10CM, "", yearly(t, dir, "2026")); err != nil {
		t.Fatal(err)
	}
	list, err := s.Overlays()
	if err != nil || len(list) != 1 || len(list[0].Lost) != 2 || list[0].Release != "FY2026" {
		t.Errorf("after a release without the code: %+v %v", list, err)
	}
	if err := s.RemoveOverlay(t.Context(), schemas.ICD10CM, "our-words"); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveOverlay(t.Context(), schemas.ICD10CM, "our-words"); !errors.Is(err, schemas.ErrInvalid) {
		t.Errorf("removed twice: %v", err)
	}
}

func TestBadOverlays(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	if _, _, err := add(t, s, schemas.ICD10CM, "", yearly(t, dir, "2026")); err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]string{
		"term\nx\n":                             `no column "code"`,
		"code,term\n":                           "no term below",
		"code,term\nR07.9,\n":                   "line 2",
		"code\tterm\nR07.9\tok\n\nR07.99\tno\n": "line 4: R07.99 is not a code of FY2026",
		"code,term\nR07,header\nX1,b\n":         "line 2: R07 is not billable",
		"code,term\nR07.9,\"...\"\n":            "no word",
		"":                                      "line 1",
		"code,term\n" + strings.Repeat("X,y\n", 50): "and 30 lines more",
	} {
		_, err := s.AddOverlay(t.Context(), schemas.ICD10CM, write(t, dir, "our.csv", body))
		if !errors.Is(err, schemas.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: %v, want %q", body, err, want)
		}
	}
	if list, err := s.Overlays(); err != nil || len(list) != 0 {
		t.Errorf("left behind: %+v %v", list, err)
	}
}

func FuzzOverlay(f *testing.F) {
	f.Add("code,term,kind\nR07.9,\"chest, pain\",synonym\n")
	f.Add("code\tterm\n\"R07.9\ta\n")
	f.Add("code;term\n;;;\n\xff")
	f.Fuzz(func(t *testing.T, data string) {
		terms, err := parseOverlay("x", "x", data)
		if err != nil {
			return
		}
		var b strings.Builder
		if err := writeOverlay(&b, terms); err != nil {
			t.Fatal(err)
		}
		again, err := parseOverlay("x", "x", b.String())
		if err != nil || len(again) != len(terms) {
			t.Fatalf("%d terms, then %d: %v", len(terms), len(again), err)
		}
		for i := range terms {
			if terms[i].Line, again[i].Line = 0, 0; terms[i] != again[i] {
				t.Errorf("%+v became %+v", terms[i], again[i])
			}
		}
	})
}
