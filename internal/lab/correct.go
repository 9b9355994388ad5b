package lab

import "medcode/internal/text"

// leastTypo is how many letters a word has at least that may be misspelt.
const leastTypo = 6

// speller knows the long words of the names without one letter each (the
// deletion neighbourhood of Mor and Fraenkel, "A hash code method for
// detecting and correcting spelling errors", 1982).
type speller struct {
	words   map[string]bool
	lacking map[string]string // a word without one letter → the word; "" where two words share it
}

// learn takes up the words of a name.
func (s *speller) learn(toks []text.Token) {
	for i := range toks {
		w := toks[i].Norm
		if len(w) < leastTypo || s.words[w] || w[0] < 'a' {
			continue
		}
		s.words[w] = true
		for k := range w {
			short := w[:k] + w[k+1:]
			if other, twice := s.lacking[short]; twice && other != w {
				s.lacking[short] = ""
				continue
			}
			s.lacking[short] = w
		}
	}
}

// correct finds the word of the names from which w differs by one letter: a
// letter too few, too many or another, or two letters that changed places.
func (s *speller) correct(w string) (string, bool) {
	if s.words[w] {
		return "", false
	}
	if right := s.lacking[w]; right != "" {
		return right, true
	}
	for k := range w {
		short := w[:k] + w[k+1:]
		if s.words[short] && len(short) >= leastTypo {
			return short, true
		}
		if right := s.lacking[short]; right != "" && len(right) == len(w) && near(w, right) {
			return right, true
		}
	}
	return "", false
}

// near tells whether words of one length differ in one letter, or in two
// neighbours that changed places, and begin with the same letter.
func near(a, b string) bool {
	var at []int
	for i := range len(a) {
		if a[i] != b[i] {
			at = append(at, i)
		}
	}
	switch {
	case a[0] != b[0]:
		return false
	case len(at) == 1:
		return true
	}
	return len(at) == 2 && at[1] == at[0]+1 && a[at[0]] == b[at[1]] && a[at[1]] == b[at[0]]
}

// Spell returns tokens with the misspelt words of names set right; toks itself
// where there are none. Words that other is true for are left alone.
func (t *Table) Spell(toks []text.Token, other func(i int) bool) []text.Token {
	out := toks
	for i := range toks {
		if len(toks[i].Norm) < leastTypo-1 || other(i) {
			continue
		}
		w, ok := t.speller.correct(toks[i].Norm)
		if !ok || everyday[toks[i].Norm] {
			continue
		}
		if &out[0] == &toks[0] {
			out = append([]text.Token(nil), toks...)
		}
		out[i].Norm = w
	}
	return out
}

// everyday words are near a word of a name and mean something else.
var everyday = map[string]bool{
	"plated": true, "pulsed": true, "factory": true, "directly": true, "directed": true, "indirectly": true, "cultured": true, "fasted": true,
	"lasting": true, "casting": true, "calcified": true, "urinate": true, "country": true, "counted": true, "screened": true, "corrected": true,
	"pressured": true, "eighth": true, "weighed": true, "weighs": true, "protean": true, "station": true, "oxygenated": true, "partially": true,
	"reaction": true, "resting": true, "creating": true, "creation": true, "eights": true, "eight": true, "freight": true, "planets": true,
}
