package broker

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

func next(t *testing.T, p *Puller) *Delivery {
	t.Helper()
	d, err := p.Next(soon(t))
	check(t, err)
	return d
}

func TestPullAndSettle(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	p := c.NewPuller("WORK", "worker", 1, func(context.Context) error { return nil })
	defer p.Stop()
	put(t, c, "work.a", "x")
	d := next(t, p)
	if string(d.Data) != "x" || d.Subject != "work.a" || d.Seq != 1 || d.Deliveries != 1 || d.Stored.IsZero() {
		t.Errorf("%+v", d)
	}
	check(t, d.Retry(0))
	if d = next(t, p); d.Deliveries != 2 {
		t.Errorf("after Retry: delivery %d", d.Deliveries)
	}
	d = next(t, p) // not settled: it comes after AckWait
	if d.Deliveries != 3 {
		t.Errorf("after AckWait: delivery %d", d.Deliveries)
	}
	check(t, d.Ack())
	put(t, c, "work.a", "y")
	check(t, next(t, p).Drop("reason"))
	until(t, "both are settled", func() bool {
		at, err := c.ConsumerProgress(t.Context(), "WORK", "worker")
		check(t, err)
		return at.Floor == 2 && at.Unacked == 0 && at.Waiting == 0
	})
}

// until waits until ok; what names it for the failure.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func TestNextEndsWithItsContext(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	p := c.NewPuller("WORK", "worker", 8, func(context.Context) error { return nil })
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := p.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no work: %v", err)
	}
	missing := c.NewPuller("NONE", "worker", 8, func(context.Context) error { return errors.New("not yet") })
	ctx, cancel = context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := missing.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no stream: %v", err)
	}
}

func TestPullerMakesWhatIsMissing(t *testing.T) {
	c := connect(t)
	tries := 0
	p := c.NewPuller("WORK", "worker", 8, func(context.Context) error {
		if tries++; tries < 3 {
			return errors.New("not yet")
		}
		if err := apply(t, c, nil); err != nil {
			return err
		}
		put(t, c, "work.a", "x")
		return nil
	})
	defer p.Stop()
	if d := next(t, p); string(d.Data) != "x" || tries != 3 {
		t.Errorf("%s after %d tries", d.Data, tries)
	}
}

// TestPullerOutlivesTheServer stops the server and starts it on the same
// folder: a stream in files goes on, one in memory is made anew.
func TestPullerOutlivesTheServer(t *testing.T) {
	cfg := config(t)
	cfg.Port = freePort(t)
	s := startAt(t, cfg)
	c := dial(t, s)
	topology := small()
	topology.Consumers = append(topology.Consumers, Consumer{Stream: "FILES", Name: "reader", AckWait: 200 * time.Millisecond, MaxAckPending: 10})
	ensure := func(ctx context.Context) error { return c.Apply(ctx, topology) }
	check(t, ensure(t.Context()))
	var reconnects atomic.Int32
	c.OnReconnect(func() { reconnects.Add(1) })
	files, work := c.NewPuller("FILES", "reader", 8, ensure), c.NewPuller("WORK", "worker", 8, ensure)
	defer files.Stop()
	defer work.Stop()
	for round := range 2 {
		put(t, c, "files.a", fmt.Sprint("file ", round))
		put(t, c, "work.a", fmt.Sprint("work ", round))
		for _, p := range []*Puller{files, work} {
			check(t, next(t, p).Ack())
		}
		check(t, c.Flush(soon(t)))
		put(t, c, "files.b", fmt.Sprint("waits ", round))
		put(t, c, "work.b", "is lost")
		check(t, s.Close())
		s = startAt(t, cfg)
		until(t, "it has reconnected", func() bool { return reconnects.Load() == int32(round)+1 })
		d := next(t, files)
		if string(d.Data) == fmt.Sprint("file ", round) { // the server had not written its ack down yet
			check(t, d.Ack())
			d = next(t, files)
		}
		if want := fmt.Sprint("waits ", round); string(d.Data) != want {
			t.Errorf("%q came, want %q", d.Data, want)
		}
		check(t, d.Ack())
		after := make(chan *Delivery, 1)
		go func() {
			d, err := work.Next(soon(t))
			for err == nil && string(d.Data) != "again" { // what was read ahead
				d, err = work.Next(soon(t))
			}
			after <- d
		}()
		until(t, "the stream in memory is there again", func() bool {
			_, err := c.Publish(t.Context(), Msg{Subject: "work.a", Data: []byte("again")}, PublishOptions{})
			return err == nil
		})
		if d := <-after; d == nil || string(d.Data) != "again" {
			t.Errorf("from the new stream came %+v", d)
		} else {
			check(t, d.Ack())
		}
	}
}

// TestStopGivesBack: what was read ahead and not handed out is another
// process's at once, long before AckWait.
func TestStopGivesBack(t *testing.T) {
	c := connect(t)
	topo := small()
	for i := range topo.Consumers {
		topo.Consumers[i].AckWait = time.Hour
	}
	check(t, c.Apply(t.Context(), topo))
	ensure := func(context.Context) error { return nil }
	for range 5 {
		put(t, c, "work.a", "x")
	}
	first := c.NewPuller("WORK", "worker", 8, ensure)
	check(t, next(t, first).Ack())
	first.Stop()
	second := c.NewPuller("WORK", "worker", 8, ensure)
	defer second.Stop()
	for range 4 {
		check(t, next(t, second).Ack())
	}
}
