//go:build faiss

package vector

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFlatIsExact(t *testing.T) {
	const dim, k = 64, 10
	rows, queries := clustered(1, 20_000, dim, 200), clustered(2, 100, dim, 200)
	exact, err := NewExact(dim, rows)
	if err != nil {
		t.Fatal(err)
	}
	flat, err := buildFAISS(dim, rows, "Flat")
	if err != nil {
		t.Fatal(err)
	}
	defer flat.Close()
	want, err := exact.Search(t.Context(), queries, k)
	if err != nil {
		t.Fatal(err)
	}
	got, err := flat.Search(t.Context(), queries, k)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		same(t, want[i], got[i])
	}
}

func TestAutoChoosesFAISS(t *testing.T) {
	for rows, want := range map[int]string{
		5: "Flat", 19_999: "Flat", 20_000: "IVF512,", 150_000: "IVF1024,", 560_000: "IVF4096,",
	} {
		if got := Description(rows); !strings.HasPrefix(got, want) {
			t.Errorf("%d rows: %s, want %s", rows, got, want)
		}
	}
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

func TestFAISSEmpty(t *testing.T) {
	ix, err := Auto(4, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	hits, err := ix.Search(t.Context(), make([]float32, 8), 3)
	if err != nil || len(hits) != 2 || len(hits[0])+len(hits[1]) != 0 {
		t.Errorf("%v, %v", hits, err)
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
	if err := ix.SetNProbe(0); !errors.Is(err, ErrShape) {
		t.Errorf("nprobe 0: %v", err)
	}
	ix.Close()
	_, searched := ix.Search(t.Context(), make([]float32, 8), 1)
	for name, err := range map[string]error{
		"search": searched,
		"add":    ix.Add(make([]float32, 8)),
		"nprobe": ix.SetNProbe(4),
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
		ix, err := buildFAISS(dim, rows, description)
		if err != nil {
			t.Fatal(err)
		}
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
	ix, err := buildFAISS(16, clustered(1, 2000, 16, 20), "IVF16,SQfp16")
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
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
		write(t, manifestPath(vouched), []byte(hex.EncodeToString(sum[:])+"  vouched.faiss\n"))
		if _, err := ReadIndex(vouched); err == nil || errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes and vouched for: %v", size, err)
		}
	}
	if _, err := ReadIndex(path + ".absent"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
	os.Remove(manifestPath(path))
	if _, err := ReadIndex(path); !errors.Is(err, ErrDamaged) {
		t.Errorf("without a manifest: %v", err)
	}
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
