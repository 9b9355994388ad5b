package icd10cm

import "medcode/internal/ontology"

// bleeder is a lesion of the gut that has a code with and one without bleeding.
type bleeder struct{ plain, bleeding ontology.CodeID }

// compileBleeders lists them, oesophagus to colon, and the plain ones as a set.
func compileBleeders(r *ontology.Release) (out []bleeder, plain set) {
	for _, pair := range [][2]string{
		{"I85.00", "I85.01"},
		{"I85.10", "I85.11"},
		{"K20.80", "K20.81"},
		{"K20.90", "K20.91"},
		{"K21.00", "K21.01"},
		{"K22.10", "K22.11"},
		{"K25.3", "K25.0"},
		{"K25.7", "K25.4"},
		{"K25.9", "K25.4"},
		{"K26.3", "K26.0"},
		{"K26.7", "K26.4"},
		{"K26.9", "K26.4"},
		{"K27.3", "K27.0"},
		{"K27.7", "K27.4"},
		{"K27.9", "K27.4"},
		{"K28.3", "K28.0"},
		{"K28.7", "K28.4"},
		{"K28.9", "K28.4"},
		{"K29.00", "K29.01"},
		{"K29.20", "K29.21"},
		{"K29.30", "K29.31"},
		{"K29.40", "K29.41"},
		{"K29.50", "K29.51"},
		{"K29.60", "K29.61"},
		{"K29.70", "K29.71"},
		{"K29.80", "K29.81"},
		{"K29.90", "K29.91"},
		{"K31.819", "K31.811"},
		{"K55.20", "K55.21"},
		{"K57.00", "K57.01"},
		{"K57.10", "K57.11"},
		{"K57.12", "K57.13"},
		{"K57.20", "K57.21"},
		{"K57.30", "K57.31"},
		{"K57.32", "K57.33"},
		{"K57.40", "K57.41"},
		{"K57.50", "K57.51"},
		{"K57.52", "K57.53"},
		{"K57.80", "K57.81"},
		{"K57.90", "K57.91"},
		{"K57.92", "K57.93"},
	} {
		a, ok := r.Find(pair[0])
		b, found := r.Find(pair[1])
		if ok && found && r.Billable(b) {
			out = append(out, bleeder{a, b})
			plain = append(plain, ontology.CodeRange{Lo: a, Hi: a + 1})
		}
	}
	return out, union(plain)
}

// bleeding codes bleeding of the gut with the lesion that may bleed ("with",
// I.A.15). Of several lesions nobody but the physician knows which one bleeds.
func (s *sheet) bleeding() {
	b := s.find(s.sets.bleeding)
	if b < 0 {
		return
	}
	lesion, to := -1, ontology.CodeID(0)
	for i := range s.lines {
		for _, x := range s.bleeders {
			switch s.lines[i].id {
			case x.bleeding:
				return // the Excludes1 note of the symptom settles it
			case x.plain:
				if lesion >= 0 {
					return
				}
				lesion, to = i, x.bleeding
			}
		}
	}
	if lesion >= 0 && !s.unlinked(b, lesion) {
		s.replace([]int{lesion, b}, to, "bleeding with a lesion that may bleed, presumed related", section(with))
	}
}
