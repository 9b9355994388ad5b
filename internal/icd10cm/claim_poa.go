package icd10cm

import "medcode/schemas"

// poa is the indicator of a line: what the note says of its onset, or else Y
// unless every mention stands where the course of the stay is told and the
// condition is not one that lasts (Official Guidelines, Appendix I; a
// combination is N as soon as one part is).
func (s *sheet) poa(i int) POA {
	switch {
	case !inpatient(s.in.Class):
		return POANone
	case s.lines[i].facts.exempt:
		return POAExempt
	}
	switch s.onset(i) {
	case OnsetStay:
		return POANo
	case OnsetUndetermined:
		return POAUndetermined
	}
	switch {
	case s.sets.chronic.has(s.lines[i].id) || s.lines[i].facts.rank >= rankStatus:
		return POAYes
	}
	for _, k := range s.lines[i].from {
		if arose(s.in.Codes[k].Mentions) {
			return POANo
		}
	}
	return POAYes
}

// arose tells whether mentions stand only in the course of a stay.
func arose(mentions []NoteMention) bool {
	for _, m := range mentions {
		if m.Section != "hospital_course" && m.Section != "complications" || m.Historical || m.Onset == OnsetBefore || m.Attributes[schemas.AttrAcuity] == "chronic" {
			return false
		}
	}
	return len(mentions) > 0
}

// onset is the latest onset that the mentions behind a line state.
func (s *sheet) onset(i int) (latest Onset) {
	for _, k := range s.lines[i].from {
		for _, m := range s.in.Codes[k].Mentions {
			if m.Onset == OnsetStay {
				return OnsetStay
			}
			latest = max(latest, m.Onset)
		}
	}
	return latest
}
