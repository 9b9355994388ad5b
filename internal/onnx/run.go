package onnx

import (
	"context"
	"errors"
	"fmt"

	ort "github.com/yalue/onnxruntime_go"
)

// Output is what a model gives for a batch. Data holds, row after row,
// Rows × Width numbers, or Rows × Length × Width where the model gives a vector
// for each token; Length is that of the longest row, and what stands behind the
// end of a shorter one means nothing. It is 0 where there is one vector a row.
type Output struct {
	Data                []float32
	Rows, Length, Width int
}

// Row is the part of Data that belongs to row i.
func (o *Output) Row(i int) []float32 {
	n := max(1, o.Length) * o.Width
	return o.Data[i*n : (i+1)*n]
}

// Run runs the model over rows of ids, special ones included. Rows are filled
// with PadID to the longest and the rest is masked, so rows of like length cost
// least. The output is the caller's. When ctx ends, so does the run, at the
// next node of the graph. Errors: ErrInput, ErrClosed, that of ctx, and what
// the library says.
func (s *Session) Run(ctx context.Context, rows [][]int64) (*Output, error) {
	out := &Output{Rows: len(rows), Width: s.width}
	if len(rows) == 0 {
		return out, nil
	}
	b, ok := s.buffers.Get().(*batch)
	if !ok {
		b = &batch{}
	}
	defer s.buffers.Put(b)
	if err := b.fill(rows, s.plan.opts, s.width); err != nil {
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
	shape := ort.NewShape(int64(b.rows), int64(s.width))
	if s.tokens {
		out.Length = b.length
		shape = ort.NewShape(int64(b.rows), int64(b.length), int64(s.width))
	}
	var err error
	_, out.Data, err = s.call(ctx, b, shape)
	if err != nil {
		return nil, fmt.Errorf("onnx: run of %d × %d: %w", b.rows, b.length, err)
	}
	return out, nil
}

// Embed is Run for a model that gives one vector a row: the flat
// [len(ids)*Dim()]. Errors: as Run, and ErrModel for any other model.
func (s *Session) Embed(ctx context.Context, ids [][]int64) ([]float32, error) {
	if s.tokens {
		return nil, fmt.Errorf("%w: it gives a vector a token; open it with a Pool", ErrModel)
	}
	out, err := s.Run(ctx, ids)
	if err != nil {
		return nil, err
	}
	return out.Data, nil
}

// call makes one run. A nil shape leaves the shape of the output to the model.
func (s *Session) call(ctx context.Context, b *batch, shape ort.Shape) (_ ort.Shape, data []float32, err error) {
	inputs, err := b.tensors(s.plan.inputs)
	defer func() { err = errors.Join(err, destroy(inputs)) }()
	if err != nil {
		return nil, nil, err
	}
	outputs := make([]ort.Value, 1)
	defer func() { err = errors.Join(err, destroy(outputs)) }()
	if shape != nil {
		out, err := ort.NewEmptyTensor[float32](shape)
		if err != nil {
			return nil, nil, fmt.Errorf("output: %w", err)
		}
		outputs[0] = out
	}
	if err := s.runUntil(ctx, inputs, outputs); err != nil {
		return nil, nil, err
	}
	out, ok := outputs[0].(*ort.Tensor[float32])
	if !ok {
		return nil, nil, errors.New("the output is no tensor of float32")
	}
	return out.GetShape(), out.GetData(), nil
}

// runUntil runs until it is done or ctx is. A ctx that cannot end costs
// nothing.
func (s *Session) runUntil(ctx context.Context, inputs, outputs []ort.Value) error {
	if ctx.Done() == nil {
		return s.session.Run(inputs, outputs)
	}
	options, err := ort.NewRunOptions()
	if err != nil {
		return err
	}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		_ = options.Terminate()
	})
	err = s.session.RunWithOptions(inputs, outputs, options)
	if !stop() {
		<-ended // it may be using options
		if err != nil {
			err = ctx.Err() // the library says only that it was told to stop
		}
	}
	return errors.Join(err, options.Destroy())
}
