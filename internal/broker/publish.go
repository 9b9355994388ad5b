package broker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// PublishOptions are the guarantees asked of one publish.
type PublishOptions struct {
	ID     string  // the server drops a repeat of the same id within its window
	Expect *uint64 // sequence of the last message of the subject; 0: there is none
}

// Ack is the server's acknowledgement: the message is stored.
type Ack struct {
	Seq       uint64
	Duplicate bool // the id had been stored before; nothing new was stored
}

// publishWait outlasts a leader election (4–9 s).
const publishWait = 10 * time.Second

// Publish stores m in the stream of its subject and waits for the
// acknowledgement. Errors: ErrConflict, ErrTooLarge, ErrUnavailable (also when
// the stream is full), or the end of ctx.
func (c *Conn) Publish(ctx context.Context, m Msg, o PublishOptions) (Ack, error) {
	ctx, cancel := context.WithTimeout(ctx, publishWait)
	defer cancel()
	ack, err := c.js.PublishMsg(ctx, m.nats(), publishOpts(o)...)
	if err != nil {
		return Ack{}, classify(err)
	}
	return Ack{Seq: ack.Sequence, Duplicate: ack.Duplicate}, nil
}

func publishOpts(o PublishOptions) []jetstream.PublishOpt {
	opts := []jetstream.PublishOpt{jetstream.WithRetryAttempts(0)}
	if o.ID != "" {
		opts = append(opts, jetstream.WithMsgID(o.ID))
	}
	if o.Expect != nil {
		opts = append(opts, jetstream.WithExpectLastSequencePerSubject(*o.Expect))
	}
	return opts
}

// PublishAll stores all messages, sent at once and then awaited together. The
// acknowledgements stand in the order of msgs; the first error is returned
// with them, and a message without acknowledgement has Seq 0.
func (c *Conn) PublishAll(ctx context.Context, msgs []Msg) ([]Ack, error) {
	acks := make([]Ack, len(msgs))
	futures := make([]jetstream.PubAckFuture, len(msgs))
	var first error
	for i, m := range msgs {
		f, err := c.js.PublishMsgAsync(m.nats(), jetstream.WithStallWait(publishWait))
		if err != nil {
			first = classify(err)
			break
		}
		futures[i] = f
	}
	timeout, cancel := context.WithTimeout(ctx, publishWait) // of all together
	defer cancel()
	for i, f := range futures {
		if f == nil {
			break
		}
		ack, err := await(ctx, f, timeout.Done())
		if err != nil && first == nil {
			first = err
		}
		acks[i] = ack
	}
	return acks, first
}

func await(ctx context.Context, f jetstream.PubAckFuture, timeout <-chan struct{}) (Ack, error) {
	select {
	case a := <-f.Ok():
		return Ack{Seq: a.Sequence, Duplicate: a.Duplicate}, nil
	case err := <-f.Err():
		return Ack{}, classify(err)
	case <-timeout:
		if ctx.Err() != nil {
			return Ack{}, ctx.Err()
		}
		return Ack{}, fmt.Errorf("%w: no acknowledgement in %v", ErrUnavailable, publishWait)
	}
}

// classify tells refusals of the message from troubles of the broker.
func classify(err error) error {
	var api *jetstream.APIError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &api):
		switch {
		case api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence,
			api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant:
			return fmt.Errorf("%w (%w)", ErrConflict, err)
		case api.ErrorCode == jetstream.JSErrCodeStreamMessageExceedsMaximum:
			return fmt.Errorf("%w (%w)", ErrTooLarge, err)
		case api.ErrorCode == jetstream.JSErrCodeMessageNotFound:
			return ErrNotFound
		}
	case errors.Is(err, jetstream.ErrMsgNotFound):
		return ErrNotFound
	case errors.Is(err, nats.ErrMaxPayload):
		return fmt.Errorf("%w (%w)", ErrTooLarge, err)
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}

// Stored is a message as it stands in a stream.
type Stored struct {
	Msg
	Seq  uint64
	Time time.Time
}

// Last reads the newest message of a subject from a stream. A direct get is
// not used: it may be answered by a replica that lags.
func (c *Conn) Last(ctx context.Context, stream, subject string) (Stored, error) {
	s, err := c.js.Stream(ctx, stream)
	if err != nil {
		return Stored{}, classify(err)
	}
	raw, err := s.GetLastMsgForSubject(ctx, subject)
	if err != nil {
		return Stored{}, classify(err)
	}
	return Stored{
		Msg: Msg{Subject: raw.Subject, Data: raw.Data, ContentType: raw.Header.Get("Content-Type")},
		Seq: raw.Sequence, Time: raw.Time,
	}, nil
}
