package schemas

import "fmt"

// Stream names.
const (
	StreamNotes = "NOTES"
	StreamWork  = "WORK"
	StreamCodes = "CODES"
	StreamDone  = "DONE"
	StreamDLQ   = "DLQ"

	StreamPassages = "PASSAGES" // hashes of each patient's notes, for copied text
)

// SubjectNote is answered with the Result of one whole note, at once and not
// durably.
const SubjectNote = "svc.note"

// NoteSubject is where a feed publishes.
func NoteSubject(feed string) string { return "notes." + feed }

// WorkSubject carries the parts for one ontology's workers.
func WorkSubject(o Ontology) string { return "work." + string(o) }

// CodesSubject carries a part's answer to the router that asked; the stream
// CODES keeps all of them as the public feed of that ontology.
func CodesSubject(o Ontology, instance string) string {
	return fmt.Sprintf("codes.%s.%s", o, instance)
}

// DoneSubject holds exactly one message: the newest result of a note. key is
// the keyed hash of feed and id, so that no identifier is in a subject.
func DoneSubject(feed, key string) string { return fmt.Sprintf("done.%s.%s", feed, key) }

// PassagesSubject holds one message: what is kept of a patient's notes to know
// copied text. key is the keyed hash of the patient token.
func PassagesSubject(key string) string { return "passages." + key }

// DLQSubject is where a stage puts what it cannot process.
func DLQSubject(stage string) string { return "dlq." + stage }

// CodeSubject is answered by the workers of an ontology with a Part.
func CodeSubject(o Ontology) string { return "svc.code." + string(o) }
