package onnx

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// A tail is nodes that are added behind a model. Its bytes are a ModelProto
// that holds a graph with these nodes and one output. Protobuf merges messages
// that are laid end to end: lists go on, so the model's bytes followed by these
// are the model with the nodes behind, and nobody has to take it apart.
type tail struct {
	prefix string // of every name that is added
	opset  int64
	graph  []byte
	nodes  int
}

// newTail begins a tail behind model, with names that do not occur there.
func newTail(model []byte, opset int64) *tail {
	prefix := "medcode"
	for i := 0; bytes.Contains(model, []byte(prefix)); i++ {
		prefix = fmt.Sprintf("medcode%d", i)
	}
	return &tail{prefix: prefix, opset: opset}
}

// float casts to float32.
func (t *tail) float(x string) string {
	return t.node("Cast", []string{x}, intAttribute("to", elemFloat))
}

// mean is the mean of states [batch, length, hidden] over the tokens that mask
// [batch, length] counts: a product of matrices, so that no masked copy of the
// states is made. An empty row gives zeros.
func (t *tail) mean(states, mask string) string {
	weights := t.float(mask)
	row := t.node("Reshape", []string{weights, t.ints(0, 1, -1)})
	sum := t.node("Reshape", []string{t.node("MatMul", []string{row, states}), t.ints(0, -1)})
	count := t.node("Max", []string{t.sum(weights, 1), t.scalar(1e-9)})
	return t.node("Div", []string{sum, count})
}

// first is the state of the first token.
func (t *tail) first(states string) string {
	zero := t.constant(nil, elemInt64, make([]byte, 8))
	return t.node("Gather", []string{states, zero}, intAttribute("axis", 1))
}

// unit scales the last dimension to length 1. Zeros stay zeros.
func (t *tail) unit(x string) string {
	length := t.node("Sqrt", []string{t.sum(t.node("Mul", []string{x, x}), -1)})
	return t.node("Div", []string{x, t.node("Max", []string{length, t.scalar(1e-12)})})
}

// sum adds up along an axis, which stays with size 1. From opset 13 on the
// axes are an input and no longer an attribute.
func (t *tail) sum(x string, axis int64) string {
	keep := intAttribute("keepdims", 1)
	if t.opset >= 13 {
		return t.node("ReduceSum", []string{x, t.ints(axis)}, keep)
	}
	var axes []byte
	axes = appendString(axes, 1, "axes")
	axes = appendInt(axes, 8, axis)
	axes = appendInt(axes, 20, 7) // INTS
	return t.node("ReduceSum", []string{x}, axes, keep)
}

// ints is a constant list of integers.
func (t *tail) ints(values ...int64) string {
	var raw []byte
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(v))
	}
	return t.constant([]int64{int64(len(values))}, elemInt64, raw)
}

// scalar is a constant number.
func (t *tail) scalar(v float32) string {
	return t.constant(nil, elemFloat, binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
}

// constant is a node and no initializer: before IR version 4 the latter had to
// be an input too.
func (t *tail) constant(dims []int64, elem int64, raw []byte) string {
	var tensor []byte // TensorProto
	for _, d := range dims {
		tensor = appendInt(tensor, 1, d)
	}
	tensor = appendInt(tensor, 2, elem)
	tensor = appendMessage(tensor, 9, raw)
	var value []byte // AttributeProto
	value = appendString(value, 1, "value")
	value = appendMessage(value, 5, tensor)
	value = appendInt(value, 20, 4) // TENSOR
	return t.node("Constant", nil, value)
}

// node adds a node with one output and returns that output's name.
func (t *tail) node(op string, inputs []string, attributes ...[]byte) string {
	name := fmt.Sprintf("%s/%d", t.prefix, t.nodes)
	t.nodes++
	var node []byte // NodeProto
	for _, in := range inputs {
		node = appendString(node, 1, in)
	}
	node = appendString(node, 2, name)
	node = appendString(node, 3, name)
	node = appendString(node, 4, op)
	for _, a := range attributes {
		node = appendMessage(node, 5, a)
	}
	t.graph = appendMessage(t.graph, 1, node)
	return name
}

// bytes makes x, a float32, an output of the graph and returns what is to be
// appended to the model.
func (t *tail) bytes(x string) []byte {
	tensorType := appendInt(nil, 1, elemFloat)
	info := appendString(nil, 1, x)
	info = appendMessage(info, 2, appendMessage(nil, 1, tensorType))
	return appendMessage(nil, 7, appendMessage(t.graph, 12, info))
}

// intAttribute is an AttributeProto that holds an integer.
func intAttribute(name string, v int64) []byte {
	return appendInt(appendInt(appendString(nil, 1, name), 3, v), 20, 2) // INT
}

func appendInt(b []byte, num protowire.Number, v int64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, num, protowire.VarintType), uint64(v))
}

func appendMessage(b []byte, num protowire.Number, sub []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, num, protowire.BytesType), sub)
}

func appendString(b []byte, num protowire.Number, s string) []byte {
	return appendMessage(b, num, []byte(s))
}
