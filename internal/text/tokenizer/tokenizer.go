// Package tokenizer splits text into the tokens of a transformer, as the
// tokenizer.json of its model folder says: WordPiece (BERT and its kin),
// SentencePiece Unigram (XLM-RoBERTa, BGE-M3) and byte-level BPE (RoBERTa).
// Ids and offsets are those of the reference, the Hugging Face tokenizers
// library; offsets are bytes of the text as given, kept through normalisation.
//
// A component that the package does not know is an error of Read, never an
// approximation: wrong ids give a model that answers nonsense with confidence.
//
// Invalid UTF-8 is read as one U+FFFD for each bad byte, and the offsets of
// that character are those of the byte. Truncation and padding of the file are
// not applied, because only the caller knows its windows and batches.
package tokenizer

import "runtime"

// MaxText is the longest text that Encode reads, in bytes; what follows is left
// out. Places in a text that normalisation has made longer must fit 32 bits.
const MaxText = 4 << 20

// Encoding is the tokens of one text, without special tokens. Its slices have
// one element a token and are used again by the next Encode into it.
type Encoding struct {
	IDs    []int64 // rows of the model's embedding table
	Starts []int32 // first byte of each token in the text
	Ends   []int32 // one past its last byte; equal to Starts where nothing is left
}

// Len is the number of tokens.
func (e *Encoding) Len() int { return len(e.IDs) }

func (e *Encoding) reset() {
	e.IDs, e.Starts, e.Ends = e.IDs[:0], e.Starts[:0], e.Ends[:0]
}

func (e *Encoding) add(id, start, end int32) {
	e.IDs = append(e.IDs, int64(id))
	e.Starts = append(e.Starts, start)
	e.Ends = append(e.Ends, end)
}

// Tokenizer is one tokenizer.json, ready to use. It may be used by several
// goroutines at once.
type Tokenizer struct {
	raw, normal *added       // added tokens matched before and after normalisation
	normalizers []normalizer // applied in order
	cutters     []cutter     // pre-tokenisers, applied in order
	model       splitter
	trim        *trimmer // nil: offsets keep their blanks
	prefix      []int64
	suffix      []int64
	pad         int64
	size        int
	spare       chan *state
}

// normalizer writes a new form of the bytes [from, to) of s.cur to s.next.
type normalizer interface {
	normalize(s *state, from, to int32)
}

// cutter cuts the spans of s that are not tokens yet into smaller ones, and
// may rewrite their text.
type cutter interface {
	cut(s *state)
}

// Encode replaces what is in into by the tokens of text. No special tokens are
// added around it; a special token that is written in the text, as "[SEP]", is
// found as the file says. It allocates only to grow its buffers.
func (t *Tokenizer) Encode(text string, into *Encoding) {
	into.reset()
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	s := t.take()
	s.load(text)
	t.raw.cut(s)
	for _, n := range t.normalizers {
		s.rewrite(n)
	}
	t.normal.cut(s)
	for _, c := range t.cutters {
		c.cut(s)
	}
	for _, p := range s.spans {
		first := len(into.IDs)
		if p.id >= 0 {
			into.add(p.id, s.start(p.from), s.end(p.to))
		} else {
			s.tokenize(t.model, p.from, p.to, into)
		}
		if t.trim != nil {
			t.trim.apply(s, p, into, first)
		}
	}
	t.give(s)
}

// Prefix is the ids of the special tokens before a single text. The caller
// must not change it.
func (t *Tokenizer) Prefix() []int64 { return t.prefix }

// Suffix is the ids of the special tokens after a single text. The caller must
// not change it.
func (t *Tokenizer) Suffix() []int64 { return t.suffix }

// PadID is the id that fills rows up: the one of the file's padding, else of
// "[PAD]" or "<pad>", else 0.
func (t *Tokenizer) PadID() int64 { return t.pad }

// Len is the size of the vocabulary: one more than the largest id, so the
// number of rows that the model's embedding table must have at least.
func (t *Tokenizer) Len() int { return t.size }

// take gets working memory. A list of our own, not a sync.Pool: the collector
// empties pools, and the words remembered would go with them.
func (t *Tokenizer) take() *state {
	select {
	case s := <-t.spare:
		return s
	default:
		return newState()
	}
}

func (t *Tokenizer) give(s *state) {
	s.text = ""
	if cap(s.cur.b)+cap(s.next.b) > maxKept {
		return // one huge text must not hold its memory for ever
	}
	select {
	case t.spare <- s:
	default:
	}
}

func newSpare() chan *state { return make(chan *state, runtime.GOMAXPROCS(0)) }
