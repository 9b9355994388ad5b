package icd10cm

import "fmt"

// ClaimInput is a note as the claim rules see it.
type ClaimInput struct {
	Codes   []NoteCode // in the order of the text
	Links   []Link
	Drugs   []string // names of the patient's present medicines
	Patient Patient
	Class   string // outpatient, inpatient or emergency; empty is outpatient
}

// NoteCode is a code that the note supports, with the mentions that do so.
type NoteCode struct {
	Code, Display string
	Confidence    float64
	Mentions      []NoteMention
}

// NoteMention is one place of the note that supports a code.
type NoteMention struct {
	Text       string
	Cause      string // what the text says it is due to, as written; empty where it says nothing
	Section    string
	Uncertain  bool
	Historical bool
	Reason     bool              // the note names it as why the patient came
	Past       bool              // it is over, and the note names it for what it left behind
	After      string            // what the text says it was left by, as written
	Aim        bool              // what a test, a prevention or an advice is about: nobody has it by that
	Onset      Onset             // when it began, where the note says so
	Attributes map[string]string // as schemas.Attr… name them
}

// Onset is what a note says of when a condition began.
type Onset uint8

// The onsets.
const (
	OnsetUnsaid       Onset = iota
	OnsetBefore             // present on admission
	OnsetStay               // it arose in hospital
	OnsetUndetermined       // the provider cannot tell
)

// Link is a cause that the note states or denies in so many words: the code
// Effect is due to the code Cause, or is not. Both count in ClaimInput.Codes.
// Cause is -1 for something that has no code.
type Link struct {
	Effect, Cause int
	Denied        bool
}

// Patient is whom the note is about.
type Patient struct {
	Age      *int // completed years; nil: not known
	Newborn  bool // within 28 days of birth
	Sex      string
	Pregnant bool
	Weeks    int // completed weeks of gestation, 0: not known

	Incidental bool // the provider says that the pregnancy is incidental to the encounter
	MinorFall  bool // the injury came from what would not break a healthy bone
}

// ClaimOutput is the claim: its diagnoses in sequence and what was changed.
type ClaimOutput struct {
	Lines       []ClaimLine
	Changes     []Change
	POARequired bool // the class of encounter reports indicators
}

// ClaimLine is one diagnosis, always billable in the engine's release.
type ClaimLine struct {
	Code, Display string
	POA           POA
	Why           string
	From          []int // the codes of the input that it stands for, sorted; none where a rule added it
}

// POA tells whether a diagnosis was present on admission (Official Guidelines,
// Appendix I).
type POA string

// The indicators. U and W are answers of the treating provider: medcode never
// gives U, and W only where the note says that it cannot be determined.
const (
	POANone         POA = ""       // not reported for this class of encounter
	POAYes          POA = "Y"      // present
	POANo           POA = "N"      // arose during the stay
	POAUnknown      POA = "U"      // documentation insufficient
	POAUndetermined POA = "W"      // clinically undetermined
	POAExempt       POA = "exempt" // on the list of exempt codes
)

// Change is one thing that a rule did.
type Change struct {
	Code string // the code that it is about
	What string // "I10 → I11.0", "R07.9 left out", "warning: …"
	Rule string // section of the guidelines, or note of the Tabular List with its edition
}

// String is the change in one line.
func (c Change) String() string {
	if c.Rule == "" {
		return c.What
	}
	return fmt.Sprintf("%s (%s)", c.What, c.Rule)
}

// inpatient tells whether a class of encounter is a stay.
func inpatient(class string) bool { return class == "inpatient" }
