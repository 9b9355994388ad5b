// Package status tells what a past procedure, a device in use or a medicine
// taken for long makes of the patient: the official wordings of the status codes
// of ICD-10-CM (Z79, Z89–Z99; Official Guidelines I.C.21.c.3).
package status

import (
	"slices"
	"strings"

	"medcode/internal/text"
	"medcode/router/section"
	"medcode/schemas"
)

// Reader finds the status wordings of mentions. It is safe for concurrent use.
type Reader struct {
	procedures, devices, medicines table
}

// New compiles the tables.
func New() *Reader {
	return &Reader{newTable(procedureRows), newTable(deviceRows), newTable(medicineRows)}
}

// Of is the wording of the status that a mention says, empty where it says
// none. names are the wordings under which vocabularies know the mention,
// status what the note says of it, done whether a procedure is over.
func (r *Reader) Of(m *schemas.Mention, names []string, done bool) string {
	if !m.Patients() || m.Uncertain {
		return ""
	}
	switch m.Category {
	case schemas.Procedure:
		if done {
			return r.procedures.of(names)
		}
	case schemas.Device:
		if m.Section != section.Plan && m.Section != section.Instructions {
			return r.devices.of(names)
		}
	case schemas.Medication:
		if lasting(m) {
			return r.medicines.of(names)
		}
	}
	return ""
}

// lasting tells whether a medicine is one that the patient takes by itself: it
// stands in a list of medicines, or has a frequency, and neither an end nor a
// need.
func lasting(m *schemas.Mention) bool {
	at := m.Attributes
	if at[schemas.AttrPRN] != "" || at[schemas.AttrDuration] != "" || m.Section == section.Course || m.Section == section.Allergies {
		return false
	}
	switch at[schemas.AttrStatus] {
	case "", "active", "changed", "held":
	default:
		return false
	}
	switch at[schemas.AttrRoute] {
	case "intravenous", "topical", "intramuscular", "ophthalmic", "epidural":
		return false
	}
	return m.Section == section.Medications || m.Section == "discharge_medications" || m.Section == section.PastMedical || at[schemas.AttrFrequency] != "" && m.Section != "procedures"
}

// table finds rows by words: all words of an entry are in the name.
type table map[string][]entry // first word → entries

type entry struct {
	rest    []string
	wording string
}

// row is a wording of ICD-10-CM and the names that lead to it.
type row struct{ wording, names string }

func newTable(rows []row) table {
	t := table{}
	for _, r := range rows {
		for name := range strings.SplitSeq(r.names, "|") {
			words := wordsOf(name)
			t[words[0]] = append(t[words[0]], entry{words[1:], r.wording})
		}
	}
	return t
}

// of returns the wording of the entry with the most words of any of the names.
func (t table) of(names []string) (wording string) {
	most := 0
	for _, name := range names {
		words := wordsOf(name)
		for _, w := range words {
			for _, e := range t[w] {
				if len(e.rest)+1 > most && all(e.rest, words) {
					most, wording = len(e.rest)+1, e.wording
				}
			}
		}
	}
	return wording
}

func all(want, have []string) bool {
	return !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(have, w) })
}

func wordsOf(name string) (out []string) {
	for _, t := range text.Tokens(nil, name) {
		out = append(out, t.Norm)
	}
	return out
}
