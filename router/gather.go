package router

import (
	"sync"
	"time"

	"medcode/internal/broker"
	"medcode/internal/pipe"
	"medcode/schemas"
)

// gather holds the notes whose parts are out. It is a plain value: it does no
// I/O and reads no clock; what it returns is to be done by the caller.
type gather struct {
	mu    sync.Mutex
	notes map[noteID]*waiting
}

// noteID is one revision of one note under one generation.
type noteID struct {
	key        string
	revision   int
	generation int
}

// waiting is a note with parts out.
type waiting struct {
	in      *Input
	read    Read
	items   []*pipe.Item
	slots   map[schemas.Ontology]*slot
	missing int
}

// slot is one part of a note.
type slot struct {
	msg    broker.Msg
	seq    uint64    // in WORK; 0: not known to be stored
	passed time.Time // when the consumer was first seen to have passed seq
	drives int       // how often it was lost
	part   *schemas.Part
}

func newGather() *gather { return &gather{notes: map[noteID]*waiting{}} }

func idOf(in *Input) noteID { return noteID{in.Key, in.Note.Revision, in.Generation} }

// add takes a note in. It returns nil if the same revision of it waits
// already: then the item is settled together with the first. The same revision
// with another text is errChanged; answers could not be told apart.
func (g *gather) add(in *Input, read Read, item *pipe.Item, msgs map[schemas.Ontology]broker.Msg) (*waiting, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if w := g.notes[idOf(in)]; w != nil {
		if w.in.Hash != in.Hash {
			return nil, errChanged
		}
		w.items = append(w.items, item)
		return nil, nil
	}
	w := &waiting{in: in, read: read, items: []*pipe.Item{item}, slots: map[schemas.Ontology]*slot{}, missing: len(msgs)}
	for o, m := range msgs {
		w.slots[o] = &slot{msg: m}
	}
	g.notes[idOf(in)] = w
	return w, nil
}

// stored notes the sequence under which a part was stored in WORK.
func (g *gather) stored(id noteID, o schemas.Ontology, seq uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if w := g.notes[id]; w != nil && w.slots[o] != nil {
		w.slots[o].seq, w.slots[o].passed = seq, time.Time{}
	}
}

// deliver takes a part in and returns its note once that is complete; a part
// that nobody waits for, or a second copy, is ignored.
func (g *gather) deliver(p *schemas.Part) *waiting {
	g.mu.Lock()
	defer g.mu.Unlock()
	id := noteID{p.Key, p.Revision, p.Generation}
	w := g.notes[id]
	if w == nil || w.slots[p.Ontology] == nil || w.slots[p.Ontology].part != nil {
		return nil
	}
	w.slots[p.Ontology].part = p
	w.missing--
	if w.missing > 0 {
		return nil
	}
	return w
}

// count is the number of notes with parts out.
func (g *gather) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.notes)
}

// remove forgets a note and returns the items to settle.
func (g *gather) remove(w *waiting) []*pipe.Item {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.notes[idOf(w.in)] == w {
		delete(g.notes, idOf(w.in))
	}
	return w.items
}

// redrive is a part to be published again.
type redrive struct {
	id  noteID
	o   schemas.Ontology
	msg broker.Msg
}

// all returns every missing part: after a reconnect, sequences from before
// mean nothing.
func (g *gather) all() []redrive {
	g.mu.Lock()
	defer g.mu.Unlock()
	var out []redrive
	for id, w := range g.notes {
		for o, s := range w.slots {
			if s.part == nil {
				out = append(out, redrive{id, o, s.msg})
			}
		}
	}
	return out
}

// outstanding tells which ontologies have a part out.
func (g *gather) outstanding() map[schemas.Ontology]bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	out := map[schemas.Ontology]bool{}
	for _, w := range g.notes {
		for o, s := range w.slots {
			if s.part == nil {
				out[o] = true
			}
		}
	}
	return out
}

// lost returns the parts of an ontology that were passed by their consumer
// (floor), or lie beyond the end of the stream, and have not come for patience
// since. Work that only waits is never published again.
//
// A part that was lost maxDrives times is given up: gone holds it as an empty
// part with its error, to be delivered like an answer.
func (g *gather) lost(o schemas.Ontology, floor, last uint64, now time.Time, patience time.Duration) (again []redrive, gone []*schemas.Part) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for id, w := range g.notes {
		s := w.slots[o]
		if s == nil || s.part != nil || s.seq == 0 || (s.seq > floor && s.seq <= last) {
			continue
		}
		switch {
		case s.passed.IsZero():
			s.passed = now
		case now.Sub(s.passed) < patience:
		case s.drives >= maxDrives:
			gone = append(gone, &schemas.Part{
				Key: id.key, Revision: id.revision, Generation: id.generation, Ontology: o,
				Error: "the workers took this part and never answered; they may run another version",
			})
		default:
			s.drives++
			again = append(again, redrive{id, o, s.msg})
		}
	}
	return again, gone
}

// maxDrives is how often a part is published again that a worker took and did
// not answer: a worker that cannot read it would else get it for ever.
const maxDrives = 5

func (g *gather) len() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.notes)
}
