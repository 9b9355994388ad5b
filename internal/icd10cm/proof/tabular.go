package proof

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"medcode/internal/ontology"
)

// validity says that the code may leave, and how the day lies to the release.
func (d *derivation) validity(id ontology.CodeID) {
	c := d.release.Code(id)
	word := "billable"
	if d.completer == nil {
		word = "may be answered"
	}
	d.add(Step{Kind: Validity, Text: word + " in " + d.info.Release + d.inForce() + d.onDate(), Source: d.titles(), To: c.Code})
}

func (d *derivation) inForce() string {
	switch from, until := d.info.From, d.info.Until; {
	case from.IsZero():
		return ""
	case until.IsZero():
		return ", in force from " + from.Format(time.DateOnly)
	default:
		return ", in force from " + from.Format(time.DateOnly) + " to " + until.Format(time.DateOnly)
	}
}

func (d *derivation) onDate() string {
	day := d.evidence.Person.Date
	if day.IsZero() {
		return ""
	}
	text := day.Format(time.DateOnly)
	switch from, until := d.info.From, d.info.Until; {
	case !from.IsZero() && day.Before(from):
		return "; " + text + " is before its first day"
	case !until.IsZero() && !day.Before(until.AddDate(0, 0, 1)):
		return "; " + text + " is after its last day"
	case from.IsZero():
		return ""
	}
	return "; " + text + " lies within"
}

// place says where the code stands.
func (d *derivation) place(id ontology.CodeID) {
	var parts []string
	if c, ok := d.release.Chapter(id); ok {
		parts = append(parts, "chapter "+c.Name)
	}
	if b, ok := d.release.Block(id); ok {
		parts = append(parts, b.Name)
	}
	headers := len(parts)
	for p, ok := d.release.Parent(id); ok; p, ok = d.release.Parent(p) {
		parts = append(parts, "")
		copy(parts[headers+1:], parts[headers:])
		parts[headers] = d.release.Code(p).Code
	}
	if len(parts) > 0 {
		code := d.release.Code(id).Code
		d.add(Step{Kind: Place, Text: strings.Join(append(parts, code), " > "), Source: d.tabular(), To: code})
	}
}

// seventh says whether a seventh character is called for, which one the code
// has, and where an X fills a place before it (Official Guidelines, I.A.4–5).
func (d *derivation) seventh(id ontology.CodeID) {
	code := d.release.Code(id).Code
	key := strings.ReplaceAll(code, ".", "")
	set := d.release.SeventhCharacters(id)
	var chars []string
	for _, s := range set {
		if c := string(s.Char); !slices.Contains(chars, c) {
			chars = append(chars, c)
		}
	}
	step := Step{Kind: Seventh, Source: d.tabular(), To: code}
	switch {
	case len(set) == 0:
		step.Text = "none is called for"
		if len(key) == 7 {
			step.Text = "the release lists the whole code; the Tabular List defines no set here"
		}
	case len(key) < 7:
		step.Text = "the Tabular List has " + strings.Join(chars, ", ") + " here; the order file lists the code without"
	default:
		step.Text = fmt.Sprintf("%c, %s; allowed: %s", key[6], meaning(set, key[6]), strings.Join(chars, ", "))
	}
	d.add(step)
	if len(key) == 7 && strings.Contains(key[3:6], "X") {
		d.add(Step{Kind: Placeholder, Text: "X fills the places that the code does not use before the seventh", Source: "Official Guidelines I.A.4, I.A.5", To: code})
	}
}

func meaning(set []ontology.SeventhCharacter, char byte) string {
	for _, s := range set {
		if s.Char == char {
			return s.Meaning
		}
	}
	return "not of the Tabular List's set; the order file lists it"
}

// notes lists the instructions that whoever bills the code must follow.
func (d *derivation) notes(id ontology.CodeID) {
	code := d.release.Code(id).Code
	if d.release.Manifestation(id) {
		d.add(Step{Kind: Note, Text: "a manifestation: the disease behind it is coded first", Source: "Official Guidelines I.A.13", From: code})
	}
	for _, n := range d.release.Notes(id) {
		switch n.Kind {
		case ontology.Excludes1, ontology.CodeFirst, ontology.UseAdditional, ontology.CodeAlso:
			d.add(Step{Kind: Note, Text: n.Kind.String() + " at " + n.At + ": " + n.Text, Source: d.tabular(), From: code})
		}
	}
}

// patient lists what speaks against the code for this patient: warnings, since
// the record may be right and the registration wrong.
func (d *derivation) patient(id ontology.CodeID) {
	p := d.evidence.Person
	for _, w := range d.release.Edits(id, p.Age, p.Sex) {
		d.add(Step{Kind: Patient, Text: "warning: " + w, Source: "CMS Medicare Code Editor definitions", From: d.release.Code(id).Code})
	}
}
