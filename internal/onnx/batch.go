package onnx

import (
	"errors"
	"fmt"

	ort "github.com/yalue/onnxruntime_go"
)

// A batch is rows as tensors want them: end to end, each filled up to the
// longest. Its memory is used again for the next batch.
type batch struct {
	rows, length          int
	ids, mask, types      []int64
	ids32, mask32, types3 []int32
}

// fill lays rows out. Errors: ErrInput.
func (b *batch) fill(rows [][]int64, opts Options, width int) error {
	b.rows, b.length = len(rows), 1
	for i, row := range rows {
		b.length = max(b.length, len(row))
		if opts.MaxLength > 0 && len(row) > opts.MaxLength {
			return fmt.Errorf("%w: row %d has %d ids, the model takes %d; cut it or run it in windows",
				ErrInput, i, len(row), opts.MaxLength)
		}
	}
	if b.length > maxIDs/b.rows || b.rows*b.length > maxNumbers/width {
		return fmt.Errorf("%w: %d rows of up to %d are too much for one batch; split it", ErrInput, b.rows, b.length)
	}
	b.ids, b.mask = resize(b.ids, b.rows*b.length), resize(b.mask, b.rows*b.length)
	for i, row := range rows {
		if err := check(row, i, opts.Vocab); err != nil {
			return err
		}
		at := i * b.length
		n := copy(b.ids[at:], row)
		for j := at; j < at+n; j++ {
			b.mask[j] = 1
		}
		for j := at + n; j < at+b.length; j++ {
			b.ids[j], b.mask[j] = opts.PadID, 0
		}
	}
	return nil
}

// check refuses ids outside 0..vocab-1. Negative ones would be counted from
// the end of the model's table.
func check(row []int64, i, vocab int) error {
	for _, id := range row {
		if id < 0 || vocab > 0 && id >= int64(vocab) {
			return fmt.Errorf("%w: id %d in row %d is outside the vocabulary", ErrInput, id, i)
		}
	}
	return nil
}

// resize returns a slice of n, of s's memory where that suffices. Contents are
// undefined.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

func ones(n int) []int64 {
	s := make([]int64, n)
	for i := range s {
		s[i] = 1
	}
	return s
}

// tensors makes the inputs that a model wants, to be destroyed by the caller
// also when there is an error. They are Go memory, which stays where it is
// until then.
func (b *batch) tensors(inputs []tensorInfo) (values []ort.Value, err error) {
	shape := ort.NewShape(int64(b.rows), int64(b.length))
	values = make([]ort.Value, 0, len(inputs))
	for _, in := range inputs {
		value, err := b.tensor(in, shape)
		if err != nil {
			return values, fmt.Errorf("onnx: input %s: %w", in.name, err)
		}
		values = append(values, value)
	}
	return values, nil
}

func (b *batch) tensor(in tensorInfo, shape ort.Shape) (ort.Value, error) {
	from, to := &b.ids, &b.ids32
	switch in.name {
	case inputMask:
		from, to = &b.mask, &b.mask32
	case inputTypes: // one text a row, so all are of type 0; nobody writes here
		from, to = &b.types, &b.types3
		*from = resize(*from, b.rows*b.length)
	}
	if in.elem == elemInt64 {
		return newTensor(shape, *from)
	}
	*to = resize(*to, len(*from))
	for i, v := range *from {
		(*to)[i] = int32(v)
	}
	return newTensor(shape, *to)
}

// newTensor is ort.NewTensor whose failure is no interface that holds nil.
func newTensor[T ort.TensorData](shape ort.Shape, data []T) (ort.Value, error) {
	t, err := ort.NewTensor(shape, data)
	if err != nil {
		return nil, err
	}
	return t, nil
}

func destroy(values []ort.Value) (err error) {
	for _, v := range values {
		if v != nil {
			err = errors.Join(err, v.Destroy())
		}
	}
	return err
}
