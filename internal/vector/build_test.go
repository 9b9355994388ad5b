package vector

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestOpen builds an index once, keeps it, and makes it anew where it is of
// other vectors or damaged.
func TestOpen(t *testing.T) {
	const dim = 16
	dir := t.TempDir()
	file, cache := filepath.Join(dir, "v"), filepath.Join(dir, "i.faiss")
	m := Manifest{Ontology: "snomed", Release: "2020", Encoder: "a", Dim: dim}
	flat := halved(clustered(1, 5000, dim, 40))
	queries := clustered(2, 50, dim, 40)
	exact, err := NewExact(dim, flat)
	if err != nil {
		t.Fatal(err)
	}
	want, err := exact.Search(t.Context(), queries, 10)
	if err != nil {
		t.Fatal(err)
	}
	open := func(m Manifest) {
		t.Helper()
		vectorsFile(t, file, m, flat)
		v, err := OpenVectors(file)
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		ix, kept, err := Open(t.Context(), v, cache)
		if err != nil || kept != nil {
			t.Fatal(kept, err)
		}
		defer ix.Close()
		got, err := ix.Search(t.Context(), queries, 10)
		if err != nil || Recall(want, got) != 1 {
			t.Errorf("recall %.4f, %v", Recall(want, got), err)
		}
	}
	open(m)
	if Version() == "" {
		return // nothing is kept
	}
	first := stamp(t, cache)
	if open(m); stamp(t, cache) != first {
		t.Error("a good index was built again")
	}
	other := m
	other.Encoder = "b"
	if open(other); stamp(t, cache) == first {
		t.Error("the index of another encoder was used")
	}
	write(t, cache, []byte("IwFl"))
	if open(other); stamp(t, cache) == first {
		t.Error("a damaged index was not built again")
	}
	if err := errors.Join(Remove(cache), Remove(cache)); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(cache + "*"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func stamp(t *testing.T, path string) string {
	t.Helper()
	sum, err := fileSum(path)
	if err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return sum + st.ModTime().String()
}

func TestRecall(t *testing.T) {
	hit := func(scores ...float32) (list []Hit) {
		for i, s := range scores {
			list = append(list, Hit{ID: int64(i), Score: s})
		}
		return list
	}
	for name, c := range map[string]struct {
		want, got []Hit
		recall    float64
	}{
		"all":        {hit(3, 2, 1), hit(3, 2, 1), 1},
		"one worse":  {hit(3, 2, 1, 1), hit(3, 2, 1, .5), .75},
		"equal rows": {hit(3, 1), hit(1, 3), 1},
		"too few":    {hit(3, 2), hit(3), .5},
		"too many":   {hit(3), hit(3, 3, 3), 1},
		"none asked": {nil, nil, 1},
	} {
		if got := Recall([][]Hit{c.want}, [][]Hit{c.got}); got != c.recall {
			t.Errorf("%s: %v, want %v", name, got, c.recall)
		}
	}
}
