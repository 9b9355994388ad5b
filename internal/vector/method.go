package vector

import (
	"context"
	"errors"
	"fmt"
)

// A method is a kind of FAISS index. The effort of a search trades its speed
// for its recall: lists visited, or codes compared in full for each hit.
type method struct {
	description string
	train       int // rows to train with
	least, most int // efforts to try; 0 where there is nothing to choose
}

// flat compares every row: it finds everything.
var flat = method{description: "Flat"}

// flatRows is where other methods begin: below, a full scan is fast enough.
const flatRows = 20_000

// inverted visits the lists whose centres are nearest. FAISS's k-means takes
// up to 256 rows a list; a quarter of that finds lists as good in a quarter of
// the time.
func inverted(n int) method {
	const trainPerList = 64
	lists := listsFor(n)
	return method{fmt.Sprintf("IVF%d,SQfp16", lists), lists * trainPerList, 4, lists}
}

// listsFor leaves at least 39 rows for each list, below which k-means is
// unstable (FAISS, Clustering: min_points_per_centroid).
func listsFor(n int) int {
	switch {
	case n < 40_000:
		return 512
	case n < 200_000:
		return 1024
	case n < 400_000:
		return 2048
	}
	return 4096
}

// scanned compares every row by a code of 4 bits for each two numbers or more,
// 32 rows an instruction, and the best of them in full (André, Kermarrec, Le
// Scouarnec, "Cache locality is not enough: high-performance nearest neighbor
// search with product quantization fast scan", 2015).
func scanned(dim int) method {
	const trainRows = 1 << 14
	return method{fmt.Sprintf("PQ%dx4fs,Refine(SQfp16)", parts(dim)), trainRows, 4, 64}
}

// parts is how many codes make up a row: a divisor of dim, near a quarter of
// it, but 64 to 128 where there is room for as many.
func parts(dim int) int {
	n := max(1, min(max(64, dim/4), 128, dim/2))
	for dim%n != 0 {
		n--
	}
	return n
}

// choose is the method for r. Lists are the fastest where rows lie in bunches;
// where an encoder spreads them evenly, as training by contrast does, the
// neighbours of a query lie in so many lists that a scan of codes is faster.
// Only a trial on the rows themselves can tell. Without AVX2 a scan of codes
// is as slow as that of the rows.
func choose(ctx context.Context, r rows) (method, error) {
	if r.Len() < flatRows {
		return flat, nil
	}
	suit, err := listsSuit(ctx, r)
	switch {
	case err != nil:
		return method{}, err
	case suit:
		return inverted(r.Len()), nil
	case linked != "":
		return scanned(r.Dim()), nil
	}
	return flat, nil
}

// listsSuit tries lists on some of the rows: do a sixteenth of them hold what
// is looked for? A scan of codes costs about as much as that sixteenth.
func listsSuit(ctx context.Context, r rows) (bool, error) {
	const trialRows = 1 << 15
	n := min(r.Len(), trialRows)
	some, err := spread(r, n)
	if err != nil {
		return false, err
	}
	trial, err := NewExact(r.Dim(), some)
	if err != nil {
		return false, err
	}
	m := inverted(n)
	m.most /= 16
	ix, err := construct(ctx, trial, m)
	if err != nil {
		return false, err
	}
	return ix.recall >= wantRecall, ix.Close()
}

// build returns a FAISS index of r, tuned. What finds too little at its
// greatest effort gives way to a full scan.
func build(ctx context.Context, r rows) (*FAISS, error) {
	if err := usable(); err != nil {
		return nil, err
	}
	m, err := choose(ctx, r)
	if err != nil {
		return nil, err
	}
	ix, err := construct(ctx, r, m)
	if err == nil && m.most > 0 && ix.recall < wantRecall {
		if err := ix.Close(); err != nil {
			return nil, err
		}
		return construct(ctx, r, flat)
	}
	return ix, err
}

// construct builds and tunes one index.
func construct(ctx context.Context, r rows, m method) (*FAISS, error) {
	ix, err := Factory(r.Dim(), m.description)
	if err != nil {
		return nil, err
	}
	if m.train > 0 {
		err = train(ctx, ix, r, m.train)
	}
	if err == nil {
		err = addAll(ctx, ix, r)
	}
	if err == nil && m.most > 0 {
		err = tune(ctx, ix, r, m)
	}
	if err != nil {
		return nil, errors.Join(err, ix.Close())
	}
	return ix, nil
}

// train shows the index rows from all over r.
func train(ctx context.Context, ix *FAISS, r rows, most int) error {
	some, err := spread(r, min(r.Len(), most))
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return ix.Train(some)
}

// spread returns n rows of r at equal distances.
func spread(r rows, n int) ([]float32, error) {
	dim := r.Dim()
	out := make([]float32, n*dim)
	for i := range n {
		at := i * r.Len() / n
		if err := r.Float32(out[i*dim:(i+1)*dim], at, at+1); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func addAll(ctx context.Context, ix *FAISS, r rows) error {
	return blocks(ctx, r, func(_ int, flat []float32) error { return ix.Add(flat) })
}

// blocks reads r in parts; from is the number of the first row of each.
func blocks(ctx context.Context, r rows, do func(from int, flat []float32) error) error {
	const step = 1 << 14
	buf := make([]float32, min(step, r.Len())*r.Dim())
	for from := 0; from < r.Len(); from += step {
		if err := ctx.Err(); err != nil {
			return err
		}
		to := min(from+step, r.Len())
		part := buf[:(to-from)*r.Dim()]
		if err := r.Float32(part, from, to); err != nil {
			return err
		}
		if err := do(from, part); err != nil {
			return err
		}
	}
	return nil
}
