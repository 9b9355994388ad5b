package ontology

import "medcode/internal/text"

// maxWalk is the number of words of the longest term that Longest finds.
// Longer ones are whole titles that nobody writes into a note; Exact has them.
const maxWalk = 14

// Longest finds the longest term that begins at token i: the number of its
// tokens, 0 for none, and its terms as Exact orders them. It never reads past
// a text.Stop.
func (r *Release) Longest(toks []text.Token, i int) (n int, terms []TermID) {
	var h uint64
	var best uint32
	for j := i; j < len(toks) && j-i < maxWalk; j++ {
		if j > i && toks[j].Before == text.Stop {
			break
		}
		h = roll(h, WordHash(toks[j].Norm))
		v, ok := r.exact.get(h)
		if !ok {
			break
		}
		if v&^goesOn != 0 {
			n, best = j-i+1, v
		}
		if v&goesOn == 0 {
			break
		}
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
