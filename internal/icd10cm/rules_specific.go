package icd10cm

import "slices"

// lessSpecific leaves out a code of which another of its category says the
// same and more (Official Guidelines I.B.2, I.B.18).
func (s *sheet) lessSpecific() {
	for i := len(s.lines) - 1; i >= 0; i-- {
		if !s.lines[i].facts.vague {
			continue
		}
		for k := range s.lines {
			if k != i && vaguer(s.lines[i].facts, s.lines[k].facts) {
				s.absorb(i, k)
				break
			}
		}
	}
}

// absorb leaves out line i for line k, which then stands for both.
func (s *sheet) absorb(i, k int) {
	s.lines[k].from = sorted(append(slices.Clone(s.lines[k].from), s.lines[i].from...))
	s.lines[k].confidence = max(s.lines[k].confidence, s.lines[i].confidence)
	s.drop(i, s.lines[k].facts.code+" says more of the same", section("I.B.2, I.B.18"))
}

// vaguer tells whether b says all that a does, where a leaves something
// unspecified.
func vaguer(a, b *facts) bool {
	if !a.vague || a.code == b.code || len(a.code) < 3 || len(b.code) < 3 || a.code[:3] != b.code[:3] || !subset(a.words, b.words) {
		return false
	}
	more := len(b.words) > len(a.words) || !b.vague
	for i, v := range a.says {
		if v > unspecified && v != b.says[i] {
			return false
		}
		if axis(i) == encounter && v != b.says[i] {
			return false
		}
		more = more || v <= unspecified && b.says[i] > unspecified
	}
	return more
}

// subset tells whether all of a, sorted, are in b, sorted.
func subset(a, b []string) bool {
	k := 0
	for _, w := range a {
		for k < len(b) && b[k] < w {
			k++
		}
		if k == len(b) || b[k] != w {
			return false
		}
	}
	return true
}

// exclusions settles pairs that the Tabular List does not code together
// (Excludes1, I.A.12.a). Conditions that are unrelated both stay, and the claim
// says so.
func (s *sheet) exclusions() {
	for i := 0; i < len(s.lines); i++ {
		for k := i + 1; k < len(s.lines); k++ {
			a, b := &s.lines[i], &s.lines[k]
			if len(a.facts.excludes1)+len(b.facts.excludes1) == 0 {
				continue
			}
			ab, ba := a.facts.excludes1.has(b.id), b.facts.excludes1.has(a.id)
			if !ab && !ba || a.facts.together.has(b.id) || b.facts.together.has(a.id) || s.stays(i, k) {
				continue
			}
			gone, stays := i, k
			if s.wins(a, b, ab, ba) {
				gone, stays = k, i
			}
			s.exclude(gone, stays)
			if gone == i {
				i--
				break
			}
			k--
		}
	}
}

// wins tells whether of a pair that excludes each other the first stays: what
// a note names is where the condition is coded, unless it says less of the
// same. Where each names the other, the more specific stays, then the more
// certain, then the first.
func (s *sheet) wins(a, b *row, ab, ba bool) bool {
	if wa, wb := s.weight(a), s.weight(b); wa != wb {
		return wa > wb
	}
	same := a.facts.code[:3] == b.facts.code[:3]
	if a.facts.vague != b.facts.vague && (same || ab == ba) {
		return b.facts.vague
	}
	if ab != ba {
		return ba
	}
	if a.confidence != b.confidence {
		return a.confidence > b.confidence
	}
	return true
}

// weight ranks status codes below symptoms, and those below diagnoses.
func (s *sheet) weight(r *row) int {
	switch {
	case r.facts.rank >= rankStatus:
		return 0
	case s.sets.symptoms.has(r.id):
		return 1
	}
	return 2
}

// exclude leaves line gone out for line stays.
func (s *sheet) exclude(gone, stays int) {
	why := "not coded with " + s.lines[stays].facts.code
	rule := s.exclusion(s.lines[gone].id, s.lines[stays].id)
	if rule == "" {
		rule = s.exclusion(s.lines[stays].id, s.lines[gone].id)
	}
	s.drop(gone, why, rule+"; "+section("I.A.12.a"))
}

// stays tells whether two lines may stand together although they exclude each
// other, and records it: they are of different sides, or the note says that one
// is not due to the other.
func (s *sheet) stays(i, k int) bool {
	a, b := &s.lines[i], &s.lines[k]
	if s.sets.diabetes.has(a.id) && s.sets.diabetes.has(b.id) {
		return false // of diabetes there is one, whichever eye it reached
	}
	elsewhere := sides(a.facts, b.facts)
	if !elsewhere && !s.denied(i, k) && !s.denied(k, i) {
		return false
	}
	pair := kept{min(a.id, b.id), max(a.id, b.id)}
	if !slices.Contains(s.kept, pair) {
		s.kept = append(s.kept, pair)
		s.warn(a.facts.code, a.facts.code+" and "+b.facts.code+" exclude each other; both stay, as they are unrelated", section("I.A.12.a"))
	}
	return true
}
