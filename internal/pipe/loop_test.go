package pipe

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"medcode/internal/broker"
	"medcode/schemas"
)

func TestAckComesLast(t *testing.T) {
	r := newRig(t)
	var rec recorder
	l := r.loop(rec.upper)
	finishing, stored := make(chan string), make(chan struct{})
	l.Finish = func(_ context.Context, item *Item, in, out string) error {
		finishing <- in + "→" + out
		<-stored
		item.Done()
		return nil
	}
	r.run(l, time.Second)
	r.publish("a")
	if got := <-finishing; got != "a→A" {
		t.Errorf("Finish was given %s", got)
	}
	if r.left() != 1 {
		t.Error("the message was acked before its outcome was stored")
	}
	close(stored)
	eventually(t, "the message is acked", func() bool { return r.left() == 0 })
}

func TestUnsettledItemsComeAgain(t *testing.T) {
	r := newRig(t)
	var rec recorder
	l := r.loop(rec.upper)
	got := make(chan struct{})
	l.Finish = func(context.Context, *Item, string, string) error { close(got); return nil } // neither Done nor Fail
	stop := r.run(l, time.Millisecond)
	r.publish("a")
	<-got
	stop()
	deliveries := make(chan uint64, 1)
	l = r.loop(rec.upper)
	l.Finish = func(_ context.Context, item *Item, _, _ string) error {
		deliveries <- item.Deliveries
		item.Done()
		return nil
	}
	r.run(l, time.Second)
	if n := <-deliveries; n < 2 {
		t.Errorf("delivery %d", n)
	}
	eventually(t, "it is acked", func() bool { return r.left() == 0 })
	if l.Journal.Failures("id-a") != 0 {
		t.Error("a delivery was counted as a failure")
	}
}

func TestThirdFailureGoesToTheDLQ(t *testing.T) {
	r := newRig(t)
	var rec recorder
	var tries, finished calls
	l := r.loop(func(ctx context.Context, batch []string) []Outcome[string] {
		for _, v := range batch {
			tries.add(v)
		}
		return rec.upper(ctx, batch)
	})
	l.Finish = func(_ context.Context, item *Item, in, _ string) error {
		finished.add(in)
		item.Done()
		return nil
	}
	told := make(chan error, 1)
	l.GiveUp = func(_ context.Context, _ *Item, in *string, reason error) error {
		if in == nil || *in != "bad apple" {
			t.Errorf("GiveUp of %v", in)
		}
		told <- reason
		return nil
	}
	r.run(l, time.Second)
	r.publish("one", "bad apple", "two", "three")
	m := r.dead(1)[0]
	if string(m.Data) != "bad apple" || m.Subject != "dlq.stage-x" {
		t.Errorf("%s holds %q", m.Subject, m.Data)
	}
	if m.Header["Medcode-Reason"] != errBad.Error() || m.Header["Medcode-Subject"] != "jobs.a" {
		t.Errorf("headers %v", m.Header)
	}
	if err := <-told; !errors.Is(err, errBad) {
		t.Errorf("GiveUp was told %v", err)
	}
	eventually(t, "everything is settled", func() bool { return r.left() == 0 })
	if n := tries.of("bad apple"); n < MaxFailures || n > 2*MaxFailures {
		t.Errorf("the bad item was tried %d times", n)
	}
	for _, v := range []string{"one", "two", "three"} {
		if finished.of(v) != 1 || l.Journal.Failures("id-"+v) != 0 {
			t.Errorf("%s, innocent: finished %d times, %d failures", v, finished.of(v), l.Journal.Failures("id-"+v))
		}
	}
	eventually(t, "its failures are forgotten", func() bool { return l.Journal.Failures("id-bad apple") == 0 })
}

func TestPanicsInABatchSpareTheInnocent(t *testing.T) {
	r := newRig(t)
	var rec recorder
	l := r.loop(rec.upper)
	r.publish("a", "b", "panic", "c", "d") // before the loop runs, so that they share a batch
	r.run(l, time.Second)
	if m := r.dead(1)[0]; string(m.Data) != "panic" || !strings.Contains(m.Header["Medcode-Reason"], "panicked") {
		t.Errorf("dead: %q, %v", m.Data, m.Header)
	}
	eventually(t, "everything is settled", func() bool { return r.left() == 0 })
	for _, v := range []string{"a", "b", "c", "d"} {
		if n := l.Journal.Failures("id-" + v); n != 0 {
			t.Errorf("%s has %d failures", v, n)
		}
	}
}

func TestFailAfterFinishCounts(t *testing.T) {
	r := newRig(t)
	var rec recorder
	var tries atomic.Int32
	l := r.loop(rec.upper)
	l.Finish = func(_ context.Context, item *Item, _, _ string) error {
		if tries.Add(1) < MaxFailures {
			go item.Fail(errBad)
		} else {
			item.Done()
		}
		return nil
	}
	r.run(l, time.Second)
	r.publish("a")
	eventually(t, "it is settled", func() bool { return r.left() == 0 })
	if n := tries.Load(); n != MaxFailures {
		t.Errorf("finished %d times", n)
	}
}

func TestFinalErrorsGoToTheDLQAtOnce(t *testing.T) {
	invalid := fmt.Errorf("%w: it will never do", schemas.ErrInvalid)
	for _, c := range []struct {
		name, text string
		set        func(*textLoop)
		undecoded  bool
	}{
		{"malformed", "malformed", func(*textLoop) {}, true},
		{"refused by Admit", "a", func(l *textLoop) {
			l.Admit = func(context.Context, *Item, string) (bool, error) { return false, invalid }
		}, true},
		{"invalid in Finish", "a", func(l *textLoop) {
			l.Finish = func(context.Context, *Item, string, string) error { return invalid }
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			var rec recorder
			l := r.loop(rec.upper)
			c.set(l)
			given := make(chan bool, 9)
			l.GiveUp = func(_ context.Context, _ *Item, in *string, _ error) error { given <- in == nil; return nil }
			r.run(l, time.Second)
			r.publish(c.text)
			if m := r.dead(1)[0]; string(m.Data) != c.text {
				t.Errorf("dead: %q", m.Data)
			}
			if got := <-given; got != c.undecoded {
				t.Errorf("GiveUp without an input: %v", got)
			}
			eventually(t, "it is gone", func() bool { return r.left() == 0 })
			if len(rec.batches) > 1 {
				t.Errorf("it was tried %d times", len(rec.batches))
			}
		})
	}
}

// TestDLQTakesTheLargestMessage: with the reason in its header the copy would
// be larger than the server takes.
func TestDLQTakesTheLargestMessage(t *testing.T) {
	r := newRig(t)
	var rec recorder
	r.run(r.loop(rec.upper), time.Second)
	large := "malformed" + strings.Repeat("x", 1<<20-9)
	r.publish(large)
	m := r.dead(1)[0]
	if m.Header["Medcode-Truncated"] != "1048576" || !strings.HasPrefix(large, string(m.Data)) || len(m.Data) < 1<<18 {
		t.Errorf("%d bytes, headers %v", len(m.Data), m.Header)
	}
	eventually(t, "it is gone", func() bool { return r.left() == 0 })
}

func TestAdmitSettles(t *testing.T) {
	r := newRig(t)
	var rec recorder
	l := r.loop(rec.upper)
	l.Admit = func(_ context.Context, item *Item, in string) (bool, error) {
		if in == "known" {
			item.Done()
			return false, nil
		}
		return true, nil
	}
	r.run(l, time.Second)
	r.publish("known", "new")
	eventually(t, "both are settled", func() bool { return r.left() == 0 })
	if len(rec.batches) != 1 || rec.batches[0][0] != "new" {
		t.Errorf("worked on %v", rec.batches)
	}
}

func TestSuspectsGoAloneAndCrashersGoToTheDLQ(t *testing.T) {
	r := newRig(t)
	var rec recorder
	l := r.loop(rec.upper)
	l.Journal.failures = map[string]int{"id-suspect": MaxFailures - 1, "id-crasher": MaxFailures}
	r.publish("a", "b", "crasher", "suspect", "c")
	r.run(l, time.Second)
	if m := r.dead(1)[0]; string(m.Data) != "crasher" || m.Header["Medcode-Reason"] != errCrashed.Error() {
		t.Errorf("dead: %q, %v", m.Data, m.Header)
	}
	eventually(t, "everything is settled", func() bool { return r.left() == 0 })
	for _, batch := range rec.batches {
		for _, v := range batch {
			if v == "crasher" || v == "suspect" && len(batch) > 1 {
				t.Errorf("batch %v", batch)
			}
		}
	}
	if l.Journal.Failures("id-suspect") != 0 {
		t.Error("a suspect that went well stays one")
	}
}

// TestJournalTroubleIsNoFailure: while the disk is full, work waits; nothing
// is given up.
func TestJournalTroubleIsNoFailure(t *testing.T) {
	r := newRig(t)
	var rec recorder
	l := r.loop(rec.upper)
	must(t, l.Journal.Begin(0, []string{"x"}))
	broken := l.Journal.files[0]
	must(t, broken.Close()) // every write fails from now
	r.run(l, time.Second)
	r.publish("a")
	eventually(t, "it was pulled", func() bool { return l.holding() == 1 })
	time.Sleep(50 * time.Millisecond)
	l.Journal.mu.Lock()
	delete(l.Journal.files, 0) // the disk is well again
	l.Journal.mu.Unlock()
	eventually(t, "it is settled", func() bool { return r.left() == 0 })
	if s, err := r.conn.StreamState(t.Context(), "DLQ"); err != nil || s.Messages != 0 {
		t.Errorf("the DLQ holds %d messages (%v)", s.Messages, err)
	}
	if n := l.Journal.Failures("id-a"); n != 0 {
		t.Errorf("%d failures", n)
	}
}

func TestPersist(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		away := fmt.Errorf("%w: no connection", broker.ErrUnavailable)
		n := 0
		err := Persist(t.Context(), func() error {
			if n++; n < 20 {
				return away
			}
			return nil
		})
		if err != nil || n != 20 {
			t.Errorf("a broker that comes back: %v after %d tries", err, n)
		}
		n = 0
		err = Persist(t.Context(), func() error { n++; return broker.ErrConflict })
		if !errors.Is(err, broker.ErrConflict) || n != 1 {
			t.Errorf("a refusal: %v after %d tries", err, n)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		n = 0
		err = Persist(ctx, func() error { n++; return away })
		if !errors.Is(err, context.DeadlineExceeded) || n < 10 || n > 60 {
			t.Errorf("a broker that stays away for a minute: %v after %d tries", err, n)
		}
	})
}
