package tokenizer

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/rangetable"
)

// maxKept is how many bytes of text buffers a state may keep between calls.
const maxKept = 4 << 20

// buffer is text on its way through the normalizers, with the place in the
// given text that each byte comes from: the first byte of one character of it.
// That is enough, because the reference too aligns every normalised character
// with a single one of the original.
type buffer struct {
	b     []byte
	at    []int32
	limit int // bytes above which no rule of the file adds any
}

// growth is how many times longer than the given one a text may become. The
// longest real rule makes 33 bytes of 3; a hostile file could double a text
// dozens of times.
const growth = 16

func (b *buffer) reset() { b.b, b.at = b.b[:0], b.at[:0] }

func (b *buffer) full() bool { return len(b.b) > b.limit }

// insert appends a text that comes from the character at.
func (b *buffer) insert(text string, at int32) {
	if b.full() {
		return
	}
	b.b = append(b.b, text...)
	for range len(text) {
		b.at = append(b.at, at)
	}
}

// put appends a character that comes from the one at.
func (b *buffer) put(r rune, at int32) {
	if r < utf8.RuneSelf {
		b.b, b.at = append(b.b, byte(r)), append(b.at, at)
		return
	}
	n := len(b.b)
	b.b = utf8.AppendRune(b.b, r)
	for range len(b.b) - n {
		b.at = append(b.at, at)
	}
}

// copy appends the bytes [from, to) of another buffer.
func (b *buffer) copy(from *buffer, i, j int32) {
	b.b = append(b.b, from.b[i:j]...)
	b.at = append(b.at, from.at[i:j]...)
}

// span is a part of the current buffer; with an id it is a token already.
type span struct {
	from, to int32
	id       int32 // -1: not yet
}

// state is the working memory of one Encode.
type state struct {
	text  string
	cur   buffer
	next  buffer              // written by normalizers, then swapped with cur
	spans []span              // parts of cur in order, none empty
	more  []span              // written by cutters, then swapped with spans
	words words               // tokens of words met lately
	best  []node              // of Unigram
	word  word                // of BPE
	marks []mark              // of the normal forms
	forms *unicode.RangeTable // characters that have normal forms

	one [utf8.UTFMax]byte // a character in bytes
}

func newState() *state { return &state{words: newWords(), forms: rangetable.Assigned(formsOf)} }

// load makes text the current buffer, as one span.
func (s *state) load(text string) {
	s.text = text
	s.cur.limit = growth*len(text) + maxName
	s.next.limit = s.cur.limit
	s.cur.reset()
	s.spans = s.spans[:0]
	if text == "" {
		return
	}
	if ascii(text) {
		s.cur.b = append(s.cur.b, text...)
		for i := range len(text) {
			s.cur.at = append(s.cur.at, int32(i))
		}
	} else {
		for i, r := range text {
			s.cur.put(r, int32(i))
		}
	}
	s.spans = append(s.spans, span{0, int32(len(s.cur.b)), -1})
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// rewrite applies a normalizer to every span that is not a token.
func (s *state) rewrite(n normalizer) {
	s.next.reset()
	s.more = s.more[:0]
	for _, p := range s.spans {
		from := int32(len(s.next.b))
		if p.id >= 0 {
			s.next.copy(&s.cur, p.from, p.to)
		} else {
			n.normalize(s, p.from, p.to)
		}
		s.push(from, int32(len(s.next.b)), p.id)
	}
	s.cur, s.next = s.next, s.cur
	s.swap()
}

// push appends a span to what the cutter at work writes.
func (s *state) push(from, to, id int32) {
	if from < to {
		s.more = append(s.more, span{from, to, id})
	}
}

func (s *state) swap() { s.spans, s.more = s.more, s.spans }

// start is the byte of the text that the byte i of the buffer comes from.
func (s *state) start(i int32) int32 { return s.cur.at[i] }

// end is one past the character of the text that the byte before i of the
// buffer comes from.
func (s *state) end(i int32) int32 {
	at := s.cur.at[i-1]
	if s.text[at] < utf8.RuneSelf {
		return at + 1
	}
	_, n := utf8.DecodeRuneInString(s.text[at:])
	return at + int32(n)
}

// rune decodes the character at i of the current buffer, which is valid UTF-8.
func (s *state) rune(i int32) (rune, int32) {
	if c := s.cur.b[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	r, n := utf8.DecodeRune(s.cur.b[i:])
	return r, int32(n)
}
