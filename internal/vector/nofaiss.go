//go:build !faiss

package vector

import "context"

// FAISS is the index of the library of that name, which this build lacks:
// Factory and ReadIndex return ErrUnavailable, and so does every method.
type FAISS struct{}

// Version names the linked libraries; empty: none.
func Version() string { return "" }

// Factory returns ErrUnavailable.
func Factory(int, string) (*FAISS, error) { return nil, ErrUnavailable }

// ReadIndex returns ErrUnavailable.
func ReadIndex(string) (*FAISS, error) { return nil, ErrUnavailable }

// Train returns ErrUnavailable.
func (*FAISS) Train([]float32) error { return ErrUnavailable }

// Add returns ErrUnavailable.
func (*FAISS) Add([]float32) error { return ErrUnavailable }

// SetNProbe returns ErrUnavailable.
func (*FAISS) SetNProbe(int) error { return ErrUnavailable }

// Search returns ErrUnavailable.
func (*FAISS) Search(context.Context, []float32, int) ([][]Hit, error) {
	return nil, ErrUnavailable
}

// WriteIndex returns ErrUnavailable.
func (*FAISS) WriteIndex(string) error { return ErrUnavailable }

// Len is 0.
func (*FAISS) Len() int { return 0 }

// Dim is 0.
func (*FAISS) Dim() int { return 0 }

// String says that FAISS is not built in.
func (*FAISS) String() string { return "FAISS, not built in" }

// Close does nothing.
func (*FAISS) Close() error { return nil }
