package tokenizer

import (
	"unicode"
	"unicode/utf8"
)

// added finds the tokens that stand in the text as they are, as "[SEP]": the
// leftmost, of those the longest.
type added struct {
	names  *trie // to the index in tokens; nil: there are none
	starts [256]bool
	tokens []addedToken
}

// addedToken is one of added_tokens.
type addedToken struct {
	id     int32
	single bool // not as a part of a word
	left   bool // with the blanks before it
	right  bool // with the blanks after it
}

func (a *added) cut(s *state) {
	if a.names == nil {
		return
	}
	s.more = s.more[:0]
	for _, p := range s.spans {
		if p.id >= 0 {
			s.more = append(s.more, p)
		} else {
			a.find(s, p)
		}
	}
	s.swap()
}

// find cuts one span at the tokens in it.
func (a *added) find(s *state, p span) {
	done := p.from
	for i := p.from; i < p.to; {
		if !a.starts[s.cur.b[i]] {
			i++
			continue
		}
		n, index := a.names.longest(0, s.cur.b[i:p.to])
		if n == 0 {
			i++
			continue
		}
		from, to := i, i+n
		i = to
		k := a.tokens[index]
		if from < done || k.single && inWord(s.cur.b[p.from:p.to], from-p.from, to-p.from) {
			continue
		}
		if k.left {
			from = max(done, blanksBefore(s.cur.b, p.from, from))
		}
		if k.right {
			to = blanksAfter(s.cur.b, to, p.to)
		}
		s.push(done, from, -1)
		s.push(from, to, k.id)
		done = to
	}
	s.push(done, p.to, -1)
}

// inWord is whether a character of a word stands before or after b[from:to].
func inWord(b []byte, from, to int32) bool {
	before, n := utf8.DecodeLastRune(b[:from])
	after, m := utf8.DecodeRune(b[to:])
	return n > 0 && wordRune(before) || m > 0 && wordRune(after)
}

func blanksBefore(b []byte, from, to int32) int32 {
	for to > from {
		r, n := utf8.DecodeLastRune(b[from:to])
		if !unicode.IsSpace(r) {
			break
		}
		to -= int32(n)
	}
	return to
}

func blanksAfter(b []byte, from, to int32) int32 {
	for from < to {
		r, n := utf8.DecodeRune(b[from:to])
		if !unicode.IsSpace(r) {
			break
		}
		from += int32(n)
	}
	return from
}
