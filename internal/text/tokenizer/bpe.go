package tokenizer

import "unicode/utf8"

// bpe merges neighbouring symbols in the order in which training merged them
// (Sennrich, Haddow and Birch 2016). Byte-level BPE is the same over the
// characters that stand for bytes.
type bpe struct {
	vocab  *trie
	merges map[uint64]merge // by the pair of ids
	unk    int32            // -1: what is unknown is left out
	fuse   bool             // unknown characters in a row are one token
	bytes  *[256]int32      // ids of the tokens <0x00> to <0xFF>, or nil
	whole  bool             // a word that is in the vocabulary is not taken apart
}

// merge is what a pair becomes, and how early.
type merge struct{ rank, id int32 }

func pair(a, b int32) uint64 { return uint64(uint32(a))<<32 | uint64(uint32(b)) }

// word is a word being merged: symbols in a doubly linked list, and a heap of
// the merges that were possible when they were put there.
type word struct {
	symbols []symbol
	heap    []candidate
}

type symbol struct {
	id         int32
	prev, next int32 // -1: none
	size       int32 // bytes; 0: merged into another
}

type candidate struct{ rank, at, id int32 }

func (a candidate) before(b candidate) bool {
	return a.rank < b.rank || a.rank == b.rank && a.at < b.at
}

func (m *bpe) split(s *state, b []byte) {
	if id := m.known(b); id >= 0 {
		s.words.all = append(s.words.all, token{id, 0, int32(len(b))})
		return
	}
	m.symbols(&s.word, b)
	m.mergeAll(&s.word)
	s.words.all = s.word.tokens(s.words.all)
}

func (m *bpe) known(b []byte) int32 {
	if !m.whole {
		return -1
	}
	return m.vocab.find(b)
}

// symbols fills the word with one symbol a character. Several unknown ones are
// one symbol if they are to be fused; a character spelt in bytes does not end
// such a row, as in the reference.
func (m *bpe) symbols(w *word, b []byte) {
	w.symbols, w.heap = w.symbols[:0], w.heap[:0]
	unknown := int32(0) // bytes of the unknown symbol that waits to be added
	for len(b) > 0 {
		_, n := utf8.DecodeRune(b)
		c := b[:n]
		b = b[n:]
		if id := m.vocab.find(c); id >= 0 {
			unknown = w.flush(m.unk, unknown)
			w.add(id, int32(n))
			continue
		}
		if m.spell(w, c) || m.unk < 0 {
			continue
		}
		if !m.fuse {
			unknown = w.flush(m.unk, unknown)
		}
		unknown += int32(n)
	}
	w.flush(m.unk, unknown)
}

// spell adds the tokens of the bytes of a character, if there are all of them.
func (m *bpe) spell(w *word, c []byte) bool {
	if m.bytes == nil {
		return false
	}
	for _, x := range c {
		if m.bytes[x] < 0 {
			return false
		}
	}
	for _, x := range c {
		w.add(m.bytes[x], 1)
	}
	return true
}

func (w *word) flush(unk, size int32) int32 {
	if size > 0 {
		w.add(unk, size)
	}
	return 0
}

func (w *word) add(id, size int32) {
	n := int32(len(w.symbols))
	if n > 0 {
		w.symbols[n-1].next = n
	}
	w.symbols = append(w.symbols, symbol{id, n - 1, -1, size})
}

// mergeAll merges until nothing can be merged: the earliest merge first, of
// equal ones the leftmost.
func (m *bpe) mergeAll(w *word) {
	for i := 0; i+1 < len(w.symbols); i++ {
		m.offer(w, int32(i), int32(i)+1)
	}
	for len(w.heap) > 0 {
		c := w.pop()
		left := &w.symbols[c.at]
		if left.size == 0 || left.next < 0 {
			continue
		}
		right := &w.symbols[left.next]
		if now, ok := m.merges[pair(left.id, right.id)]; !ok || now.id != c.id {
			continue // another merge took one of the two
		}
		left.id, left.size, left.next = c.id, left.size+right.size, right.next
		right.size = 0
		if right.next >= 0 {
			w.symbols[right.next].prev = c.at
			m.offer(w, c.at, right.next)
		}
		if left.prev >= 0 {
			m.offer(w, left.prev, c.at)
		}
	}
}

// offer puts the merge of two neighbours on the heap, if there is one.
func (m *bpe) offer(w *word, left, right int32) {
	if x, ok := m.merges[pair(w.symbols[left].id, w.symbols[right].id)]; ok {
		w.push(candidate{x.rank, left, x.id})
	}
}

// tokens appends the symbols that are left.
func (w *word) tokens(to []token) []token {
	at := int32(0)
	for _, x := range w.symbols {
		if x.size > 0 {
			to = append(to, token{x.id, at, at + x.size})
			at += x.size
		}
	}
	return to
}

func (w *word) push(c candidate) {
	w.heap = append(w.heap, c)
	i := len(w.heap) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !w.heap[i].before(w.heap[up]) {
			return
		}
		w.heap[i], w.heap[up] = w.heap[up], w.heap[i]
		i = up
	}
}

func (w *word) pop() candidate {
	top, last := w.heap[0], len(w.heap)-1
	w.heap[0] = w.heap[last]
	w.heap = w.heap[:last]
	for i := 0; ; {
		low := 2*i + 1
		if low >= last {
			return top
		}
		if low+1 < last && w.heap[low+1].before(w.heap[low]) {
			low++
		}
		if !w.heap[low].before(w.heap[i]) {
			return top
		}
		w.heap[i], w.heap[low] = w.heap[low], w.heap[i]
		i = low
	}
}
