package router

import (
	"context"
	"errors"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"medcode/internal/broker"
	"medcode/internal/pipe"
	"medcode/router/passage"
	"medcode/schemas"
)

// Copied text is known by what the stream PASSAGES keeps of each patient's
// notes. A note enters its passages before it is read; writes to one patient
// are serialised by the sequence of the last, so that of two notes with the
// same passage, in whatever routers, exactly one has it first.

const (
	// histories is how many patients' histories a router holds: 10 to 50 MB.
	histories = 64
	// passageWait bounds how long a note waits for PASSAGES: its result is worth
	// more than knowing what of it was copied.
	passageWait = 5 * time.Second
)

// copies compares notes with the histories of their patients.
type copies struct {
	o     *Options
	turns turns
	cache *lru.Cache[string, kept]
}

// kept is a history as it was stored; never changed, replaced.
type kept struct {
	history passage.History
	seq     uint64
}

func newCopies(o *Options) *copies {
	cache, err := lru.New[string, kept](histories)
	if err != nil {
		panic(err) // of a size below one only
	}
	return &copies{o: o, cache: cache, turns: turns{last: map[string]chan struct{}{}}}
}

// expect gives a note its turn among its patient's notes, in the order of calls.
func (c *copies) expect(in *Input) {
	if in.Note.PatientToken == "" {
		return
	}
	in.patient = c.o.Keyer.PatientKey(in.Note.PatientToken)
	in.turn = c.turns.take(in.patient)
}

// see marks what of a note is copied. A note without a patient is compared
// with itself; one that was cancelled is forgotten.
func (c *copies) see(ctx context.Context, in *Input) error {
	n, err := passageNote(c.o.Keyer, in)
	if err != nil {
		return err
	}
	if in.patient == "" {
		in.copied = new(passage.History).Copied(&n)
		return nil
	}
	in.turn.wait(ctx)
	defer in.turn.leave()
	cancelled := in.Note.Status == schemas.StatusCancelled
	now, err := c.change(ctx, in.patient, func(h *passage.History) bool {
		if cancelled {
			return h.Remove(n.Feed, n.ID)
		}
		return h.Add(n)
	})
	if err != nil && ctx.Err() == nil {
		c.o.Log.Warn("a note is not compared with earlier notes of its patient", "item", in.Key, "error", err)
	}
	if !cancelled {
		in.copied = now.Copied(&n)
	}
	return ctx.Err()
}

// forget takes out a note that got no result: nothing is copied from it.
func (c *copies) forget(ctx context.Context, in *Input) {
	if in.patient == "" {
		return
	}
	in.turn.leave()
	_, err := c.change(ctx, in.patient, func(h *passage.History) bool { return h.Remove(in.Note.Feed, in.Note.ID) })
	if err != nil {
		c.o.Log.Warn("a note without result stays among its patient's passages", "item", in.Key, "error", err)
	}
}

// change stores a changed history of a patient and returns it; with an error
// it returns the history as far as it is known.
func (c *copies) change(ctx context.Context, patient string, change func(*passage.History) bool) (passage.History, error) {
	ctx, cancel := context.WithTimeout(ctx, passageWait)
	defer cancel()
	have, _ := c.cache.Get(patient)
	for {
		next := have.history.Clone()
		if !change(&next) {
			return next, nil
		}
		seq, err := c.write(ctx, patient, &next, have.seq)
		if err == nil {
			c.cache.Add(patient, kept{next, seq})
			return next, nil
		}
		if !errors.Is(err, broker.ErrConflict) {
			return next, err
		}
		if have, err = c.read(ctx, patient); err != nil {
			return next, err
		}
	}
}

func (c *copies) write(ctx context.Context, patient string, h *passage.History, expect uint64) (seq uint64, err error) {
	data, err := h.Encode()
	if err != nil {
		return 0, err
	}
	err = pipe.Persist(ctx, func() error {
		ack, err := c.o.Conn.Publish(ctx, broker.Msg{Subject: schemas.PassagesSubject(patient), Data: data}, broker.PublishOptions{Expect: &expect})
		seq = ack.Seq
		return err
	})
	return seq, err
}

// read returns what is stored of a patient: nothing, where it was never
// written, or is too old, or cannot be read.
func (c *copies) read(ctx context.Context, patient string) (kept, error) {
	var last broker.Stored
	err := pipe.Persist(ctx, func() (err error) {
		last, err = c.o.Conn.Last(ctx, schemas.StreamPassages, schemas.PassagesSubject(patient))
		return err
	})
	if errors.Is(err, broker.ErrNotFound) {
		return kept{}, nil
	}
	if err != nil {
		return kept{}, err
	}
	h, err := passage.Decode(last.Data)
	if err != nil {
		c.o.Log.Warn("what is kept of a patient's notes begins anew", "error", err)
		return kept{seq: last.Seq}, nil
	}
	return kept{*h, last.Seq}, nil
}

func passageNote(k schemas.Keyer, in *Input) (passage.Note, error) {
	hasher, err := passage.NewHasher(k.PassageKey(in.Note.PatientToken))
	if err != nil {
		return passage.Note{}, err
	}
	return passage.Note{
		Feed: in.Note.Feed, ID: in.Note.ID, Revision: in.Note.Revision, Hash: in.Hash,
		Print: hasher.Print(string(in.Note.Text)),
	}, nil
}
