// Package onnx runs transformer models in ONNX form with Microsoft's ONNX
// Runtime. The library is looked up and loaded at run time (Library, Load), so
// that a binary starts, and says what to install, where it is absent.
//
// A model takes input_ids and, if it wants them, attention_mask and
// token_type_ids, int64 or int32, [batch, length], both free. It gives
// [batch, width] (an embedding, one score a class) or [batch, length, width]
// (hidden states, one score a label and token), in float32 or a type that the
// library can cast to it. Pooling and normalisation are added to the graph
// itself (Options), so that they run where the model runs. Open refuses what
// is not of this form.
package onnx

import (
	"debug/elf"
	"errors"
	"fmt"
	"runtime"
	"sync"

	ort "github.com/yalue/onnxruntime_go"
)

// Errors that callers tell apart; the returned ones wrap them with details.
var (
	// ErrLoaded means a Runtime exists already: a process can have one.
	ErrLoaded = errors.New("onnx: ONNX Runtime is already loaded in this process; share that Runtime")
	// ErrClosed means the Runtime or Session was closed before.
	ErrClosed = errors.New("onnx: closed")
	// ErrInUse means a Runtime was to be closed before its sessions.
	ErrInUse = errors.New("onnx: sessions are open")
	// ErrModel means a model that is not of the form this package wants, or
	// that cannot do what Options ask.
	ErrModel = errors.New("onnx: not a usable model")
	// ErrDevice means a device that this machine or library does not have.
	ErrDevice = errors.New("onnx: device not available")
	// ErrInput means rows of ids that the model cannot take.
	ErrInput = errors.New("onnx: bad input")
)

// Runtime is the loaded library and its environment, of which a process has
// one: make it at start, on one goroutine, and hand it to all that need it.
type Runtime struct {
	path, version string

	mu       sync.Mutex
	sessions int
	closed   bool
}

// Load loads the library at path, as Library returns it. What the library
// would print is returned as errors instead. Errors: ErrLoaded, or what is
// wrong with the file.
func Load(path string) (*Runtime, error) {
	if ort.IsInitialized() {
		return nil, ErrLoaded
	}
	if err := checkWhole(path); err != nil {
		return nil, fmt.Errorf("onnx: %s is not a whole shared library, make deps fetches one: %w", path, err)
	}
	ort.SetSharedLibraryPath(path)
	if err := ort.InitializeEnvironment(ort.WithLogLevelFatal()); err != nil {
		return nil, fmt.Errorf("onnx: %s cannot be used as ONNX Runtime 1.24 or newer, make deps fetches one: %w", path, err)
	}
	return &Runtime{path: path, version: ort.GetVersion()}, nil
}

// checkWhole reads the section table, the last thing in a shared library: the
// dynamic linker kills the process over a file that was cut short.
func checkWhole(path string) error {
	if runtime.GOOS != "linux" {
		return nil
	}
	f, err := elf.Open(path)
	if err != nil {
		return err
	}
	return f.Close()
}

// Version is that of the library, such as "1.24.3".
func (r *Runtime) Version() string { return r.version }

// Path is where the library was loaded from.
func (r *Runtime) Path() string { return r.path }

// Close unloads the library. It may be called more than once. Sessions come
// first: with one open it returns ErrInUse and does nothing.
func (r *Runtime) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sessions > 0 {
		return fmt.Errorf("%w: %d", ErrInUse, r.sessions)
	}
	if r.closed {
		return nil
	}
	r.closed = true
	return ort.DestroyEnvironment()
}

// enter counts a session in, unless the library is gone.
func (r *Runtime) enter() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return ErrClosed
	}
	r.sessions++
	return nil
}

func (r *Runtime) leave() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sessions--
}
