package vector

import (
	"cmp"
	"slices"
)

// topK keeps the k best hits offered, in a binary heap with the worst on top.
type topK struct {
	heap []Hit
	k    int
}

func newTopK(k int) topK { return topK{heap: make([]Hit, 0, k), k: k} }

// order is that of every answer: score falling, then row number rising, so
// that equal rows never change places.
func order(a, b Hit) int {
	if a.Score != b.Score {
		return cmp.Compare(b.Score, a.Score)
	}
	return cmp.Compare(a.ID, b.ID)
}

// offer is small enough to be inlined; most rows are turned away here.
func (t *topK) offer(id int64, score float32) {
	if len(t.heap) == t.k && score < t.heap[0].Score {
		return
	}
	t.insert(Hit{ID: id, Score: score})
}

func (t *topK) insert(h Hit) {
	switch {
	case len(t.heap) < t.k:
		t.heap = append(t.heap, h)
		t.up(len(t.heap) - 1)
	case order(h, t.heap[0]) < 0:
		t.heap[0] = h
		t.down(0)
	}
}

func (t *topK) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if order(t.heap[i], t.heap[parent]) <= 0 {
			return
		}
		t.heap[i], t.heap[parent] = t.heap[parent], t.heap[i]
		i = parent
	}
}

func (t *topK) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(t.heap) {
			return
		}
		if child+1 < len(t.heap) && order(t.heap[child+1], t.heap[child]) > 0 {
			child++
		}
		if order(t.heap[child], t.heap[i]) <= 0 {
			return
		}
		t.heap[i], t.heap[child] = t.heap[child], t.heap[i]
		i = child
	}
}

// sorted gives the hits away, best first.
func (t *topK) sorted() []Hit {
	slices.SortFunc(t.heap, order)
	return t.heap
}
