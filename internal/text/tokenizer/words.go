package tokenizer

import "hash/maphash"

// Sizes of what is remembered. A slot takes 64 bytes, one line of the
// processor's cache; all slots of a state take 1 MiB.
const (
	slots      = 1 << 14
	slotKey    = 24 // bytes of a word
	slotTokens = 6
)

// words remembers the tokens of words met lately: those of a text repeat, and
// to take one apart costs ten times what finding it costs. A word has one slot
// it can be in, and takes it from the word that was there, so nothing grows
// and nothing is ever allocated.
type words struct {
	seed  maphash.Seed
	slots []slot
	all   []token // of the word at work
}

type slot struct {
	ids      [slotTokens]int32
	key      [slotKey]byte
	from, to [slotTokens]uint8
	size, n  uint8 // of key and tokens; no word has size 0
}

// token is one token of a word, with its bytes in the word.
type token struct {
	id, from, to int32
}

func newWords() words {
	return words{seed: maphash.MakeSeed(), slots: make([]slot, slots)}
}

// slot is where a word is or may be put; nil if it is too long.
func (w *words) slot(b []byte) *slot {
	if len(b) > slotKey {
		return nil
	}
	return &w.slots[maphash.Bytes(w.seed, b)%slots]
}

// holds is whether the word in the slot is b.
func (k *slot) holds(b []byte) bool {
	return int(k.size) == len(b) && string(k.key[:len(b)]) == string(b)
}

// keep puts a word and its tokens in the slot, if there is one and they fit.
func (k *slot) keep(b []byte, tokens []token) {
	if k == nil || len(tokens) > slotTokens {
		return
	}
	k.size, k.n = uint8(copy(k.key[:], b)), uint8(len(tokens))
	for i, t := range tokens {
		k.ids[i], k.from[i], k.to[i] = t.id, uint8(t.from), uint8(t.to)
	}
}

// splitter takes a word apart: it appends its tokens to s.words.all.
type splitter interface {
	split(s *state, word []byte)
}

// tokenize appends the tokens of the word that is the bytes [from, to) of the
// current buffer.
func (s *state) tokenize(m splitter, from, to int32, out *Encoding) {
	b := s.cur.b[from:to]
	k := s.words.slot(b)
	if k != nil && k.holds(b) {
		for i := range k.n {
			out.add(k.ids[i], s.start(from+int32(k.from[i])), s.end(from+int32(k.to[i])))
		}
		return
	}
	s.words.all = s.words.all[:0]
	m.split(s, b)
	for _, t := range s.words.all {
		out.add(t.id, s.start(from+t.from), s.end(from+t.to))
	}
	k.keep(b, s.words.all)
}
