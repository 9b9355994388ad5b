package ontology

import (
	"math/bits"
	"strings"
)

// Hashes are part of the file format: a change needs a new format version.
const (
	hashA = 0x9e3779b97f4a7c15
	hashB = 0xe7037ed1a0b428db
	hashC = 0x8ebc6af09c88c6e3
)

// fold multiplies to 128 bits and folds the halves together (the mixing step
// of Wang Yi's wyhash).
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// WordHash is the 64-bit hash of one normalised word.
func WordHash(w string) uint64 {
	h := uint64(len(w)) ^ hashA
	for len(w) >= 8 {
		v := uint64(w[0]) | uint64(w[1])<<8 | uint64(w[2])<<16 | uint64(w[3])<<24 |
			uint64(w[4])<<32 | uint64(w[5])<<40 | uint64(w[6])<<48 | uint64(w[7])<<56
		h = fold(h^v, hashB)
		w = w[8:]
	}
	var v uint64
	for i := range len(w) {
		v |= uint64(w[i]) << (8 * i)
	}
	return fold(fold(h^v, hashB)^hashC, hashA)
}

// roll extends the hash of a word sequence by one word. The hash of the empty
// sequence is 0; no sequence of words hashes to 0, which marks a free slot.
func roll(h, word uint64) uint64 {
	return fold(h^hashC, word^hashB) | 1
}

// bagHash turns a sum of word hashes into a table key.
func bagHash(sum uint64) uint64 { return fold(sum^hashB, hashA) | 1 }

// normHash hashes a normal form, words joined by one blank.
func normHash(norm string) uint64 {
	var h uint64
	for norm != "" {
		w := norm
		if i := strings.IndexByte(norm, ' '); i >= 0 {
			w, norm = norm[:i], norm[i+1:]
		} else {
			norm = ""
		}
		h = roll(h, WordHash(w))
	}
	return h
}
