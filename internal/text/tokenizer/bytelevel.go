package tokenizer

import "unicode"

// byteLevel is ByteLevel: words as GPT-2 cuts them, and every byte of them as
// a character that can be seen.
type byteLevel struct {
	prefix bool      // a text that begins with no blank gets one
	words  bool      // cut words
	sign   [256]rune // the character of each byte
}

// newByteLevel makes the table of GPT-2: bytes that print in Latin-1 stand for
// themselves, the others for the characters from U+0100 on.
// https://github.com/openai/gpt-2, encoder.py.
func newByteLevel(prefix, words bool) *byteLevel {
	c := &byteLevel{prefix: prefix, words: words}
	next := rune(0x100)
	for b := range rune(256) {
		if b > ' ' && b < 0x7f || b > 0xa0 && b != 0xad {
			c.sign[b] = b
		} else {
			c.sign[b] = next
			next++
		}
	}
	return c
}

func (c *byteLevel) cut(s *state) {
	if c.prefix {
		s.rewrite(blankFirst{})
	}
	if c.words {
		s.more = s.more[:0]
		for _, p := range s.spans {
			if p.id >= 0 {
				s.more = append(s.more, p)
			} else {
				s.cutGPT2(p)
			}
		}
		s.swap()
	}
	s.rewrite(c)
}

// normalize writes a character for every byte.
func (c *byteLevel) normalize(s *state, from, to int32) {
	for i := from; i < to; i++ {
		s.next.put(c.sign[s.cur.b[i]], s.cur.at[i])
	}
}

// blankFirst puts a blank before a text that begins with none.
type blankFirst struct{}

func (blankFirst) normalize(s *state, from, to int32) {
	if s.cur.b[from] != ' ' {
		s.next.put(' ', s.cur.at[from])
	}
	s.next.copy(&s.cur, from, to)
}

// cutGPT2 cuts a span as the expression of GPT-2 does:
//
//	's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//
// so the last blank of a row belongs to the word after it, if it is a space.
func (s *state) cutGPT2(p span) {
	for i := p.from; i < p.to; {
		end := i + s.contraction(i, p.to)
		if end == i {
			end = s.wordAfterSpace(i, p.to)
		}
		if end == i {
			end = s.blanks(i, p.to)
		}
		s.push(i, end, -1)
		i = end
	}
}

// contraction is the length of an English ending at i, 0 if there is none.
func (s *state) contraction(i, to int32) int32 {
	b := s.cur.b[i:to]
	if len(b) < 2 || b[0] != '\'' {
		return 0
	}
	switch b[1] {
	case 's', 't', 'm', 'd':
		return 2
	}
	if len(b) > 2 {
		switch string(b[1:3]) {
		case "re", "ve", "ll":
			return 3
		}
	}
	return 0
}

// wordAfterSpace is the end of a run of one kind of characters that begins at
// i or after a space there, or i.
func (s *state) wordAfterSpace(i, to int32) int32 {
	at := i
	if s.cur.b[at] == ' ' {
		at++
	}
	if at == to {
		return i
	}
	r, n := s.rune(at)
	kind := gptClass(r)
	if kind == blank {
		return i
	}
	for at += n; at < to; at += n {
		if r, n = s.rune(at); gptClass(r) != kind {
			break
		}
	}
	return at
}

// blanks is the end of the run of blanks at i, without its last one if a word
// follows and it is not the only one.
func (s *state) blanks(i, to int32) int32 {
	at, last := i, i
	for at < to {
		r, n := s.rune(at)
		if !unicode.IsSpace(r) {
			break
		}
		at, last = at+n, at
	}
	if at < to && last > i {
		return last
	}
	return at
}

// digit is one more class, of GPT-2 alone.
const digit = alone + 1

func gptClass(r rune) uint8 {
	if r < 0x80 {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			return letter
		case r >= '0' && r <= '9':
			return digit
		case r == ' ' || r >= '\t' && r <= '\r':
			return blank
		}
		return sign
	}
	switch {
	case unicode.IsLetter(r):
		return letter
	case unicode.IsNumber(r):
		return digit
	case unicode.IsSpace(r):
		return blank
	}
	return sign
}
