package lab

import (
	"strings"
	"unicode/utf8"
)

// kind is what a piece of text is to the reading of results.
type kind uint8

const (
	word    kind = iota
	number       // 14.2 5,800 .5
	compare      // < > ≤ ≥
	mark         // other punctuation
	up           // ↑
	down         // ↓
	then         // → ->
)

// item is a piece of a text, bytes [start, end) of it.
type item struct {
	kind       kind
	start, end int
	text       string // in lower case; a number without the marks of thousands
	glued      bool   // nothing stands between it and the item before
}

// scan appends the items of s[lo:hi].
func scan(dst []item, s string, lo, hi int) []item {
	glued := lo > 0 && lo < hi && s[lo-1] != ' '
	for i := lo; i < hi; {
		if s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r' {
			i++
			glued = false
			continue
		}
		it := next(s, i, hi)
		it.glued = glued
		dst = append(dst, it)
		i, glued = it.end, true
	}
	return dst
}

func next(s string, i, hi int) item {
	c := s[i]
	switch {
	case digit(c), c == '.' && i+1 < hi && digit(s[i+1]):
		end := numberEnd(s, i, hi)
		written := strings.ReplaceAll(s[i:end], ",", "")
		if c == '.' {
			written = "0" + written
		}
		return item{kind: number, start: i, end: end, text: written}
	case letter(c):
		end := i
		for end < hi && (letter(s[end]) || digit(s[end]) || s[end] == '\'') {
			end++
		}
		return item{kind: word, start: i, end: end, text: strings.ToLower(s[i:end])}
	case (c == '<' || c == '>') && i+2 < hi && s[i+1] == '=' && (digit(s[i+2]) || s[i+2] == ' '):
		return item{kind: compare, start: i, end: i + 2, text: s[i : i+2]}
	case c == '<' || c == '>':
		return item{kind: compare, start: i, end: i + 1, text: s[i : i+1]}
	case (c == '-' || c == '=') && i+1 < hi && s[i+1] == '>':
		return item{kind: then, start: i, end: i + 2}
	case c == '-' && i+2 < hi && s[i+1] == '-' && s[i+2] == '>':
		return item{kind: then, start: i, end: i + 3}
	}
	r, n := utf8.DecodeRuneInString(s[i:hi])
	it := item{kind: mark, start: i, end: i + n, text: s[i : i+n]}
	switch r {
	case '↑', '⬆', '▲':
		it.kind = up
	case '↓', '⬇', '▼':
		it.kind = down
	case '→', '⇒':
		it.kind = then
	case '≤':
		it.kind, it.text = compare, "<"
	case '≥':
		it.kind, it.text = compare, ">"
	case '–', '—':
		it.text = "-"
	}
	return it
}

// numberEnd is the end of the number that begins at i: digits, with marks of
// thousands or one point.
func numberEnd(s string, i, hi int) int {
	point := false
	for i < hi {
		switch c := s[i]; {
		case digit(c):
		case c == '.' && !point && i+1 < hi && digit(s[i+1]):
			point = true
		case c == ',' && !point && thousands(s[i+1:hi]):
		default:
			return i
		}
		i++
	}
	return i
}

// thousands tells whether exactly three digits follow.
func thousands(s string) bool {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return n == 3
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
