package tokenizer

import (
	"unicode"
	"unicode/utf8"
)

// wordCutter cuts where the class of characters changes. Its classes are those
// of BertPreTokenizer (words between blanks, every punctuation mark by
// itself), WhitespaceSplit (words between blanks) or Whitespace (runs of
// letters, digits and marks, and runs of other signs).
type wordCutter struct {
	ascii [utf8.RuneSelf]uint8
	class func(rune) uint8
}

func newWordCutter(class func(rune) uint8) *wordCutter {
	c := &wordCutter{class: class}
	for r := range c.ascii {
		c.ascii[r] = class(rune(r))
	}
	return c
}

// Classes of characters: where the class changes, a word ends.
const (
	blank uint8 = iota // dropped
	letter
	sign
	alone // a word of its own
)

// bertClass returns the classes of BertPreTokenizer.
func bertClass() func(rune) uint8 {
	c := newCategories()
	return func(r rune) uint8 {
		switch {
		case unicode.IsSpace(r):
			return blank
		case c.punctuation(r):
			return alone
		}
		return letter
	}
}

func blankClass(r rune) uint8 {
	if unicode.IsSpace(r) {
		return blank
	}
	return letter
}

func wordClass(r rune) uint8 {
	switch {
	case unicode.IsSpace(r):
		return blank
	case wordRune(r):
		return letter
	}
	return sign
}

func (c *wordCutter) cut(s *state) {
	s.more = s.more[:0]
	for _, p := range s.spans {
		if p.id >= 0 {
			s.more = append(s.more, p)
		} else {
			c.words(s, p)
		}
	}
	s.swap()
}

func (c *wordCutter) words(s *state, p span) {
	from, last := p.from, blank
	for i := p.from; i < p.to; {
		r, n := rune(s.cur.b[i]), int32(1)
		var k uint8
		if r < utf8.RuneSelf {
			k = c.ascii[r]
		} else {
			r, n = s.rune(i)
			k = c.class(r)
		}
		if k != last || k == alone {
			if last != blank {
				s.push(from, i, -1)
			}
			from, last = i, k
		}
		i += n
	}
	if last != blank {
		s.push(from, p.to, -1)
	}
}

// metaspace is Metaspace: blanks become a visible sign, and with split a word
// begins at each.
type metaspace struct {
	sign  string
	rune  rune
	when  string // always, first or never: whether a text that has none gets one in front
	split bool
}

func (c *metaspace) cut(s *state) {
	s.next.reset()
	s.more = s.more[:0]
	for _, p := range s.spans {
		from := int32(len(s.next.b))
		if p.id >= 0 {
			s.next.copy(&s.cur, p.from, p.to)
			s.push(from, int32(len(s.next.b)), p.id)
			continue
		}
		c.rewrite(s, p)
		if c.split {
			c.words(s, from)
		} else {
			s.push(from, int32(len(s.next.b)), -1)
		}
	}
	s.cur, s.next = s.next, s.cur
	s.swap()
}

// rewrite writes the span with signs for blanks, and one in front.
func (c *metaspace) rewrite(s *state, p span) {
	r, _ := s.rune(p.from)
	at := s.cur.at[p.from]
	if r != ' ' && r != c.rune && (c.when == "always" || c.when == "first" && at == 0) {
		s.next.insert(c.sign, at)
	}
	for i := p.from; i < p.to; i++ {
		if b := s.cur.b[i]; b == ' ' {
			s.next.insert(c.sign, s.cur.at[i])
		} else {
			s.next.b = append(s.next.b, b)
			s.next.at = append(s.next.at, s.cur.at[i])
		}
	}
}

// words cuts what was just written before every sign.
func (c *metaspace) words(s *state, from int32) {
	end := int32(len(s.next.b))
	for i := from; i < end; {
		r, n := utf8.DecodeRune(s.next.b[i:end])
		if r == c.rune && i > from {
			s.push(from, i, -1)
			from = i
		}
		i += int32(n)
	}
	s.push(from, end, -1)
}
