package hashgram

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FNV-1a, 32 bits: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv.
const (
	fnvOffset = 2166136261
	fnvPrime  = 16777619
)

// Tokenizer encodes phrases. It holds no state between calls and may be used by several
// goroutines at once.
type Tokenizer struct {
	rows           uint32 // rows without the padding row
	minGram        int
	maxGram        int
	pairs          bool
	limit          int
	gram, wordHash uint32 // hash states after "g:" and "w:"
	pairHash       uint32 // and after "b:"
}

func newTokenizer(s spec) *Tokenizer {
	basis := uint32(fnvOffset) ^ *s.Seed
	prefix := func(c byte) uint32 { return add(add(basis, c), ':') }
	return &Tokenizer{
		rows: *s.Buckets - 1, minGram: *s.NgramMin, maxGram: *s.NgramMax,
		pairs: *s.WordBigrams, limit: *s.MaxLength,
		gram: prefix('g'), wordHash: prefix('w'), pairHash: prefix('b'),
	}
}

// MaxLength is the largest number of rows that one phrase gives.
func (t *Tokenizer) MaxLength() int { return t.limit }

// Buckets is the number of rows of the table, the padding row 0 among them.
func (t *Tokenizer) Buckets() int { return int(t.rows) + 1 }

// Encode appends the rows of phrase, each in [1, Buckets), to dst and returns it: MaxLength at
// most, none for a phrase without letters or digits. It allocates only to grow dst and takes any
// bytes; invalid UTF-8 separates words.
func (t *Tokenizer) Encode(dst []int64, phrase string) []int64 {
	e := encoder{t: t, out: dst, end: len(dst) + t.limit}
	e.clear()
	for _, r := range phrase {
		if e.full() {
			break
		}
		e.fold(r)
	}
	e.endWord()
	return e.out
}

// encoder walks a phrase once. It keeps the last characters of the word being read, and running
// hashes of the word and of the pair that it makes with the word before.
type encoder struct {
	t     *Tokenizer
	out   []int64
	end   int // length of out at which to stop
	ring  [maxGram]rune
	n     int    // characters of "<word" so far; 0 between words
	word  uint32 // hash of "w:" + word so far
	next  uint32 // hash of "b:" + word so far
	pair  uint32 // hash of "b:" + the word before + " " + word so far
	after bool   // whether there is a word before
}

func (e *encoder) full() bool { return len(e.out) >= e.end }

func (e *encoder) emit(h uint32) {
	if !e.full() {
		e.out = append(e.out, int64(h%e.t.rows)+1)
	}
}

func (e *encoder) clear() { e.n, e.word, e.next = 0, e.t.wordHash, e.t.pairHash }

// fold feeds what r stands for. Marks are dropped, so their canonical order does not matter and
// each rune can be decomposed by itself.
func (e *encoder) fold(r rune) {
	switch {
	case r < utf8.RuneSelf:
		e.char(r)
	case r >= hangulFirst && r <= hangulLast:
		e.hangul(r - hangulFirst)
	default:
		e.decomposed(r)
	}
}

func (e *encoder) decomposed(r rune) {
	var buf [utf8.UTFMax]byte
	parts := norm.NFKD.Properties(buf[:utf8.EncodeRune(buf[:], r)]).Decomposition()
	if parts == nil {
		e.char(r)
		return
	}
	for len(parts) > 0 {
		c, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		e.char(c)
	}
}

// Hangul syllables decompose by arithmetic: The Unicode Standard, section 3.12.
const (
	hangulFirst, hangulLast         = 0xAC00, 0xD7A3
	leadFirst, vowelFirst, tailZero = 0x1100, 0x1161, 0x11A7
	vowels, tails                   = 21, 28
)

func (e *encoder) hangul(index rune) {
	e.char(leadFirst + index/(vowels*tails))
	e.char(vowelFirst + index/tails%vowels)
	if tail := index % tails; tail != 0 {
		e.char(tailZero + tail)
	}
}

func (e *encoder) char(r rune) {
	switch {
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		e.letter(unicode.ToLower(r))
	case !unicode.IsMark(r):
		e.endWord()
	}
}

func (e *encoder) letter(r rune) {
	if e.n == 0 {
		e.push('<')
	}
	e.word, e.next, e.pair = addRune(e.word, r), addRune(e.next, r), addRune(e.pair, r)
	e.push(r)
}

// push takes one character of "<word>" and emits the n-grams that end with it.
func (e *encoder) push(r rune) {
	e.ring[e.n%maxGram] = r
	e.n++
	for size := e.t.minGram; size <= min(e.t.maxGram, e.n); size++ {
		h := e.t.gram
		for i := e.n - size; i < e.n; i++ {
			h = addRune(h, e.ring[i%maxGram])
		}
		e.emit(h)
	}
}

func (e *encoder) endWord() {
	if e.n == 0 {
		return
	}
	e.push('>')
	e.emit(e.word)
	if e.after && e.t.pairs {
		e.emit(e.pair)
	}
	e.pair, e.after = add(e.next, ' '), true
	e.clear()
}

func add(h uint32, b byte) uint32 { return (h ^ uint32(b)) * fnvPrime }

func addRune(h uint32, r rune) uint32 {
	if r < utf8.RuneSelf {
		return add(h, byte(r))
	}
	var buf [utf8.UTFMax]byte
	for _, b := range buf[:utf8.EncodeRune(buf[:], r)] {
		h = add(h, b)
	}
	return h
}
