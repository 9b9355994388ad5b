package model

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"time"

	"medcode/internal/onnx"
	"medcode/internal/text/hashgram"
)

// Encoder turns phrases into vectors. Any number of goroutines may use it.
type Encoder struct {
	folder  *Folder
	version string
	dim     int
	device  string
	split   splitter
	engine  *engine
	close   func() error
}

// splitter turns the text with number i into rows; one without tokens gives
// none.
type splitter func(into *rows, i int, text string)

// OpenEncoder loads the encoder in the folder dir. Errors: ErrFolder, ErrKind,
// and those of the library.
func OpenEncoder(rt *onnx.Runtime, dir string, o Options) (*Encoder, error) {
	f, err := Open(dir)
	if err != nil {
		return nil, err
	}
	if f.Kind != EncoderKind {
		return nil, fmt.Errorf("%w: %s holds a %s, not an encoder", ErrKind, dir, f.Kind)
	}
	split, err := f.splitter()
	if err != nil {
		return nil, err
	}
	s, version, err := f.start(rt, o)
	if err != nil {
		return nil, err
	}
	return &Encoder{
		folder: f, version: version, dim: s.Dim(), device: s.Device(), split: split,
		engine: newEngine(s, o, f.Budget(), s.Device()), close: s.Close,
	}, nil
}

// With is the same loaded model, run with other options; Threads and Device
// stay as they are. Both have runs of their own; Close of either frees both.
func (e *Encoder) With(o Options) *Encoder {
	other := *e
	other.engine = newEngine(e.engine.runner, o, e.folder.Budget(), e.device)
	return &other
}

// Dim is the width of a vector.
func (e *Encoder) Dim() int { return e.dim }

// Version names weights, tokenizer and settings: vectors of equal versions are
// comparable. See [Folder.Version].
func (e *Encoder) Version() string { return e.version }

// Device is where the model runs.
func (e *Encoder) Device() string { return e.device }

// Folder is what the model says of itself.
func (e *Encoder) Folder() *Folder { return e.folder }

// Close frees the model after the runs under way.
func (e *Encoder) Close() error { return e.close() }

// Encode returns the vectors of phrases, flat, [len(phrases) × Dim()]. A phrase
// without tokens gives zeros. One that is longer than the model takes is read
// in overlapping windows whose vectors are averaged, weighted by their tokens,
// or is cut, as the folder says.
//
// With an error *Failed the vectors of the phrases that it does not name are
// good, the others zeros; with any other error there are none: that of ctx, or
// onnx.ErrClosed.
func (e *Encoder) Encode(ctx context.Context, phrases []string) ([]float32, error) {
	if len(phrases) <= atOnce {
		return e.encode(ctx, phrases)
	}
	out, lost := make([]float32, 0, len(phrases)*e.dim), &Failed{Of: len(phrases), Errs: map[int]error{}}
	for at := 0; at < len(phrases); at += atOnce {
		part, err := e.encode(ctx, phrases[at:min(at+atOnce, len(phrases))])
		var f *Failed
		if err != nil && !errors.As(err, &f) {
			return nil, err
		}
		if f != nil {
			for i, err := range f.Errs {
				lost.Errs[at+i] = err
			}
		}
		out = append(out, part...)
	}
	if len(lost.Errs) > 0 {
		return out, lost
	}
	return out, nil
}

// atOnce is how many phrases are made rows and sorted together: more gain
// nothing, and the rows of a whole vocabulary would fill the memory.
const atOnce = 4096

func (e *Encoder) encode(ctx context.Context, phrases []string) ([]float32, error) {
	start := time.Now()
	in := &rows{}
	for i, p := range phrases {
		e.split(in, i, p)
	}
	e.engine.obs.Tokenised(len(phrases), in.tokens, time.Since(start))
	vectors := make([]float32, len(in.ids)*e.dim)
	failed, err := e.engine.run(ctx, in.ids, func(row int, data []float32, out *onnx.Output) error {
		if len(data) != e.dim || !finite(data) {
			return ErrNumbers
		}
		copy(vectors[row*e.dim:], data)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return e.gather(in, vectors, len(phrases)), failure(in.lost(failed), len(phrases))
}

// gather puts the vectors of rows where their texts stand.
func (e *Encoder) gather(in *rows, vectors []float32, texts int) []float32 {
	if len(in.ids) == texts && len(in.ids) > 0 && in.text[texts-1] == texts-1 && in.single() {
		return vectors // a row a text, in order
	}
	out := make([]float32, texts*e.dim)
	for row := 0; row < len(in.ids); {
		text, next := in.text[row], row+1
		for next < len(in.ids) && in.text[next] == text {
			next++
		}
		to := out[text*e.dim : (text+1)*e.dim]
		if next == row+1 {
			copy(to, vectors[row*e.dim:])
		} else {
			e.average(to, in, vectors, row, next)
		}
		row = next
	}
	return out
}

func (r *rows) single() bool {
	for i, t := range r.text {
		if t != i {
			return false
		}
	}
	return true
}

// average is the mean of the vectors of the rows [from, until), weighted by the
// tokens that each window keeps, at unit length where the model's are.
func (e *Encoder) average(to []float32, in *rows, vectors []float32, from, until int) {
	for row := from; row < until; row++ {
		v := vectors[row*e.dim : (row+1)*e.dim]
		if zero(v) { // it failed, and with it the text
			clear(to)
			return
		}
		weight := float32(in.window[row].Until - in.window[row].Keep)
		for i, x := range v {
			to[i] += weight * x
		}
	}
	sum := 0.0
	for _, x := range to {
		sum += float64(x) * float64(x)
	}
	scale := 1 / math.Sqrt(sum)
	if !e.folder.Normalize {
		scale = 1 / float64(in.window[until-1].Until)
	}
	if math.IsInf(scale, 0) {
		return
	}
	for i := range to {
		to[i] = float32(float64(to[i]) * scale)
	}
}

func zero(v []float32) bool {
	for _, x := range v {
		if x != 0 {
			return false
		}
	}
	return true
}

// finite says whether there is neither a NaN nor an infinity among v.
func finite(v []float32) bool {
	sum := float32(0)
	for _, x := range v {
		sum += x * 0
	}
	return sum == 0
}

// splitter makes rows with the folder's tokenizer.
func (f *Folder) splitter() (splitter, error) {
	if f.Type != hashType {
		t, err := f.tokenizer()
		if err != nil {
			return nil, err
		}
		return f.phraseRows(t), nil
	}
	t, err := hashgram.Load(f.Dir)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFolder, err)
	}
	if f.Vocab > 0 && t.Buckets() != f.Vocab {
		return nil, f.fault(tokenizerFile, "buckets", "is %d, but vocab_size in %s is %d", t.Buckets(), filepath.Base(configFile), f.Vocab)
	}
	return func(into *rows, i int, text string) {
		if ids := t.Encode(nil, f.Prefix+text); len(ids) > 0 {
			into.put(i, window{To: len(ids), Until: len(ids)}, nil, ids, nil)
		}
	}, nil
}
