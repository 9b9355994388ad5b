package tokenizer

import "unicode/utf8"

// wordPiece is greedy longest match from left to right (Schuster and Nakajima
// 2012, as BERT uses it): a word that cannot be covered is one unknown token.
type wordPiece struct {
	vocab *trie
	inner int32 // node of the prefix of pieces inside a word
	unk   int32
	limit int // longest word in characters
}

func (m *wordPiece) split(s *state, word []byte) {
	all := int32(len(word))
	if len(word) > m.limit && utf8.RuneCount(word) > m.limit {
		s.words.all = append(s.words.all, token{m.unk, 0, all})
		return
	}
	root := int32(0)
	for at := int32(0); at < all; {
		n, id := int32(0), int32(-1)
		if root >= 0 {
			n, id = m.vocab.longest(root, word[at:])
		}
		if n == 0 {
			s.words.all = append(s.words.all[:0], token{m.unk, 0, all})
			return
		}
		s.words.all = append(s.words.all, token{id, at, at + n})
		at, root = at+n, m.inner
	}
}
