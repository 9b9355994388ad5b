package icd10cm

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// EditKind is a check of a code against the patient, as Medicare's code editor
// (MCE) names them.
type EditKind string

// The kinds of edits and whom they accept.
const (
	EditNewborn   EditKind = "newborn"   // age 0
	EditPediatric EditKind = "pediatric" // ages 0–17
	EditMaternity EditKind = "maternity" // ages 9–64
	EditAdult     EditKind = "adult"     // ages 15–124
	EditFemale    EditKind = "female"
	EditMale      EditKind = "male"
	EditPrincipal EditKind = "unacceptable_principal" // not the first of a stay
)

// Edit is a check of one code, or of a header and all below it.
type Edit struct {
	Code string
	Kind EditKind
}

// maxEdits bounds an edit table: every code once a kind.
const maxEdits = 1 << 20

// ReadEdits reads an edit table: a code, a tab and a kind a line; blank lines
// and lines that begin with # are skipped. The lists in the publisher's MCE
// software have to be brought into this form. Errors name the line.
func ReadEdits(r io.Reader) ([]Edit, error) {
	var out []Edit
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || line[0] == '#' {
			continue
		}
		code, kind, ok := strings.Cut(line, "\t")
		e := Edit{strings.ToUpper(strings.TrimSpace(code)), EditKind(strings.ToLower(strings.TrimSpace(kind)))}
		switch {
		case !ok || !plausible(e.Code):
			return nil, fmt.Errorf("%w: edit table, line %d: want a code, a tab and a kind of edit", schemas.ErrInvalid, n)
		case !known(e.Kind):
			return nil, fmt.Errorf("%w: edit table, line %d: no such kind of edit; the kinds are newborn, pediatric, maternity, adult, female, male, unacceptable_principal", schemas.ErrInvalid, n)
		case len(out) == maxEdits:
			return nil, fmt.Errorf("%w: edit table, line %d: more than %d lines", schemas.ErrInvalid, n, maxEdits)
		}
		out = append(out, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("edit table: %w", err)
	}
	return out, nil
}

// plausible tells whether a string has the form of a code, dotted or not.
func plausible(code string) bool {
	if len(code) < 3 || len(code) > 8 || code[0] < 'A' || code[0] > 'Z' {
		return false
	}
	for i := range len(code) {
		c := code[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c != '.' || i != 3) {
			return false
		}
	}
	return true
}

func known(k EditKind) bool {
	switch k {
	case EditNewborn, EditPediatric, EditMaternity, EditAdult, EditFemale, EditMale, EditPrincipal:
		return true
	}
	return false
}

// derivedEdits are those that chapters, blocks and titles imply: chapter 15 is
// maternal, the organs of one sex, codes whose titles name an age.
func derivedEdits() []Edit {
	var out []Edit
	for _, d := range []struct {
		kind  EditKind
		codes string
	}{
		{EditNewborn, "Z38 Z00.110 Z00.111 P00-P96"},
		{EditPediatric, "Z00.12 Z00.2 R62.5 L22 L21.0 L21.1 Z68.5 R68.1 J05.0"},
		{EditMaternity, "O00-O9A Z33 Z34 Z36 Z37 Z39 Z3A"},
		{EditAdult, "Z00.0 R54 F03 H25 Z68.1-Z68.4 I70 J43 N40 C61 G30 R53.2"},
		{EditFemale, "O00-O9A N70-N98 C51-C58 D06 D07.0-D07.3 D25-D28 D39 Z33 Z34 Z36 Z37 Z39 Z3A Z12.4 E28 Q50-Q52 A34 B37.3 F52.5 M80.0 Z79.890 S37.4-S37.6 R87"},
		{EditMale, "N40-N51 C60-C63 D07.4-D07.6 D29 D40 Q53-Q55 Z12.5 Z90.79 E29 B26.0 F52.4 S37.82 R86 Z85.46 Z85.47"},
	} {
		for p := range strings.FieldsSeq(d.codes) {
			out = append(out, Edit{p, d.kind})
		}
	}
	return out
}

// edit is the codes of one kind, for one release.
type edit struct {
	kind EditKind
	in   set
}

func compileEdits(r *ontology.Release, all []Edit) []edit {
	patterns := map[EditKind]*strings.Builder{}
	for _, e := range all {
		if patterns[e.Kind] == nil {
			patterns[e.Kind] = &strings.Builder{}
		}
		patterns[e.Kind].WriteString(e.Code + " ")
	}
	var out []edit
	for _, k := range []EditKind{EditNewborn, EditPediatric, EditMaternity, EditAdult, EditFemale, EditMale, EditPrincipal} {
		if p := patterns[k]; p != nil {
			out = append(out, edit{k, compile(r, p.String())})
		}
	}
	return out
}

// check warns of codes that do not go with the patient's age or sex, or that
// may not be first of a stay. Nothing is left out for it: header data is wrong
// more often than a diagnosis is.
func (s *sheet) check() {
	for k := range s.edits {
		e := &s.edits[k]
		if what := s.refuses(e.kind); what != "" {
			for i := range s.lines {
				if e.in.has(s.lines[i].id) {
					s.warn(s.lines[i].facts.code, s.lines[i].facts.code+" "+what, "edit "+string(e.kind))
				}
			}
		}
		if e.kind == EditPrincipal && inpatient(s.in.Class) && len(s.lines) > 0 && e.in.has(s.lines[0].id) {
			s.warn(s.lines[0].facts.code, s.lines[0].facts.code+" is not accepted as the first diagnosis of a stay", "edit "+string(e.kind))
		}
	}
}

// refuses says how the patient does not fit a kind of edit; empty where it
// does, or where age or sex are not known.
func (s *sheet) refuses(k EditKind) string {
	p := s.in.Patient
	outside := func(lo, hi int) bool { return p.Age != nil && (*p.Age < lo || *p.Age > hi) }
	switch {
	case k == EditNewborn && outside(0, 0):
		return "is a code of newborns, and the patient is older"
	case k == EditPediatric && outside(0, 17):
		return "is a code of children, and the patient is an adult"
	case k == EditMaternity && outside(9, 64):
		return "is a code of pregnancy, which the patient's age does not fit"
	case k == EditAdult && outside(15, 124):
		return "is a code of adults, and the patient is a child"
	case k == EditFemale && p.Sex == "male", k == EditMale && p.Sex == "female":
		return "is a code of the other sex"
	}
	return ""
}
