package icd10cm

import (
	"strings"

	"medcode/internal/ontology"
)

// fractures codes pathological fractures by the disease that weakened the bone:
// a neoplasm (I.C.2.l.6, I.C.19.c), or osteoporosis, also where a fall would not
// have broken a healthy bone (I.C.13.d.2).
func (s *sheet) fractures() {
	s.neoplastic()
	o := s.find(s.sets.osteoporosis)
	if o < 0 {
		return
	}
	for i := 0; i < len(s.lines); i++ {
		pathological := s.sets.pathological.has(s.lines[i].id)
		if !pathological && (!s.in.Patient.MinorFall || !s.sets.brittle.has(s.lines[i].id)) || s.unlinked(i, o) {
			continue
		}
		if id, ok := s.osteoporotic(i, s.lines[o].facts.code); ok {
			s.replace([]int{o, i}, id, "fracture in osteoporosis", section("I.C.13.d.2"))
			return
		}
	}
}

// neoplastic codes a pathological fracture beside a neoplasm of bone as due to
// it.
func (s *sheet) neoplastic() {
	n := s.find(s.sets.boneCancer)
	if n < 0 {
		return
	}
	for i := 0; i < len(s.lines); i++ {
		if s.sets.pathological.has(s.lines[i].id) && !s.unlinked(i, n) {
			s.turn([]int{i}, "M84.5"+s.lines[i].facts.code[5:], "pathological fracture in neoplastic disease", section("I.C.2.l.6, I.C.19.c"))
		}
	}
}

// brittleParts are the fractures of chapter 19 and of M84.4 by the character of the
// region in M80.
var brittleParts = [][2]string{
	{"S42.0", "1"},
	{"S42.1", "1"},
	{"S42", "2"},
	{"S52", "3"},
	{"S62", "4"},
	{"S72", "5"},
	{"S82.5", "7"},
	{"S82.6", "7"},
	{"S82.8", "7"},
	{"S82", "6"},
	{"S92", "7"},
	{"S22.0", "8"},
	{"S32.0", "8"},
	{"S32", "B"},
	{"M84.41", "1"},
	{"M84.42", "2"},
	{"M84.43", "3"},
	{"M84.44", "4"},
	{"M84.454", "B"},
	{"M84.45", "5"},
	{"M84.46", "6"},
	{"M84.47", "7"},
}

// osteoporotic is the code of M80 for the fracture of line i, with the
// osteoporosis of a code of M81.
func (s *sheet) osteoporotic(i int, of string) (ontology.CodeID, bool) {
	code, kind := s.lines[i].facts.code, "0"
	if of != "M81.0" {
		kind = "8"
	}
	for _, r := range brittleParts {
		if strings.HasPrefix(code, r[0]) {
			place := r[1] + bone(s.lines[i].facts.says[side])
			if r[1] == "8" {
				place = "8X"
			}
			return s.code("M80." + kind + place + seventh(code[len(code)-1]))
		}
	}
	return 0, false
}

// bone is the character of a side in M80.
func bone(of uint8) string {
	switch of {
	case 2:
		return "1"
	case 3:
		return "2"
	}
	return "9"
}

// seventh is the seventh character of M80 for that of a fracture: M80 does not
// tell open from closed ones.
func seventh(of byte) string {
	switch of {
	case 'B', 'C':
		return "A"
	case 'E', 'F':
		return "D"
	case 'H', 'J':
		return "G"
	case 'M', 'N':
		return "K"
	case 'Q', 'R':
		return "P"
	}
	return string(of)
}
