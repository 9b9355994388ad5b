package model

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// cost is what a plan costs by its own reckoning.
func cost(batches [][]int, lengths []int, overhead int) int {
	sum := 0
	for _, b := range batches {
		long := 0
		for _, r := range b {
			long = max(long, lengths[r])
		}
		sum += overhead + long*len(b)
	}
	return sum
}

func TestPlansCoverEveryRow(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		lengths := make([]int, rng.IntN(200))
		for i := range lengths {
			lengths[i] = rng.IntN(60)
		}
		budget := 1 + rng.IntN(300)
		for name, p := range map[string]Plan{"sorted": Sorted(budget, 8), "arrival": Arrival(1 + rng.IntN(9)), "one": OneByOne()} {
			batches := p(lengths)
			var all []int
			for _, b := range batches {
				all = append(all, b...)
				long := 0
				for _, r := range b {
					long = max(long, lengths[r])
				}
				if len(b) == 0 || name == "sorted" && len(b) > 1 && long*len(b) > budget {
					t.Fatalf("%s: batch of %d rows up to %d in a budget of %d", name, len(b), long, budget)
				}
			}
			slices.Sort(all)
			for i, r := range all {
				if i != r {
					t.Fatalf("%s: rows %v", name, all)
				}
			}
			if len(all) != len(lengths) {
				t.Fatalf("%s: %d rows of %d", name, len(all), len(lengths))
			}
		}
		if s, one := cost(Sorted(budget, 8)(lengths), lengths, 8), cost(OneByOne()(lengths), lengths, 8); s > one {
			t.Fatalf("sorted costs %d, one by one %d", s, one)
		}
	}
}

// TestSortedIsBest holds the plan against every division of few rows.
func TestSortedIsBest(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		lengths := make([]int, 1+rng.IntN(9))
		for i := range lengths {
			lengths[i] = 1 + rng.IntN(30)
		}
		sorted := slices.Clone(lengths)
		slices.SortFunc(sorted, func(a, b int) int { return b - a })
		best := 1 << 30
		for mask := range 1 << (len(sorted) - 1) {
			sum, start := 0, 0
			for i := range sorted {
				if i == len(sorted)-1 || mask>>i&1 == 1 {
					if n := i + 1 - start; n > 1 && n*sorted[start] > 64 {
						sum = 1 << 30
						break
					}
					sum += 8 + sorted[start]*(i+1-start)
					start = i + 1
				}
			}
			best = min(best, sum)
		}
		if got := cost(Sorted(64, 8)(lengths), lengths, 8); got != best {
			t.Fatalf("%v: cost %d, best %d", lengths, got, best)
		}
	}
}

func TestWindows(t *testing.T) {
	for n := range 120 {
		for size := 1; size < 20; size++ {
			for overlap := range 12 {
				checkWindows(t, windows(n, size, overlap, nil), n, size)
				checkWindows(t, windows(n, size, overlap, func(i int) bool { return i%3 == 0 }), n, size)
			}
		}
	}
}

// checkWindows wants every token kept once, by a window that reads it, and
// from the one in which it has the most context on its poorer side.
func checkWindows(t *testing.T, list []window, n, size int) {
	t.Helper()
	at := 0
	for _, w := range list {
		if w.Keep != at || w.Until < w.Keep || w.From > w.Keep || w.To < w.Until || w.To-w.From > size || w.To > n {
			t.Fatalf("%d tokens in windows of %d: %+v", n, size, list)
		}
		for k := w.Keep; k < w.Until; k++ {
			for _, o := range list {
				if k >= o.From && k < o.To && margin(o, k, n) > margin(w, k, n)+1 {
					t.Fatalf("%d tokens in windows of %d: token %d is better off in %+v than in %+v", n, size, k, o, w)
				}
			}
		}
		at = w.Until
	}
	if at != n {
		t.Fatalf("%d tokens in windows of %d: %+v", n, size, list)
	}
}

// margin is how far a token is from where its window cuts the text off.
func margin(w window, k, n int) int {
	left, right := k-w.From, w.To-1-k
	if w.From == 0 {
		left = n
	}
	if w.To == n {
		right = n
	}
	return min(left, right)
}

func TestWindowsBeginAtWords(t *testing.T) {
	for _, w := range windows(100, 20, 5, func(i int) bool { return i%4 == 0 }) {
		if w.From%4 != 0 {
			t.Errorf("a window begins at %d, within a word", w.From)
		}
	}
}
