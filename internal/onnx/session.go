package onnx

import (
	"context"
	"errors"
	"fmt"
	"sync"

	ort "github.com/yalue/onnxruntime_go"
)

const (
	inputName  = "input_ids"
	outputName = "embedding"

	// maxIDs bounds one batch, padding included, and so its memory.
	maxIDs = 1 << 22
	// maxDim bounds what a model may claim an embedding to be wide.
	maxDim = 1 << 16
)

// Options are how a session runs. The zero value is what a server wants.
type Options struct {
	// Threads is how many a single Embed uses; 0 means 1. Several Embeds at
	// once with one thread each do more than one with several.
	Threads int
}

// Session is an encoder ready to run. Any number of goroutines may use it.
type Session struct {
	runtime *Runtime
	dim     int

	mu      sync.RWMutex // held for reading by each run
	session *ort.DynamicAdvancedSession
}

// Open loads the encoder at path and checks its input and output. Errors:
// ErrModel, ErrClosed, and what the library says of the file.
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
	settings, err := opts.settings()
	if err != nil {
		return nil, fmt.Errorf("onnx: session options: %w", err)
	}
	defer func() { _ = settings.Destroy() }()
	inputs, outputs, err := ort.GetInputOutputInfoWithOptions(path, settings)
	if err != nil {
		return nil, fmt.Errorf("onnx: %s cannot be read as a model: %w", path, err)
	}
	dim, err := checkModel(inputs, outputs)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrModel, path, err)
	}
	session, err := ort.NewDynamicAdvancedSession(path, []string{inputName}, []string{outputName}, settings)
	if err != nil {
		return nil, fmt.Errorf("onnx: %s cannot be loaded: %w", path, err)
	}
	return &Session{runtime: r, dim: dim, session: session}, nil
}

// settings turns o into the library's form, to be destroyed by the caller.
// Plans of memory are off: the library keeps one for every shape it has seen,
// and batches come in thousands of shapes.
func (o Options) settings() (*ort.SessionOptions, error) {
	settings, err := ort.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	err = errors.Join(
		settings.SetIntraOpNumThreads(max(1, o.Threads)),
		settings.SetInterOpNumThreads(1),
		settings.SetMemPattern(false),
	)
	if err != nil {
		return nil, errors.Join(err, settings.Destroy())
	}
	return settings, nil
}

// checkModel returns the width of the embedding, or what the model has that an
// encoder has not. A dimension of -1 is free.
func checkModel(inputs, outputs []ort.InputOutputInfo) (dim int, err error) {
	if err := checkTensor("input", inputs, inputName, ort.TensorElementDataTypeInt64); err != nil {
		return 0, err
	}
	if err := checkTensor("output", outputs, outputName, ort.TensorElementDataTypeFloat); err != nil {
		return 0, err
	}
	in, out := inputs[0].Dimensions, outputs[0].Dimensions
	if in[0] > 0 || in[1] > 0 {
		return 0, fmt.Errorf("%s has shape %s; export it with batch and length free", inputName, in)
	}
	if out[0] > 0 || out[1] < 1 || out[1] > maxDim {
		return 0, fmt.Errorf("%s has shape %s; export it with batch free and a fixed width of 1..%d", outputName, out, maxDim)
	}
	return int(out[1]), nil
}

func checkTensor(side string, infos []ort.InputOutputInfo, name string, kind ort.TensorElementDataType) error {
	if len(infos) != 1 {
		return fmt.Errorf("it has %d %ss, want one, %s", len(infos), side, name)
	}
	info := infos[0]
	if info.Name != name || info.OrtValueType != ort.ONNXTypeTensor || info.DataType != kind || len(info.Dimensions) != 2 {
		return fmt.Errorf("its %s is %s, want %s, %s, two dimensions", side, info.String(), name, kind)
	}
	return nil
}

// Dim is the width of an embedding.
func (s *Session) Dim() int { return s.dim }

// Embed returns the embedding of each row of ids, flat, [len(ids)*Dim()]. Rows
// are padded with 0 to the longest, so rows of like length cost least; what an
// empty row gives is the model's own affair. Errors: ErrInput, ErrClosed, that
// of ctx before the run starts, and what the library says, which includes a
// number above the model's vocabulary.
func (s *Session) Embed(ctx context.Context, ids [][]int64) ([]float32, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	padded, length, err := pad(ids)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.session == nil {
		return nil, ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s.run(padded, int64(len(ids)), int64(length))
}

// pad lays the rows end to end, each filled with 0 to the longest.
func pad(ids [][]int64) (padded []int64, length int, err error) {
	length = 1
	for _, row := range ids {
		length = max(length, len(row))
	}
	if length > maxIDs/len(ids) {
		return nil, 0, fmt.Errorf("%w: %d rows of up to %d are more than %d in a batch; split it",
			ErrInput, len(ids), length, maxIDs)
	}
	padded = make([]int64, len(ids)*length)
	for i, row := range ids {
		for j, id := range row {
			if id < 0 { // Gather counts these from the table's end
				return nil, 0, fmt.Errorf("%w: number %d in row %d is negative", ErrInput, id, i)
			}
			padded[i*length+j] = id
		}
	}
	return padded, length, nil
}

// run makes one run; both tensors are Go memory, which stays where it is until
// they are destroyed.
func (s *Session) run(padded []int64, batch, length int64) ([]float32, error) {
	in, err := ort.NewTensor(ort.NewShape(batch, length), padded)
	if err != nil {
		return nil, fmt.Errorf("onnx: input: %w", err)
	}
	defer func() { _ = in.Destroy() }()
	out, err := ort.NewEmptyTensor[float32](ort.NewShape(batch, int64(s.dim)))
	if err != nil {
		return nil, fmt.Errorf("onnx: output: %w", err)
	}
	defer func() { _ = out.Destroy() }()
	if err := s.session.Run([]ort.Value{in}, []ort.Value{out}); err != nil {
		return nil, fmt.Errorf("onnx: run of %d × %d: %w", batch, length, err)
	}
	return out.GetData(), nil
}

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
