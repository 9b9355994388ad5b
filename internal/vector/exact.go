package vector

import (
	"context"
	"fmt"
	"sync/atomic"
)

// Rows are taken in blocks that stay in the second-level cache while every
// query passes over them.
const blockBytes = 128 << 10

// Exact compares a query with every row. Scores are sums in column order, so
// they do not depend on how queries are batched.
type Exact struct {
	dim    int
	rows   []float32
	closed atomic.Bool
}

// NewExact returns an index over rows, [n*dim], which it keeps: do not change
// them afterwards. Errors: ErrShape, ErrValue.
func NewExact(dim int, rows []float32) (*Exact, error) {
	if _, err := count(dim, rows); err != nil {
		return nil, err
	}
	return &Exact{dim: dim, rows: rows}, nil
}

// Len is the number of rows.
func (e *Exact) Len() int { return len(e.rows) / e.dim }

// Dim is the number of columns.
func (e *Exact) Dim() int { return e.dim }

// String names the method.
func (e *Exact) String() string { return fmt.Sprintf("exact scan in Go, %d rows", e.Len()) }

// Close ends searching. The rows are Go memory, which needs no freeing.
func (e *Exact) Close() error {
	e.closed.Store(true)
	return nil
}

// Search returns the k best rows of each query, [n*dim]. Errors: ErrShape,
// ErrValue, ErrClosed, and that of ctx, which is looked at between blocks.
func (e *Exact) Search(ctx context.Context, queries []float32, k int) ([][]Hit, error) {
	if e.closed.Load() {
		return nil, ErrClosed
	}
	n, k, err := checkQuery(e.dim, e.Len(), queries, k)
	if err != nil {
		return nil, err
	}
	best := make([]topK, n)
	for i := range best {
		best[i] = newTopK(k)
	}
	step := max(16, blockBytes/(4*e.dim))
	for from := 0; from < e.Len() && n > 0; from += step {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e.scan(from, min(from+step, e.Len()), queries, best)
	}
	hits := make([][]Hit, n)
	for i := range best {
		hits[i] = best[i].sorted()
	}
	return hits, nil
}

// scan offers the rows from..to to every query: four queries a row while there
// are four, then four rows a query.
func (e *Exact) scan(from, to int, queries []float32, best []topK) {
	q := 0
	for ; q+4 <= len(best); q += 4 {
		group := queries[q*e.dim : (q+4)*e.dim]
		for id := from; id < to; id++ {
			s0, s1, s2, s3 := dot4(e.row(id), group)
			best[q].offer(int64(id), s0)
			best[q+1].offer(int64(id), s1)
			best[q+2].offer(int64(id), s2)
			best[q+3].offer(int64(id), s3)
		}
	}
	for ; q < len(best); q++ {
		e.scanOne(from, to, queries[q*e.dim:(q+1)*e.dim], &best[q])
	}
}

// scanOne reads a strip of rows once, in order, before four rows are compared
// side by side: four short streams that jump ahead together defeat the
// processor's prefetching, which costs a lone query two thirds of its speed.
func (e *Exact) scanOne(from, to int, query []float32, best *topK) {
	const strip = 16
	id := from
	for ; id+strip <= to; id += strip {
		touch(e.rows[id*e.dim : (id+strip)*e.dim])
		for r := id; r < id+strip; r += 4 {
			s0, s1, s2, s3 := dot4(query, e.rows[r*e.dim:(r+4)*e.dim])
			best.offer(int64(r), s0)
			best.offer(int64(r+1), s1)
			best.offer(int64(r+2), s2)
			best.offer(int64(r+3), s3)
		}
	}
	for ; id < to; id++ {
		best.offer(int64(id), dot(query, e.row(id)))
	}
}

// touch reads one number of every cache line. It is not inlined, lest the
// compiler see that nothing is done with them.
//
//go:noinline
func touch(block []float32) (sum float32) {
	for i := 0; i < len(block); i += 16 {
		sum += block[i]
	}
	return sum
}

func (e *Exact) row(id int) []float32 { return e.rows[id*e.dim : (id+1)*e.dim] }

// dot4 is the inner product of a with each of the four vectors laid end to end
// in b. Four independent sums hide the latency of addition; each still adds in
// column order, as dot does.
func dot4(a, b []float32) (s0, s1, s2, s3 float32) {
	n := len(a)
	b0, b1, b2, b3 := b[:n], b[n:2*n], b[2*n:3*n], b[3*n:4*n]
	b0, b1, b2, b3 = b0[:n], b1[:n], b2[:n], b3[:n]
	for i, x := range a {
		s0 += x * b0[i]
		s1 += x * b1[i]
		s2 += x * b2[i]
		s3 += x * b3[i]
	}
	return s0, s1, s2, s3
}

func dot(a, b []float32) (s float32) {
	b = b[:len(a)]
	for i, x := range a {
		s += x * b[i]
	}
	return s
}

// Float32 fills dst, [(to-from)*dim], with the rows from..to. Errors:
// ErrShape.
func (e *Exact) Float32(dst []float32, from, to int) error {
	if from < 0 || to < from || to > e.Len() || len(dst) != (to-from)*e.dim {
		return fmt.Errorf("%w: rows %d to %d of %d into %d numbers", ErrShape, from, to, e.Len(), len(dst))
	}
	copy(dst, e.rows[from*e.dim:to*e.dim])
	return nil
}
