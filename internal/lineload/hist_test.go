package lineload

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestHist(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var whole, half, other Hist
	all := make([]time.Duration, 20_000)
	for i := range all {
		all[i] = time.Duration(math.Exp(rng.Float64() * 25)) // 1 ns to 70 s
		whole.Add(all[i])
		if i%2 == 0 {
			half.Add(all[i])
		} else {
			other.Add(all[i])
		}
	}
	half.Merge(&other)
	slices.Sort(all)
	for _, h := range []*Hist{&whole, &half} {
		if h.Len() != len(all) || h.Max() != all[len(all)-1] {
			t.Errorf("%d counted, longest %v", h.Len(), h.Max())
		}
		for _, p := range []float64{0, 0.01, 0.5, 0.9, 0.99, 0.999, 1} {
			want := all[max(0, int(math.Ceil(p*float64(len(all))))-1)]
			if got := h.Quantile(p); math.Abs(float64(got-want)) > 0.005*float64(want) {
				t.Errorf("rank %v: %v, want %v", p, got, want)
			}
		}
		at, _ := slices.BinarySearch(all, time.Second)
		if got, want := h.From(time.Second), len(all)-at; math.Abs(float64(got-want)) > 20 {
			t.Errorf("%d of a second and more, want about %d", got, want)
		}
	}
}

func TestHistEdges(t *testing.T) {
	var h Hist
	if h.Quantile(0.5) != 0 || h.From(0) != 0 {
		t.Error("an empty one has a quantile")
	}
	for _, d := range []time.Duration{-1, 0, 127, 128, 255, 256, math.MaxInt64} {
		h.Add(d)
	}
	if h.Len() != 7 || h.Max() != math.MaxInt64 || h.Quantile(0) != 0 {
		t.Errorf("%d counted, %v to %v", h.Len(), h.Quantile(0), h.Quantile(1))
	}
	if got := h.From(1 << 40); got != 1 {
		t.Errorf("%d of 18 minutes and more, want 1", got)
	}
}
