package tokenizer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"
)

// charsmap is Precompiled: the rules of a SentencePiece normalizer, as
// nmt_nfkc, in a double array of Darts (darts-clone, unit of 32 bits) from
// strings to places in a block of replacements that end with a zero byte.
// https://github.com/google/sentencepiece, builder.h and normalizer.cc.
//
// It does as the reference does, which differs from SentencePiece: the text is
// taken by grapheme cluster, and the shortest match of a short cluster
// replaces all of it.
type charsmap struct {
	units  []uint32
	blob   []byte
	single [utf8.RuneSelf]bool // ASCII characters that a rule may change
}

// newCharsmap reads the block as it stands in a SentencePiece model: length of
// the array in bytes, the array, the replacements.
func newCharsmap(b []byte) (*charsmap, error) {
	if len(b) < 8 {
		return nil, errors.New("it is too short")
	}
	n := int64(binary.LittleEndian.Uint32(b))
	if n < 4 || n%4 != 0 || 4+n > int64(len(b)) {
		return nil, fmt.Errorf("its array of %d bytes does not fit", n)
	}
	m := &charsmap{units: make([]uint32, n/4), blob: b[4+n:]}
	for i := range m.units {
		m.units[i] = binary.LittleEndian.Uint32(b[4+4*i:])
	}
	if !utf8.Valid(m.blob) {
		return nil, errors.New("its replacements are not UTF-8")
	}
	for c := range m.single {
		_, m.single[c] = m.lookup([]byte{byte(c)})
	}
	return m, nil
}

// lookup is what replaces the shortest string with a rule that b begins with.
func (m *charsmap) lookup(b []byte) ([]byte, bool) {
	at := offset(m.units[0])
	for _, c := range b {
		at ^= uint32(c)
		if c == 0 || at >= uint32(len(m.units)) {
			return nil, false
		}
		u := m.units[at]
		if u&(1<<31|0xFF) != uint32(c) {
			return nil, false
		}
		at ^= offset(u)
		if u>>8&1 == 1 {
			return m.replacement(at)
		}
	}
	return nil, false
}

func offset(unit uint32) uint32 { return unit >> 10 << (unit & (1 << 9) >> 6) }

func (m *charsmap) replacement(at uint32) ([]byte, bool) {
	if at >= uint32(len(m.units)) {
		return nil, false
	}
	from := m.units[at] & (1<<31 - 1)
	if from > uint32(len(m.blob)) {
		return nil, false
	}
	to := from
	for to < uint32(len(m.blob)) && m.blob[to] != 0 {
		to++
	}
	return m.blob[from:to], true
}

func (m *charsmap) normalize(s *state, from, to int32) {
	w := lagging{rewriter: rewriter{&s.cur, &s.next, from, from, to}}
	b := s.cur.b
	for i := from; i < to; {
		n := int32(grapheme(b[i:to]))
		if n == 1 && !m.single[b[i]] {
			w.add(rune(b[i]), 0)
		} else if with, ok := m.short(b[i : i+n]); ok {
			w.replace(b[i:i+n], with)
		} else {
			m.each(&w, b[i:i+n])
		}
		i += n
	}
	w.flush()
}

// short looks up a whole cluster, if it is below six bytes.
func (m *charsmap) short(cluster []byte) ([]byte, bool) {
	if len(cluster) >= 6 {
		return nil, false
	}
	return m.lookup(cluster)
}

// each replaces the characters of a cluster one by one.
func (m *charsmap) each(w *lagging, cluster []byte) {
	for len(cluster) > 0 {
		r, n := utf8.DecodeRune(cluster)
		if with, ok := m.lookup(cluster[:n]); ok {
			w.replace(cluster[:n], with)
		} else {
			w.add(r, 0)
		}
		cluster = cluster[n:]
	}
}

// lagging holds back the last character, because what is dropped after it
// changes how far it moves on.
type lagging struct {
	rewriter
	held   bool
	r      rune
	change int32
}

func (w *lagging) add(r rune, change int32) {
	w.flush()
	w.held, w.r, w.change = true, r, change
}

func (w *lagging) flush() {
	if w.held {
		w.put(w.r, w.change)
		w.held = false
	}
}

// replace writes new in place of old. The characters that new has more come
// from the last of old; those that it has less are dropped after its last. If
// nothing stands before what is dropped, the reference forgets it, and what
// follows is aligned too early; so it is here.
func (w *lagging) replace(old, new []byte) {
	more := int32(utf8.RuneCount(new) - utf8.RuneCount(old))
	left := int32(utf8.RuneCount(new))
	for len(new) > 0 {
		r, n := utf8.DecodeRune(new)
		change := int32(0)
		if left <= more {
			change = 1
		}
		w.add(r, change)
		new, left = new[n:], left-1
	}
	if more < 0 && w.held {
		w.change += more
	}
}
