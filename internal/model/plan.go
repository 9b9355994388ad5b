package model

import (
	"cmp"
	"slices"
)

// A Plan divides rows, given by their lengths in tokens, into batches; each
// batch lists row numbers. Every row is in one batch, none is empty.
type Plan func(lengths []int) [][]int

// Sorted sorts rows by length and cuts them where the work is least: a batch
// costs its rows × its longest row, padding included, and overhead tokens more
// for being run at all. No batch of several rows has more than budget tokens,
// padding included. One row a batch is among the divisions weighed, so by this
// reckoning the plan is never worse than one by one. The longest batches come
// first, so that several runs at once end together.
func Sorted(budget, overhead int) Plan {
	return func(lengths []int) [][]int {
		order := make([]int, len(lengths))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lengths[b], lengths[a]) })
		var batches [][]int
		for _, n := range cuts(order, lengths, max(1, budget), max(0, overhead)) {
			batches = append(batches, order[:n:n])
			order = order[n:]
		}
		return batches
	}
}

// maxRows bounds the rows of a batch, and with it the time to plan.
const maxRows = 512

// cuts are the sizes of the batches of order, longest rows first, at the least
// cost in all. best[i] is the least cost of the rows from i on, which takes
// rows × maxRows steps at most.
func cuts(order, lengths []int, budget, overhead int) []int {
	n := len(order)
	best, size := make([]int, n+1), make([]int, n)
	for i := n - 1; i >= 0; i-- {
		long := max(1, lengths[order[i]])
		most := min(n-i, maxRows, max(1, budget/long))
		best[i] = overhead + long + best[i+1]
		size[i] = 1
		for k := 2; k <= most; k++ {
			if cost := overhead + long*k + best[i+k]; cost < best[i] {
				best[i], size[i] = cost, k
			}
		}
	}
	var out []int
	for i := 0; i < n; i += size[i] {
		out = append(out, size[i])
	}
	return out
}

// Arrival takes rows as they come, a fixed number a batch: what the others are
// measured against.
func Arrival(rows int) Plan {
	return func(lengths []int) [][]int {
		order := make([]int, len(lengths))
		for i := range order {
			order[i] = i
		}
		return slices.Collect(slices.Chunk(order, max(1, rows)))
	}
}

// OneByOne is a batch a row.
func OneByOne() Plan { return Arrival(1) }
