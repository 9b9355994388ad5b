//go:build faiss

package vector

/*
#cgo CXXFLAGS: -O2 -std=c++17 -fopenmp
#cgo LDFLAGS: -lfaiss -lopenblas -lgomp
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"os"
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

	mu   sync.RWMutex
	ptr  *C.mc_index // nil once closed
	rows int
}

// Version names the linked FAISS and OpenBLAS; empty in a build without them.
func Version() string {
	var text [256]byte
	C.mc_version((*C.char)(unsafe.Pointer(&text[0])), C.size_t(len(text)))
	return cString(text[:])
}

// Factory returns an empty index of dim columns, made after FAISS's own
// description of it: "Flat", "IVF1024,SQfp16" and so on.
func Factory(dim int, description string) (*FAISS, error) {
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

// ReadIndex loads a file that WriteIndex wrote, after comparing it with its
// manifest. Errors: ErrDamaged, os.ErrNotExist, and what FAISS says.
func ReadIndex(path string) (*FAISS, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	if err := checkManifest(path); err != nil {
		return nil, err
	}
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	f := &FAISS{description: "read from a file"}
	var dim C.int
	var rows C.int64_t
	err := call("read "+path, func(msg *C.char, size C.size_t) C.int {
		return C.mc_index_read(name, &f.ptr, &dim, &rows, msg, size)
	})
	if err != nil {
		return nil, err
	}
	f.dim, f.rows = int(dim), int(rows)
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

// SetNProbe sets how many lists a search visits: more find more and take
// longer. It does nothing to an index without lists.
func (f *FAISS) SetNProbe(n int) error {
	if n < 1 {
		return fmt.Errorf("%w: nprobe is %d, want at least 1", ErrShape, n)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ptr == nil {
		return ErrClosed
	}
	return call("set nprobe", func(msg *C.char, size C.size_t) C.int {
		return C.mc_index_set_nprobe(f.ptr, C.size_t(n), msg, size)
	})
}

// searchStep bounds the queries of one C call, between which ctx is looked at.
const searchStep = 256

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

// WriteIndex saves the index at path, with its SHA-256 beside it. What stood
// there before stays until the new file is whole.
func (f *FAISS) WriteIndex(path string) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.ptr == nil {
		return ErrClosed
	}
	return replace(path, func(temporary string) error {
		name := C.CString(temporary)
		defer C.free(unsafe.Pointer(name))
		return call("write "+temporary, func(msg *C.char, size C.size_t) C.int {
			return C.mc_index_write(f.ptr, name, msg, size)
		})
	})
}

// Len is the number of rows.
func (f *FAISS) Len() int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.rows
}

// Dim is the number of columns.
func (f *FAISS) Dim() int { return f.dim }

// String names the method.
func (f *FAISS) String() string { return fmt.Sprintf("FAISS %s, %d rows", f.description, f.Len()) }

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
