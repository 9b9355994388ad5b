package broker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Stream is what a topology asks of one stream.
type Stream struct {
	Name          string
	Subjects      []string
	Memory        bool  // kept in memory only; lost when the broker stops
	WorkQueue     bool  // a message goes when it is acked
	DiscardNew    bool  // a full stream refuses; else it drops its oldest
	Async         bool  // file writes are not flushed before the acknowledgement
	Replaceable   bool  // may be made anew, empty, where a fixed property changes
	MaxBytes      int64 // bytes
	MaxMsgSize    int32 // bytes
	MaxPerSubject int64
	MaxAge        time.Duration
	Dedup         time.Duration // window for message ids; 0 is the server's default
	Replicas      int
	Key           string // fingerprint of the installation's key; a stream made with another is refused
}

// Consumer is what a topology asks of one durable pull consumer.
type Consumer struct {
	Stream, Name, Filter string
	AckWait              time.Duration
	MaxAckPending        int
}

// Topology is everything that a cluster must hold before notes can flow.
type Topology struct {
	Streams   []Stream
	Consumers []Consumer
}

// Apply creates or updates all streams and consumers. A stream whose fixed
// properties differ (storage, retention, persistence) is made anew only if it
// is Replaceable or in memory.
func (c *Conn) Apply(ctx context.Context, t Topology) error {
	for _, s := range t.Streams {
		if err := c.applyStream(ctx, s); err != nil {
			return fmt.Errorf("stream %s: %w", s.Name, err)
		}
	}
	for _, k := range t.Consumers {
		if err := c.applyConsumer(ctx, k); err != nil {
			return fmt.Errorf("consumer %s: %w", k.Name, err)
		}
	}
	return nil
}

func (c *Conn) applyStream(ctx context.Context, s Stream) error {
	want := streamConfig(s)
	have, err := c.js.Stream(ctx, s.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return c.createStream(ctx, want)
	}
	if err != nil {
		return classify(err)
	}
	now := have.CachedInfo().Config
	old := now.Metadata[keyField]
	if old != "" && s.Key != "" && old != s.Key {
		return ErrKey
	}
	if old != "" {
		want.Metadata = map[string]string{keyField: old} // also if this process knows no key
	}
	if s.Async != (now.PersistMode == jetstream.AsyncPersistMode) && (s.Replaceable || s.Memory) {
		if err := c.js.DeleteStream(ctx, s.Name); err != nil {
			return classify(err)
		}
		return c.createStream(ctx, want)
	}
	want.MaxBytes = now.MaxBytes // the first start decided the shares of the disk
	_, err = c.js.UpdateStream(ctx, want)
	return classify(err)
}

// leastBytes is the smallest stream that is made where the store has no room.
const leastBytes = 8 << 20

// createStream makes a stream, a smaller one where the server has not the room:
// a process that is not the server's does not know its disk.
func (c *Conn) createStream(ctx context.Context, want jetstream.StreamConfig) error {
	for {
		_, err := c.js.CreateStream(ctx, want)
		if !noRoom(err) || want.MaxBytes < 2*leastBytes {
			return classify(err)
		}
		want.MaxBytes /= 2
	}
}

// Codes of the server's errors for a stream that its limits do not hold.
const (
	codeResources jetstream.ErrorCode = 10023
	codeStorage   jetstream.ErrorCode = 10047
)

func noRoom(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && (api.ErrorCode == codeResources || api.ErrorCode == codeStorage)
}

// ErrKey marks a start with a key that does not fit what is stored: every
// note would get a second name.
var ErrKey = errors.New("the key of this process is not the one that the store was made with; restore the key file, or name it with --key-file")

const keyField = "medcode-key"

func streamConfig(s Stream) jetstream.StreamConfig {
	cfg := jetstream.StreamConfig{
		Name: s.Name, Subjects: s.Subjects, Replicas: s.Replicas, MaxBytes: s.MaxBytes,
		MaxMsgSize: s.MaxMsgSize, MaxMsgsPerSubject: s.MaxPerSubject, MaxAge: s.MaxAge,
		Duplicates: s.Dedup,
	}
	if s.Key != "" {
		cfg.Metadata = map[string]string{keyField: s.Key}
	}
	if s.Memory {
		cfg.Storage = jetstream.MemoryStorage
	}
	if s.WorkQueue {
		cfg.Retention = jetstream.WorkQueuePolicy
	}
	if s.DiscardNew {
		cfg.Discard = jetstream.DiscardNew
	}
	if s.Async {
		cfg.PersistMode = jetstream.AsyncPersistMode
	}
	return cfg
}

func (c *Conn) applyConsumer(ctx context.Context, k Consumer) error {
	_, err := c.js.CreateOrUpdateConsumer(ctx, k.Stream, jetstream.ConsumerConfig{
		Durable: k.Name, FilterSubject: k.Filter, AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: k.AckWait, MaxAckPending: k.MaxAckPending, MaxDeliver: -1,
	})
	return classify(err)
}

// State is what a stream holds now.
type State struct {
	Messages, Bytes, FirstSeq, LastSeq uint64
	MaxBytes                           int64
}

// StreamState reads the state of a stream.
func (c *Conn) StreamState(ctx context.Context, stream string) (State, error) {
	s, err := c.js.Stream(ctx, stream)
	if err != nil {
		return State{}, classify(err)
	}
	i := s.CachedInfo()
	return State{i.State.Msgs, i.State.Bytes, i.State.FirstSeq, i.State.LastSeq, i.Config.MaxBytes}, nil
}

// Progress is how far a consumer has come.
type Progress struct {
	Floor   uint64 // every stream sequence up to this one has been acked
	Waiting uint64 // not delivered yet
	Unacked int    // delivered, not acked yet
}

// ConsumerProgress reads how far a consumer has come.
func (c *Conn) ConsumerProgress(ctx context.Context, stream, consumer string) (Progress, error) {
	k, err := c.js.Consumer(ctx, stream, consumer)
	if err != nil {
		return Progress{}, classify(err)
	}
	i := k.CachedInfo()
	return Progress{i.AckFloor.Stream, i.NumPending, i.NumAckPending}, nil
}

// PurgeBelow removes every message of a stream with a sequence below seq.
func (c *Conn) PurgeBelow(ctx context.Context, stream string, seq uint64) error {
	s, err := c.js.Stream(ctx, stream)
	if err != nil {
		return classify(err)
	}
	return classify(s.Purge(ctx, jetstream.WithPurgeSequence(seq)))
}
