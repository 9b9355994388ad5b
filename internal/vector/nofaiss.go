//go:build !faiss && !faiss_avx2

package vector

import (
	"context"
	"fmt"
)

// linked names what FAISS was compiled for.
const linked = ""

func usable() error { return errNotBuilt }

// errNotBuilt says how to get what this build lacks.
var errNotBuilt = fmt.Errorf("%w: it was not built in; install it (Debian, Ubuntu: "+
	"apt-get install libfaiss-dev libopenblas-openmp-dev), then make deps && make build", ErrUnavailable)

// FAISS is the index of the library of that name, which this build lacks:
// Factory and ReadIndex return ErrUnavailable, and so does every method.
type FAISS struct {
	recall float64
	of     Manifest
}

// Version names the linked libraries; empty: none.
func Version() string { return "" }

// Factory returns ErrUnavailable.
func Factory(int, string) (*FAISS, error) { return nil, errNotBuilt }

// ReadIndex returns ErrUnavailable.
func ReadIndex(string) (*FAISS, error) { return nil, errNotBuilt }

// Train returns ErrUnavailable.
func (*FAISS) Train([]float32) error { return errNotBuilt }

// Add returns ErrUnavailable.
func (*FAISS) Add([]float32) error { return errNotBuilt }

// SetEffort returns ErrUnavailable.
func (*FAISS) SetEffort(int) error { return errNotBuilt }

// Search returns ErrUnavailable.
func (*FAISS) Search(context.Context, []float32, int) ([][]Hit, error) {
	return nil, errNotBuilt
}

// WriteIndex returns ErrUnavailable.
func (*FAISS) WriteIndex(string) error { return errNotBuilt }

// Len is 0.
func (*FAISS) Len() int { return 0 }

// Dim is 0.
func (*FAISS) Dim() int { return 0 }

// String says that FAISS is not built in.
func (*FAISS) String() string { return "FAISS, not built in" }

// Close does nothing.
func (*FAISS) Close() error { return nil }
