package icd10cm

import "slices"

// hypertension presumes heart failure, other heart disease and chronic kidney
// disease to be due to hypertension unless the note says otherwise (Official
// Guidelines I.C.9.a).
func (s *sheet) hypertension() {
	h := s.find(s.sets.hypertension)
	if h < 0 {
		return
	}
	var all []int // hypertension, and the heart disease that its code takes in
	heart, failing, kidney, ended := false, false, false, false
	for i := range s.lines {
		l := &s.lines[i]
		switch {
		case s.sets.hypertension.has(l.id):
			all = append(all, i)
			ht, hf, ckd, end := hypertensive(l.facts.code)
			heart, failing, kidney, ended = heart || ht, failing || hf, kidney || ckd, ended || end
		case s.unlinked(i, h):
		case s.sets.heartFailure.has(l.id):
			heart, failing = true, true
		case s.sets.heartDisease.has(l.id):
			heart = true
			if s.sets.heartTaken.has(l.id) {
				all = append(all, i) // I51.5 and I51.7 are said by I11 alone (I.C.9.a.1)
			}
		case s.sets.kidney.has(l.id):
			kidney, ended = true, ended || s.sets.endKidney.has(l.id)
		}
	}
	name, why := hypertensiveCode(heart, failing, kidney, ended)
	if id, ok := s.code(name); ok && name != "" && slices.ContainsFunc(all, func(i int) bool { return s.lines[i].id != id }) {
		s.replace(all, id, why, section("I.C.9.a"))
	}
	s.hypertensiveParts()
}

// hypertensive tells what a code of I10–I13 says of heart and kidney.
func hypertensive(code string) (heart, failing, kidney, ended bool) {
	switch code {
	case "I11.0":
		return true, true, false, false
	case "I11.9":
		return true, false, false, false
	case "I12.0":
		return false, false, true, true
	case "I12.9":
		return false, false, true, false
	case "I13.0":
		return true, true, true, false
	case "I13.10":
		return true, false, true, false
	case "I13.11":
		return true, false, true, true
	case "I13.2":
		return true, true, true, true
	}
	return false, false, false, false
}

// hypertensiveCode is the code of hypertension with what it has done.
func hypertensiveCode(heart, failing, kidney, ended bool) (code, why string) {
	switch {
	case heart && kidney && failing && ended:
		return "I13.2", "hypertension with heart failure and end stage kidney disease"
	case heart && kidney && failing:
		return "I13.0", "hypertension with heart failure and chronic kidney disease"
	case heart && kidney && ended:
		return "I13.11", "hypertension with heart disease and end stage kidney disease"
	case heart && kidney:
		return "I13.10", "hypertension with heart and chronic kidney disease"
	case failing:
		return "I11.0", "hypertension with heart failure, presumed related"
	case heart:
		return "I11.9", "hypertension with heart disease, presumed related"
	case kidney && ended:
		return "I12.0", "hypertension with kidney disease of stage 5, presumed related"
	case kidney:
		return "I12.9", "hypertension with chronic kidney disease, presumed related"
	}
	return "I10", "hypertension is coded once"
}

// hypertensiveParts adds the kind of heart failure and the stage of kidney
// disease that a combination code asks for, where the note names neither: the
// disease itself is documented by the combination.
func (s *sheet) hypertensiveParts() {
	i := s.find(s.sets.hypertension)
	if i < 0 {
		return
	}
	_, failing, kidney, ended := hypertensive(s.lines[i].facts.code)
	if failing && !s.has(s.sets.heartFailure) {
		s.addCode(i, "I50.9", "the kind of heart failure is asked for", "Tabular I11.0, I13, use additional code")
	}
	if kidney && !ended && !s.has(s.sets.kidney) {
		s.addCode(i, s.kidneyStage(i), "the stage of kidney disease is asked for", "Tabular I12, I13, use additional code")
	}
}
