package icd10cm

import (
	"slices"
	"strings"
)

// uncertain leaves out what the note only suspects: outpatients have the
// symptom instead (Official Guidelines IV.H), inpatients the diagnosis (II.H)
// but for those that are coded only when confirmed: HIV, COVID-19, novel and
// identified influenza, Zika (I.C.1.a.1, I.C.1.g.1, I.C.10.c, I.C.1.f).
func (s *sheet) uncertain() {
	for i := len(s.lines) - 1; i >= 0; i-- {
		if !s.suspected(i) {
			continue
		}
		switch {
		case !inpatient(s.in.Class):
			s.drop(i, "an uncertain diagnosis of an outpatient", section("IV.H"))
		case s.sets.confirmed.has(s.lines[i].id):
			s.drop(i, "coded only when confirmed", section("I.C.1.a, I.C.1.f, I.C.1.g, I.C.10.c"))
		}
	}
}

// suspected tells whether every mention behind a line is uncertain.
func (s *sheet) suspected(i int) bool {
	some := false
	for _, k := range s.lines[i].from {
		for _, m := range s.in.Codes[k].Mentions {
			if !m.Uncertain {
				return false
			}
			some = true
		}
	}
	return some
}

// sepsis codes acute organ dysfunction with sepsis as severe (I.C.1.d), the
// infection under a severe sepsis that names none, and the blood stream
// infection of a central line where the wording holds one (I.C.1.d.5).
func (s *sheet) sepsis() {
	i, severe := s.find(s.sets.sepsis), s.find(s.sets.severeSepsis)
	if i < 0 && severe >= 0 && !s.has(s.sets.lineInfection) {
		if id, ok := s.code("A41.9"); ok {
			s.add(severe, id, "the infection under severe sepsis is coded first", section("I.C.1.d.1.b"))
		}
		return
	}
	if i < 0 {
		return
	}
	if id, ok := s.release.Find("T80.211A"); s.fromLine(i) && ok && !s.has(s.sets.lineInfection) {
		s.add(i, id, "sepsis due to a central line", section("I.C.1.d.5; Tabular T80.211"))
		i = s.find(s.sets.sepsis)
	}
	for k := 0; k < len(s.lines) && severe < 0; k++ {
		if !s.sets.organs.has(s.lines[k].id) || s.unlinked(k, i) {
			continue
		}
		if id, ok := s.code("R65.20"); ok {
			s.add(i, id, "sepsis with acute organ dysfunction; ask the provider where "+s.lines[k].facts.code+" is not due to it", section("I.A.15, I.C.1.d.1.a"))
			return
		}
	}
}

// fromLine tells whether the wording of a line says that it comes from a
// central line.
func (s *sheet) fromLine(i int) bool {
	text := s.wording(i, true)
	return slices.ContainsFunc([]string{"central line", "central venous", "picc", "clabsi", "line sepsis", "catheter-related bloodstream", "catheter related bloodstream"},
		func(w string) bool { return strings.Contains(text, w) })
}

// newborn codes conditions of the first 28 days from chapter 16: what may come
// from birth or from outside is taken to come from birth (I.C.16.a.5).
func (s *sheet) newborn() {
	if !s.in.Patient.Newborn {
		return
	}
	for _, c := range []struct{ from, to, what string }{
		{"I10", "P29.2", "hypertension"},
		{"A41.9", "P36.9", "sepsis"},
		{"J18.9", "P23.9", "pneumonia"},
		{"E16.2", "P70.4", "hypoglycaemia"},
		{"R17", "P59.9", "jaundice"},
		{"J96.00", "P28.5", "respiratory failure"},
		{"R56.9", "P90", "convulsions"},
		{"E86.0", "P74.1", "dehydration"},
		{"R11.10", "P92.09", "vomiting"},
		{"D64.9", "P61.4", "anaemia"},
		{"R06.81", "P28.40", "apnoea"},
	} {
		from, known := s.release.Find(c.from)
		to, ok := s.release.Find(c.to)
		if i := s.index(from); known && ok && i >= 0 && s.release.Billable(to) {
			s.replace([]int{i}, to, c.what+" of a newborn", section("I.C.16.a.5"))
		}
	}
}
