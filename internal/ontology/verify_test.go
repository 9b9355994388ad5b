package ontology

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"medcode/schemas"
)

func faultsOf(t *testing.T, s *Store) []Fault {
	t.Helper()
	f, err := s.Verify(t.Context(), schemas.ICD10CM, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestVerifyAndMend(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	if _, _, err := add(t, s, schemas.ICD10CM, "", yearly(t, dir, "2025"), yearly(t, dir, "2026")); err != nil {
		t.Fatal(err)
	}
	quiet := func(string) {}
	faults := func() []Fault { t.Helper(); return faultsOf(t, s) }
	if f := faults(); len(f) != 0 {
		t.Fatalf("whole, and yet %+v", f)
	}
	path := func(label string) string { return filepath.Join(s.Dir(), "icd10cm", label, releaseFile) }
	for name, spoil := range map[string]func([]byte) []byte{
		"damaged": func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"cut":     func(b []byte) []byte { return b[:len(b)-100] },
		"empty":   func([]byte) []byte { return nil },
		"older":   func(b []byte) []byte { b[8] = formatVersion - 1; return b[:len(b)-3] },
		"newer":   func(b []byte) []byte { b[8] = formatVersion + 1; return b },
	} {
		b, err := os.ReadFile(path("FY2025"))
		if err != nil {
			t.Fatal(err)
		}
		if err := writeFile(path("FY2025"), 0o644, func(f *os.File) error { _, err := f.Write(spoil(b)); return err }); err != nil {
			t.Fatal(err)
		}
		if f := faults(); len(f) != 1 || f[0].Release != "FY2025" || !strings.Contains(f[0].Do, "--mend") {
			t.Errorf("%s: %+v", name, f)
		}
		if name == "older" {
			if err := s.Upgrade(t.Context(), quiet); err != nil {
				t.Error(err)
			}
		} else if n, err := s.Mend(t.Context(), schemas.ICD10CM, quiet); n != 1 || err != nil {
			t.Errorf("%s: mended %d, %v", name, n, err)
		}
		if f := faults(); len(f) != 0 {
			t.Errorf("%s, mended: %+v", name, f)
		}
	}
}

// TestVerifySources: a source that changed or went is found, and without it a
// damaged release cannot be mended.
func TestVerifySources(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	if _, _, err := add(t, s, schemas.ICD10CM, "", yearly(t, dir, "2026")); err != nil {
		t.Fatal(err)
	}
	sources, err := storedFiles(filepath.Join(s.Dir(), "icd10cm", "FY2026", sourcesDir))
	if err != nil || len(sources) != 1 {
		t.Fatal(sources, err)
	}
	if err := os.WriteFile(sources[0], []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	if f := faultsOf(t, s); len(f) != 1 || !strings.Contains(f[0].What, "SHA-256") {
		t.Errorf("a source that changed: %+v", f)
	}
	if err := os.Remove(sources[0]); err != nil {
		t.Fatal(err)
	}
	if f := faultsOf(t, s); len(f) != 1 || !strings.Contains(f[0].What, "no longer") {
		t.Errorf("a source that is gone: %+v", f)
	}
	if err := os.Truncate(filepath.Join(s.Dir(), "icd10cm", "FY2026", releaseFile), 50); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Mend(t.Context(), schemas.ICD10CM, func(string) {}); !errors.Is(err, errNoSources) {
		t.Errorf("nothing to rebuild it from: %v", err)
	}
}

func TestRemove(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	if _, _, err := add(t, s, schemas.ICD10CM, "", yearly(t, dir, "2025"), yearly(t, dir, "2026")); err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		label   string
		inForce bool
		next    string
	}{{"FY2025", false, "FY2026"}, {"FY2026", true, "FY2025"}} {
		r, err := s.Removal(schemas.ICD10CM, c.label, day)
		if err != nil || r.InForce != c.inForce || r.Next != c.next {
			t.Errorf("%s: %+v %v", c.label, r, err)
		}
	}
	for _, label := range []string{"FY2024", "../FY2026", "", "starter"} {
		if err := s.Remove(t.Context(), schemas.ICD10CM, label); !errors.Is(err, schemas.ErrInvalid) {
			t.Errorf("%q: %v", label, err)
		}
	}
	for i, want := range []string{"FY2025", "starter"} {
		if err := s.Remove(t.Context(), schemas.ICD10CM, fmt.Sprint("FY", 2026-i)); err != nil {
			t.Fatal(err)
		}
		if _, use, err := s.InForce(schemas.ICD10CM, day); err != nil || use.Release != want {
			t.Errorf("in force: %+v %v, want %s", use, err, want)
		}
	}
}
