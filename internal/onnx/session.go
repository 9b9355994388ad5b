package onnx

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	ort "github.com/yalue/onnxruntime_go"
)

const (
	// maxIDs bounds one batch, padding included, and so its memory.
	maxIDs = 1 << 22
	// maxNumbers bounds what one batch may give.
	maxNumbers = 1 << 28
	// maxWidth bounds what a model may claim a row or token to be wide.
	maxWidth = 1 << 18
	// maxModel is what protobuf allows a message to be long.
	maxModel = 1<<31 - 1
)

// Session is a model ready to run. Any number of goroutines may use it.
type Session struct {
	runtime *Runtime
	plan    *plan
	device  string
	passed  error // why a device before this one was not taken
	width   int
	tokens  bool // the output has one vector a token, not one a row
	buffers sync.Pool

	mu      sync.RWMutex // held for reading by each run
	session *ort.DynamicAdvancedSession
}

// Open loads the model at path, adds what opts ask for behind it, and runs it
// once, so that what cannot run fails here. Errors: ErrModel, ErrDevice,
// ErrClosed, and what the library says of the file.
func (r *Runtime) Open(path string, opts Options) (*Session, error) {
	if err := r.enter(); err != nil {
		return nil, err
	}
	s, err := r.open(path, opts)
	if err != nil {
		r.leave()
		return nil, err
	}
	return s, nil
}

func (r *Runtime) open(path string, opts Options) (*Session, error) {
	devices, err := opts.devices()
	if err != nil {
		return nil, err
	}
	m, err := readModel(path, opts)
	if err != nil {
		return nil, err
	}
	defer m.release()
	var passed error
	for _, device := range devices {
		s := &Session{runtime: r, plan: m.plan, device: device, passed: passed}
		err := s.start(m)
		if err == nil {
			return s, nil
		}
		passed = errors.Join(passed, err)
	}
	return nil, passed
}

// A model is a file that was read, with what is to be added.
type model struct {
	path   string
	plan   *plan
	output string
	bytes  []byte // nil where the file is used as it is

	release func()
}

// tailSize is more than any tail takes.
const tailSize = 8 << 10

func readModel(path string, opts Options) (*model, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("onnx: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("onnx: %w", err)
	}
	d, err := describe(f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("onnx: %s cannot be read as a model: %w", path, err)
	}
	m := &model{path: path, release: func() {}}
	if m.plan, err = makePlan(d, opts); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrModel, path, err)
	}
	m.output = m.plan.output.name
	if !m.plan.extends() {
		return m, nil
	}
	if info.Size() > maxModel-tailSize {
		return nil, fmt.Errorf("%w: %s has %d bytes; export it with its weights beside it (external data)", ErrModel, path, info.Size())
	}
	b, release := scratch(int(info.Size()) + tailSize)
	m.release = release
	b = b[:info.Size()]
	if _, err := f.ReadAt(b, 0); err != nil {
		release()
		return nil, fmt.Errorf("onnx: %w", err)
	}
	m.bytes, m.output = m.plan.extend(b, d.opset)
	return m, nil
}

// start loads m on the device of s and runs it once.
func (s *Session) start(m *model) error {
	settings, err := s.plan.opts.settings(s.device, filepath.Dir(m.path))
	if err != nil {
		return err
	}
	defer func() { _ = settings.Destroy() }()
	inputs := make([]string, len(s.plan.inputs))
	for i, in := range s.plan.inputs {
		inputs[i] = in.name
	}
	if m.bytes == nil {
		s.session, err = ort.NewDynamicAdvancedSession(m.path, inputs, []string{m.output}, settings)
	} else {
		s.session, err = ort.NewDynamicAdvancedSessionWithONNXData(m.bytes, inputs, []string{m.output}, settings)
	}
	if err != nil {
		return fmt.Errorf("onnx: %s cannot be loaded on %s: %w", m.path, s.device, err)
	}
	if err := s.probe(); err != nil {
		_ = s.session.Destroy()
		return fmt.Errorf("onnx: %s: first run on %s: %w", m.path, s.device, err)
	}
	return nil
}

// probe runs two rows of three and learns from the shape what the model gives.
func (s *Session) probe() error {
	const rows, length = 2, 3
	b := &batch{rows: rows, length: length, ids: make([]int64, rows*length), mask: ones(rows * length)}
	shape, _, err := s.call(context.Background(), b, nil)
	if err != nil {
		return err
	}
	pooled := len(shape) == 2 && shape[0] == rows
	s.tokens = len(shape) == 3 && shape[0] == rows && shape[1] == length
	if !pooled && !s.tokens {
		return fmt.Errorf("%w: %d rows of %d give shape %v; want [batch, width] or [batch, length, width]", ErrModel, rows, length, shape)
	}
	width := shape[len(shape)-1]
	if width < 1 || width > maxWidth {
		return fmt.Errorf("%w: its output is %d wide, want 1..%d", ErrModel, width, maxWidth)
	}
	s.width = int(width)
	return nil
}

// Dim is the width of the output: of an embedding, or the number of classes.
func (s *Session) Dim() int { return s.width }

// Tokens says whether the output has a vector for each token of a row; else it
// has one a row.
func (s *Session) Tokens() bool { return s.tokens }

// Device is where the session runs: CPU, CUDA or CoreML.
func (s *Session) Device() string { return s.device }

// Passed says, for a session opened with Auto, why a device that comes before
// Device was not taken; nil if none does.
func (s *Session) Passed() error { return s.passed }

// Close frees the session after the runs under way. It may be called more
// than once.
func (s *Session) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session == nil {
		return nil
	}
	err := s.session.Destroy()
	s.session = nil
	s.runtime.leave()
	return err
}
