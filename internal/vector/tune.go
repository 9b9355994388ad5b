package vector

import (
	"context"
	"slices"
)

// How the effort is chosen: the least that reaches this recall@10 over a sample
// of queries. The sample's error is about .002 (2,560 places), so that what
// people ask is found to .995.
const (
	wantRecall  = .998
	tuneQueries = 256
	tuneK       = 10
)

// tune sets the least effort that finds enough, or the most, and notes what it
// found.
func tune(ctx context.Context, ix *FAISS, r rows, m method) error {
	queries, err := between(r, min(tuneQueries, r.Len()))
	if err != nil {
		return err
	}
	want, err := best(ctx, r, queries)
	if err != nil {
		return err
	}
	for n := m.least; ; n += max(1, n/4) {
		n = min(n, m.most)
		if err := ix.SetEffort(n); err != nil {
			return err
		}
		got, err := ix.Search(ctx, queries, tuneK)
		if err != nil {
			return err
		}
		ix.recall = Recall(want, got)
		if ix.recall >= wantRecall || n == m.most {
			return nil
		}
	}
}

// best compares the queries with every row of r, block by block. Rows are
// rounded as they are kept: rows from a file are so already.
func best(ctx context.Context, r rows, queries []float32) ([][]Hit, error) {
	all := make([][]Hit, len(queries)/r.Dim())
	err := blocks(ctx, r, func(from int, part []float32) error {
		ix, err := Factory(r.Dim(), flat.description)
		if err != nil {
			return err
		}
		defer ix.Close()
		for i, x := range part {
			part[i] = fromHalf(toHalf(x))
		}
		if err := ix.Add(part); err != nil {
			return err
		}
		found, err := ix.Search(ctx, queries, tuneK)
		for i, list := range found {
			for _, h := range list {
				all[i] = append(all[i], Hit{ID: h.ID + int64(from), Score: h.Score})
			}
			slices.SortFunc(all[i], order)
			all[i] = all[i][:min(tuneK, len(all[i]))]
		}
		return err
	})
	return all, err
}

// between returns n queries that are no rows: the sum of a row and of two
// fifths of one from elsewhere. A row itself would be too easy, as its list is
// the first to be looked at. With phrases that people changed, the same effort
// finds as much within half a per cent.
func between(r rows, n int) ([]float32, error) {
	near, err := spread(r, n)
	if err != nil {
		return nil, err
	}
	dim := r.Dim()
	out := make([]float32, len(near))
	for i := range n {
		far := (i*7 + n/2) % n * dim
		for j := range dim {
			out[i*dim+j] = near[i*dim+j] + .4*near[far+j]
		}
	}
	return out, nil
}

// Recall is the share of the places in want that got fills with a row as good:
// equal rows may stand for one another, as strings that two codes share do.
func Recall(want, got [][]Hit) float64 {
	found, all := 0, 0
	for i, list := range want {
		all += len(list)
		if len(list) == 0 {
			continue
		}
		const rounding = 1e-5
		worst := list[len(list)-1].Score
		enough := worst - rounding*max(1, worst, -worst)
		n := 0
		for _, h := range got[i] {
			if h.Score >= enough {
				n++
			}
		}
		found += min(n, len(list))
	}
	if all == 0 {
		return 1
	}
	return float64(found) / float64(all)
}
