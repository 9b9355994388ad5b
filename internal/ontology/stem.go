package ontology

import "strings"

// root is the word of the inexact search: canonical, without inflection.
func root(norm string) string { return stem(Canonical(norm)) }

// stem takes inflection endings off a normalised word, for the inexact search
// only: "fractured" and "fracturing" meet "fracture". It is the first step of
// Porter's algorithm without its measures, kept off short words.
func stem(w string) string {
	n := len(w)
	switch {
	case n < 6 || w[0] < 'a':
		return w
	case strings.HasSuffix(w, "ing"):
		w = undouble(w[:n-3])
	case strings.HasSuffix(w, "ed"):
		w = undouble(w[:n-2])
	}
	if n = len(w); n > 5 && w[n-1] == 'e' {
		w = w[:n-1]
	}
	return w
}

// undouble leaves one of two equal consonants: "swelling" but "bleeding".
func undouble(w string) string {
	n := len(w)
	if n > 4 && w[n-1] == w[n-2] && !strings.ContainsRune("aeiouls", rune(w[n-1])) {
		return w[:n-1]
	}
	return w
}
