package onnx

import (
	"errors"
	"fmt"
	"io"

	"google.golang.org/protobuf/encoding/protowire"
)

// The numbers of the types of elements (onnx.proto, TensorProto.DataType) that
// this package knows; the library numbers them alike.
const (
	elemFloat    = 1
	elemInt32    = 6
	elemInt64    = 7
	elemFloat16  = 10
	elemDouble   = 11
	elemBFloat16 = 16
)

// maxMessage bounds a message that is read whole: the description of a tensor,
// not its contents.
const maxMessage = 1 << 20

// A description is what a model file says of itself: as much of ModelProto
// (onnx.proto) as it takes to feed the model and to add nodes to it.
type description struct {
	opset   int64
	inputs  []tensorInfo // without those that have a default in the file
	outputs []tensorInfo
}

// tensorInfo describes an input or output. A dimension of -1 is free; dims is
// nil where the file does not say.
type tensorInfo struct {
	name string
	elem int64
	dims []int64
}

func (t tensorInfo) String() string {
	return fmt.Sprintf("%s (type %d, shape %v)", t.name, t.elem, t.dims)
}

// describe reads a description from a model of the given size. Tensors and
// nodes are skipped, not read.
func describe(r io.ReaderAt, size int64) (*description, error) {
	d := &description{}
	graphs := 0
	err := fields(r, 0, size, func(num protowire.Number, from, to int64) error {
		switch num {
		case 7:
			graphs++
			return d.graph(r, from, to)
		case 8:
			return d.opsetImport(r, from, to)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if graphs == 0 {
		return nil, errors.New("it holds no graph")
	}
	return d, nil
}

func (d *description) graph(r io.ReaderAt, from, to int64) error {
	constants := map[string]bool{}
	var inputs []tensorInfo
	err := fields(r, from, to, func(num protowire.Number, from, to int64) error {
		switch num {
		case 5:
			name, err := initializerName(r, from, to)
			constants[name] = true
			return err
		case 11, 12:
			info, err := readInfo(r, from, to)
			if err != nil {
				return err
			}
			if num == 11 {
				inputs = append(inputs, info)
			} else {
				d.outputs = append(d.outputs, info)
			}
		}
		return nil
	})
	for _, in := range inputs { // before IR version 4 constants were listed too
		if !constants[in.name] {
			d.inputs = append(d.inputs, in)
		}
	}
	return err
}

func (d *description) opsetImport(r io.ReaderAt, from, to int64) error {
	b, err := whole(r, from, to)
	if err != nil {
		return err
	}
	domain, version := "", int64(0)
	err = each(b, func(num protowire.Number, v uint64, sub []byte) error {
		switch num {
		case 1:
			domain = string(sub)
		case 2:
			version = int64(v)
		}
		return nil
	})
	if domain == "" || domain == "ai.onnx" {
		d.opset = version
	}
	return err
}

// initializerName is the name of a TensorProto; its contents are skipped.
func initializerName(r io.ReaderAt, from, to int64) (name string, err error) {
	err = fields(r, from, to, func(num protowire.Number, from, to int64) error {
		if num != 8 {
			return nil
		}
		b, err := whole(r, from, to)
		name = string(b)
		return err
	})
	return name, err
}

// readInfo reads a ValueInfoProto.
func readInfo(r io.ReaderAt, from, to int64) (info tensorInfo, err error) {
	b, err := whole(r, from, to)
	if err != nil {
		return info, err
	}
	err = each(b, func(num protowire.Number, _ uint64, sub []byte) error {
		switch num {
		case 1:
			info.name = string(sub)
		case 2: // TypeProto; its field 1 is a tensor's
			return each(sub, func(num protowire.Number, _ uint64, sub []byte) error {
				if num != 1 {
					return nil
				}
				return info.tensorType(sub)
			})
		}
		return nil
	})
	return info, err
}

func (t *tensorInfo) tensorType(b []byte) error {
	return each(b, func(num protowire.Number, v uint64, sub []byte) error {
		switch num {
		case 1:
			t.elem = int64(v)
		case 2: // TensorShapeProto
			t.dims = []int64{}
			return each(sub, func(_ protowire.Number, _ uint64, dim []byte) error {
				size := int64(-1)
				err := each(dim, func(num protowire.Number, v uint64, _ []byte) error {
					if num == 1 && int64(v) > 0 {
						size = int64(v)
					}
					return nil
				})
				t.dims = append(t.dims, size)
				return err
			})
		}
		return nil
	})
}
