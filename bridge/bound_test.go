package bridge

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestBound: a full bound holds reading up, a request whose time is over while
// it waits gets TIMEOUT, and so do those read together with it; HEALTH and
// other connections go on.
func TestBound(t *testing.T) {
	inBubble(t, Options{LookUps: NewBound(2 * serverShare)}, func(s ownTime) {
		busy, start := s.dial("10.0.0.1"), time.Now()
		busy.send("1,gated x\n2,gated y\n")
		synctest.Wait()
		waiting := s.dial("10.0.0.1")
		waiting.send("3,cc\n4,dd\nHEALTH\n")
		synctest.Wait()
		if n := s.d.asked.Load(); n != 2 {
			t.Errorf("%d look-ups under way, want 2", n)
		}
		probe := s.dial("10.0.0.1")
		probe.send("HEALTH\n1,\n")
		probe.want("OK\n1,NO_MATCH\n")
		s.at(start, 0)
		waiting.want("3,TIMEOUT\n4,TIMEOUT\nOK\n")
		busy.want("1,TIMEOUT\n2,TIMEOUT\n")
		s.at(start, 4500*time.Millisecond)
		probe.send("5,ee\n")
		synctest.Wait()
		if n := s.d.asked.Load(); n != 2 {
			t.Errorf("%d look-ups, though two never returned", n)
		}
		if got := value(s.t, s.metrics.held[limitLookUps]); got != 1 { // the fourth had no time left to wait
			s.t.Errorf("%v requests counted as held up", got)
		}
		close(s.d.gate)
		probe.want("5," + s.d.code("ee") + "\n")
		s.at(start, 4500*time.Millisecond)
	})
}

// TestBoundByText: long texts take more of it, and the longest still fits.
func TestBoundByText(t *testing.T) {
	inBubble(t, Options{LookUps: NewBound(4 * serverShare)}, func(s ownTime) {
		c := s.dial("10.0.0.1")
		go c.send("1,gated " + long(60<<10) + "\n2,gated " + long(1024) + "\n3,gated " + long(1024) + "\n4,x\n")
		for _, want := range []int64{1, 3} {
			synctest.Wait()
			if n := s.d.asked.Load(); n != want {
				t.Errorf("%d look-ups, want %d", n, want)
			}
			s.d.gate <- struct{}{}
			c.Read(make([]byte, 100))
		}
		close(s.d.gate)
		synctest.Wait()
	})
}

// TestBoundGone: a wait for room ends with its connection.
func TestBoundGone(t *testing.T) {
	inBubble(t, Options{LookUps: NewBound(serverShare), WriteTimeout: time.Second, Timeout: time.Hour}, func(s ownTime) {
		busy := s.dial("10.0.0.1")
		busy.send("1,gated x\n")
		synctest.Wait()
		s.dial("10.0.0.2").send("HEALTH\n2,aa\n") // and does not read
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := s.open.Load(); n != 1 {
			t.Errorf("%d connections open", n)
		}
		close(s.d.gate)
		busy.want("1," + s.d.code("gated x") + "\n")
	})
}

// TestBoundShared: one port with stalled look-ups does not take all.
func TestBoundShared(t *testing.T) {
	b := NewBound(serverShare)
	stalled, d := &dictionary{gate: make(chan struct{})}, &dictionary{}
	defer close(stalled.gate)
	one := serve(t, listen(t), Options{LookUps: b, Grace: 100 * time.Millisecond}, stalled)
	two := serve(t, listen(t), Options{LookUps: b}, d)
	c := dial(t, one.addr)
	c.send(strings.Repeat("1,gated x\n", 10))
	eventually(t, "its share is taken", func() bool { return stalled.asked.Load() == 1 })
	other := dial(t, two.addr)
	for range 5 {
		other.send("1,aa\n")
		other.want("1," + d.code("aa") + "\n")
	}
	if n := stalled.asked.Load(); n != 1 {
		t.Errorf("%d look-ups under way, want 1", n)
	}
}

// TestBoundGivesBack: who found no room in time has taken none.
func TestBoundGivesBack(t *testing.T) {
	b := NewBound(serverShare)
	late, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	for range serverShare {
		if waited, err := b.share().enter(t.Context(), 1); waited || err != nil {
			t.Fatal(waited, err)
		}
	}
	s := b.share()
	if waited, err := s.enter(late, s.units(5000)); !waited || err == nil {
		t.Errorf("entered a full bound: %v", waited)
	}
	b.units.Release(serverShare)
	if waited, err := s.enter(t.Context(), s.units(5000)); waited || err != nil {
		t.Errorf("waited %v, %v", waited, err)
	}
}
