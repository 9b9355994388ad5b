package broker

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Rereading is a durable consumer that goes through what a stream held at one
// moment once more. It stands in the stream itself, so that it survives
// whoever began it and whoever works on it.
type Rereading struct {
	Progress
	Begun   time.Time // by the server's clock
	Through uint64    // the last sequence that it is about
	Filter  string    // subject
}

// Finished tells whether nothing is left to be read or acked.
func (r Rereading) Finished() bool {
	return r.Floor >= r.Through || r.Waiting == 0 && r.Unacked == 0
}

const throughField = "medcode-through"

// Reread begins to read a stream again, from a time on (the zero time: from its
// beginning) up to what it holds now. If a consumer of that name is there, it
// goes on with that one and reports false.
func (c *Conn) Reread(ctx context.Context, k Consumer, since time.Time) (begun bool, err error) {
	s, err := c.js.Stream(ctx, k.Stream)
	if err != nil {
		return false, classify(err)
	}
	// Making one that is there already, with the same wishes, is no error to
	// the server.
	if _, err := s.Consumer(ctx, k.Name); !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return false, classify(err)
	}
	cfg := jetstream.ConsumerConfig{
		Durable: k.Name, FilterSubject: k.Filter, AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: k.AckWait, MaxAckPending: k.MaxAckPending, MaxDeliver: -1,
		Metadata: map[string]string{throughField: strconv.FormatUint(s.CachedInfo().State.LastSeq, 10)},
	}
	if !since.IsZero() {
		cfg.DeliverPolicy, cfg.OptStartTime = jetstream.DeliverByStartTimePolicy, &since
	}
	_, err = s.CreateConsumer(ctx, cfg)
	if errors.Is(err, jetstream.ErrConsumerExists) {
		return false, nil
	}
	return err == nil, classify(err)
}

// Rereading reads how far it has come; ErrNotFound where there is none.
func (c *Conn) Rereading(ctx context.Context, stream, consumer string) (Rereading, error) {
	k, err := c.js.Consumer(ctx, stream, consumer)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		return Rereading{}, ErrNotFound
	}
	if err != nil {
		return Rereading{}, classify(err)
	}
	i := k.CachedInfo()
	through, err := strconv.ParseUint(i.Config.Metadata[throughField], 10, 64)
	if err != nil {
		return Rereading{}, fmt.Errorf("consumer %s of %s was not made to read it again", consumer, stream)
	}
	return Rereading{
		Progress: Progress{i.AckFloor.Stream, i.NumPending, i.NumAckPending},
		Begun:    i.Created, Through: through, Filter: i.Config.FilterSubject,
	}, nil
}

// EndReread removes the consumer; that there is none is no error.
func (c *Conn) EndReread(ctx context.Context, stream, consumer string) error {
	err := c.js.DeleteConsumer(ctx, stream, consumer)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		return nil
	}
	return classify(err)
}
