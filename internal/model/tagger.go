package model

import (
	"context"
	"fmt"
	"sync"
	"time"

	"medcode/internal/onnx"
	"medcode/internal/text/tokenizer"
	"medcode/schemas"
)

// Entity is a span of text that a tagger found.
type Entity struct {
	Start, End int              // bytes of the text as given
	Label      schemas.Category // ours
	Type       string           // the publisher's, without its place
	Score      float32          // the mean of its words' probabilities
}

// Tagger finds entities. Any number of goroutines may use it.
type Tagger struct {
	folder    *Folder
	version   string
	device    string
	tokenizer *tokenizer.Tokenizer
	scratch   *sync.Pool // of encodings
	engine    *engine
	close     func() error
}

// OpenTagger loads the tagger in the folder dir. Errors: ErrFolder, ErrKind,
// and those of the library.
func OpenTagger(rt *onnx.Runtime, dir string, o Options) (*Tagger, error) {
	f, err := Open(dir)
	if err != nil {
		return nil, err
	}
	if f.Kind != TaggerKind {
		return nil, fmt.Errorf("%w: %s holds an %s, not a tagger", ErrKind, dir, f.Kind)
	}
	tok, err := f.tokenizer()
	if err != nil {
		return nil, err
	}
	s, version, err := f.start(rt, o)
	if err != nil {
		return nil, err
	}
	return &Tagger{
		folder: f, version: version, device: s.Device(), tokenizer: tok,
		scratch: &sync.Pool{New: func() any { return &tokenizer.Encoding{} }},
		engine:  newEngine(s, o, f.Budget(), s.Device()), close: s.Close,
	}, nil
}

// With is the same loaded model, run with other options; Threads and Device
// stay as they are. Both have runs of their own; Close of either frees both.
func (t *Tagger) With(o Options) *Tagger {
	other := *t
	other.engine = newEngine(t.engine.runner, o, t.folder.Budget(), t.device)
	return &other
}

// Version names weights, tokenizer and settings; see [Folder.Version].
func (t *Tagger) Version() string { return t.version }

// Device is where the model runs.
func (t *Tagger) Device() string { return t.device }

// Folder is what the model says of itself.
func (t *Tagger) Folder() *Folder { return t.folder }

// Close frees the model after the runs under way.
func (t *Tagger) Close() error { return t.close() }

// Tag returns the entities of each text, in order, without overlaps. A text
// that is longer than the model takes is read in overlapping windows.
//
// With an error *Failed the entities of the texts that it does not name are
// good, the others have none; with any other error there are none at all: that
// of ctx, or onnx.ErrClosed.
func (t *Tagger) Tag(ctx context.Context, texts []string) ([][]Entity, error) {
	found, _, err := t.Judge(ctx, texts, nil)
	return found, err
}

// Span is a piece of a text that somebody takes for a category.
type Span struct {
	Start, End int // bytes
	Label      schemas.Category
}

// Judge is Tag, and says of each span of each text how much the model agrees:
// the mean, over the words that begin in the span, of the probability of its
// category, beginnings and others together; 0 where no word begins in it. spans
// is as long as texts, or nil.
func (t *Tagger) Judge(ctx context.Context, texts []string, spans [][]Span) (found [][]Entity, agree [][]float32, err error) {
	if spans != nil && len(spans) != len(texts) {
		return nil, nil, fmt.Errorf("model: spans of %d texts for %d", len(spans), len(texts))
	}
	start := time.Now()
	in, read := &rows{}, make([]*reading, len(texts))
	for i, text := range texts {
		read[i] = t.read(in, i, text, spans != nil && len(spans[i]) > 0)
	}
	defer t.release(read)
	t.engine.obs.Tokenised(len(texts), in.tokens, time.Since(start))
	failed, err := t.engine.run(ctx, in.ids, t.taker(in, read))
	if err != nil {
		return nil, nil, err
	}
	lost := in.lost(failed)
	found, agree = make([][]Entity, len(texts)), make([][]float32, len(spans))
	for i, r := range read {
		if lost[i] != nil {
			continue
		}
		found[i] = r.entities(texts[i], t.folder)
		if spans != nil {
			agree[i] = r.judge(texts[i], spans[i])
		}
	}
	return found, agree, failure(lost, len(texts))
}

// taker hands what the model gives for a window to the reading of its text.
func (t *Tagger) taker(in *rows, read []*reading) take {
	lead := len(t.tokenizer.Prefix())
	return func(row int, data []float32, out *onnx.Output) error {
		if out.Width != len(t.folder.Labels) || out.Length == 0 {
			return errShape
		}
		w := in.window[row]
		return read[in.text[row]].take(data[(lead+w.Keep-w.From)*out.Width:], w.Keep, w.Until, t.folder.Labels)
	}
}

// release gives the memory of tokens back for the next call.
func (t *Tagger) release(read []*reading) {
	for _, r := range read {
		t.scratch.Put(r.tokens)
	}
}
