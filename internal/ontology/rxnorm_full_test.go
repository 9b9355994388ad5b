package ontology

import (
	"context"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"medcode/schemas"
)

func fullRxNorm(t testing.TB) *Release {
	t.Helper()
	dir := data(t)
	s, err := OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	files := []string{filepath.Join(dir, "rxnorm", "rxnorm_names.tsv.gz"), filepath.Join(dir, "rxnorm", "rxnorm_ingredients.tsv.gz")}
	if _, err := s.Add(context.Background(), schemas.RxNorm, "", files, func(string) {}); err != nil {
		t.Fatal(err)
	}
	r, _, err := s.InForce(schemas.RxNorm, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestFullFormulary asks every product of the release for itself: what is
// found has its strength and form, and is that code or one of the same name.
func TestFullFormulary(t *testing.T) {
	r := fullRxNorm(t)
	f := NewFormulary(r)
	asked, found := 0, 0
	for i := range f.products {
		p := &f.products[i]
		if p.kind != rxDrug || p.brand != "" || len(p.parts) != 1 || p.form != "oral tablet" || p.parts[0].strength.unit != "mg" || p.parts[0].name[0] < 'a' {
			continue
		}
		c, ok := f.Named(p.parts[0].name)
		if !ok {
			t.Errorf("%s has no name", p.parts[0].name)
			continue
		}
		asked++
		id, _, ok := f.Specific(c, RxStatement{Strength: strconv.FormatFloat(p.parts[0].strength.value, 'f', -1, 64) + " mg", Form: "tablet"})
		if !ok {
			continue
		}
		got := &f.products[f.at[id]]
		if got.kind == rxDrug && got.form == p.form && near(got.parts[0].strength.value, p.parts[0].strength.value) {
			found++
		}
	}
	t.Logf("%d products of %d names; of %d tablets %d found by name, strength and form", len(f.products), len(f.byName), asked, found)
	if share := float64(found) / float64(max(asked, 1)); share < .9 {
		t.Errorf("%.3f of the tablets are found", share)
	}
}

func BenchmarkSpecific(b *testing.B) {
	f := NewFormulary(fullRxNorm(b))
	c, ok := f.Named("metoprolol")
	if !ok {
		b.Fatal("no metoprolol")
	}
	for b.Loop() {
		f.Specific(c, RxStatement{"50 mg", "tablet ER", "oral"})
	}
}

func BenchmarkNewFormulary(b *testing.B) {
	r := fullRxNorm(b)
	for b.Loop() {
		NewFormulary(r)
	}
}
