package broker

import (
	"errors"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

func TestApplyTwice(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	put(t, c, "files.a", "kept")
	put(t, c, "work.a", "kept")
	check(t, apply(t, c, nil))
	for _, stream := range []string{"FILES", "WORK"} {
		if s, err := c.StreamState(t.Context(), stream); err != nil || s.Messages != 1 {
			t.Errorf("%s holds %d messages (%v)", stream, s.Messages, err)
		}
	}
	if p, err := c.ConsumerProgress(t.Context(), "WORK", "worker"); err != nil || p.Waiting != 1 {
		t.Errorf("consumer: %+v, %v", p, err)
	}
}

func TestApplyMakesWhatWasAsked(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	for name, want := range map[string]jetstream.StreamConfig{
		"FILES": {Storage: jetstream.FileStorage, Discard: jetstream.DiscardNew, Retention: jetstream.LimitsPolicy, MaxMsgsPerSubject: 1},
		"WORK":  {Storage: jetstream.MemoryStorage, Discard: jetstream.DiscardNew, Retention: jetstream.WorkQueuePolicy, MaxMsgsPerSubject: -1},
		"CODES": {Storage: jetstream.FileStorage, Discard: jetstream.DiscardOld, PersistMode: jetstream.AsyncPersistMode, MaxMsgsPerSubject: -1},
	} {
		s, err := c.js.Stream(t.Context(), name)
		check(t, err)
		got := s.CachedInfo().Config
		if got.Storage != want.Storage || got.Discard != want.Discard || got.Retention != want.Retention ||
			got.PersistMode != want.PersistMode || got.MaxMsgsPerSubject != want.MaxMsgsPerSubject || got.MaxBytes != 1<<20 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	k, err := c.js.Consumer(t.Context(), "WORK", "worker")
	check(t, err)
	if got := k.CachedInfo().Config; got.MaxDeliver != -1 || got.AckPolicy != jetstream.AckExplicitPolicy || got.AckWait != 200*time.Millisecond {
		t.Errorf("consumer: %+v", got)
	}
}

// TestFirstStartDecidesTheSizes: a disk that has filled up meanwhile must not
// shrink a stream that holds notes.
func TestFirstStartDecidesTheSizes(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	check(t, apply(t, c, func(top *Topology) {
		top.Streams[0].MaxBytes, top.Streams[0].MaxAge = 4096, time.Hour
		top.Consumers[0].AckWait = time.Second
	}))
	s, err := c.StreamState(t.Context(), "FILES")
	if err != nil || s.MaxBytes != 1<<20 {
		t.Errorf("MaxBytes %d (%v)", s.MaxBytes, err)
	}
	js, err := c.js.Stream(t.Context(), "FILES")
	if err != nil || js.CachedInfo().Config.MaxAge != time.Hour {
		t.Errorf("what may change did not (%v)", err)
	}
	if k, err := c.js.Consumer(t.Context(), "WORK", "worker"); err != nil || k.CachedInfo().Config.AckWait != time.Second {
		t.Errorf("the consumer did not change (%v)", err)
	}
}

func TestAnotherKeyIsRefused(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	if err := apply(t, c, func(top *Topology) { top.Streams[0].Key = "other" }); !errors.Is(err, ErrKey) || errors.Is(err, ErrUnavailable) {
		t.Errorf("another key: %v", err)
	}
	check(t, apply(t, c, func(top *Topology) { top.Streams[0].Key = "" })) // a process that knows none
	if err := apply(t, c, func(top *Topology) { top.Streams[0].Key = "other" }); !errors.Is(err, ErrKey) {
		t.Errorf("another key, after a process without one: %v", err)
	}
}

func TestPersistenceIsFixedAtCreation(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	for _, async := range []bool{false, true} {
		put(t, c, "codes.a", "a public copy")
		check(t, apply(t, c, func(top *Topology) { top.Streams[2].Async = async }))
		s, err := c.js.Stream(t.Context(), "CODES")
		check(t, err)
		if got := s.CachedInfo().Config.PersistMode == jetstream.AsyncPersistMode; got != async || s.CachedInfo().State.Msgs != 0 {
			t.Errorf("asynchronous: %v, want %v; %d messages", got, async, s.CachedInfo().State.Msgs)
		}
	}
	put(t, c, "files.a", "a note")
	err := apply(t, c, func(top *Topology) { top.Streams[0].Async = true })
	if s, serr := c.StreamState(t.Context(), "FILES"); serr != nil || s.Messages != 1 {
		t.Errorf("a stream of notes was made anew (%v, %v)", err, serr)
	}
}

func TestPurgeBelow(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	for _, s := range []string{"a", "b", "c"} {
		put(t, c, "codes."+s, s)
	}
	check(t, c.PurgeBelow(t.Context(), "CODES", 3))
	if s, err := c.StreamState(t.Context(), "CODES"); err != nil || s.Messages != 1 || s.FirstSeq != 3 {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestSmallDisk: a stream that asks for more than the server may store is made
// smaller, not refused for ever.
func TestSmallDisk(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, func(top *Topology) {
		top.Streams = append(top.Streams, Stream{Name: "HUGE", Subjects: []string{"huge.*"}, MaxBytes: 1 << 60, Replicas: 1})
	}))
	s, err := c.StreamState(t.Context(), "HUGE")
	if err != nil || s.MaxBytes <= 0 || s.MaxBytes == 1<<60 {
		t.Errorf("MaxBytes %d (%v)", s.MaxBytes, err)
	}
}
