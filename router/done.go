package router

import (
	"context"
	"errors"
	"fmt"

	"medcode/internal/broker"
	"medcode/internal/pipe"
	"medcode/schemas"
)

// errSuperseded: a result of the same or a higher revision is stored already.
var errSuperseded = errors.New("a newer result is stored")

// errChanged: the feed reused a revision for another text.
var errChanged = fmt.Errorf("%w: the same id and revision came before with another text; raise the revision to correct a note", schemas.ErrInvalid)

// admit decides whether a note still needs work. The first delivery of a
// first revision is not looked up: its insert fails if a result is there.
func (r *Router) admit(ctx context.Context, item *pipe.Item, in *Input) (bool, error) {
	defer in.turn.leave()
	if item.Deliveries > 1 || in.Note.Revision > 1 {
		err := r.decide(ctx, in)
		if errors.Is(err, errSuperseded) {
			item.Done()
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	err := r.copies.see(ctx, in)
	return err == nil, err
}

// decide reads the stored result and sets the sequence that the new one
// replaces.
func (r *Router) decide(ctx context.Context, in *Input) error {
	last, old, err := r.stored(ctx, in)
	if errors.Is(err, broker.ErrNotFound) {
		in.expect = 0
		return nil
	}
	if err != nil {
		return err
	}
	if err := compare(&old, in); err != nil {
		return err // in.expect stays: a refused note must never replace what is stored
	}
	in.expect = last.Seq
	return nil
}

// stored reads the result of a note; broker.ErrNotFound where there is none.
func (r *Router) stored(ctx context.Context, in *Input) (last broker.Stored, old schemas.Result, err error) {
	err = pipe.Persist(ctx, func() (err error) {
		last, err = r.o.Conn.Last(ctx, schemas.StreamDone, schemas.DoneSubject(in.Note.Feed, in.Key))
		return err
	})
	if err != nil {
		return last, old, err
	}
	if err := schemas.Decode(last.Data, last.ContentType, &old); err != nil {
		return last, old, fmt.Errorf("the stored result cannot be read: %w", err)
	}
	return last, old, nil
}

// compare orders a note against the stored result, by revision, then by
// generation.
func compare(old *schemas.Result, in *Input) error {
	switch {
	case old.Revision > in.Note.Revision:
		return errSuperseded
	case old.Revision < in.Note.Revision:
		return nil
	case old.TextHash != in.Hash:
		return errChanged
	case old.Generation >= in.Generation:
		return errSuperseded
	}
	return nil
}

// store writes the result once and settles the items.
func (r *Router) store(ctx context.Context, in *Input, res schemas.Result, items []*pipe.Item) error {
	err := r.insert(ctx, in, res)
	if err != nil && !errors.Is(err, errSuperseded) {
		return err
	}
	for _, i := range items {
		i.Done()
	}
	return nil
}

// insert writes the result under the rule that a subject holds the newest
// revision and each revision once.
func (r *Router) insert(ctx context.Context, in *Input, res schemas.Result) error {
	data, err := r.encode(&res)
	if err != nil {
		return err
	}
	msg := broker.Msg{Subject: schemas.DoneSubject(in.Note.Feed, in.Key), Data: data}
	for {
		err := pipe.Persist(ctx, func() error {
			_, err := r.o.Conn.Publish(ctx, msg, broker.PublishOptions{Expect: &in.expect})
			return err
		})
		if !errors.Is(err, broker.ErrConflict) {
			return err
		}
		// Either another process was faster, or our own write was stored and
		// only its acknowledgement got lost.
		if err := r.decide(ctx, in); err != nil {
			return err
		}
	}
}

func (r *Router) encode(res *schemas.Result) ([]byte, error) {
	data, err := schemas.Encode(res)
	if err == nil && len(data) > r.o.MaxResult {
		truncate(res)
		data, err = schemas.Encode(res)
	}
	return data, err
}
