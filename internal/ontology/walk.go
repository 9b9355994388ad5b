package ontology

import "medcode/internal/text"

// maxWalk is the number of words of the longest term that Longest finds.
// Longer ones are whole titles that nobody writes into a note; Exact has them.
const maxWalk = 14

// Beginning is what is known of a word before the next one is looked at.
type Beginning struct {
	hash  uint64
	value uint32
}

// GoesOn tells whether terms of several words may begin with it.
func (b Beginning) GoesOn() bool { return b.value&goesOn != 0 }

// Begin looks up a word as the first of a term; false where no term begins with
// it. What it returns is of this release alone.
func (r *Release) Begin(norm string) (Beginning, bool) {
	h := roll(0, WordHash(norm))
	v, ok := r.exact.get(h)
	if r.local != nil {
		v, ok = v|goesOn, true // local terms are not kept by their beginnings
	}
	return Beginning{h, v}, ok
}

// Longest finds the longest term that begins at token i: the number of its
// tokens, 0 for none, and its terms as Exact orders them. It never reads past
// a text.Stop.
func (r *Release) Longest(toks []text.Token, i int) (n int, terms []TermID) {
	b, ok := r.Begin(toks[i].Norm)
	if !ok {
		return 0, nil
	}
	return r.LongestFrom(b, toks, i)
}

// LongestFrom is Longest for a token whose word was looked up before.
func (r *Release) LongestFrom(b Beginning, toks []text.Token, i int) (n int, terms []TermID) {
	h, v, best := b.hash, b.value, uint32(0)
	for j, ok := i, true; ok; {
		if v&^goesOn != 0 {
			n, best = j-i+1, v
		}
		j++
		if v&goesOn == 0 || j == len(toks) || j-i == maxWalk || toks[j].Before == text.Stop {
			break
		}
		h = roll(h, WordHash(toks[j].Norm))
		v, ok = r.exact.get(h)
	}
	if r.local != nil {
		if m, own := r.local.longest(toks, i); m >= n && m > 0 {
			return m, own
		}
	}
	if n == 0 {
		return 0, nil
	}
	return n, listAt(r.posts, best)
}
