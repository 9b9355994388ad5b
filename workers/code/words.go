package code

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// wordList is the distinct content words of a phrase in canonical form.
type wordList []string

func wordsOf(toks []text.Token) wordList {
	out := make(wordList, 0, len(toks))
	for i := range toks {
		if !ontology.Content(toks, i) {
			continue
		}
		if w := ontology.Canonical(toks[i].Norm); !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// share is how much of the list the others hold between them, 0–1; 0 of an
// empty list.
func (l wordList) share(others ...wordList) float64 {
	if len(l) == 0 {
		return 0
	}
	n := 0
	for _, w := range l {
		if slices.ContainsFunc(others, func(o wordList) bool { return slices.Contains(o, w) }) {
			n++
		}
	}
	return float64(n) / float64(len(l))
}

// missing counts the words of a kind that the other list lacks.
func (l wordList) missing(other wordList, of func(string) bool) float64 {
	n := 0
	for _, w := range l {
		if of(w) && !slices.Contains(other, w) {
			n++
		}
	}
	return float64(n)
}

func anyWord(string) bool { return true }

// number tells numerals: 2, 11, iv, and the letters and mixtures that number
// subtypes (a, b12, iib).
func number(w string) bool {
	if strings.ContainsAny(w, "0123456789") || len(w) == 1 {
		return true
	}
	rest := strings.TrimLeft(w, "ivx")
	n := len(w) - len(rest)
	return len(w) <= 5 && n > 0 && (rest == "" || n > 1 && len(rest) == 1 && rest[0] <= 'h')
}

// side tells words of laterality.
func side(w string) bool { return w == "left" || w == "right" || w == "bilateral" || w == "unilateral" }

// negating tells words that turn a meaning round.
func negating(w string) bool {
	switch w {
	case "no", "not", "non", "without", "never", "absence", "absent":
		return true
	}
	return false
}

// filler tells words of titles that say nothing a phrase would.
func filler(w string) bool {
	switch w {
	case "unspecified", "initial", "encounter", "specified", "other", "elsewhere", "classified", "closed", "not", "nos", "nec":
		return true
	}
	return false
}

// episode tells the words of encounters, and of courses that a phrase names
// when it means them.
func episode(w string) bool {
	switch w {
	case "subsequent", "sequela", "history", "family", "personal", "screening":
		return true
	}
	return false
}
