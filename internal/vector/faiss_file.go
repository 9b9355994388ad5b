//go:build faiss || faiss_avx2

package vector

// #include <stdlib.h>
// #include "shim.h"
import "C"

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"unsafe"
)

// ReadIndex opens a file that WriteIndex wrote, after comparing it with its
// manifest. The inverted lists are mapped, not read: processes share them, and
// they must not be changed in place (WriteIndex does not). Errors: ErrDamaged,
// ErrUnavailable, os.ErrNotExist, and what FAISS says.
func ReadIndex(path string) (*FAISS, error) {
	if err := usable(); err != nil {
		return nil, err
	}
	m, err := readManifest(path)
	if err != nil {
		return nil, err
	}
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	f := &FAISS{description: m.Method, effort: m.Effort, recall: m.Recall, of: m.Of}
	var dim C.int
	var rows C.int64_t
	err = call("read "+path, func(msg *C.char, size C.size_t) C.int {
		return C.mc_index_read(name, &f.ptr, &dim, &rows, msg, size)
	})
	if err != nil {
		return nil, err
	}
	f.dim, f.rows = int(dim), int(rows)
	return f, nil
}

// WriteIndex saves the index at path, and beside it a manifest, which says
// what rows it was made of. What stood there before stays until the new file
// is whole; a crash between the two leaves a pair that ReadIndex refuses.
func (f *FAISS) WriteIndex(path string) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.ptr == nil {
		return ErrClosed
	}
	return replaceFile(path, func(file *os.File) error {
		name := C.CString(file.Name())
		defer C.free(unsafe.Pointer(name))
		err := call("write "+file.Name(), func(msg *C.char, size C.size_t) C.int {
			return C.mc_index_write(f.ptr, name, msg, size)
		})
		if err != nil {
			return err
		}
		sum, err := fileSum(file.Name())
		if err != nil {
			return err
		}
		return writeManifest(path, IndexManifest{
			Of: f.of, Method: f.description, Library: Version(),
			Effort: f.effort, Recall: f.recall, SHA256: sum,
		})
	})
}

func writeManifest(path string, m IndexManifest) error {
	text, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	return replaceFile(manifestPath(path), func(f *os.File) error {
		_, err := f.Write(append(text, '\n'))
		return err
	})
}

// readManifest returns ErrDamaged unless the file at path is the one its
// manifest was written for.
func readManifest(path string) (m IndexManifest, err error) {
	if _, err := os.Stat(path); err != nil {
		return m, err
	}
	text, err := os.ReadFile(manifestPath(path))
	if errors.Is(err, os.ErrNotExist) {
		return m, fmt.Errorf("%w (%s is missing)", ErrDamaged, manifestPath(path))
	}
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%w (%s: %w)", ErrDamaged, manifestPath(path), err)
	}
	got, err := fileSum(path)
	if err != nil {
		return m, err
	}
	if got != m.SHA256 {
		return m, fmt.Errorf("%w (SHA-256 of %s differs from its manifest)", ErrDamaged, path)
	}
	return m, nil
}
