package icd10cm

import (
	"slices"
	"strings"
)

// aims leaves out conditions that the note names only as what a test, a
// prevention or an advice is about (Official Guidelines I.C.21.c.5, IV.H).
func (s *sheet) aims() {
	for i := len(s.lines) - 1; i >= 0; i-- {
		if !s.sets.preventive.has(s.lines[i].id) && s.every(i, func(m *NoteMention) bool { return m.Aim }) {
			s.drop(i, "what a test, a prevention or an advice is about", section("IV.H, I.C.21.c.5"))
		}
	}
}

// urosepsis leaves out what only that word supports: it has no code, and the
// provider must be asked what is meant (I.C.1.d.1.a.ii).
func (s *sheet) urosepsis() {
	for i := len(s.lines) - 1; i >= 0; i-- {
		if s.sets.uroseptic.has(s.lines[i].id) && s.every(i, func(m *NoteMention) bool { return strings.Contains(strings.ToLower(m.Text), "urosepsis") }) {
			code := s.lines[i].facts.code
			s.drop(i, "urosepsis has no code", section("I.C.1.d.1.a.ii"))
			s.warn(code, "ask the provider what urosepsis means: a sepsis, or an infection of the urinary tract", section("I.C.1.d.1.a.ii"))
		}
	}
}

// every tells whether a line has mentions and all are so.
func (s *sheet) every(i int, so func(*NoteMention) bool) bool {
	some := false
	for _, k := range s.lines[i].from {
		for m := range s.in.Codes[k].Mentions {
			if !so(&s.in.Codes[k].Mentions[m]) {
				return false
			}
			some = true
		}
	}
	return some
}

// stated tells whether the note says in so many words that one line is due to
// another.
func (s *sheet) stated(effect, cause int) bool {
	for _, l := range s.in.Links {
		if !l.Denied && l.Cause >= 0 && slices.Contains(s.lines[effect].from, l.Effect) && slices.Contains(s.lines[cause].from, l.Cause) {
			return true
		}
	}
	return false
}
