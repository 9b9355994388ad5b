// Package producer is the left edge of medcode: it takes notes from files,
// streams of lines and HTTP, checks them and publishes them durably.
package producer

import (
	"context"
	"errors"
	"fmt"

	"medcode/internal/broker"
	"medcode/internal/pipe"
	"medcode/schemas"
)

// Publisher puts notes into the stream.
type Publisher struct {
	conn  *broker.Conn
	keyer schemas.Keyer
}

// NewPublisher publishes over conn; the message ids are made with keyer.
func NewPublisher(conn *broker.Conn, keyer schemas.Keyer) *Publisher {
	return &Publisher{conn: conn, keyer: keyer}
}

// Receipt tells what became of an accepted note.
type Receipt struct {
	ID        string `json:"id"`
	Revision  int    `json:"revision"`
	Key       string `json:"key"`       // names the note's result: done.<feed>.<key>
	Seq       uint64 `json:"seq"`       // in the stream NOTES
	Duplicate bool   `json:"duplicate"` // the same revision had been accepted before
}

// ErrBusy: the stream of notes is full or the broker is away. Nothing was
// accepted; the same note may be sent again.
var ErrBusy = errors.New("the notes stream takes nothing now; send the note again later")

// Publish checks and stores one note. When it returns without an error, the
// note is on the disk of the broker and will be coded.
func (p *Publisher) Publish(ctx context.Context, n schemas.Note) (Receipt, error) {
	n.Normalize()
	if err := n.Validate(); err != nil {
		return Receipt{}, err
	}
	data, err := schemas.Encode(&n)
	if err != nil {
		return Receipt{}, err
	}
	msg := broker.Msg{Subject: schemas.NoteSubject(n.Feed), Data: data}
	ack, err := p.conn.Publish(ctx, msg, broker.PublishOptions{ID: p.keyer.MessageID(&n)})
	if errors.Is(err, broker.ErrUnavailable) {
		return Receipt{}, fmt.Errorf("%w (%w)", ErrBusy, err)
	}
	if err != nil {
		return Receipt{}, err
	}
	key := p.keyer.NoteKey(n.Feed, n.ID)
	return Receipt{ID: n.ID, Revision: n.Revision, Key: key, Seq: ack.Seq, Duplicate: ack.Duplicate}, nil
}

// PublishWait is Publish for a sender that would only try again: it waits
// while the broker is away or full.
func (p *Publisher) PublishWait(ctx context.Context, n schemas.Note) (Receipt, error) {
	var r Receipt
	err := pipe.Persist(ctx, func() (err error) {
		r, err = p.Publish(ctx, n)
		return err
	})
	return r, err
}
