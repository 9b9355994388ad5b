package icd10cm

import (
	"fmt"
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// gravid is a row of the conditions that chapter 15 has codes for: in
// pregnancy they are taken to complicate it unless the note says that it is
// incidental (Official Guidelines I.C.15.a.1).
type gravid struct {
	codes string
	to    string // a header; the trimester decides the rest
	stays bool   // the condition's own code says what it is and stays
}

// gravids: the first row that fits counts.
func gravids() []gravid {
	return []gravid{
		{"I10", "O10.0", false},
		{"I11", "O10.1", true},
		{"I12", "O10.2", true},
		{"I13", "O10.3", true},
		{"I15", "O10.4", true},
		{"E10", "O24.0", true},
		{"E11", "O24.1", true},
		{"E08 E09 E13", "O24.8", true},
		{"N10 N11", "O23.0", false},
		{"N30", "O23.1", false},
		{"N34", "O23.2", false},
		{"N39.0", "O23.4", false},
		{"E66", "O99.21", true},
		{"F10", "O99.31", true},
		{"F17", "O99.33", true},
		{"F11-F16 F18 F19", "O99.32", true},
		{"F01-F09 F20-F99", "O99.34", true},
		{"D50-D64", "O99.01", true},
		{"D65-D89", "O99.11", true},
		{"E00-E07 E15-E65 E67-E89", "O99.28", true},
		{"G00-G99", "O99.35", true},
		{"I20-I25 I27-I79 I95-I99", "O99.41", true},
		{"J00-J99", "O99.51", true},
		{"K70-K77", "O26.61", true},
		{"K00-K69 K80-K95", "O99.61", true},
		{"L00-L99", "O99.71", true},
		{"C00-C96", "O9A.11", true},
		{"S00-T88", "O9A.21", true},
		{"A15-A19", "O98.01", true},
		{"A50-A53", "O98.11", true},
		{"A54", "O98.21", true},
		{"A55-A64", "O98.31", true},
		{"B15-B19", "O98.41", true},
		{"B20 Z21", "O98.71", true},
		{"A80-B09 B25-B34 U07.1", "O98.51", true},
		{"B50-B64", "O98.61", true},
		{"A00-A09 A20-A49 A65-A79 B35-B49 B65-B89", "O98.81", true},
	}
}

// gravidRow is a row for one release.
type gravidRow struct {
	gravid
	in set
	to ontology.CodeID
}

func compileGravids(r *ontology.Release) []gravidRow {
	var out []gravidRow
	for _, g := range gravids() {
		if to, ok := r.Find(g.to); ok {
			out = append(out, gravidRow{g, compile(r, g.codes), to})
		}
	}
	return out
}

// pregnancy gives conditions of a pregnant patient their codes of chapter 15,
// which come before all others (I.C.15.a), and the weeks.
func (s *sheet) pregnancy() {
	p := s.in.Patient
	if p.Sex == "male" || p.Newborn || !p.Pregnant && !s.has(s.sets.pregnant) {
		return
	}
	if p.Incidental {
		s.apart()
		return
	}
	if i := s.find(s.sets.incidental); i >= 0 && strings.Contains(s.text(i), "incidental") {
		return
	}
	for i := 0; i < len(s.lines); i++ {
		for k := range s.gravid {
			if g := &s.gravid[k]; g.in.has(s.lines[i].id) {
				s.complicates(i, g)
				break
			}
		}
	}
	s.eclampsia()
	s.gestational()
	s.trimesters()
	s.pregnancyStatus()
}

// apart codes a pregnancy that is incidental by its state alone (I.C.15.a.1).
func (s *sheet) apart() {
	if s.has(s.sets.obstetric) || len(s.lines) == 0 {
		return
	}
	for k := len(s.lines) - 1; k >= 0 && len(s.lines) > 1; k-- {
		if s.sets.weeks.has(s.lines[k].id) {
			s.drop(k, "the pregnancy is incidental", section("I.C.15.a.1"))
		}
	}
	s.addCode(len(s.lines)-1, "Z33.1", "the provider says that the pregnancy is incidental", section("I.C.15.a.1"))
}

// trimesters gives codes of an unspecified trimester the one of the weeks
// (I.C.15.a.3).
func (s *sheet) trimesters() {
	w := s.weeksOf()
	if w <= 0 {
		return
	}
	now := uint8(4)
	if w < 14 {
		now = 2
	} else if w < 28 {
		now = 3
	}
	for i := 0; i < len(s.lines); i++ {
		if s.lines[i].facts.says[trimester] != unspecified {
			continue
		}
		if id, ok := s.sibling(i, trimester, now); ok {
			s.replace([]int{i}, id, "the trimester of the weeks", section("I.C.15.a.3"))
			i = -1
		}
	}
}

// complicates codes the condition of line i in pregnancy.
func (s *sheet) complicates(i int, g *gravidRow) {
	header, stays := g.to, g.stays
	if s.sets.diabetes.has(s.lines[i].id) {
		if s.has(s.sets.gestational) {
			return
		}
		if to, ok := s.kindOfDiabetes(i); ok {
			header, stays = to, false
		}
	}
	id, ok := s.inTrimester(header, s.episode(i))
	if !ok {
		return
	}
	why, rule := "in pregnancy a condition is taken to complicate it", section("I.C.15.a.1")
	switch {
	case !stays:
		s.replace([]int{i}, id, why, rule)
	case !s.below(header):
		s.add(i, id, why, rule)
	}
}

// eclampsia codes pre-eclampsia on top of an older hypertension as that; the
// hypertension stays, as O11 asks for it.
func (s *sheet) eclampsia() {
	i := s.find(s.sets.eclampsia)
	header, ok := s.release.Find("O11")
	if i < 0 || !ok || !s.has(s.sets.oldHypertension) {
		return
	}
	if id, ok := s.inTrimester(header, s.episode(i)); ok {
		s.replace([]int{i}, id, "pre-eclampsia with pre-existing hypertension", section("I.B.9; Tabular O11"))
	}
}

// below tells whether a line is a code of a header.
func (s *sheet) below(header ontology.CodeID) bool {
	lo, hi := s.release.Descendants(header)
	return s.has(set{{Lo: lo, Hi: hi}})
}

// kindOfDiabetes tells diabetes of no stated type, which is not that of type 2
// in pregnancy (Index, Pregnancy, complicated by, diabetes).
func (s *sheet) kindOfDiabetes(i int) (ontology.CodeID, bool) {
	text := s.text(i)
	typed := slices.ContainsFunc([]string{"type 2", "type ii", "type2", "t2d", "dm2", "dm ii", "niddm", "adult"}, func(w string) bool { return strings.Contains(text, w) })
	if !s.sets.defaultDiabetes.has(s.lines[i].id) || !s.withoutComplication(i) || typed || text == "" {
		return 0, false
	}
	if strings.Contains(text, "pre") {
		return s.release.Find("O24.3")
	}
	return s.release.Find("O24.9")
}

// episode is the part of a title that says when: a trimester, or childbirth.
func (s *sheet) episode(i int) string {
	if s.has(s.sets.delivered) {
		return "childbirth"
	}
	if t := s.attribute(i, schemas.AttrTrimester); t != "" {
		return t + " trimester"
	}
	switch w := s.weeksOf(); {
	case w <= 0:
		return "unspecified trimester"
	case w < 14:
		return "first trimester"
	case w < 28:
		return "second trimester"
	}
	return "third trimester"
}

// inTrimester is the billable code of a header for an episode.
func (s *sheet) inTrimester(header ontology.CodeID, episode string) (ontology.CodeID, bool) {
	lo, hi := s.release.Descendants(header)
	fallback, some := ontology.CodeID(0), false
	for id := lo; id < hi; id++ {
		if !s.release.Billable(id) {
			continue
		}
		title := s.release.Code(id).Display
		if strings.Contains(title, episode) {
			return id, true
		}
		if !some && strings.Contains(title, "pregnancy") {
			fallback, some = id, true
		}
	}
	return fallback, some
}

// gestational says how gestational diabetes is controlled, in its own code
// and not by Z79 (I.C.15.i).
func (s *sheet) gestational() {
	i := s.find(s.sets.gestational4)
	if i < 0 {
		return
	}
	code := s.lines[i].facts.code
	how := ""
	switch {
	case code[len(code)-1] != '9':
	case s.takes(s.control[2].words):
		how = "4"
	case s.takes(s.control[1].words):
		how = "5"
	}
	if how != "" {
		s.turn([]int{i}, code[:len(code)-1]+how, "gestational diabetes by its control", section("I.C.15.i"))
	}
	if s.has(s.sets.diabetes) {
		return
	}
	for k := len(s.lines) - 1; k >= 0; k-- {
		if s.sets.longTerm.has(s.lines[k].id) {
			s.drop(k, "the code of gestational diabetes says how it is controlled", section("I.C.15.i"))
		}
	}
}

// pregnancyStatus adds the weeks to codes of chapter 15 (I.C.21.c.11) and
// leaves out the Z codes and O80 that do not stand beside them (I.C.15.b.1,
// I.C.15.n, I.C.21.c.3).
func (s *sheet) pregnancyStatus() {
	last, other := -1, false
	for i := range s.lines {
		if s.sets.obstetric.has(s.lines[i].id) && !s.sets.abortive.has(s.lines[i].id) {
			last = i
			other = other || !s.sets.normal.has(s.lines[i].id)
		}
	}
	if last < 0 {
		return
	}
	if w := s.weeksOf(); w > 0 && !s.has(s.sets.weeks) && !s.has(s.sets.abortive) {
		name := fmt.Sprintf("Z3A.%02d", w)
		if w < 8 {
			name = "Z3A.01"
		} else if w > 42 {
			name = "Z3A.49"
		}
		if id, ok := s.code(name); ok {
			s.add(last, id, "weeks of gestation", section("I.C.21.c.11"))
		}
	}
	for k := len(s.lines) - 1; k >= 0; k-- {
		switch id := s.lines[k].id; {
		case s.sets.incidental.has(id), s.sets.supervision.has(id):
			s.drop(k, "not beside codes of chapter 15", section("I.C.15.b.1, I.C.21.c.3"))
		case other && s.sets.normal.has(id):
			s.drop(k, "a delivery with complications is not normal", section("I.C.15.n"))
		}
	}
}
