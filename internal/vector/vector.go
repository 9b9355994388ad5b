// Package vector finds the rows of a matrix whose inner product with a query
// is largest. Exact does so in Go by looking at every row; FAISS does it with
// the library of that name when the build tag faiss is set. Vectors are dense
// float32, laid out flat: n vectors of dim numbers are one slice of n*dim.
// With rows and queries of length one the inner product is the cosine.
//
// What is kept of a release are its vectors (Vectors, of half precision); an
// index file is made of them by Open and may be thrown away.
//
// All indexes answer alike: hits by falling score, then by rising row number,
// fewer than k when there are fewer rows. A search runs on the goroutine that
// asks for it; any number may search one index at once.
package vector

import (
	"context"
	"errors"
	"fmt"
)

// Errors that callers tell apart; the returned ones wrap them with numbers.
var (
	// ErrShape means a slice, dimension or count does not fit the index.
	ErrShape = errors.New("vector: shapes do not fit")
	// ErrValue means a number that cannot be compared: NaN, infinite, or so
	// large that a product would overflow.
	ErrValue = errors.New("vector: value is not a usable number")
	// ErrUnavailable means FAISS cannot be used: it is not built in, or not
	// for this processor.
	ErrUnavailable = errors.New("vector: FAISS cannot be used")
	// ErrClosed means the index was closed before.
	ErrClosed = errors.New("vector: index is closed")
	// ErrDamaged means a file of vectors or an index is not what was written.
	ErrDamaged = errors.New("vector: file is damaged; delete it to have it built anew")
)

// Hit is one row found: its number, from 0 in the order rows were added, and
// its inner product with the query.
type Hit struct {
	ID    int64
	Score float32
}

// Index is what Auto returns: either kind of index, owned by the caller.
type Index interface {
	// Search returns, for each of the queries in turn, its k best rows.
	Search(ctx context.Context, queries []float32, k int) ([][]Hit, error)
	// Len is the number of rows.
	Len() int
	// String names the method, for status pages and logs.
	String() string
	// Close frees what the index holds. It may be called more than once.
	Close() error
}

// maxDim bounds the width of a vector well above that of any encoder, so that
// products of lengths cannot overflow.
const maxDim = 1 << 16

// count returns how many vectors of dim numbers are in flat, all of them
// usable.
func count(dim int, flat []float32) (int, error) {
	if dim < 1 || dim > maxDim {
		return 0, fmt.Errorf("%w: dimension %d is not in 1..%d", ErrShape, dim, maxDim)
	}
	if len(flat)%dim != 0 {
		return 0, fmt.Errorf("%w: %d numbers are not a multiple of dimension %d", ErrShape, len(flat), dim)
	}
	const limit = 1e15 // squared and summed over maxDim still far from overflow
	for i, x := range flat {
		if !(x <= limit && x >= -limit) {
			return 0, fmt.Errorf("%w: %g in row %d, column %d", ErrValue, x, i/dim, i%dim)
		}
	}
	return len(flat) / dim, nil
}

// checkQuery is count for queries, with k held to the number of rows.
func checkQuery(dim, rows int, queries []float32, k int) (n, limited int, err error) {
	if k < 1 {
		return 0, 0, fmt.Errorf("%w: k is %d, want at least 1", ErrShape, k)
	}
	n, err = count(dim, queries)
	return n, min(k, rows), err
}
