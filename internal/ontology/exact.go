package ontology

import (
	"slices"
	"strings"

	"medcode/internal/text"
)

// Exact returns the terms whose normal form is norm, the best one of each
// code, most trusted first: printed forms before variants, see rank. Local
// terms of that form stand alone. The slice belongs to the release.
func (r *Release) Exact(norm string) []TermID {
	h := normHash(norm)
	if own := r.local.byExact(h); own != nil {
		return own
	}
	v, ok := r.exact.get(h)
	if !ok {
		return nil
	}
	return listAt(r.posts, v)
}

// Bag is Exact under the order-free key that BagKey makes.
func (r *Release) Bag(key string) []TermID {
	var sum uint64
	for key != "" {
		w := key
		if i := strings.IndexByte(key, ' '); i >= 0 {
			w, key = key[:i], key[i+1:]
		} else {
			key = ""
		}
		sum += WordHash(w)
	}
	return r.BagSum(sum)
}

// BagSum is Bag for the sum of the BagWords of the distinct content words, so
// that a window over a text extends its key by one addition.
func (r *Release) BagSum(sum uint64) []TermID {
	if own := r.local.bySum(sum); own != nil {
		return own
	}
	v, ok := r.bag.get(bagHash(sum))
	if !ok {
		return nil
	}
	return listAt(r.posts, v)
}

// BagWord is what token i adds to a BagSum; false where it is no content word.
// Equal words of a window count once: the caller leaves repeated values out.
func BagWord(toks []text.Token, i int) (hash uint64, ok bool) {
	if !Content(toks, i) {
		return 0, false
	}
	return WordHash(Canonical(toks[i].Norm)), true
}

// BagKey returns the distinct content words of toks in canonical form, sorted
// and joined by blanks; empty where there are none.
func BagKey(toks []text.Token) string {
	words := make([]string, 0, len(toks))
	for i := range toks {
		if Content(toks, i) {
			words = append(words, Canonical(toks[i].Norm))
		}
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

// bagSum is the sum that BagSum takes, and the number of distinct words.
func bagSum(toks []text.Token) (sum uint64, n int) {
	var seen [maxBag + 1]uint64
	for i := range toks {
		h, ok := BagWord(toks, i)
		if !ok || slices.Contains(seen[:n], h) {
			continue
		}
		if n == len(seen) {
			return sum, n
		}
		seen[n] = h
		sum += h
		n++
	}
	return sum, n
}

// Content tells whether token i counts in order-free keys and in the inexact
// search: it is no stop word, or the letter A at the end of a phrase
// ("hepatitis A"), where it is no article.
func Content(toks []text.Token, i int) bool {
	if toks[i].Norm == "a" {
		return i > 0 && (i == len(toks)-1 || toks[i+1].Before != text.Space)
	}
	return !StopWord(toks[i].Norm)
}

// StopWord tells whether a normalised word is left out of order-free keys and
// of the inexact search: words that link, never words that negate.
func StopWord(w string) bool {
	switch w {
	case "a", "an", "and", "are", "as", "associated", "at", "be", "by", "due", "during", "for", "from", "her", "his",
		"in", "into", "is", "it", "of", "on", "or", "than", "that", "the", "their", "this", "to", "type",
		"was", "were", "which", "who", "with":
		return true
	}
	return false
}
