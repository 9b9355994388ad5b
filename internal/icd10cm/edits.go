package icd10cm

import (
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/ontology/mce"
)

// Edit is a check of one code, or of a header and all below it, against the
// patient.
type Edit = mce.Edit

// derivedEdits are those that chapters, blocks and titles imply: chapter 15 is
// maternal, the organs of one sex, codes whose titles name an age.
func derivedEdits() []Edit {
	var out []Edit
	for _, d := range []struct {
		kind  mce.Kind
		codes string
	}{
		{mce.Newborn, "Z38 Z00.110 Z00.111 P00-P96"},
		{mce.Pediatric, "Z00.12 Z00.2 R62.5 L22 L21.0 L21.1 Z68.5 R68.1 J05.0"},
		{mce.Maternity, "O00-O9A Z33 Z34 Z36 Z37 Z39 Z3A"},
		{mce.Adult, "Z00.0 R54 F03 H25 Z68.1-Z68.4 I70 J43 N40 C61 G30 R53.2"},
		{mce.Female, "O00-O9A N70-N98 C51-C58 D06 D07.0-D07.3 D25-D28 D39 Z33 Z34 Z36 Z37 Z39 Z3A Z12.4 E28 Q50-Q52 A34 B37.3 F52.5 M80.0 Z79.890 S37.4-S37.6 R87"},
		{mce.Male, "N40-N51 C60-C63 D07.4-D07.6 D29 D40 Q53-Q55 Z12.5 Z90.79 E29 B26.0 F52.4 S37.82 R86 Z85.46 Z85.47"},
	} {
		for p := range strings.FieldsSeq(d.codes) {
			out = append(out, Edit{Code: p, Kind: d.kind})
		}
	}
	return out
}

// edit is the codes of one kind, for one release.
type edit struct {
	kind mce.Kind
	in   set
}

// compileEdits takes the edits of a table that was imported with the release
// too.
func compileEdits(r *ontology.Release, all []Edit) []edit {
	all = append(all, r.CodeEdits()...)
	patterns := map[mce.Kind]*strings.Builder{}
	for _, e := range all {
		if patterns[e.Kind] == nil {
			patterns[e.Kind] = &strings.Builder{}
		}
		patterns[e.Kind].WriteString(e.Code + " ")
	}
	var out []edit
	for _, k := range mce.Kinds() {
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
		if what := e.kind.Refuses(s.in.Patient.Age, s.in.Patient.Sex); what != "" {
			for i := range s.lines {
				if e.in.has(s.lines[i].id) {
					s.warn(s.lines[i].facts.code, s.lines[i].facts.code+" "+what, "edit "+string(e.kind))
				}
			}
		}
		if e.kind == mce.Principal && inpatient(s.in.Class) && len(s.lines) > 0 && e.in.has(s.lines[0].id) {
			s.warn(s.lines[0].facts.code, s.lines[0].facts.code+" is not accepted as the first diagnosis of a stay", "edit "+string(e.kind))
		}
	}
}
