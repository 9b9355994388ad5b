package ner

import (
	_ "embed"
	"strings"
	"unicode"

	"medcode/internal/text"
	"medcode/router/section"
	"medcode/schemas"
)

//go:embed telling.txt
var tellingList string

// Gate knows which sentences are worth a model's time. In most of them a
// model finds what the vocabularies have found already; it adds something where
// a word that they do not hold is of a kind that names things (a word list,
// counted on what a model added to texts, see training/gate.py).
type Gate struct {
	words   map[string]bool // normal forms
	endings map[string]bool // of words that are not listed
	rest    bool            // of words that end like none
}

// NewGate returns the gate of the recogniser that comes with medcode.
func NewGate() *Gate {
	g := &Gate{words: map[string]bool{}, endings: map[string]bool{}}
	for line := range lines(tellingList) {
		word, sign, _ := strings.Cut(line, " ")
		telling := sign == "+"
		switch ending, is := strings.CutPrefix(word, "-"); {
		case !is:
			norm := text.Word(word)
			g.words[norm] = g.words[norm] || telling
		case ending == "":
			g.rest = telling
		default:
			g.endings[ending] = telling
		}
	}
	return g
}

// longestEnding and shortestEnding are the letters of the endings listed.
const (
	longestEnding  = 4
	shortestEnding = 2
)

// telling tells whether a word is of a kind that names things.
func (g *Gate) telling(norm string) bool {
	if is, listed := g.words[norm]; listed {
		return is
	}
	for n := longestEnding; n >= shortestEnding; n-- {
		if len(norm) < n {
			continue
		}
		if is, listed := g.endings[norm[len(norm)-n:]]; listed {
			return is
		}
	}
	return g.rest && strings.ContainsFunc(norm, unicode.IsLetter)
}

// walk is a place in a document and in what vocabularies found there.
type walk struct {
	doc    *Document
	known  []Span
	token  int
	span   int
	covers int // byte up to which a span holds the text
}

// worth tells whether a sentence is worth it: a telling word in it is held by
// no span but those of parts of the body. Sentences are asked in their order.
func (g *Gate) worth(w *walk, s section.Span) bool {
	for toks := w.doc.Tokens; w.token < len(toks) && toks[w.token].Start < s.End; w.token++ {
		t := &toks[w.token]
		for ; w.span < len(w.known) && w.known[w.span].Start <= t.Start; w.span++ {
			if k := &w.known[w.span]; k.Category != schemas.Anatomy {
				w.covers = max(w.covers, k.End)
			}
		}
		if t.Start >= s.Start && t.Start >= w.covers && g.telling(t.Norm) {
			return true
		}
	}
	return false
}
