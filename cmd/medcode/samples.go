package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"medcode/internal/broker"
	"medcode/internal/pipe"
	"medcode/producer"
	"medcode/producer/samples"
	"medcode/schemas"
)

// sampleWait is how long a sample note may take to its result.
const sampleWait = 60 * time.Second

// samples publishes the sample notes and prints their results in order. On a
// later start they are stored already, and the stored results are printed.
func (c *call) samples(ctx context.Context, n *node) error {
	notes, err := samples.Notes()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sampleWait)
	defer cancel()
	pub := producer.NewPublisher(n.conn, n.keyer)
	for _, note := range notes {
		if _, err := pub.PublishWait(ctx, note); err != nil {
			return fmt.Errorf("sample note %s: %w", note.ID, err)
		}
	}
	for _, note := range notes {
		res, err := await(ctx, n.conn, schemas.DoneSubject(note.Feed, n.keyer.NoteKey(note.Feed, note.ID)))
		if err != nil {
			return fmt.Errorf("sample note %s has no result after %v: %w", note.ID, sampleWait, err)
		}
		if err := printResult(c.out, &res); err != nil {
			return err
		}
	}
	return nil
}

// await polls the result of a note.
func await(ctx context.Context, conn *broker.Conn, subject string) (res schemas.Result, err error) {
	for {
		var m broker.Stored
		err = pipe.Persist(ctx, func() (err error) {
			m, err = conn.Last(ctx, schemas.StreamDone, subject)
			return err
		})
		switch {
		case err == nil:
			return res, schemas.Decode(m.Data, m.ContentType, &res)
		case !errors.Is(err, broker.ErrNotFound):
			return res, err
		}
		select {
		case <-ctx.Done():
			return res, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}
