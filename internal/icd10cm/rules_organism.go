package icd10cm

import (
	"slices"
	"strings"
)

// organisms are the names of what infects and their codes of B95–B97, for
// infections that ask for the organism (Official Guidelines I.C.1.b). Names
// that hold others come first.
var organisms = [][2]string{
	{"methicillin resistant staph", "B95.62"},
	{"methicillin-resistant staph", "B95.62"},
	{"mrsa", "B95.62"},
	{"mssa", "B95.61"},
	{"staphylococcus aureus", "B95.61"},
	{"staph aureus", "B95.61"},
	{"s. aureus", "B95.61"},
	{"staphylococc", "B95.8"},
	{"group a strep", "B95.0"},
	{"streptococcus pyogenes", "B95.0"},
	{"group b strep", "B95.1"},
	{"streptococcus agalactiae", "B95.1"},
	{"enterococc", "B95.2"},
	{"streptococcus pneumoniae", "B95.3"},
	{"pneumococc", "B95.3"},
	{"streptococc", "B95.5"},
	{"escherichia coli", "B96.20"},
	{"e. coli", "B96.20"},
	{"e coli", "B96.20"},
	{"e.coli", "B96.20"},
	{"pseudomonas", "B96.5"},
	{"klebsiella", "B96.1"},
	{"proteus", "B96.4"},
	{"haemophilus influenzae", "B96.3"},
	{"hemophilus influenzae", "B96.3"},
	{"mycoplasma", "B96.0"},
	{"helicobacter", "B96.81"},
	{"h. pylori", "B96.81"},
	{"bacteroides", "B96.6"},
	{"clostridium perfringens", "B96.7"},
}

// organismOf adds the organism that the wording of an infection names, where
// the infection asks for one and has none.
func (s *sheet) organismOf() {
	for i := 0; i < len(s.lines); i++ {
		f := s.lines[i].facts
		if !f.infection || s.has(s.sets.organisms) {
			continue
		}
		text, title := s.wording(i, true), strings.ToLower(f.display)
		for _, o := range organisms {
			if !strings.Contains(text, o[0]) {
				continue
			}
			if id, ok := s.code(o[1]); ok && !strings.Contains(title, o[0]) && f.additional.has(id) {
				s.add(i, id, "the organism of an infection that asks for it", section("I.C.1.b"))
			}
			break
		}
	}
}

// organism codes an infection of no stated site by its organism alone, where
// the infection has a code that asks for it (I.C.1.b).
func (s *sheet) organism() {
	for i := range s.lines {
		for _, o := range [][2]string{
			{"A49.8", s.named(i)},
			{"A49.01", "B95.61"},
			{"A49.02", "B95.62"},
			{"A49.1", "B95.5"},
			{"A49.2", "B96.3"},
			{"A49.3", "B96.0"},
		} {
			if s.lines[i].facts.code != o[0] {
				continue
			}
			id, ok := s.code(o[1])
			if ok && slices.ContainsFunc(s.lines, func(l row) bool { return l.facts.additional.has(id) }) {
				s.replace([]int{i}, id, "the organism of an infection that asks for it", section("I.C.1.b"))
				return
			}
		}
	}
}

// named is the code of B95–B97 of the organism that the wording of a line
// names.
func (s *sheet) named(i int) string {
	if s.lines[i].facts.code != "A49.8" {
		return ""
	}
	text := s.text(i)
	for _, o := range organisms {
		if strings.Contains(text, o[0]) {
			return o[1]
		}
	}
	return ""
}
