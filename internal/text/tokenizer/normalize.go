package tokenizer

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// lowercase is Lowercase.
type lowercase struct{}

func (lowercase) normalize(s *state, from, to int32) {
	for i := from; i < to; {
		r, n := s.rune(i)
		s.next.lower(r, s.cur.at[i])
		i += n
	}
}

// lower appends the lower case of a character.
func (b *buffer) lower(r rune, at int32) {
	l, more := lower(r)
	b.put(l, at)
	if more != 0 {
		b.put(more, at)
	}
}

// stripAccents is StripAccents: it drops the characters of category M.
type stripAccents struct{ assigned *unicode.RangeTable }

func (n stripAccents) normalize(s *state, from, to int32) {
	for i := from; i < to; {
		r, size := s.rune(i)
		if r < 0x300 || !unicode.Is(unicode.M, r) || !unicode.Is(n.assigned, r) {
			s.next.copy(&s.cur, i, i+size)
		}
		i += size
	}
}

// strip is Strip: it drops blanks at the ends.
type strip struct{ left, right bool }

func (n strip) normalize(s *state, from, to int32) {
	b := s.cur.b
	if n.left {
		from = to - int32(len(bytes.TrimLeftFunc(b[from:to], unicode.IsSpace)))
	}
	if n.right {
		to = from + int32(len(bytes.TrimRightFunc(b[from:to], unicode.IsSpace)))
	}
	s.next.copy(&s.cur, from, to)
}

// prepend is Prepend: it puts a text before one that is not empty. What is put
// there comes from the first character.
type prepend string

func (n prepend) normalize(s *state, from, to int32) {
	if from < to {
		s.next.insert(string(n), s.cur.at[from])
	}
	s.next.copy(&s.cur, from, to)
}

// replace is Replace: every match of a pattern becomes a text. What is put
// there comes from the last character of the match.
type replace struct {
	pattern pattern
	with    string
}

func (n *replace) normalize(s *state, from, to int32) {
	done := from
	for i := from; i < to; {
		size := n.pattern.match(s.cur.b[i:to])
		if size == 0 {
			_, c := s.rune(i)
			i += c
			continue
		}
		s.next.copy(&s.cur, done, i)
		i += size
		s.next.insert(n.with, s.cur.at[i-1])
		done = i
	}
	s.next.copy(&s.cur, done, to)
}

// pattern is the regular expressions that are read: one text or \s, repeated
// at least times and, with many, as often as can be.
type pattern struct {
	text  string // "": \s
	least int32
	many  bool
}

// match is the length of the match at the start of b, 0 if there is none.
func (p *pattern) match(b []byte) int32 {
	at, times := 0, int32(0)
	for p.many || times < p.least {
		n := p.once(b[at:])
		if n == 0 {
			break
		}
		at, times = at+n, times+1
	}
	if times < p.least {
		return 0
	}
	return int32(at)
}

func (p *pattern) once(b []byte) int {
	if p.text != "" {
		if len(b) < len(p.text) || string(b[:len(p.text)]) != p.text {
			return 0
		}
		return len(p.text)
	}
	if r, n := utf8.DecodeRune(b); n > 0 && unicode.IsSpace(r) {
		return n
	}
	return 0
}
