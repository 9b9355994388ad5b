package icd10cm

import (
	"slices"
	"strings"

	"medcode/schemas"
)

// substances keeps one pattern a substance: dependence before abuse before use
// (Official Guidelines I.C.5.b.2). What comes with the lesser pattern is coded
// with the greater one.
func (s *sheet) substances() {
	for i := 0; i < len(s.lines); i++ {
		if !s.sets.substances.has(s.lines[i].id) {
			continue
		}
		code := s.lines[i].facts.code
		best := code[4]
		for k := range s.lines {
			if c := s.lines[k].facts.code; c[:3] == code[:3] && len(c) > 5 && pattern(c[4]) > pattern(best) {
				best = c[4]
			}
		}
		if pattern(best) > pattern(code[4]) {
			s.raise(i, best)
			i = -1
		}
	}
	s.uncomplicated()
}

// pattern ranks the fourth character of F10–F19.
func pattern(c byte) int {
	return strings.IndexByte("912", c) + 1 // use, abuse, dependence
}

// raise codes line i with another pattern, or leaves it out where there is no
// such code.
func (s *sheet) raise(i int, to byte) {
	code := []byte(s.lines[i].facts.code)
	code[4] = to
	why, rule := "of one substance the greater pattern is coded: dependence, abuse, use", section("I.C.5.b.2")
	if id, ok := s.release.Find(string(code)); ok && s.release.Billable(id) {
		s.replace([]int{i}, id, why, rule)
		return
	}
	s.drop(i, why, rule)
}

// uncomplicated leaves out a substance without complication beside the same
// with one.
func (s *sheet) uncomplicated() {
	for i := len(s.lines) - 1; i >= 0; i-- {
		code := s.lines[i].facts.code
		if !s.sets.substances.has(s.lines[i].id) || len(code) != 6 || code[5] != '0' {
			continue
		}
		for k := range s.lines {
			if c := s.lines[k].facts.code; k != i && strings.HasPrefix(c, code[:5]) && c[5] != '1' {
				s.drop(i, "the same pattern is coded with its complication", section("I.C.5.b"))
				break
			}
		}
	}
}

// dementia codes dementia in the disease that causes it (Index, Dementia, in;
// F02, code first) and its behaviour with it (F01–F03, fifth and sixth
// characters).
func (s *sheet) dementia() {
	for i := 0; i < len(s.lines); i++ {
		code := s.lines[i].facts.code
		if !s.sets.dementia.has(s.lines[i].id) || len(code) < 6 {
			continue
		}
		if cause := s.find(s.sets.dementiaCause); cause >= 0 && code[:3] == "F03" && !s.unlinked(i, cause) {
			of := "F02." + code[4:]
			if code[4] == '9' {
				of = "F02.8" + code[5:]
			}
			s.turn([]int{i}, of, "dementia in "+s.lines[cause].facts.code, section(with)+"; Tabular F02, code first")
			code = s.lines[min(i, len(s.lines)-1)].facts.code
		}
		if len(code) == 6 && code[5] == '0' {
			s.behaviour(i, code[:5])
		}
	}
	s.gravest()
}

// gravest keeps of one dementia the highest severity (I.C.5.d).
func (s *sheet) gravest() {
	for i := len(s.lines) - 1; i >= 0; i-- {
		a := s.lines[i].facts.code
		if !s.sets.dementia.has(s.lines[i].id) || len(a) < 6 {
			continue
		}
		for k := range s.lines {
			b := s.lines[k].facts.code
			if k != i && b[:3] == a[:3] && len(b) >= 6 && (a[5:] == b[5:] || a[5] == '0') && gravity(b[4]) > gravity(a[4]) {
				s.drop(i, "the highest severity is coded", section("I.C.5.d"))
				break
			}
		}
	}
}

// gravity ranks the fifth character of F01–F03: unspecified, mild, moderate,
// severe.
func gravity(c byte) int { return strings.IndexByte("ABC", c) + 1 }

// behaviour codes agitation and psychosis beside dementia with it.
func (s *sheet) behaviour(i int, stem string) {
	if k := s.find(s.sets.hallucination); k >= 0 && !s.unlinked(k, i) {
		s.turn([]int{i, k}, stem+"2", "dementia with psychotic disturbance", section(with)+"; Tabular F01–F03")
		return
	}
	if k := s.find(s.sets.agitation); k >= 0 && !s.unlinked(k, i) {
		s.turn([]int{i, k}, stem+"11", "dementia with agitation", section(with)+"; Tabular F01–F03")
	}
}

// turn replaces lines by a code that may not exist, and reports whether it does.
func (s *sheet) turn(at []int, code, why, rule string) bool {
	id, ok := s.release.Find(code)
	if ok = ok && s.release.Billable(id); ok {
		s.replace(at, id, why, rule)
	}
	return ok
}

// pressureUlcers keeps of one site the highest stage (I.C.12.a). During a stay
// two stages may both be true, of admission and of later: both stay.
func (s *sheet) pressureUlcers() {
	s.ulcerSite()
	for i := len(s.lines) - 1; i >= 0; i-- {
		if i >= len(s.lines) || !s.sets.pressure.has(s.lines[i].id) {
			continue
		}
		code := s.lines[i].facts.code
		for k := range s.lines {
			c := s.lines[k].facts.code
			if k == i || len(c) != len(code) || c[:len(c)-1] != code[:len(code)-1] || ulcer(c) <= ulcer(code) {
				continue
			}
			if s.sets.staged.has(s.lines[i].id) && inpatient(s.in.Class) {
				s.warn(code, code+" and "+c+" are stages of one site: both are coded if it became worse during the stay", section("I.C.12.a.6"))
				continue
			}
			s.drop(i, "a higher stage of the same site is coded", section("I.C.12.a"))
			break
		}
	}
}

// ulcerSite gives a pressure ulcer of no stated site the one site that the note
// has one of: it speaks of that again.
func (s *sheet) ulcerSite() {
	site := ""
	for i := range s.lines {
		code := s.lines[i].facts.code
		switch {
		case !s.sets.pressure.has(s.lines[i].id), strings.HasPrefix(code, "L89.9"):
		case site != "" && site != code[:len(code)-1]:
			return
		default:
			site = code[:len(code)-1]
		}
	}
	for i := 0; i < len(s.lines) && site != ""; i++ {
		code := s.lines[i].facts.code
		if strings.HasPrefix(code, "L89.9") && s.turn([]int{i}, ulcerAt(site, stageOf(code)), "the same ulcer as "+site+"–", section("I.C.12.a")) {
			i = -1
		}
	}
}

// ulcer ranks the stage of a code of L89: unspecified, deep tissue, stages 1 to
// 4 with unstageable below the fourth.
func ulcer(code string) int { return strings.IndexByte("9612304", stageOf(code)) }

// stageOf is the stage in the last character of a code of L89 as most sites
// write it: 9 unspecified, 0 unstageable, 6 deep tissue, 1 to 4. Sites that
// have no sides (L89.4, L89.9) write 0 for unspecified and 5 for unstageable.
func stageOf(code string) byte {
	last := code[len(code)-1]
	if len(code) > len("L89.40") {
		return last
	}
	switch last {
	case '0':
		return '9'
	case '5':
		return '0'
	}
	return last
}

// ulcerAt is the code of a site at a stage; the opposite of stageOf.
func ulcerAt(site string, stage byte) string {
	if len(site) > len("L89.4") {
		return site + string(stage)
	}
	switch stage {
	case '9':
		stage = '0'
	case '0':
		stage = '5'
	}
	return site + string(stage)
}

// injuries keeps of burns of one site the highest degree (I.C.19.d.2), and
// leaves out a superficial injury of a limb beside a graver one of the same
// part and side (I.C.19.b.1).
func (s *sheet) injuries() {
	for i := len(s.lines) - 1; i >= 0; i-- {
		if c := s.lines[i].facts.code[0]; c != 'S' && c != 'T' {
			continue
		}
		for k := range s.lines {
			a, b := &s.lines[i], &s.lines[k]
			if k == i || a.facts.says[side] != b.facts.says[side] || a.facts.says[encounter] != b.facts.says[encounter] {
				continue
			}
			if s.sets.burns.has(a.id) && s.sets.burns.has(b.id) && graver(a.facts.code, b.facts.code) {
				s.drop(i, "a burn of higher degree of the same site is coded", section("I.C.19.d.2"))
				break
			}
			if superficial(a.facts.code, b.facts.code) {
				s.drop(i, "a graver injury of the same site is coded", section("I.C.19.b.1"))
				break
			}
		}
	}
}

// graver tells whether b is a burn of the site of a with a higher degree.
func graver(a, b string) bool {
	burn := a[4] >= '0' && a[4] < '4' && b[4] >= '0' && b[4] < '4'
	corrosion := a[4] >= '4' && b[4] >= '4'
	return a[:3] == b[:3] && (burn || corrosion) && b[4] > a[4]
}

// superficial tells whether a is a superficial injury of the limb region in
// which b is a wound, fracture, dislocation or amputation.
func superficial(a, b string) bool {
	return a[0] == 'S' && b[0] == 'S' && a[1] == b[1] && a[1] >= '4' && a[2] == '0' && b[2] >= '1' && b[2] <= '8'
}

// sides tells whether two codes are of different sides.
func sides(a, b *facts) bool {
	return a.says[side] > unspecified && b.says[side] > unspecified && a.says[side] != b.says[side] &&
		!slices.Contains([]uint8{a.says[side], b.says[side]}, 4)
}

// weeksOf returns the weeks of gestation that the note states, 0 for none.
func (s *sheet) weeksOf() int {
	if s.in.Patient.Weeks > 0 {
		return s.in.Patient.Weeks
	}
	for i := range s.lines {
		if w := atoi(s.attribute(i, schemas.AttrWeeks)); w > 0 {
			return w
		}
	}
	return 0
}

func atoi(s string) (n int) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}
