package icd10cm

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
)

// rank is where a code stands in a claim when nothing else decides: the order
// of the note counts within a rank (Official Guidelines II, IV.G).
type rank uint8

const (
	rankFirst     rank = iota // Z codes that may only be first (I.C.21.c.16), liveborn infants
	rankObstetric             // chapter 15 comes before other chapters (I.C.15.a.1)
	rankInfected              // infection of a central line, before the sepsis (I.C.1.d.5)
	rankSepsis                // sepsis comes before local infections (I.C.1.d.4)
	rankSevere                // severe sepsis after it (I.C.1.d.3)
	rankCOVID                 // I.C.1.g.1.b
	rankPump                  // its breakdown comes before what it does (I.C.4.a.5)
	rankPoisoning             // before what it does (I.C.19.e.5.b)
	rankReason                // a disease that the note names as why the patient came (II, IV.G)
	rankDisease
	rankSymptom  // after diagnoses (II.A)
	rankLate     // sequela codes after the condition that they left (I.B.10)
	rankEffect   // adverse effect and underdosing after the condition (I.C.19.e.5.a, c)
	rankStatus   // status, history and factors after what they belong to (I.C.21.c)
	rankExternal // never first (I.C.20.a.6)
)

// rankOf tells the rank of a code by its place and title.
func (e *Engine) rankOf(id ontology.CodeID, title string) rank {
	s := &e.sets
	switch {
	case s.external.has(id):
		return rankExternal
	case s.liveborn.has(id), s.first.has(id):
		return rankFirst
	case s.statuses.has(id):
		return rankStatus
	case s.obstetric.has(id):
		return rankObstetric
	case s.poisoning.has(id):
		return drugRank(title)
	case s.woundInfection.has(id):
		return rankInfected
	case s.sepsis.has(id):
		return rankSepsis
	case s.severeSepsis.has(id):
		return rankSevere
	case s.pump.has(id):
		return rankPump
	case s.covid.has(id):
		return rankCOVID
	case s.symptoms.has(id):
		return rankSymptom
	case s.late.has(id), strings.HasSuffix(title, ", sequela"):
		return rankLate
	}
	return rankDisease
}

// drugRank parts codes of T36–T65 by what happened.
func drugRank(title string) rank {
	switch {
	case strings.HasSuffix(title, ", sequela"):
		return rankLate
	case strings.Contains(title, "adverse effect"), strings.Contains(title, "underdosing"):
		return rankEffect
	}
	return rankPoisoning
}

// sequence puts the lines in order: by rank, within a rank as in the note,
// acute before chronic forms of one disease, and every code after the one that
// the Tabular List has coded first (I.A.13, I.A.17, I.B.8).
func (s *sheet) sequence() {
	for i := range s.lines {
		s.lines[i].rank = s.rankIn(i)
	}
	slices.SortStableFunc(s.lines, func(a, b row) int { return int(a.rank) - int(b.rank) })
	n := len(s.lines)
	placed := make([]bool, n)
	order := make([]row, 0, n)
	for len(order) < n {
		next := -1
		for i := range s.lines {
			if placed[i] {
				continue
			}
			if next < 0 {
				next = i // where codes wait for each other the first goes ahead
			}
			if !s.waits(i, placed) {
				next = i
				break
			}
		}
		placed[next] = true
		order = append(order, s.lines[next])
	}
	s.lines = order
}

// waits tells whether a line that is not placed yet has to come before line i.
func (s *sheet) waits(i int, placed []bool) bool {
	for k := range s.lines {
		if k != i && !placed[k] && s.before(&s.lines[k], &s.lines[i]) {
			return true
		}
	}
	return false
}

// before tells whether a has to be coded before b: b says "code first" of a,
// or a asks for b as an additional code, or a is the acute form of b.
func (s *sheet) before(a, b *row) bool {
	switch {
	case a.rank > rankSevere && b.rank < rankCOVID, a.rank == rankExternal, b.rank == rankFirst:
		return false // chapter 15, sepsis and encounter codes keep their place
	case b.facts.first.has(a.id), leads(a.facts, b.facts):
		return true
	case a.facts.additional.has(b.id):
		return !a.facts.first.has(b.id)
	}
	return acuteOf(a.facts, b.facts)
}

// acuteOf tells whether a is the acute form of the disease of which b is the
// chronic form: by the table, or because their titles differ in that alone.
func acuteOf(a, b *facts) bool {
	if a.acute != 0 && a.acute == b.chronic {
		return true
	}
	return a.says[acuity] == 2 && b.says[acuity] == 3 && a.code[0] == b.code[0] && len(a.words) > 0 && slices.Equal(a.words, b.words)
}

// phases are acute and chronic forms of one disease whose titles do not say so
// word by word.
func phases() [][2]string {
	return [][2]string{
		{"B16", "B18"},
		{"H65.0 H65.1 H66.0", "H65.2-H65.4 H66.1-H66.3"},
		{"J00-J02", "J31"},
		{"J01", "J32"},
		{"J03", "J35.0"},
		{"J04", "J37"},
		{"J20", "J40-J42"},
		{"K35", "K36 K37"},
		{"K72.0", "K72.1"},
		{"K85", "K86.0 K86.1"},
		{"M86.0 M86.1", "M86.3-M86.6"},
		{"N00", "N03"},
		{"N10", "N11"},
		{"N30.0", "N30.1 N30.2"},
		{"N41.0", "N41.1"},
		{"N70.0", "N70.1"},
	}
}

// chronicOf is the chronic form of acute ones, for wordings that say both; by
// the beginning of the acute code.
var chronicOf = map[string]string{
	"J01.0": "J32.0", "J01.1": "J32.1", "J01.2": "J32.2", "J01.3": "J32.3", "J01.4": "J32.4", "J01.8": "J32.8", "J01.9": "J32.9",
	"J02": "J31.2", "J03": "J35.01", "J04.0": "J37.0", "J20": "J42", "K85": "K86.1", "N00": "N03.9", "N10": "N11.9", "N41.0": "N41.1",
	"K72.0": "K72.10", "N30.0": "N30.20", "N70.0": "N70.11",
}

// phase returns which of the phases a code is the acute and the chronic form
// of, counted from 1; 0 for none.
func (e *Engine) phase(id ontology.CodeID) (acute, chronic int) {
	for i := range e.phases {
		if e.phases[i][0].has(id) {
			acute = i + 1
		}
		if e.phases[i][1].has(id) {
			chronic = i + 1
		}
	}
	return acute, chronic
}

func compilePhases(r *ontology.Release) (out [][2]set) {
	for _, p := range phases() {
		out = append(out, [2]set{compile(r, p[0]), compile(r, p[1])})
	}
	return out
}

// companions warns of what the Tabular List asks for and the note does not
// give: the cause of a manifestation, and the illness of an organism.
func (s *sheet) companions() {
	for i := range s.lines {
		f := s.lines[i].facts
		switch {
		case f.manifestation && len(f.first) > 0 && !s.has(f.first):
			s.warn(f.code, f.code+" is a manifestation and the note does not name its cause", section("I.A.13"))
		case s.sets.organisms.has(s.lines[i].id) && !s.asked(i):
			s.warn(f.code, f.code+" names the organism of an infection that the claim does not have", section("I.C.1.b"))
		case len(s.lines) == 1 && f.rank >= rankLate && f.rank != rankStatus:
			s.warn(f.code, f.code+" is never coded first", section("I.A.13, I.B.10, I.C.19.e.5, I.C.20.a.6"))
		}
	}
}

// asked tells whether a line asks for line i as an additional code.
func (s *sheet) asked(i int) bool {
	for k := range s.lines {
		if k != i && s.lines[k].facts.together.has(s.lines[i].id) {
			return true
		}
	}
	return false
}
