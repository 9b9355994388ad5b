package icd10cm

import (
	"fmt"
	"slices"
	"strings"

	"medcode/internal/ontology"
)

// sheet is a claim in the making.
type sheet struct {
	*Engine
	in      *ClaimInput
	lines   []row
	changes []Change
	kept    []kept   // pairs that exclude each other and stay
	lower   []string // see drugs
}

// row is one line of a sheet.
type row struct {
	id         ontology.CodeID
	facts      *facts
	from       []int
	confidence float64
	why        string
	rank       rank // in this note; set by sequence
}

type kept struct{ a, b ontology.CodeID }

// section names a rule: a section of the guidelines, unless it is a note of the
// Tabular List.
func section(s string) string {
	if strings.HasPrefix(s, "Tabular ") {
		return s
	}
	return "Official Guidelines FY2026 " + s
}

// find returns the first line in a set, -1 for none.
func (s *sheet) find(in set) int {
	for i := range s.lines {
		if in.has(s.lines[i].id) {
			return i
		}
	}
	return -1
}

func (s *sheet) has(in set) bool { return s.find(in) >= 0 }

// sieve is the picture of the lines as they are.
func (s *sheet) sieve() (m sieve) {
	for i := range s.lines {
		m.mark(s.lines[i].id)
	}
	return m
}

// index returns the line of a code, -1 for none.
func (s *sheet) index(id ontology.CodeID) int {
	for i := range s.lines {
		if s.lines[i].id == id {
			return i
		}
	}
	return -1
}

// code returns a billable code by name; false where the release has none. A
// header gives the code that says least more.
func (e *Engine) code(name string) (ontology.CodeID, bool) {
	id, ok := e.release.Find(name)
	if !ok {
		return 0, false
	}
	return e.release.Emit(id)
}

// note records a change.
func (s *sheet) note(code, what, rule string) {
	s.changes = append(s.changes, Change{Code: code, What: what, Rule: rule})
}

// warn records something that is left as it is; once.
func (s *sheet) warn(code, what, rule string) {
	c := Change{Code: code, What: "warning: " + what, Rule: rule}
	if !slices.Contains(s.changes, c) {
		s.changes = append(s.changes, c)
	}
}

// drop leaves a line out.
func (s *sheet) drop(i int, why, rule string) {
	code := s.lines[i].facts.code
	s.lines = slices.Delete(s.lines, i, i+1)
	s.note(code, fmt.Sprintf("%s left out: %s", code, why), rule)
}

// replace makes lines into one of another code, at the place of the first of
// them; a code that is there already takes them in.
func (s *sheet) replace(at []int, id ontology.CodeID, why, rule string) {
	slices.Sort(at)
	at = slices.Compact(at)
	var codes []string
	var from []int
	confidence := 0.0
	for _, i := range at {
		if s.lines[i].id != id {
			codes = append(codes, s.lines[i].facts.code)
		}
		from = append(from, s.lines[i].from...)
		confidence = max(confidence, s.lines[i].confidence)
	}
	if len(codes) == 0 {
		return
	}
	into := at[0]
	if k := s.index(id); k >= 0 && !slices.Contains(at, k) {
		at = append(at, k)
		slices.Sort(at)
		into = k
		from = append(from, s.lines[k].from...)
	}
	f := s.Engine.facts(id)
	s.note(f.code, fmt.Sprintf("%s → %s: %s", strings.Join(codes, " + "), f.code, why), rule)
	s.lines[into] = row{id: id, facts: f, from: sorted(from), confidence: confidence, why: why + " (" + rule + ")"}
	for _, i := range slices.Backward(at) {
		if i != into {
			s.lines = slices.Delete(s.lines, i, i+1)
		}
	}
}

// add puts a code behind line i, unless it is there; it stands for what line i
// stands for.
func (s *sheet) add(i int, id ontology.CodeID, why, rule string) {
	if s.index(id) >= 0 {
		return
	}
	f := s.Engine.facts(id)
	s.note(f.code, fmt.Sprintf("%s added: %s", f.code, why), rule)
	r := row{id: id, facts: f, from: slices.Clone(s.lines[i].from), confidence: s.lines[i].confidence, why: why + " (" + rule + ")"}
	s.lines = slices.Insert(s.lines, i+1, r)
}

// addCode is add by name; a release without the code has nothing added.
func (s *sheet) addCode(i int, code, why, rule string) {
	if id, ok := s.code(code); ok {
		s.add(i, id, why, rule)
	}
}

func sorted(in []int) []int {
	slices.Sort(in)
	return slices.Compact(in)
}

// text returns the wordings behind a line, in lower case.
func (s *sheet) text(i int) string { return s.wording(i, false) }

// wording is text, with what it is due to where causes is set.
func (s *sheet) wording(i int, causes bool) string {
	var b strings.Builder
	for _, k := range s.lines[i].from {
		for _, m := range s.in.Codes[k].Mentions {
			b.WriteString(strings.ToLower(m.Text))
			if causes && m.Cause != "" {
				b.WriteString(" due to " + strings.ToLower(m.Cause))
			}
			b.WriteString("; ")
		}
	}
	return b.String()
}

// attribute returns the first value of an attribute behind a line.
func (s *sheet) attribute(i int, key string) string {
	for _, k := range s.lines[i].from {
		for _, m := range s.in.Codes[k].Mentions {
			if v := m.Attributes[key]; v != "" {
				return v
			}
		}
	}
	return ""
}

// unlinked tells whether the note says that one line is not due to another:
// that it denies it, or that it names another cause.
func (s *sheet) unlinked(effect, cause int) bool {
	other := false
	for _, l := range s.in.Links {
		if !slices.Contains(s.lines[effect].from, l.Effect) {
			continue
		}
		this := slices.Contains(s.lines[cause].from, l.Cause)
		switch {
		case this && l.Denied:
			return true
		case this:
			return false
		case !l.Denied:
			other = true
		}
	}
	return other
}

// denied tells whether the note says in so many words that one line is not due
// to another.
func (s *sheet) denied(effect, cause int) bool {
	for _, l := range s.in.Links {
		if l.Denied && slices.Contains(s.lines[effect].from, l.Effect) && slices.Contains(s.lines[cause].from, l.Cause) {
			return true
		}
	}
	return false
}
