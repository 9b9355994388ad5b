package code

import (
	"context"
	"sync"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/vector"
	"medcode/schemas"
)

// held is an index that knows whether it was closed.
type held struct{ closed bool }

func (h *held) Search(_ context.Context, q []float32, _ int) ([][]vector.Hit, error) {
	return make([][]vector.Hit, len(q)), nil
}

func (h *held) Close() error { h.closed = true; return nil }

type oneNumber struct{}

func (oneNumber) Encode(_ context.Context, phrases []string) ([]float32, error) {
	return make([]float32, len(phrases)), nil
}

func TestForget(t *testing.T) {
	r, other := smallRelease(t), smallRelease(t)
	indexes := map[*ontology.Release]*held{r: {}, other: {}}
	opened := 0
	d := NewDense(oneNumber{}, func(r *ontology.Release) (*Index, error) {
		opened++
		return &Index{Search: indexes[r]}, nil
	})
	k := &Coder{Ontology: schemas.ICD10CM, Releases: one{r}, First: Exact{}, Rest: []Source{d}, Cache: NewCache(10)}
	for range 2 {
		if _, err := k.Code(t.Context(), []Query{{Text: "nothing like it"}, {Text: "hypertension"}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Index(other); err != nil || opened != 2 {
		t.Fatal(opened, err)
	}
	if hits, _ := k.Cache.Counts(); hits == 0 {
		t.Fatal("nothing was kept")
	}
	k.Forget(r)
	if !indexes[r].closed || indexes[other].closed || k.Cache.answers.Len() != 0 {
		t.Errorf("closed %v, the other %v; %d answers kept", indexes[r].closed, indexes[other].closed, k.Cache.answers.Len())
	}
	k.Forget(r) // nothing is left to forget
}

// TestIndexDoesNotHoldUpOthers: while the index of one release is opened, that
// of another can be searched.
func TestIndexDoesNotHoldUpOthers(t *testing.T) {
	r, slow := smallRelease(t), smallRelease(t)
	begun, end := make(chan struct{}), make(chan struct{})
	d := NewDense(oneNumber{}, func(x *ontology.Release) (*Index, error) {
		if x == slow {
			close(begun)
			<-end
		}
		return &Index{Search: &held{}}, nil
	})
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = d.Index(slow) })
	<-begun
	if _, err := d.Index(r); err != nil {
		t.Error(err)
	}
	close(end)
	wg.Wait()
}

func TestCodePinsOnce(t *testing.T) {
	k := small(t)
	pinned, freed := 0, 0
	releases := k.Releases
	k.Releases = nil
	k.Pin = func() (Releases, func()) {
		pinned++
		return releases, func() { freed++ }
	}
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := k.Code(t.Context(), []Query{{Text: "hypertension"}, {Text: "chest pain", Date: day}, {Text: "chest pains"}}); err != nil {
		t.Fatal(err)
	}
	if pinned != 1 || freed != 1 {
		t.Errorf("a batch pinned the releases %d times and gave them back %d times", pinned, freed)
	}
}
