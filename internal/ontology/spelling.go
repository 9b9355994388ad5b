package ontology

import "slices"

// correctable tells whether a word is long enough, and no number, to be
// searched for misspelt.
func correctable(w string) bool {
	return len(w) >= 4 && len(w) < 64 && (w[0] < '0' || w[0] > '9')
}

// eachGram calls f with the trigrams of ^w$, each packed into 24 bits.
func eachGram(w string, f func(uint32)) {
	g := uint32('^')
	for i := range len(w) {
		g = (g<<8 | uint32(w[i])) & 0xffffff
		if i > 0 {
			f(g)
		}
	}
	f((g<<8 | '$') & 0xffffff)
}

// allowedEdits is the number of typing errors that are corrected.
func allowedEdits(w string) int {
	if len(w) < 8 {
		return 1
	}
	return 2
}

// correct returns the word of the release closest to w: fewest edits, then
// most frequent. Words that share too few trigrams with w are not looked at:
// an edit touches at most three trigrams, a swap of neighbours four.
func (r *Release) correct(s *search, w string) (word uint32, ok bool) {
	if !correctable(w) {
		return 0, false
	}
	edits := allowedEdits(w)
	s.shared = s.shared[:0]
	eachGram(w, func(g uint32) {
		for _, id := range r.gramWords(g) {
			if s.seen[id] == 0 {
				s.shared = append(s.shared, id)
			}
			s.seen[id]++
		}
	})
	need := max(1, len(w)-4*edits)
	best := edits + 1
	for _, id := range s.shared {
		n := int(s.seen[id])
		s.seen[id] = 0
		rec := &r.words[id]
		if n < need || abs(int(rec.Len)-len(w)) > edits {
			continue
		}
		d := distance(w, r.strings[rec.Off:rec.Off+uint32(rec.Len)], min(best, edits))
		if d < best || d == best && ok && rec.Count > r.words[word].Count {
			best, word, ok = d, id, true
		}
	}
	return word, ok
}

func (r *Release) gramWords(g uint32) []uint32 {
	i, ok := slices.BinarySearchFunc(r.grams, g, func(a gramRec, b uint32) int { return int(a.Gram) - int(b) })
	if !ok {
		return nil
	}
	rec := r.grams[i]
	return r.inGrams[rec.Posts : rec.Posts+rec.Count]
}

func abs(n int) int { return max(n, -n) }

// distance counts insertions, deletions, replacements and swaps of neighbours
// (optimal string alignment), giving up above limit with limit+1.
func distance(a string, b []byte, limit int) int {
	var rows [3][64]int
	if len(b) >= 63 || len(a) >= 63 {
		return limit + 1
	}
	prev2, prev, cur := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, prev2[j-2]+1)
			}
			cur[j] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return min(prev[len(b)], limit+1)
}
