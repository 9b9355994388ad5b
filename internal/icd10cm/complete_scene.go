package icd10cm

import (
	"slices"
	"strings"
)

// Weights of a code against what is said: a stated value that its title gives
// counts most, and one that nobody stated costs nearly as much.
const (
	gainStated   = 3.0
	gainWord     = 2.0 // a word of the note that the usual code lacks
	costUnstated = 2.0
	costSoft     = 0.5 // a word that adds nothing to the diagnosis
	costDenied   = 9.0 // the title denies what the note says
)

// scene is one mention as the engine sees it.
type scene struct {
	stated values
	base   *member
	text   []string // words of the mention, sorted
	more   []string // what belongs to it besides, with the regions of its places
	said   []string // both
	keep   []string // words that the answer must not lose
}

func newScene(base *member, text []string, stated Statements) *scene {
	s := &scene{base: base, text: text}
	s.stated, s.more = stated.values()
	for _, w := range s.more[:len(s.more):len(s.more)] {
		s.more = append(s.more, strings.Fields(wider[w])...)
	}
	s.said = slices.Concat(text, s.more)
	for _, w := range text {
		s.said = append(s.said, strings.Fields(wider[w])...)
	}
	return s
}

// answers tells whether a code says all that the named one does, something
// stated that the usual one does not, and nothing that is not in the note.
func (s *scene) answers(m *member) bool {
	for _, w := range s.keep {
		if !m.has(w) {
			return false
		}
	}
	more := false
	for _, w := range m.words {
		switch {
		case s.base.sure(w), slices.Contains(m.either, w):
		case slices.Contains(s.said, w):
			more = more || s.gains(w)
		case !soft(w) && !s.alternative(m, w):
			return false
		}
	}
	for a, v := range m.says {
		stated := s.stated[a]
		if v > unspecified && stated != 0 && !agree(axis(a), v, stated) {
			return false
		}
		more = more || v != 0 && v == stated && s.base.says[a] != v
	}
	return more || s.contradicts(s.base)
}

// gains tells whether a word answers to what is said beside the wording that
// led to the usual code.
func (s *scene) gains(w string) bool {
	return !soft(w) && !s.base.sure(w) && slices.Contains(s.more, w)
}

// agree tells whether a value of a title may stand for one of the note: an
// open fracture of type III is open, where a code knows no types.
func agree(a axis, title, stated uint8) bool {
	return title == stated || a == fracture && title == 2 && stated == 4
}

// alternative tells whether "and" or "or" joins a word to one that is said.
func (s *scene) alternative(m *member, w string) bool {
	for _, p := range m.pairs {
		for side, words := range p {
			if slices.Contains(words, w) && slices.ContainsFunc(p[1-side], func(o string) bool { return slices.Contains(s.said, o) }) {
				return true
			}
		}
	}
	return false
}

// contradicts tells whether a title says other than the note: another value,
// or that there is not what the note has.
func (s *scene) contradicts(m *member) bool {
	for a, v := range m.says {
		if v > unspecified && s.stated[a] != 0 && !agree(axis(a), v, s.stated[a]) {
			return true
		}
	}
	return s.denies(m)
}

func (s *scene) denies(m *member) bool {
	if len(m.without) == 0 || slices.Contains(s.text, "without") {
		return false
	}
	for _, w := range m.without {
		if !slices.Contains(s.said, w) {
			return false
		}
	}
	return true
}

// score is what a code gains by saying what is stated less what it adds.
func (s *scene) score(m *member) float64 {
	score := 0.0
	if s.denies(m) {
		score -= costDenied
	}
	for a, v := range m.says {
		switch {
		case v <= unspecified:
		case s.stated[a] == v:
			score += gainStated
		case s.stated[a] != 0 && agree(axis(a), v, s.stated[a]):
			score += gainStated / 2
		case s.base.says[a] != v:
			score -= cost(axis(a), v)
		}
	}
	for _, w := range m.words {
		switch {
		case slices.Contains(s.keep, w):
		case !slices.Contains(s.said, w):
			score -= costSoft
		case s.gains(w):
			score += gainWord
		}
	}
	return score
}

// cost of a value that nobody stated. The guidelines take a fracture for
// closed and displaced where nothing is said (I.C.19.c), and an injury's
// encounter for active treatment.
func cost(a axis, value uint8) float64 {
	switch {
	case a == encounter && value == 2, a == fracture && value == 3, a == displacement && value == 2, a == intractable && value == 2:
		return 0
	case a == healing && value == 2:
		return 0.25
	}
	return costUnstated
}

// why names the statements that the code answers to.
func (s *scene) why(m *member) string {
	var parts []string
	for _, r := range readings {
		if m.says[r.axis] == r.value && s.stated[r.axis] == r.value && r.word != "" {
			parts = append(parts, axisNames[r.axis]+" "+r.word)
		}
	}
	var words []string
	for _, w := range m.words {
		if s.gains(w) {
			words = append(words, w)
		}
	}
	if len(words) > 0 {
		parts = append(parts, "said: "+strings.Join(words, " "))
	}
	if len(parts) == 0 {
		return "not " + strings.Join(append([]string{"without"}, s.base.without...), " ")
	}
	return strings.Join(parts, ", ")
}
