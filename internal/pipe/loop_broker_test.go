package pipe

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func TestHeartbeatsKeepLongWork(t *testing.T) {
	r := newRig(t)
	var rec recorder
	var tries calls
	l := r.loop(func(ctx context.Context, batch []string) []Outcome[string] {
		tries.add(batch[0])
		time.Sleep(5 * ackWait)
		return rec.upper(ctx, batch)
	})
	deliveries := make(chan uint64, 9)
	l.Finish = func(_ context.Context, item *Item, _, _ string) error {
		time.Sleep(3 * ackWait) // storing may take long as well
		deliveries <- item.Deliveries
		item.Done()
		return nil
	}
	r.run(l, time.Second)
	r.publish("a")
	if n := <-deliveries; n != 1 {
		t.Errorf("delivery %d", n)
	}
	eventually(t, "it is acked", func() bool { return r.left() == 0 })
	time.Sleep(2 * ackWait)
	if n := tries.of("a"); n != 1 {
		t.Errorf("it was worked on %d times", n)
	}
}

func TestShutdownFinishesWhatIsHeld(t *testing.T) {
	r := newRig(t)
	var rec recorder
	started := make(chan struct{})
	l := r.loop(func(ctx context.Context, batch []string) []Outcome[string] {
		close(started)
		time.Sleep(2 * ackWait)
		return rec.upper(ctx, batch)
	})
	stop := r.run(l, 10*time.Second)
	r.publish("a")
	<-started
	stop()
	if n := l.holding(); n != 0 {
		t.Errorf("%d items are held after Run", n)
	}
	eventually(t, "it is acked", func() bool { return r.left() == 0 })
}

func TestShutdownEndsWithItsGrace(t *testing.T) {
	r := newRig(t)
	var rec recorder
	l := r.loop(rec.upper)
	got := make(chan struct{})
	ended := make(chan error, 1)
	l.Finish = func(ctx context.Context, _ *Item, _, _ string) error {
		close(got)
		<-ctx.Done() // the broker does not answer
		ended <- ctx.Err()
		return ctx.Err()
	}
	stop := r.run(l, 50*time.Millisecond)
	r.publish("a")
	<-got
	stop()
	if <-ended == nil {
		t.Error("what was stuck is not told that it is over")
	}
	if r.left() != 1 || l.Journal.Failures("id-a") != 0 {
		t.Error("an unfinished item was settled or blamed")
	}
}

// TestBrokerComesBack stops the broker under a loop that works and starts it
// again on the same folder: every message is finished.
func TestBrokerComesBack(t *testing.T) {
	r := newRig(t)
	var rec recorder
	var finished calls
	l := r.loop(func(ctx context.Context, batch []string) []Outcome[string] {
		time.Sleep(10 * time.Millisecond)
		return rec.upper(ctx, batch)
	})
	l.Finish = func(_ context.Context, item *Item, in, _ string) error {
		finished.add(in)
		item.Done()
		return nil
	}
	var texts []string
	for i := range 200 {
		texts = append(texts, fmt.Sprint("text ", i))
	}
	r.publish(texts...)
	r.run(l, time.Second)
	eventually(t, "work has begun", func() bool { return r.left() < 190 })
	must(t, r.server.Close())
	time.Sleep(3 * ackWait)
	r.startServer()
	eventually(t, "the queue is empty", func() bool { return r.left() == 0 })
	for _, s := range texts {
		if finished.of(s) == 0 {
			t.Errorf("%s was never finished", s)
		}
		if n := l.Journal.Failures("id-" + s); n != 0 {
			t.Errorf("%s: the broker's absence was counted as %d failures", s, n)
		}
	}
	if s, err := r.conn.StreamState(t.Context(), "DLQ"); err != nil || s.Messages != 0 {
		t.Errorf("the DLQ holds %d messages (%v)", s.Messages, err)
	}
	r.publish("one more")
	eventually(t, "the loop goes on", func() bool { return finished.of("one more") == 1 })
	eventually(t, "the queue is empty again", func() bool { return r.left() == 0 })
}
