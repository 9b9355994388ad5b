// Package passage finds text that was copied: within a note, and from earlier
// notes of the same patient. A passage counts as copied when [Words] or more
// words of it stand elsewhere in the same order, whatever the case, line breaks
// and punctuation between them.
//
// A note is kept as the keyed hashes of its shingles, every run of [Words]
// words (Broder, On the resemblance and containment of documents, 1997), with
// the place of each word; never as text.
package passage

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Words is the length of a shingle, in words. Shorter runs are shared by notes
// of strangers; see docs/accuracy.md for what each length finds.
const Words = 8

// maxWords bounds what is kept of one note, in words: a note of 256 KiB has
// some 45,000.
const maxWords = 16 << 10

// Print is what is kept of a text: the place of each word in bytes, half open,
// and the hash of the shingle that begins at it. The last Words-1 words begin
// none.
type Print struct {
	starts, ends []uint32
	shingles     []uint64
}

// Hasher makes prints under one key.
type Hasher struct{ block cipher.Block }

// NewHasher needs a key of 16 bytes, the patient's own: prints of two patients
// cannot be compared.
func NewHasher(key []byte) (*Hasher, error) {
	if len(key) != aes.BlockSize {
		return nil, fmt.Errorf("a passage key has %d bytes, not %d", aes.BlockSize, len(key))
	}
	block, err := aes.NewCipher(key)
	return &Hasher{block}, err
}

// Print reads a text. Safe for concurrent use.
func (h *Hasher) Print(text string) Print {
	most := min(len(text)/5, maxWords)
	p := Print{starts: make([]uint32, 0, most), ends: make([]uint32, 0, most)}
	hashes := make([]uint64, 0, most)
	for at := 0; at < len(text) && len(hashes) < maxWords; {
		start, end, hash := nextWord(text, at)
		if start == end {
			break
		}
		p.starts, p.ends = append(p.starts, uint32(start)), append(p.ends, uint32(end))
		hashes = append(hashes, hash)
		at = end
	}
	if len(hashes) < Words {
		return p
	}
	p.shingles = make([]uint64, len(hashes)-Words+1)
	var block [aes.BlockSize]byte
	for i := range p.shingles {
		p.shingles[i] = h.seal(block[:], hashes[i:i+Words])
	}
	return p
}

// seal hashes the words of a shingle by two polynomials and seals both in one
// block of AES: without the key nobody can try guesses of the text.
func (h *Hasher) seal(block []byte, words []uint64) uint64 {
	var a, b uint64
	for _, w := range words {
		a, b = a*0x9e3779b97f4a7c15+w, (b^w)*0xd6e8feb86659fd93
	}
	binary.LittleEndian.PutUint64(block, a)
	binary.LittleEndian.PutUint64(block[8:], b)
	h.block.Encrypt(block, block)
	return binary.LittleEndian.Uint64(block)
}

// nextWord finds the next run of letters and digits from at on, and the FNV-1a
// hash of its lower-case form; start == end where there is none.
func nextWord(text string, at int) (start, end int, hash uint64) {
	start = -1
	hash = 14695981039346656037
	for i := at; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			if start >= 0 {
				return start, i, hash
			}
			i += size
			continue
		}
		if start < 0 {
			start = i
		}
		hash = (hash ^ uint64(unicode.ToLower(r))) * 1099511628211
		i += size
	}
	if start < 0 {
		return 0, 0, 0
	}
	return start, len(text), hash
}
