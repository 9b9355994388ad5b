package ner

import (
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// leastSpelt is the length from which an unknown word is looked for misspelt:
// shorter ones are one edit from too many others.
const leastSpelt = 7

// spelling finds the words of a vocabulary that are one edit from an unknown
// one: an insertion, a deletion, a replacement or a swap of neighbours. Words
// are found under what is left of them without one letter (W. Garbe's
// symmetric delete), so that only unknown words pay.
type spelling struct {
	known map[uint64]bool  // hashes of the normal forms of words that are spelt right
	less  map[uint64]int32 // hashes of words, whole and without one letter, to their place in words
	words []string
	drugs map[int32]bool      // places of words that name medicines
	seen  map[uint64]struct{} // hashes of words as written; nil when all are learnt
}

func newSpelling() *spelling {
	return &spelling{known: map[uint64]bool{}, less: map[uint64]int32{}, drugs: map[int32]bool{}, seen: map[uint64]struct{}{}}
}

// leastKnown is the length from which words are kept as known: parts of
// compounds are shorter than what is corrected.
const leastKnown = 5

// learn adds the words of a release to those that are known, and those that
// aims says to what a misspelt one may mean. The codes of skip, half-open, are
// left out.
func (s *spelling) learn(r *ontology.Release, skip [2]ontology.CodeID, aims func(norm string) bool) {
	for i := range r.Info().Terms {
		id := ontology.TermID(i)
		if c := r.CodeOf(id); c >= skip[0] && c < skip[1] {
			continue
		}
		for w := range longWords(r.Term(id).Text) {
			raw := ontology.WordHash(w)
			if _, seen := s.seen[raw]; seen {
				continue
			}
			s.seen[raw] = struct{}{}
			norm := text.Word(w)
			h := ontology.WordHash(norm)
			if s.known[h] {
				continue
			}
			s.known[h] = true
			if len(norm) >= leastSpelt && aims(norm) {
				s.aim(norm)
			}
		}
	}
}

// longWords yields the words of a text that have enough letters, as written.
func longWords(t string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for from := 0; from < len(t); {
			to := from
			for to < len(t) && (t[to]|0x20 >= 'a' && t[to]|0x20 <= 'z') {
				to++
			}
			if to-from >= leastKnown && !yield(t[from:to]) {
				return
			}
			from = to + 1
		}
	}
}

func (s *spelling) aim(word string) {
	s.words = append(s.words, word)
	at := int32(len(s.words) - 1)
	each(word, func(h uint64) bool {
		if _, taken := s.less[h]; !taken {
			s.less[h] = at
		}
		return true
	})
}

// each calls f with the hashes of a word, whole and without each of its
// letters but the first, until f says that it has seen enough.
func each(w string, f func(uint64) bool) {
	if !f(ontology.WordHash(w)) {
		return
	}
	var buf [64]byte
	if len(w) > len(buf) {
		return
	}
	for i := 1; i < len(w); i++ {
		n := copy(buf[:], w[:i])
		n += copy(buf[n:], w[i+1:])
		if !f(ontology.WordHash(string(buf[:n]))) {
			return
		}
	}
}

// correct returns the word that an unknown one is a misspelling of. Endings
// are left as they are: what differs at the end alone is another form of a
// word, or another word.
func (s *spelling) correct(w string) (string, bool) {
	if len(w) < leastSpelt || s.known[ontology.WordHash(w)] || strings.ContainsAny(w, "0123456789") || s.compound(w) {
		return "", false
	}
	found, ok := "", false
	each(w, func(h uint64) bool {
		if at, is := s.less[h]; is && mistyped(w, s.words[at]) && (!s.drugs[at] || slipped(w, s.words[at])) {
			found, ok = s.words[at], true
		}
		return !ok
	})
	return found, ok
}

// compound tells whether a word ends with one that is known, behind a prefix:
// "macrohematuria" is no "microhematuria".
func (s *spelling) compound(w string) bool {
	for i := 3; i+leastKnown <= len(w); i++ {
		if s.known[ontology.WordHash(w[i:])] {
			return true
		}
	}
	return false
}

// slipped tells whether a name of a medicine is mistyped in a way that hardly
// makes another one: a letter too many, too few or in the wrong place, or one
// that sounds alike.
func slipped(a, b string) bool {
	if len(a) < leastSpelt+1 {
		return false
	}
	if len(a) != len(b) {
		return true
	}
	for i := range len(a) {
		if a[i] != b[i] {
			return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] || alike[[2]byte{min(a[i], b[i]), max(a[i], b[i])}]
		}
	}
	return false
}

var alike = map[[2]byte]bool{{'c', 'z'}: true, {'s', 'z'}: true, {'c', 's'}: true, {'i', 'y'}: true, {'c', 'k'}: true, {'e', 'i'}: true, {'k', 'x'}: true}

// ending is how many letters at the end of a word are not corrected.
const ending = 2

// mistyped tells whether two words are one edit apart, inside the word.
func mistyped(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	ra, rb := a[i:], b[i:]
	if i == 0 || len(ra) < ending {
		return false
	}
	switch len(b) - len(a) {
	case 1:
		return ra == rb[1:]
	case 0:
		return len(ra) > ending && (ra[1:] == rb[1:] || ra[0] == rb[1] && ra[1] == rb[0] && ra[2:] == rb[2:])
	}
	return false
}

// respell corrects the misspelt words of the document, and takes the plural
// from short forms that do not look like it ("UTIs"); the document that was
// given stays as it is.
func (p *pass) respell() {
	for i := range p.doc.Tokens {
		t := &p.doc.Tokens[i]
		right, ok := "", false
		switch {
		case len(t.Norm) >= leastSpelt:
			right = p.said[i].right
			ok = right != ""
		case strings.HasSuffix(t.Norm, "is") && p.plurals(i):
			right, ok = strings.TrimSuffix(t.Norm, "s"), true
		}
		if !ok {
			continue
		}
		p.own()
		p.doc.Tokens[i].Norm = right
		p.said[i] = p.facts(right)
	}
}
