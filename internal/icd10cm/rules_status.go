package icd10cm

import "strings"

// saidByComplication are status codes and the complications that say the same
// and more, by the beginnings of both.
var saidByComplication = []struct{ status, complication string }{
	{"Z94.0", "T86.1"},
	{"Z94.1", "T86.2"},
	{"Z94.2", "T86.81"},
	{"Z94.3", "T86.3"},
	{"Z94.4", "T86.4"},
	{"Z94.7", "T86.84"},
	{"Z94.81", "T86.0"},
	{"Z94.84", "T86.5"},
	{"Z95.0", "T82.1"},
	{"Z95.810", "T82.1"},
	{"Z96.41", "T85.6"},
	{"Z97.5", "T83.3"},
	{"Z93.0", "J95.0"},
	{"Z93.1", "K94.2"},
	{"Z93.2", "K94.1"},
	{"Z93.3", "K94.0"},
}

// statuses leaves out a status that a complication's code includes (I.C.21.c.3:
// Z94.1 is not used with T86.2).
func (s *sheet) statuses() {
	for i := 0; i < len(s.lines); i++ {
		code := s.lines[i].facts.code
		if code[0] != 'Z' {
			continue
		}
		for _, p := range saidByComplication {
			if strings.HasPrefix(code, p.status) && s.begins(p.complication) {
				s.drop(i, "the complication's code says it", section("I.C.21.c.3"))
				i--
				break
			}
		}
	}
}

// begins tells whether a code of the claim begins so.
func (s *sheet) begins(prefix string) bool {
	for i := range s.lines {
		if strings.HasPrefix(s.lines[i].facts.code, prefix) {
			return true
		}
	}
	return false
}
