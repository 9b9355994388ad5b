// Package schemas is what the stages agree on: notes, mentions, codings and
// results, the subjects they travel on and their wire form. It does no I/O,
// reads no clock and imports nothing of the project.
package schemas

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Version is the schema version written into every message. Fields are only
// ever appended, so any reader of version 1 reads every later message of it.
const Version = 1

// MaxTextBytes is the largest note text accepted, in bytes.
const MaxTextBytes = 256 << 10

// NoteStatus tells what a revision of a note means.
type NoteStatus string

// The states of a note revision. An empty status reads as StatusNew.
const (
	StatusNew       NoteStatus = "new"
	StatusCorrected NoteStatus = "corrected"
	StatusCancelled NoteStatus = "cancelled"
)

// Note is one clinical document as a feed publishes it.
type Note struct {
	Schema   int        `json:"schema"`
	Feed     string     `json:"feed"`     // source system: 1–64 of A–Z a–z 0–9 _ -
	ID       string     `json:"id"`       // unique within the feed, 1–256 bytes
	Revision int        `json:"revision"` // 1 for the first; a correction raises it
	Status   NoteStatus `json:"status,omitempty"`
	Text     Text       `json:"text"`

	ContentType    string `json:"content_type,omitempty"` // default text/plain
	Language       string `json:"language,omitempty"`     // BCP 47, default en
	Received       Time   `json:"received,omitzero"`
	DateOfService  Time   `json:"date_of_service,omitzero"`
	DischargeDate  Time   `json:"discharge_date,omitzero"`
	EncounterClass string `json:"encounter_class,omitempty"` // outpatient (default), inpatient, emergency
	Age            *int   `json:"age,omitempty"`             // completed years
	Sex            string `json:"sex,omitempty"`             // female, male, other, unknown
	Pregnant       *bool  `json:"pregnant,omitempty"`

	EncounterToken string `json:"encounter_token,omitempty"` // opaque, never a real number
	PatientToken   string `json:"patient_token,omitempty"`   // opaque, never a real number
}

// Normalize fills the defaults in place: schema, revision 1, status new.
func (n *Note) Normalize() {
	if n.Schema == 0 {
		n.Schema = Version
	}
	if n.Revision == 0 {
		n.Revision = 1
	}
	if n.Status == "" {
		n.Status = StatusNew
	}
	if n.EncounterClass == "" {
		n.EncounterClass = "outpatient"
	}
}

// Validate reports why the note cannot be accepted, as ErrInvalid with a text
// that says what to change and holds nothing of the note.
func (n *Note) Validate() error {
	switch {
	case n.Schema != Version:
		return fmt.Errorf("%w: schema version %d is not known; this build reads version %d", ErrInvalid, n.Schema, Version)
	case !ValidToken(n.Feed):
		return fmt.Errorf("%w: feed must be 1–64 letters, digits, _ or -", ErrInvalid)
	case n.ID == "" || len(n.ID) > 256:
		return fmt.Errorf("%w: id must have 1–256 bytes; it has %d", ErrInvalid, len(n.ID))
	case n.Revision < 1:
		return fmt.Errorf("%w: revision counts from 1", ErrInvalid)
	case n.Status != StatusNew && n.Status != StatusCorrected && n.Status != StatusCancelled:
		return fmt.Errorf("%w: status must be new, corrected or cancelled", ErrInvalid)
	case n.Age != nil && (*n.Age < 0 || *n.Age > 150):
		return fmt.Errorf("%w: age is in years, 0–150", ErrInvalid)
	}
	if n.Status == StatusCancelled {
		return nil
	}
	return validText(string(n.Text))
}

func validText(s string) error {
	switch {
	case len(s) > MaxTextBytes:
		return fmt.Errorf("%w: the text has %d bytes, the limit is %d; split the document", ErrInvalid, len(s), MaxTextBytes)
	case !utf8.ValidString(s):
		return fmt.Errorf("%w: the text is not valid UTF-8; convert it before publishing", ErrInvalid)
	case strings.IndexByte(s, 0) >= 0:
		return fmt.Errorf("%w: the text holds NUL bytes; it looks like a binary file", ErrInvalid)
	case strings.TrimSpace(s) == "":
		return fmt.Errorf("%w: the text is empty", ErrInvalid)
	}
	return nil
}

// ValidToken tells whether s can be one token of a subject.
func ValidToken(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}
