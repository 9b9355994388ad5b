package icd10cm

import (
	"slices"

	"medcode/internal/ontology"
)

// rankIn is the rank of a line in this note: that of its code, but for what the
// note says of it.
func (s *sheet) rankIn(i int) rank {
	own := s.lines[i].facts.rank
	switch {
	case own == rankDisease && s.sets.uremic.has(s.lines[i].id) && s.reason(i):
		return rankInfected // the syndrome, then the sepsis, when it is why the patient came (I.C.1.d.9)
	case own == rankDisease && s.reason(i):
		return rankReason
	case (own == rankSepsis || own == rankSevere) && inpatient(s.in.Class) && s.poa(i) == POANo:
		return rankDisease // what was there on admission comes first (I.C.1.d.4)
	}
	return own
}

// reason tells whether the note names a line as why the patient came.
func (s *sheet) reason(i int) bool {
	return slices.ContainsFunc(s.lines[i].from, func(k int) bool {
		return slices.ContainsFunc(s.in.Codes[k].Mentions, func(m NoteMention) bool { return m.Reason })
	})
}

// leads tells whether a comes before b by a section of the guidelines, or by a
// note of the Tabular List that names no code.
func leads(a, b *facts) bool {
	return a.leads&b.led != 0 || a.degree > b.degree && b.degree >= 0 // of burns the highest degree (I.C.19.d.1)
}

// order tells what a code leads and is led by: codes that share a bit.
func (e *Engine) order(id ontology.CodeID) (leads, led uint8) {
	s := &e.sets
	for bit, pair := range [][2]set{
		{s.hiv, s.aids},                    // I.C.1.a.2.a
		{s.cancer, s.ofCancer},             // Tabular J91.0, R18.0, D63.0, code first
		{s.infectedDevice, s.local},        // I.C.19.g.4, use additional code to identify infection
		{s.device, s.painKind},             // I.C.6.b.3, I.C.19.g.2
		{s.someTransplant, s.tumour},       // Tabular C80.2, use additional code
		{s.ofAlcohol, s.drinking},          // Tabular K70, G62.1, use additional code
		{s.otherDiabetic, s.boneInfection}, // Tabular E11.69, use additional code
	} {
		if pair[0].has(id) {
			leads |= 1 << bit
		}
		if pair[1].has(id) {
			led |= 1 << bit
		}
	}
	return leads, led
}

// degreeOf is that of a burn or corrosion of T20–T25, 0 for none stated; -1 for
// other codes.
func (e *Engine) degreeOf(id ontology.CodeID, code string) int {
	if !e.sets.burns.has(id) || len(code) < 5 {
		return -1
	}
	return int(code[4]-'0') % 4
}
