package onnx

import (
	"fmt"
	"slices"
	"strings"
)

// The inputs that can be fed.
const (
	inputIDs   = "input_ids"
	inputMask  = "attention_mask"
	inputTypes = "token_type_ids"
)

// A plan is how a model is fed and which of its outputs is taken.
type plan struct {
	inputs []tensorInfo // those of the model, in its order
	output tensorInfo   // that of the model, before anything is added
	opts   Options
}

// makePlan matches what a model has with what is asked of it, or says what
// does not fit.
func makePlan(d *description, opts Options) (*plan, error) {
	for _, in := range d.inputs {
		if err := checkInput(in); err != nil {
			return nil, err
		}
	}
	if !has(d.inputs, inputIDs) {
		return nil, fmt.Errorf("it has no input %s, but %v", inputIDs, d.inputs)
	}
	if opts.Pool == PoolMean && !has(d.inputs, inputMask) {
		return nil, fmt.Errorf("the mean is over the tokens that count, and it has no input %s to say which", inputMask)
	}
	out, err := chooseOutput(d.outputs, opts)
	if err != nil {
		return nil, err
	}
	return &plan{inputs: d.inputs, output: out, opts: opts}, checkOutput(out, opts.Pool)
}

func has(infos []tensorInfo, name string) bool {
	return slices.ContainsFunc(infos, func(t tensorInfo) bool { return t.name == name })
}

func checkInput(in tensorInfo) error {
	if !slices.Contains([]string{inputIDs, inputMask, inputTypes}, in.name) {
		return fmt.Errorf("its input %s is none of %s, %s, %s; export it without", in, inputIDs, inputMask, inputTypes)
	}
	if in.elem != elemInt64 && in.elem != elemInt32 {
		return fmt.Errorf("its input %s is not of type int64 or int32", in)
	}
	if in.dims != nil && (len(in.dims) != 2 || in.dims[0] > 0 || in.dims[1] > 0) {
		return fmt.Errorf("its input %s is not [batch, length]; export it with both free", in)
	}
	return nil
}

// chooseOutput returns the output that opts name, else the only one, else the
// first of those that exporters call by a known name.
func chooseOutput(outputs []tensorInfo, opts Options) (tensorInfo, error) {
	names := []string{"embedding", "sentence_embedding", "logits", "last_hidden_state", "token_embeddings"}
	switch {
	case opts.Output != "":
		names = []string{opts.Output}
	case opts.Pool != PoolNone:
		names = names[3:]
	}
	for _, name := range names {
		for _, out := range outputs {
			if out.name == name {
				return out, nil
			}
		}
	}
	if opts.Output == "" && len(outputs) == 1 {
		return outputs[0], nil
	}
	return tensorInfo{}, fmt.Errorf("it has no output %s, but %v; name the one to use", strings.Join(names, " or "), outputs)
}

func checkOutput(out tensorInfo, pool Pool) error {
	if !slices.Contains([]int64{elemFloat, elemFloat16, elemDouble, elemBFloat16}, out.elem) {
		return fmt.Errorf("its output %s holds no floating point numbers", out)
	}
	rank := len(out.dims)
	if out.dims == nil {
		return nil // the first run tells
	}
	if rank != 3 && (rank != 2 || pool != PoolNone) {
		return fmt.Errorf("its output %s has %d dimensions; there is nothing to pool or to take from it by row", out, rank)
	}
	if out.dims[0] > 0 {
		return fmt.Errorf("its output %s has a fixed batch; export it with batch free", out)
	}
	return nil
}

// extend returns the model with what is asked for behind it, and the name of
// the output to take. A model that needs nothing comes back as it is.
func (p *plan) extend(model []byte, opset int64) ([]byte, string) {
	if !p.extends() {
		return model, p.output.name
	}
	t, x := newTail(model, opset), p.output.name
	if p.output.elem != elemFloat { // first, so that sums are not made in half precision
		x = t.float(x)
	}
	switch p.opts.Pool {
	case PoolMean:
		x = t.mean(x, inputMask)
	case PoolCLS:
		x = t.first(x)
	}
	if p.opts.Normalize {
		x = t.unit(x)
	}
	return append(model, t.bytes(x)...), x
}

func (p *plan) extends() bool {
	return p.output.elem != elemFloat || p.opts.Pool != PoolNone || p.opts.Normalize
}
