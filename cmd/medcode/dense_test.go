package main

import (
	"context"
	"hash/fnv"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/schemas"
	"medcode/workers/code"
)

// counting is an encoder of letters: phrases with the same letters are alike.
// It counts what it encoded.
type counting struct{ phrases *int }

const letters = 16

func (c counting) Encode(_ context.Context, phrases []string) ([]float32, error) {
	*c.phrases += len(phrases)
	out := make([]float32, letters*len(phrases))
	for i, p := range phrases {
		v, sum := out[i*letters:(i+1)*letters], 0.
		for n := range len(p) - 1 {
			h := fnv.New32a()
			_, _ = h.Write([]byte(p[n : n+2]))
			v[h.Sum32()%letters]++
		}
		for _, x := range v {
			sum += float64(x * x)
		}
		for n := range v {
			v[n] /= float32(math.Sqrt(max(sum, 1)))
		}
	}
	return out, nil
}

const hcpcsTable = "code\tshort_description\tlong_description\n" +
	"A0001\tBed\tHospital bed with mattress\nA0002\tChair\tWheelchair with footrest\nA0003\tTube\tFeeding tube of rubber\n"

// denseStore is a store with one release of HCPCS, and a source of similar
// meaning that counts what it encodes.
func denseStore(t *testing.T) (store *ontology.Store, open func(encoder string) (d *dense, encoded *int)) {
	t.Helper()
	dir := t.TempDir()
	store, err := ontology.OpenStore(filepath.Join(dir, "ontology"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	table := filepath.Join(dir, "hcpcs_2025.tsv")
	if err := os.WriteFile(table, []byte(hcpcsTable), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Add(t.Context(), schemas.HCPCS, "2025", []string{table}, func(string) {}); err != nil {
		t.Fatal(err)
	}
	return store, func(encoder string) (*dense, *int) {
		n := 0
		d := &dense{
			model: "letters", version: encoder, enc: counting{&n}, width: letters, serves: encoderServes(),
			store: store.Dir(), log: slog.New(slog.DiscardHandler), native: map[string]string{},
		}
		d.src = code.NewDense(d.enc, d.index)
		return d, &n
	}
}

func inForce(t *testing.T, s *ontology.Store) *ontology.Release {
	t.Helper()
	s.Refresh()
	r, _, err := s.InForce(schemas.HCPCS, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestDenseIsKept: terms are encoded at the first use, once for each encoder,
// and the files of another are removed.
func TestDenseIsKept(t *testing.T) {
	store, open := denseStore(t)
	r := inForce(t, store)
	rows := len(code.DenseRows(r))
	for i, tt := range []struct {
		encoder string
		encoded int
	}{{"one", rows}, {"one", 0}, {"two", rows}, {"two", 0}, {"one", rows}} {
		d, encoded := open(tt.encoder)
		if err := d.prepare(r); err != nil {
			t.Fatal(err)
		}
		if *encoded != tt.encoded {
			t.Errorf("use %d, encoder %s: %d terms were encoded, want %d", i, tt.encoder, *encoded, tt.encoded)
		}
		kept, err := filepath.Glob(filepath.Join(store.Dir(), "hcpcs", "2025", "dense-*.f16"))
		if err != nil || len(kept) != 1 {
			t.Errorf("use %d: vectors %v, %v", i, kept, err)
		}
	}
}

// TestDenseMends: vectors that were cut short are made again.
func TestDenseMends(t *testing.T) {
	store, open := denseStore(t)
	r := inForce(t, store)
	d, _ := open("one")
	if err := d.prepare(r); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(store.Dir(), "hcpcs", "2025", "dense-*"))
	for _, f := range files {
		if err := os.Truncate(f, 20); err != nil {
			t.Fatal(err)
		}
	}
	d, encoded := open("one")
	if got := nearestTerm(t, d, r, "hospital bed with mattress"); got != "Hospital bed with mattress" || *encoded == 0 {
		t.Errorf("found %q after encoding %d", got, *encoded)
	}
}

// TestDenseLocalTerms: a local term is found by likeness once it was added, and
// no more when it was removed; official terms are not encoded again for it.
func TestDenseLocalTerms(t *testing.T) {
	store, open := denseStore(t)
	d, encoded := open("one")
	if got := nearestTerm(t, d, inForce(t, store), "zzzqqq frame"); got == "zzzqqq frames" {
		t.Fatal("the local term is there before it was added")
	}
	*encoded = 0
	overlay := filepath.Join(t.TempDir(), "house.tsv")
	if err := os.WriteFile(overlay, []byte("code\tterm\nA0002\tzzzqqq frames\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.AddOverlay(t.Context(), schemas.HCPCS, overlay); err != nil {
		t.Fatal(err)
	}
	if got := nearestTerm(t, d, inForce(t, store), "zzzqqq frame"); got != "zzzqqq frames" || *encoded != 2 {
		t.Errorf("found %q after encoding %d, want the local term after 2: itself and the phrase", got, *encoded)
	}
	if err := store.RemoveOverlay(t.Context(), schemas.HCPCS, "house"); err != nil {
		t.Fatal(err)
	}
	if got := nearestTerm(t, d, inForce(t, store), "zzzqqq frame"); got == "zzzqqq frames" {
		t.Error("the local term is still found")
	}
}

func nearestTerm(t *testing.T, d *dense, r *ontology.Release, phrase string) string {
	t.Helper()
	lists, err := d.src.Candidates(t.Context(), r, []string{phrase}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(lists[0]) == 0 {
		return ""
	}
	if !slices.ContainsFunc(lists[0], func(c code.Candidate) bool { return c.Match.Source == code.SourceDense }) {
		t.Errorf("candidates %+v", lists[0])
	}
	return r.Term(lists[0][0].Term).Text
}
