package ontology

import "strings"

// RxSpelling finds the name of a medicine that a misspelt word means. It is
// safe for concurrent use.
type RxSpelling struct {
	names [26][]rxSpelt // by first letter
}

type rxSpelt struct {
	norm  string
	brand bool
}

// shortSpelt is the shortest word that is taken for a misspelt name.
const shortSpelt = 6

// NewRxSpelling collects the names of one word that products have.
func NewRxSpelling(f *Formulary) *RxSpelling {
	s := &RxSpelling{}
	for norm, c := range f.Normals {
		if len(norm) < shortSpelt || strings.IndexByte(norm, ' ') >= 0 || norm[0] < 'a' || norm[0] > 'z' || !c.Brand && !f.made[c.Key] {
			continue
		}
		if strings.ContainsAny(norm, "0123456789") {
			continue
		}
		i := norm[0] - 'a'
		s.names[i] = append(s.names[i], rxSpelt{norm, c.Brand})
	}
	return s
}

// Closest returns the name nearest to a word in normal form: one error in
// words of less than eight letters, two in longer ones; names of ingredients
// before brands. False where none or several are as near. The first letter is
// hardly ever wrong, so it is taken as it is.
func (s *RxSpelling) Closest(word string) (name string, ok bool) {
	if len(word) < shortSpelt || len(word) > 40 || word[0] < 'a' || word[0] > 'z' {
		return "", false
	}
	limit := allowedEdits(word)
	best, ties := 2*limit+2, 0
	for _, n := range s.names[word[0]-'a'] {
		if abs(len(n.norm)-len(word)) > limit {
			continue
		}
		d := distance(word, []byte(n.norm), limit)
		if d > limit {
			continue
		}
		d = 2*d + btoi(n.brand)
		switch {
		case d < best:
			best, ties, name = d, 1, n.norm
		case d == best && n.norm != name:
			ties++
		}
	}
	return name, ties == 1
}
