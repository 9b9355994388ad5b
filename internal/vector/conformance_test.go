package vector

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// A backend is one way to search. The inexact one is held to recall alone.
type backend struct {
	name    string
	inexact bool
	empty   bool // may be built of no rows
	build   func(t testing.TB, dim int, flat []float32) Index
}

// backends are all that this build has.
func backends() []backend {
	exact := func(t testing.TB, dim int, flat []float32) Index {
		ix, err := NewExact(dim, flat)
		if err != nil {
			t.Fatal(err)
		}
		return ix
	}
	auto := func(t testing.TB, dim int, flat []float32) Index {
		ix, err := Auto(dim, flat)
		if err != nil {
			t.Fatal(err)
		}
		return ix
	}
	all := []backend{{name: "exact", empty: true, build: exact}, {name: "auto", empty: true, build: auto}}
	if Version() == "" {
		return all
	}
	for description, inexact := range map[string]bool{"Flat": false, "IVF16,Flat": false, "IVF16,SQfp16": false, "PQ20x4fs,Refine(SQfp16)": false, "HNSW32": true} {
		b := backend{name: "FAISS " + description, inexact: inexact, empty: description == "Flat"}
		b.build = func(t testing.TB, dim int, flat []float32) Index { return made(t, dim, flat, description) }
		all = append(all, b)
		b.name += " read from a file"
		b.build = func(t testing.TB, dim int, flat []float32) Index { return reread(t, made(t, dim, flat, description)) }
		all = append(all, b)
	}
	return all
}

// made builds a FAISS index whose searches leave nothing out.
func made(t testing.TB, dim int, flat []float32, description string) *FAISS {
	t.Helper()
	ix, err := Factory(dim, description)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	if err := errors.Join(ix.Train(flat), ix.Add(flat), ix.SetEffort(1<<16)); err != nil {
		t.Fatal(err)
	}
	return ix
}

func reread(t testing.TB, ix *FAISS) *FAISS {
	t.Helper()
	path := filepath.Join(t.TempDir(), "index.faiss")
	if err := errors.Join(ix.WriteIndex(path), ix.Close()); err != nil {
		t.Fatal(err)
	}
	read, err := ReadIndex(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { read.Close() })
	return read
}

// halved rounds to half precision, so that every backend holds the same rows.
func halved(flat []float32) []float32 {
	for i, x := range flat {
		flat[i] = fromHalf(toHalf(x))
	}
	return flat
}

// TestConformance holds every backend of this build against a plain search.
func TestConformance(t *testing.T) {
	const dim = 40
	rows, queries := halved(clustered(1, 3000, dim, 60)), clustered(2, 70, dim, 60)
	for _, b := range backends() {
		t.Run(b.name, func(t *testing.T) {
			ix := b.build(t, dim, rows)
			for _, k := range []int{1, 10, 3005} {
				checkHits(t, b, ix, dim, rows, queries, k)
			}
			checkRefusals(t, ix, dim)
			checkConcurrent(t, ix, queries)
			checkTies(t, b)
			if b.empty {
				checkEmpty(t, b)
			}
			checkClose(t, ix, dim)
		})
	}
}

func checkHits(t *testing.T, b backend, ix Index, dim int, rows, queries []float32, k int) {
	t.Helper()
	got, err := ix.Search(t.Context(), queries, k)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(queries)/dim {
		t.Fatalf("%d answers", len(got))
	}
	want := make([][]Hit, len(got))
	for i := range want {
		want[i] = naive(dim, rows, queries[i*dim:(i+1)*dim], k)
		if !b.inexact {
			same(t, want[i], got[i])
		}
	}
	if r := Recall(want, got); b.inexact && k <= 10 && r < .98 {
		t.Errorf("recall@%d is %.4f, want .98", k, r)
	}
}

// checkRefusals is what every index owes a caller who errs.
func checkRefusals(t *testing.T, ix Index, dim int) {
	t.Helper()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	one := make([]float32, dim)
	for name, tc := range map[string]struct {
		ctx     context.Context
		queries []float32
		k       int
		want    error
	}{
		"k of 0":     {t.Context(), one, 0, ErrShape},
		"negative k": {t.Context(), one, -1, ErrShape},
		"ragged":     {t.Context(), make([]float32, dim+1), 1, ErrShape},
		"nan":        {t.Context(), slices.Repeat([]float32{float32(math.NaN())}, dim), 1, ErrValue},
		"infinite":   {t.Context(), slices.Repeat([]float32{float32(math.Inf(-1))}, dim), 1, ErrValue},
		"cancelled":  {stopped, one, 1, context.Canceled},
	} {
		if _, err := ix.Search(tc.ctx, tc.queries, tc.k); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if hits, err := ix.Search(t.Context(), nil, 3); err != nil || len(hits) != 0 {
		t.Errorf("no query: %v, %v", hits, err)
	}
	if hits, err := ix.Search(t.Context(), one, math.MaxInt); err != nil || len(hits[0]) > ix.Len() {
		t.Errorf("k above the rows: %d hits, %v", len(hits[0]), err)
	}
}

func checkConcurrent(t *testing.T, ix Index, queries []float32) {
	t.Helper()
	want, err := ix.Search(t.Context(), queries, 7)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			got, err := ix.Search(t.Context(), queries, 7)
			if err != nil || !slices.EqualFunc(want, got, slices.Equal[[]Hit]) {
				t.Errorf("a concurrent search differs: %v", err)
			}
		})
	}
	group.Wait()
}

// checkTies: of equal rows any may come, but each once, by number, and all
// before a worse one.
func checkTies(t *testing.T, b backend) {
	t.Helper()
	const dim, equal, better, k = 40, 50, 5, 20
	flat, query := make([]float32, (equal+better)*dim), make([]float32, dim)
	query[0] = 1
	for i := range equal + better {
		flat[i*dim], flat[i*dim+1] = .5, .25
		if i >= equal {
			flat[i*dim] = .75
		}
	}
	hits, err := b.build(t, dim, flat).Search(t.Context(), query, k)
	if err != nil {
		t.Fatal(err)
	}
	if b.inexact { // a graph may not reach the far side of a heap of equal rows
		return
	}
	if len(hits[0]) != k {
		t.Fatalf("%d hits", len(hits[0]))
	}
	for i, h := range hits[0] {
		want := float32(.75)
		if i >= better {
			want = .5
		}
		if h.Score != want || i > 0 && order(hits[0][i-1], h) >= 0 {
			t.Errorf("place %d holds %+v", i, h)
		}
	}
}

func checkEmpty(t *testing.T, b backend) {
	t.Helper()
	hits, err := b.build(t, 4, nil).Search(t.Context(), make([]float32, 8), 3)
	if err != nil || len(hits) != 2 || len(hits[0])+len(hits[1]) != 0 {
		t.Errorf("no rows: %v, %v", hits, err)
	}
}

func checkClose(t *testing.T, ix Index, dim int) {
	t.Helper()
	for range 2 {
		if err := ix.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	if _, err := ix.Search(t.Context(), make([]float32, dim), 1); !errors.Is(err, ErrClosed) {
		t.Errorf("search after Close: %v", err)
	}
}
