//go:build faiss || faiss_avx2

package vector

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestMethod: few rows are scanned, rows in bunches put into lists; what no
// list can hold is scanned by codes, or as it is.
func TestMethod(t *testing.T) {
	const dim, n = 32, flatRows
	for name, c := range map[string]struct {
		rows []float32
		want string
	}{
		"few":     {clustered(1, n-1, dim, 300), "Flat"},
		"bunches": {bunched(1, n, dim, 400, .2), "IVF512,SQfp16"},
		"spread":  {bunched(1, n, dim, 1, 9), "spread"},
	} {
		ix, err := NewExact(dim, c.rows)
		if err != nil {
			t.Fatal(err)
		}
		if c.want == "spread" {
			c.want = "Flat"
			if linked != "" {
				c.want = scanned(dim).description
			}
		}
		if m, err := choose(t.Context(), ix); err != nil || m.description != c.want {
			t.Errorf("%s: %s, want %s, %v", name, m.description, c.want, err)
		}
	}
}

func TestParts(t *testing.T) {
	for dim, want := range map[int]int{1: 1, 2: 1, 7: 1, 64: 32, 100: 50, 128: 64, 256: 64, 384: 96, 768: 128, 1024: 128} {
		if got := parts(dim); got != want {
			t.Errorf("%d columns: %d parts, want %d", dim, got, want)
		}
	}
}

func TestAutoFew(t *testing.T) {
	ix, err := Auto(4, clustered(1, 10, 4, 2))
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if got := ix.String(); got != "FAISS Flat, 10 rows" {
		t.Errorf("Auto made %q", got)
	}
	if v := Version(); !strings.HasPrefix(v, "FAISS ") || !strings.Contains(v, "OpenBLAS") {
		t.Errorf("version is %q", v)
	}
}

// TestFAISSErrors: what the library throws comes back as an error with its
// text, and a closed index is never handed to it.
func TestFAISSErrors(t *testing.T) {
	if _, err := Factory(8, "Rubbish,9"); err == nil || !strings.Contains(err.Error(), "Rubbish") {
		t.Errorf("unknown description: %v", err)
	}
	if _, err := Factory(0, "Flat"); !errors.Is(err, ErrShape) {
		t.Errorf("no columns: %v", err)
	}
	ix, err := Factory(8, "IVF16,Flat")
	if err != nil {
		t.Fatal(err)
	}
	if err := ix.Add(make([]float32, 16)); err == nil || !strings.Contains(err.Error(), "train") {
		t.Errorf("untrained: %v", err)
	}
	if err := ix.Train(clustered(1, 3, 8, 2)); err == nil {
		t.Error("fewer rows than lists were accepted for training")
	}
	if err := ix.SetEffort(0); !errors.Is(err, ErrShape) {
		t.Errorf("effort 0: %v", err)
	}
	ix.Close()
	_, searched := ix.Search(t.Context(), make([]float32, 8), 1)
	for name, err := range map[string]error{
		"search": searched,
		"add":    ix.Add(make([]float32, 8)),
		"effort": ix.SetEffort(4),
		"write":  ix.WriteIndex(filepath.Join(t.TempDir(), "x")),
	} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s after Close: %v", name, err)
		}
	}
}

func TestSaveLoad(t *testing.T) {
	const dim, k = 32, 10
	rows, queries := clustered(1, 3000, dim, 50), clustered(2, 40, dim, 50)
	for _, description := range []string{"Flat", "IVF64,SQfp16"} {
		ix := made(t, dim, rows, description)
		want, err := ix.Search(t.Context(), queries, k)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "index.faiss")
		for range 2 { // the second replaces the first
			if err := ix.WriteIndex(path); err != nil {
				t.Fatal(err)
			}
		}
		ix.Close()
		loaded, err := ReadIndex(path)
		if err != nil {
			t.Fatal(err)
		}
		defer loaded.Close()
		if loaded.Len() != 3000 || loaded.Dim() != dim {
			t.Errorf("loaded %d × %d", loaded.Len(), loaded.Dim())
		}
		got, err := loaded.Search(t.Context(), queries, k)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(want, got, slices.Equal[[]Hit]) {
			t.Errorf("%s answers differently once loaded", description)
		}
	}
}

// TestDamagedFile cuts and changes an index file; once with the manifest left
// as it was, once with a manifest that vouches for the damage, so that FAISS
// itself must refuse.
func TestDamagedFile(t *testing.T) {
	ix := made(t, 16, clustered(1, 2000, 16, 20), "IVF16,SQfp16")
	path := filepath.Join(t.TempDir(), "index.faiss")
	if err := ix.WriteIndex(path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, 3, 4, 20, 100, len(whole) / 2, len(whole) - 1} {
		cut := whole[:size]
		write(t, path, cut)
		if _, err := ReadIndex(path); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", size, err)
		}
		sum := sha256.Sum256(cut)
		vouched := filepath.Join(t.TempDir(), "vouched.faiss")
		write(t, vouched, cut)
		write(t, manifestPath(vouched), fmt.Appendf(nil, `{"sha256":"%x"}`, sum))
		if _, err := ReadIndex(vouched); err == nil || errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes and vouched for: %v", size, err)
		}
	}
	if _, err := ReadIndex(path + ".absent"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
	write(t, manifestPath(path), []byte("{"))
	if _, err := ReadIndex(path); !errors.Is(err, ErrDamaged) {
		t.Errorf("with half a manifest: %v", err)
	}
	os.Remove(manifestPath(path))
	if _, err := ReadIndex(path); !errors.Is(err, ErrDamaged) {
		t.Errorf("without a manifest: %v", err)
	}
}

func TestTuned(t *testing.T) {
	const dim = 32
	ix, err := NewExact(dim, bunched(1, 30_000, dim, 1500, .2))
	if err != nil {
		t.Fatal(err)
	}
	f, err := build(t.Context(), ix)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.effort < 1 || f.effort > 512 || f.recall < wantRecall {
		t.Errorf("effort %d, recall %.4f", f.effort, f.recall)
	}
	if f.effort == 512 {
		t.Error("all lists are visited: tuning found nothing")
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := build(stopped, ix); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
