package vector

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// rows is where an index takes its vectors from.
type rows interface {
	Len() int
	Dim() int
	// Float32 fills dst with the rows from..to.
	Float32(dst []float32, from, to int) error
}

// Auto builds the FAISS index that suits the rows, [n*dim] (see method.go), and
// Exact where FAISS cannot be used. Exact keeps flat: do not change it. It is
// for rows that are kept nowhere; Open is for those that are. Errors: ErrShape,
// ErrValue, and what FAISS says.
func Auto(dim int, flat []float32) (Index, error) {
	exact, err := NewExact(dim, flat)
	if err != nil {
		return nil, err
	}
	ix, err := build(context.Background(), exact)
	switch {
	case errors.Is(err, ErrUnavailable):
		return exact, nil
	case err != nil:
		return nil, err
	}
	ix.of = Manifest{Dim: dim, Rows: exact.Len()}
	return ix, nil
}

// Build is Auto for the rows of a file, which it reads in parts: FAISS alone
// holds all of them. v may be closed afterwards.
func Build(ctx context.Context, v *Vectors) (Index, error) {
	ix, err := build(ctx, v)
	switch {
	case errors.Is(err, ErrUnavailable):
		flat, err := v.All()
		if err != nil {
			return nil, err
		}
		return NewExact(v.Dim(), flat)
	case err != nil:
		return nil, err
	}
	ix.of = v.Manifest()
	return ix, nil
}

// Cached opens the index file at path if it is whole and was made of the rows
// that want asks for. Any error means that it has to be built; ErrUnavailable
// that it cannot be.
func Cached(path string, want Manifest) (Index, error) {
	ix, err := ReadIndex(path)
	if err != nil {
		return nil, err
	}
	if !ix.of.Fits(want) || ix.Len() != ix.of.Rows || ix.Dim() != ix.of.Dim {
		return nil, errors.Join(fmt.Errorf("%w (%s was made of other vectors)", ErrDamaged, path), ix.Close())
	}
	return ix, nil
}

// Open returns the index of v: the one kept at path if that was made of v, else
// a new one, which it keeps there for the next time; an empty path keeps
// nothing. kept says why an index that can be used could not be kept; it is nil
// otherwise.
func Open(ctx context.Context, v *Vectors, path string) (ix Index, kept, err error) {
	if path != "" {
		if ix, err := Cached(path, v.Manifest()); err == nil {
			return ix, nil, nil
		}
	}
	if ix, err = Build(ctx, v); err != nil {
		return nil, nil, err
	}
	if f, ok := ix.(*FAISS); ok && path != "" {
		kept = f.WriteIndex(path)
	}
	return ix, kept, nil
}

// Remove deletes an index file and its manifest; that they are not there is
// no error.
func Remove(path string) error {
	var errs []error
	for _, p := range []string{path, manifestPath(path)} {
		if err := os.Remove(p); !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
