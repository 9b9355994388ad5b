package ner

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
)

// How many words a gap of a pattern may hold: one within a clause, and one that
// commas may part.
const (
	narrow = 3
	wide   = 8
)

// causes are the patterns of what befell a person or makes a life hard. The
// tables of package overlay say how they are written.
type causes struct {
	first   map[string][]*cause // by each first word
	classes map[string]*choice  // of words, by name
}

// cause is a pattern with what it means.
type cause struct {
	steps []step
	terms [intents]string // under which a worker finds the code, by intent; empty: the scene says nothing
	code  string          // as the table has it, of the first intent
	when  []clue
	asks  []sieve // of the steps that must be there
}

// The intents of an event.
const (
	byAccident = iota
	byOneself
	byAnother
	byNobody // nobody can tell
	intents
)

// step is a word of a pattern or a gap.
type step struct {
	words    *choice // nil: a gap
	most     int     // words of a gap
	optional bool
	over     bool // commas may part it from the step before
	number   bool
}

// choice are alternatives, each of one word or more, by their first words.
type choice struct {
	by    map[string][][]string
	sieve sieve // of the first words
}

// sieve is a Bloom filter of words, with one bit a word: most patterns that a
// sentence does not have are dropped by it.
type sieve [4]uint64

func (s *sieve) add(word string) {
	h := uint8(0)
	for i := range len(word) {
		h = h*31 + word[i]
	}
	s[h>>6] |= 1 << (h & 63)
}

func (s *sieve) meets(o *sieve) bool {
	return s[0]&o[0]|s[1]&o[1]|s[2]&o[2]|s[3]&o[3] != 0
}

// may tells whether a sentence with these words may have a scene.
func (c *cause) may(words *sieve) bool {
	for i := range c.asks {
		if !c.asks[i].meets(words) {
			return false
		}
	}
	return true
}

// clue is a class of words that must stand in the sentence, or must not.
type clue struct {
	class *choice
	name  string
	not   bool
}

// newCauses reads the tables of patterns. Patterns of codes that the release
// lacks are left out.
func newCauses(r *ontology.Release) *causes {
	s := &causes{map[string][]*cause{}, map[string]*choice{}}
	table := string(overlay.Causes()) + string(overlay.Hardships())
	for line := range strings.Lines(table) {
		if name, words, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && name[0] == '=' {
			s.classes["@"+name[1:]] = s.choice(words)
		}
	}
	for line := range strings.Lines(table) {
		cells := append(strings.Split(strings.TrimRight(line, "\r\n"), "\t"), "", "")
		if cells[1] != "" && cells[0] != "pattern" && line[0] != '=' {
			s.add(r, cells)
		}
	}
	return s
}

// add takes a pattern up: its words, its codes and its clues.
func (s *causes) add(r *ontology.Release, cells []string) {
	sc := &cause{}
	for i, code := range strings.Fields(cells[1]) {
		term, ok := displayed(r, code)
		if !ok && code != nothing {
			return
		}
		if i == 0 {
			sc.code = code
		}
		sc.terms[i] = term
	}
	for word := range strings.FieldsSeq(cells[0]) {
		sc.steps = append(sc.steps, s.step(word))
	}
	for word := range strings.FieldsSeq(cells[2]) {
		sc.when = append(sc.when, clue{s.classes[word[1:]], word[1:], word[0] == '-'})
	}
	for _, st := range sc.steps {
		if !st.optional && st.words != nil {
			sc.asks = append(sc.asks, st.words.sieve)
		}
	}
	if sc.steps[0].number {
		s.first[digits] = append(s.first[digits], sc)
		return
	}
	for w := range sc.steps[0].words.by {
		s.first[w] = append(s.first[w], sc)
	}
}

// digits is what patterns that begin with a number are under.
const digits = "#"

func startsWithDigit(norm string) bool { return norm != "" && norm[0] >= '0' && norm[0] <= '9' }

// nothing stands for the code of a scene that only looks like one.
const nothing = "-"

// displayed is the title under which the billable code for a code is found.
func displayed(r *ontology.Release, code string) (string, bool) {
	if code, more, ok := strings.Cut(code, "#"); ok {
		return code + "#" + more, true
	}
	id, ok := r.Find(code)
	if !ok {
		return "", false
	}
	emit, ok := r.Emit(id)
	if !ok {
		return "", false
	}
	return r.Code(emit).Display, true
}

func (s *causes) step(word string) (out step) {
	word, out.over = strings.CutPrefix(word, ",")
	switch word {
	case "*":
		return step{most: narrow}
	case "**":
		return step{most: wide, over: true}
	case "#":
		out.number = true
		return out
	}
	word, out.optional = strings.CutSuffix(word, "?")
	out.words = s.choice(word)
	return out
}

// choice reads words parted by "|"; "_" joins those of a phrase, "@" names
// a class.
func (s *causes) choice(list string) *choice {
	out := &choice{by: map[string][][]string{}}
	for alt := range strings.FieldsFuncSeq(list, func(c rune) bool { return c == '|' || c == ' ' }) {
		if class := s.classes[alt]; class != nil {
			for first, rest := range class.by {
				out.by[first] = append(out.by[first], rest...)
			}
			continue
		}
		var phrase []string
		for _, t := range text.Tokens(nil, strings.ReplaceAll(alt, "_", " ")) {
			phrase = append(phrase, t.Norm)
		}
		if len(phrase) == 0 {
			continue
		}
		out.by[phrase[0]] = append(out.by[phrase[0]], phrase[1:])
	}
	for first, rests := range out.by {
		out.sieve.add(first)
		slices.SortStableFunc(rests, func(a, b []string) int { return len(b) - len(a) })
	}
	return out
}

func follow(toks []text.Token, words []string) bool {
	for i, w := range words {
		if toks[i].Norm != w || toks[i].Before != text.Space {
			return false
		}
	}
	return true
}

// has tells whether a word is an alternative by itself.
func (w *choice) has(norm string) bool {
	return slices.ContainsFunc(w.by[norm], func(more []string) bool { return len(more) == 0 })
}

// among tells whether one of the alternatives stands among toks.
func (w *choice) among(toks []text.Token) bool {
	for i := range toks {
		for _, more := range w.by[toks[i].Norm] {
			if len(more) < len(toks)-i && follow(toks[i+1:], more) {
				return true
			}
		}
	}
	return false
}

// match is how many of toks, those of a sentence from the first, the steps take;
// 0 for none. A comma ends it unless a step says otherwise.
func match(toks []text.Token, steps []step, begun bool) int {
	if len(steps) == 0 || len(toks) == 0 {
		return 0
	}
	s := &steps[0]
	if s.most > 0 {
		return s.gap(toks, steps[1:])
	}
	switch {
	case begun && !s.over && toks[0].Before != text.Space:
		if s.optional {
			return match(toks, steps[1:], begun)
		}
		return 0
	case s.number:
		if startsWithDigit(toks[0].Norm) {
			return after(toks, 1, steps[1:])
		}
		return 0
	}
	for _, more := range s.words.by[toks[0].Norm] {
		if len(more) < len(toks) && follow(toks[1:], more) {
			if n := after(toks, 1+len(more), steps[1:]); n > 0 {
				return n
			}
		}
	}
	if s.optional {
		return match(toks, steps[1:], begun)
	}
	return 0
}

// after is how many of toks a pattern takes whose first n are matched.
func after(toks []text.Token, n int, steps []step) int {
	if m := match(toks[n:], steps, true); m > 0 {
		return n + m
	}
	if slices.ContainsFunc(steps, func(s step) bool { return !s.optional }) {
		return 0
	}
	return n
}

// gap tries the shortest gap first.
func (s *step) gap(toks []text.Token, steps []step) int {
	for n := 0; n <= s.most && n < len(toks); n++ {
		rest := steps
		if s.over && len(rest) > 0 {
			first := rest[0]
			first.over = true
			rest = append([]step{first}, rest[1:]...)
		}
		if m := match(toks[n:], rest, true); m > 0 {
			return n + m
		}
		if !s.over && toks[n].Before != text.Space {
			return 0
		}
	}
	return 0
}
