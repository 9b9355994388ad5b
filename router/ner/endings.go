package ner

import "strings"

// endings are ends of words, none empty, by their last byte.
type endings [256][]string

func newEndings(list ...string) *endings {
	var e endings
	for _, s := range list {
		c := s[len(s)-1]
		e[c] = append(e[c], s)
	}
	return &e
}

// end tells whether a word ends with one of them.
func (e *endings) end(w string) bool {
	if w == "" {
		return false
	}
	for _, s := range e[w[len(w)-1]] {
		if strings.HasSuffix(w, s) {
			return true
		}
	}
	return false
}
