package passage

import (
	"slices"

	"medcode/schemas"
)

// Note is one note of a patient as a history keeps it.
type Note struct {
	Feed, ID string
	Revision int
	Hash     string // keyed hash of the text
	Print    Print

	wire schemas.PassagesNote // set in a history
}

func (n *Note) is(o *Note) bool { return n.Feed == o.Feed && n.ID == o.ID }

func (n *Note) place() schemas.Place {
	return schemas.Place{Feed: n.Feed, ID: n.ID, Revision: n.Revision}
}

// History is what is kept of one patient's notes, in the order in which they
// were first seen: a passage belongs to the first note that has it, and is
// copied in every other. So each is the original in one note exactly.
type History struct{ notes []Note }

// Bounds of a history. Beyond them the notes seen first are forgotten, and a
// passage of theirs is original again where it comes next.
const (
	maxNotes    = 64
	maxShingles = 48 << 10 // some 500 KiB on the wire
)

// Add puts a note in, or a new revision in the place of the one before. It
// reports whether the history changed: a note that comes again does nothing.
func (h *History) Add(n Note) bool {
	i := slices.IndexFunc(h.notes, func(o Note) bool { return o.is(&n) })
	if i >= 0 {
		if old := &h.notes[i]; old.Revision > n.Revision || old.Revision == n.Revision && old.Hash == n.Hash {
			return false
		}
		n.wire = n.encoded()
		h.notes[i] = n
	} else {
		n.wire = n.encoded()
		h.notes = append(h.notes, n)
	}
	h.trim(&n)
	return true
}

// Remove forgets a note that was cancelled, and reports whether it was there.
func (h *History) Remove(feed, id string) bool {
	before := len(h.notes)
	h.notes = slices.DeleteFunc(h.notes, func(n Note) bool { return n.Feed == feed && n.ID == id })
	return len(h.notes) < before
}

// Clone returns a history that changes on its own.
func (h *History) Clone() History { return History{slices.Clone(h.notes)} }

func (h *History) trim(but *Note) {
	sum := 0
	for i := range h.notes {
		sum += len(h.notes[i].Print.starts)
	}
	for i := 0; i < len(h.notes) && (len(h.notes) > maxNotes || sum > maxShingles); {
		if h.notes[i].is(but) {
			i++
			continue
		}
		sum -= len(h.notes[i].Print.starts)
		h.notes = slices.Delete(h.notes, i, i+1)
	}
}

// Copied tells which passages of a note stand in notes seen before it, or
// earlier in itself, with all those places. The note itself may be in the
// history or not; its order counts if it is.
func (h *History) Copied(n *Note) []schemas.Copied {
	m := newMatcher(&n.Print)
	out := copied(&n.Print, &n.Print, m.within(), n.place())
	for i := range h.notes {
		old := &h.notes[i]
		if old.is(n) {
			break
		}
		out = append(out, copied(&n.Print, &old.Print, m.from(&old.Print), old.place())...)
	}
	return grouped(out)
}
