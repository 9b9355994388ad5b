package router

import (
	"regexp"
	"strings"
)

// needles are strings that are looked for together, in one pass over a text.
type needles struct {
	words []string
	pairs [16]uint64 // a bit for the lower five bits each of the first two bytes of a word
}

// newNeedles makes words ready; each has two bytes or more.
func newNeedles(words ...string) *needles {
	n := &needles{words: words}
	for _, w := range words {
		at := pair(w[0], w[1])
		n.pairs[at/64] |= 1 << (at % 64)
	}
	return n
}

func pair(a, b byte) uint { return uint(a&31)<<5 | uint(b&31) }

// in tells whether a text has one of them.
func (n *needles) in(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		if at := pair(s[i], s[i+1]); n.pairs[at/64]&(1<<(at%64)) != 0 && n.at(s[i:]) {
			return true
		}
	}
	return false
}

// beside tells whether a pattern matches what stands within some bytes of one of
// them.
func (n *needles) beside(s string, within int, pattern *regexp.Regexp) bool {
	for i := 0; i+1 < len(s); i++ {
		at := pair(s[i], s[i+1])
		if n.pairs[at/64]&(1<<(at%64)) == 0 || !n.at(s[i:]) {
			continue
		}
		if pattern.MatchString(s[max(0, i-within):min(len(s), i+within)]) {
			return true
		}
	}
	return false
}

// at tells whether a text begins with one of them.
func (n *needles) at(s string) bool {
	for _, w := range n.words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}
