// Package section divides a clinical note into its sections and sentences.
//
// Both are found by rules in one pass: headings are looked up in a table of
// the names that clinicians use, sentence ends are decided from punctuation,
// abbreviations, list marks and the width at which the text was wrapped. Cost
// is linear in the length of the note, and any bytes are accepted.
package section

import (
	"slices"
	"strings"
)

// Span is a half-open range of bytes of a note.
type Span struct{ Start, End int }

// Section is one part of a note. Sections follow each other without gaps, so
// the first starts at 0 and the last ends at the end of the note.
type Section struct {
	Name       string // canonical name, see the constants; "" before the first heading and under unknown ones
	Code       string // LOINC code of such a section, "10164-2" for a history of present illness; "" where there is none
	Start, End int    // bytes, heading included
	HeadEnd    int    // end of the heading; equal to Start where there is none
}

// Canonical names that other packages decide by. Split returns more of them;
// the table in headings.go has all.
const (
	PastMedical  = "past_medical_history"
	PastSurgical = "past_surgical_history"
	Family       = "family_history"
	Social       = "social_history"
	HPI          = "hpi"
	Review       = "review_of_systems"
	Exam         = "physical_exam"
	Medications  = "medications"
	Allergies    = "allergies"
	Assessment   = "assessment"
	Plan         = "plan"
	Course       = "hospital_course"
	Instructions = "discharge_instructions"
)

// Split returns the sections of note, in order and without gaps. An empty
// note has none.
func Split(note string) []Section {
	if note == "" {
		return nil
	}
	s := splitter{note: note, secs: []Section{{}}}
	blank := true
	for ls := 0; ls < len(note); {
		le := lineEnd(note, ls)
		empty := strings.TrimSpace(note[ls:le]) == ""
		if !empty {
			s.line(ls, le, blank)
		}
		blank = empty
		ls = le + 1
	}
	s.secs[len(s.secs)-1].End = len(note)
	return cutFamily(note, cutAllergies(note, s.secs))
}

// cutFamily ends a family history that is told on the line of its heading where
// a line without a relative follows: "Fam: M - stroke." and then the vitals.
func cutFamily(note string, secs []Section) []Section {
	for i := 0; i < len(secs); i++ {
		s := &secs[i]
		if s.Name != Family {
			continue
		}
		le := lineEnd(note, s.HeadEnd)
		if le >= s.End || strings.TrimSpace(note[s.HeadEnd:le]) == "" {
			continue
		}
		for ls := le + 1; ls < s.End; ls = lineEnd(note, ls) + 1 {
			if line := note[ls:min(lineEnd(note, ls), s.End)]; strings.TrimSpace(line) != "" && !kin(line) && !isLowerByte(line[0]) {
				secs = slices.Insert(secs, i+1, Section{Start: ls, End: s.End, HeadEnd: ls})
				secs[i].End = ls
				break
			}
		}
	}
	return secs
}

// kin tells whether a line names a relative, or says that there is nothing.
func kin(line string) bool {
	for _, w := range strings.FieldsFunc(strings.ToLower(line), func(r rune) bool { return (r < 'a' || r > 'z') && r != '\'' }) {
		switch w {
		case "m", "f", "s", "b", "mo", "fa", "mgm", "mgf", "pgm", "pgf", "mom", "dad", "mum", "sib", "sibs", "kids", "twin", "uncle", "aunt", "cousin", "parents", "parent", "relatives", "relative",
			"maternal", "paternal", "family", "families", "familial", "noncontributory", "hereditary", "adopted", "child", "children", "bro", "sis":
			return true
		}
		for _, stem := range []string{"mother", "father", "sister", "brother", "daughter", "son", "aunt", "uncle", "cousin", "grand", "sibling", "niece", "nephew"} {
			if strings.HasPrefix(w, stem) && len(w) <= len(stem)+7 {
				return true
			}
		}
	}
	return false
}

// cutAllergies ends a section of allergies where a sentence of something else
// begins: "All: PCN, macrobid. Code DNR. On warfarin."
func cutAllergies(note string, secs []Section) []Section {
	for i := 0; i < len(secs); i++ {
		if secs[i].Name != Allergies {
			continue
		}
		if at := otherSentence(note, secs[i].HeadEnd, secs[i].End); at > 0 {
			secs = slices.Insert(secs, i+1, Section{Start: at, End: secs[i].End, HeadEnd: at})
			secs[i].End = at
		}
	}
	return secs
}

// otherSentence is where, behind a full stop, a sentence begins that is no
// list of allergens; 0 for nowhere.
func otherSentence(note string, from, to int) int {
	for i := from; i+2 < to; i++ {
		if note[i] != '.' || note[i+1] != ' ' {
			continue
		}
		word, _, _ := strings.Cut(strings.TrimLeft(note[i+2:min(to, i+24)], " "), " ")
		switch strings.ToLower(strings.TrimRight(word, ".,;:")) {
		case "on", "code", "he", "she", "they", "pt", "patient", "takes", "taking", "currently", "lives", "smokes", "denies", "is", "was", "has", "had", "lmp", "here", "seen", "presents":
			return i + 2
		}
	}
	return 0
}

// At returns the index of the section that holds byte pos, or -1.
func At(secs []Section, pos int) int {
	lo, hi := 0, len(secs)
	for lo < hi {
		mid := (lo + hi) / 2
		if secs[mid].End <= pos {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(secs) && secs[lo].Start <= pos {
		return lo
	}
	return -1
}

func lineEnd(s string, i int) int {
	if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(s)
}

type splitter struct {
	note string
	secs []Section
	last byte // the letter of the last heading that was one, see letter
}

// line looks for a heading at the start of a line, then for those inside it,
// as dictated notes have them. blank tells that nothing stands directly above.
func (s *splitter) line(ls, le int, blank bool) {
	h, ok := s.atLine(ls, le, blank)
	from := ls
	switch {
	case ok:
		s.open(h)
		from = h.end
	case s.narrates(ls, le):
		s.open(heading{start: ls, end: ls})
	}
	for from < le {
		p := strings.IndexAny(s.note[from:le], ":.")
		if p < 0 {
			return
		}
		p += from
		h, ok := s.within(max(ls, from), p, le)
		if ok && (h.name != subheading || s.secs[len(s.secs)-1].Name != "vitals") {
			s.open(h)
		}
		from = p + 1
	}
}

// within reads a heading inside a line, at the colon or full stop at p.
func (s *splitter) within(lo, p, le int) (heading, bool) {
	if s.note[p] == '.' {
		return s.unmarked(p, le)
	}
	return s.inline(lo, p)
}

// open begins a section at h, or goes on with the present one where h is a
// part of it ("HEENT:" within an examination).
func (s *splitter) open(h heading) {
	cur := &s.secs[len(s.secs)-1]
	if h.name == subheading {
		if !endsAtExam(cur.Name) {
			return
		}
		h.kindOf = names["physical exam"]
	}
	if h.start == cur.Start && cur.HeadEnd == cur.Start {
		cur.Name, cur.Code, cur.HeadEnd = h.name, h.code, h.end
		return
	}
	if h.start < cur.HeadEnd || h.start <= cur.Start {
		return
	}
	cur.End = h.start
	s.secs = append(s.secs, Section{Name: h.name, Code: h.code, Start: h.start, End: len(s.note), HeadEnd: h.end})
}

// narrates tells whether the line, inside a history of some kind, goes on
// with the present case. Notes without further headings would otherwise be
// history, or the family's, to their end.
func (s *splitter) narrates(ls, le int) bool {
	switch s.secs[len(s.secs)-1].Name {
	case PastMedical, PastSurgical, Family, Social, Allergies, Medications:
	default:
		return false
	}
	var buf [maxHeading]byte
	line := string(lower(buf[:0], s.note[ls:min(le, ls+maxHeading)]))
	for _, w := range narrative {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}

// narrative holds what the beginning of such a line contains.
var narrative = []string{
	"examination", "on exam", "laboratory", "blood test", "was admitted", "is admitted", "presented with", "presents with",
	"presented to", "presents to", "comes to", "came to", "consulted for", "consults for", "was referred", "current illness", "vital signs",
}

// endsAtExam names the sections in which the name of a body system cannot be
// a part, so that it tells of an examination without a heading.
func endsAtExam(name string) bool {
	switch name {
	case Family, Social, Medications, Allergies, "vitals":
		return true
	}
	return false
}
