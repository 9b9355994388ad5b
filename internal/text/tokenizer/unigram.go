package tokenizer

import (
	"slices"
	"unicode/utf8"
)

// unknownPenalty is what an unknown character costs below the worst piece.
const unknownPenalty = 10

// unigram finds the most probable pieces of a word with Viterbi's algorithm
// (Kudo 2018, "Subword Regularization"; one pass forward as in SentencePiece).
// Scores are added in the order of the reference, so ties fall alike.
type unigram struct {
	vocab   *trie
	scores  []float64 // by id
	unk     int32
	unkness float64     // score of an unknown character
	bytes   *[256]int32 // ids of the pieces <0x00> to <0xFF>, or nil
}

// node is the best way to a byte of the word.
type node struct {
	score float64
	from  int32 // where its last piece begins; -1: not reached
	id    int32
}

func (m *unigram) split(s *state, word []byte) {
	m.search(s, word)
	m.trace(s, word)
}

// search fills s.best with the best way to each byte.
func (m *unigram) search(s *state, word []byte) {
	s.best = append(s.best[:0], node{})
	for range word {
		s.best = append(s.best, node{from: -1})
	}
	for i := 0; i < len(word); {
		_, size := utf8.DecodeRune(word[i:])
		if !m.extend(s.best, word, i, size) {
			step(s.best, i, i+size, m.unk, m.unkness)
		}
		i += size
	}
}

// extend takes every piece that begins at i, and says whether the character
// there, size bytes long, is one by itself.
func (m *unigram) extend(best []node, word []byte, i, size int) bool {
	single := false
	n := int32(0)
	for j := i; j < len(word); j++ {
		if n = m.vocab.child(n, word[j]); n < 0 {
			break
		}
		if id := m.vocab.value[n]; id >= 0 {
			step(best, i, j+1, id, m.scores[id])
			single = single || j+1-i == size
		}
	}
	return single
}

func step(best []node, i, j int, id int32, score float64) {
	total := score + best[i].score
	if best[j].from < 0 || total > best[j].score {
		best[j] = node{total, int32(i), id}
	}
}

// trace appends the tokens of the best way to s.words.all. Unknown characters
// in a row become one token.
func (m *unigram) trace(s *state, word []byte) {
	for end := int32(len(word)); end > 0; {
		n := s.best[end]
		from, id := n.from, n.id
		for id == m.unk && from > 0 && s.best[from].id == m.unk {
			from = s.best[from].from
		}
		if id == m.unk {
			m.unknown(s, word, from, end)
		} else {
			s.words.all = append(s.words.all, token{id, from, end})
		}
		end = from
	}
	slices.Reverse(s.words.all)
}

// unknown appends, last first, what stands for characters that no piece covers.
func (m *unigram) unknown(s *state, word []byte, from, to int32) {
	id := m.vocab.find(word[from:to])
	if id < 0 && m.bytes != nil && m.spelt(word[from:to]) {
		for i := to - 1; i >= from; i-- {
			s.words.all = append(s.words.all, token{m.bytes[word[i]], from, to})
		}
		return
	}
	if id < 0 {
		id = m.unk
	}
	s.words.all = append(s.words.all, token{id, from, to})
}

// spelt is whether every byte has a piece.
func (m *unigram) spelt(b []byte) bool {
	for _, c := range b {
		if m.bytes[c] < 0 {
			return false
		}
	}
	return true
}
