//go:build faiss || faiss_avx2

package vector

/*
#cgo CXXFLAGS: -O2 -std=c++17 -fopenmp
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"unsafe"
)

// FAISS is an index of the library of that name (Johnson, Douze, Jégou,
// "Billion-scale similarity search with GPUs", 2017), for inner products.
// Searches run at once with each other, and wait for a change to the index.
// With equal scores at place k, FAISS chooses which row is kept.
type FAISS struct {
	description string
	dim         int

	mu     sync.RWMutex
	ptr    *C.mc_index // nil once closed
	rows   int
	effort int      // 0 until set
	recall float64  // what was measured when the effort was chosen
	of     Manifest // of the rows
}

// Version names the linked FAISS and OpenBLAS; empty where FAISS cannot be
// used.
func Version() string {
	if usable() != nil {
		return ""
	}
	var text [256]byte
	C.mc_version((*C.char)(unsafe.Pointer(&text[0])), C.size_t(len(text)))
	return cString(text[:]) + linked
}

// Factory returns an empty index of dim columns, made after FAISS's own
// description of it: "Flat", "IVF1024,SQfp16" and so on.
func Factory(dim int, description string) (*FAISS, error) {
	if err := usable(); err != nil {
		return nil, err
	}
	if _, err := count(dim, nil); err != nil {
		return nil, err
	}
	text := C.CString(description)
	defer C.free(unsafe.Pointer(text))
	f := &FAISS{description: description, dim: dim}
	err := call("make an index "+description, func(msg *C.char, size C.size_t) C.int {
		return C.mc_index_new(C.int(dim), text, &f.ptr, msg, size)
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Train fits the lists and quantisers to rows, [n*dim]; an index without them
// ("Flat") needs none. It uses every processor.
func (f *FAISS) Train(rows []float32) error {
	return f.change("train", rows, func(n C.int64_t, x *C.float, msg *C.char, size C.size_t) C.int {
		return C.mc_index_train(f.ptr, n, x, C.int(runtime.GOMAXPROCS(0)), msg, size)
	})
}

// Add appends rows, [n*dim], which are copied; the first row added is number
// 0. It uses every processor.
func (f *FAISS) Add(rows []float32) error {
	return f.change("add rows", rows, func(n C.int64_t, x *C.float, msg *C.char, size C.size_t) C.int {
		code := C.mc_index_add(f.ptr, n, x, C.int(runtime.GOMAXPROCS(0)), msg, size)
		if code == 0 {
			f.rows += int(n)
		}
		return code
	})
}

func (f *FAISS) change(what string, rows []float32,
	do func(n C.int64_t, x *C.float, msg *C.char, size C.size_t) C.int,
) error {
	n, err := count(f.dim, rows)
	if err != nil || n == 0 {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ptr == nil {
		return ErrClosed
	}
	return call(what, func(msg *C.char, size C.size_t) C.int {
		return do(C.int64_t(n), (*C.float)(&rows[0]), msg, size)
	})
}

// SetEffort sets how many inverted lists a search visits, or how many codes it
// compares in full for each hit: more find more and take longer. An index that
// has neither finds everything, and ignores it.
func (f *FAISS) SetEffort(n int) error {
	if n < 1 {
		return fmt.Errorf("%w: effort is %d, want at least 1", ErrShape, n)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ptr == nil {
		return ErrClosed
	}
	f.effort = n
	return call("set the effort", func(msg *C.char, size C.size_t) C.int {
		return C.mc_index_set_effort(f.ptr, C.size_t(n), msg, size)
	})
}

// searchStep bounds the queries of one C call, between which ctx is looked at.
const searchStep = 64

// Search returns the k best rows of each query, [n*dim], on one thread.
// Errors: ErrShape, ErrValue, ErrClosed, that of ctx, and what FAISS says.
func (f *FAISS) Search(ctx context.Context, queries []float32, k int) ([][]Hit, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.ptr == nil {
		return nil, ErrClosed
	}
	n, k, err := checkQuery(f.dim, f.rows, queries, k)
	if err != nil {
		return nil, err
	}
	hits := make([][]Hit, n)
	for from := 0; from < n && k > 0; from += searchStep {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		to := min(from+searchStep, n)
		if err := f.search(queries[from*f.dim:to*f.dim], k, hits[from:to]); err != nil {
			return nil, err
		}
	}
	return hits, nil
}

// search fills out, one slice a query, from one C call.
func (f *FAISS) search(queries []float32, k int, out [][]Hit) error {
	scores := make([]float32, len(out)*k)
	ids := make([]int64, len(out)*k)
	err := call("search", func(msg *C.char, size C.size_t) C.int {
		return C.mc_index_search(f.ptr, C.int64_t(len(out)), (*C.float)(&queries[0]), C.int64_t(k),
			(*C.float)(&scores[0]), (*C.int64_t)(&ids[0]), msg, size)
	})
	if err != nil {
		return err
	}
	for i := range out {
		out[i] = collect(scores[i*k:(i+1)*k], ids[i*k:(i+1)*k])
	}
	return nil
}

// collect drops the places that found no row and puts equal scores in order.
func collect(scores []float32, ids []int64) []Hit {
	hits := make([]Hit, 0, len(ids))
	for i, id := range ids {
		if id >= 0 {
			hits = append(hits, Hit{ID: id, Score: scores[i]})
		}
	}
	slices.SortFunc(hits, order)
	return hits
}

// Len is the number of rows.
func (f *FAISS) Len() int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.rows
}

// Dim is the number of columns.
func (f *FAISS) Dim() int { return f.dim }

// String names the method, and where an effort was chosen what it finds.
func (f *FAISS) String() string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	s := fmt.Sprintf("FAISS %s, %d rows", f.description, f.rows)
	if f.effort > 0 && f.recall > 0 {
		s += fmt.Sprintf(", effort %d for recall@10 of %.4f", f.effort, f.recall)
	}
	return s
}

// Close frees the index after the searches under way. It may be called more
// than once.
func (f *FAISS) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ptr != nil {
		C.mc_index_free(f.ptr)
		f.ptr = nil
	}
	return nil
}

// call makes one C call, which brings its own error text, since a goroutine
// may be on another thread at the next.
func call(what string, do func(msg *C.char, size C.size_t) C.int) error {
	var text [512]byte
	if do((*C.char)(unsafe.Pointer(&text[0])), C.size_t(len(text))) == 0 {
		return nil
	}
	return errors.New("vector: FAISS could not " + what + ": " + cString(text[:]))
}

func cString(text []byte) string {
	if end := slices.Index(text, 0); end >= 0 {
		text = text[:end]
	}
	return string(text)
}
