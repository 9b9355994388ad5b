package ontology

import "math/bits"

// table maps 64-bit hashes to 32-bit values: open addressing with linear
// probing, three quarters full. Keys are not stored: with 64 bits and a
// million keys a strange word is taken for a known one once in 10^13 look-ups.
type table struct {
	keys []uint64 // 0 is a free slot
	vals []uint32

	// filter has a bit set for every key. Most of what a note asks for is no
	// term; the filter is an eighth of the keys and stays in the processor's
	// cache, so that a miss seldom costs a look into memory.
	filter []uint64
}

func (t table) get(h uint64) (uint32, bool) {
	if t.filter != nil {
		if word, bit := filterBit(h, len(t.filter)); t.filter[word]&bit == 0 {
			return 0, false
		}
	}
	n := uint64(len(t.keys))
	i, _ := bits.Mul64(h, n)
	for range n {
		switch t.keys[i] {
		case h:
			return t.vals[i], true
		case 0:
			return 0, false
		}
		if i++; i == n {
			i = 0
		}
	}
	return 0, false
}

func newTable(n int) table {
	size := n + n/3 + 1
	return table{keys: make([]uint64, size), vals: make([]uint32, size)}
}

// put adds or replaces; the table was made large enough.
func (t table) put(h uint64, v uint32) {
	n := uint64(len(t.keys))
	i, _ := bits.Mul64(h, n)
	for t.keys[i] != 0 && t.keys[i] != h {
		if i++; i == n {
			i = 0
		}
	}
	t.keys[i], t.vals[i] = h, v
}

// filterBit places a hash in a filter whose length is a power of two. It uses
// the low bits, the slots of the table the high ones; the lowest is always 1.
func filterBit(h uint64, words int) (word int, bit uint64) {
	return int(h >> 7 & uint64(words-1)), 1 << (h >> 1 & 63)
}

// makeFilter returns the filter of the keys: eight bits or more a key, so that
// one miss in eight passes at most.
func (t table) makeFilter() []uint64 {
	words := 1
	for words*64 < 8*len(t.keys) {
		words *= 2
	}
	filter := make([]uint64, words)
	for _, k := range t.keys {
		if k != 0 {
			word, bit := filterBit(k, words)
			filter[word] |= bit
		}
	}
	return filter
}

// A value holds the place of its posting list, plus one, and whether longer
// terms begin with the same words.
const goesOn = 1 << 31

// A posting list is a count followed by that many term identifiers.
func listAt(posts []TermID, v uint32) []TermID {
	p := v &^ goesOn
	if p == 0 || int(p) > len(posts) {
		return nil
	}
	rest := posts[p:]
	n := int(posts[p-1])
	if n > len(rest) {
		return nil
	}
	return rest[:n:n]
}
