package bridge

import (
	"context"
	"sync"
	"time"
)

// Parts of the grace time.
const (
	// backlogTime is how long connections are still accepted after the stop.
	backlogTime = 20 * time.Millisecond
	// drainTime is how long a connection may be quiet after the stop before it
	// is read no more: what clients had sent before it waits to be read.
	drainTime = 50 * time.Millisecond
	// drainMost is how long a client is read that goes on sending.
	drainMost = time.Second
	// lastWords is what is kept back for writing TIMEOUT to requests that are
	// still unanswered.
	lastWords = 250 * time.Millisecond
)

// group is the connections of one listener.
type group struct {
	writers *writers
	wg      sync.WaitGroup
	mu      sync.Mutex
	conns   map[*conn]struct{}
}

// run has c enter in a goroutine of its own, then, where it may, be served in
// another one, then be forgotten: a handshake needs far more stack than what
// comes after it, and goroutines keep what they have.
func (g *group) run(c *conn, enter func() bool, serve, forget func()) {
	g.mu.Lock()
	g.conns[c] = struct{}{}
	g.mu.Unlock()
	gone := func() {
		forget()
		g.mu.Lock()
		delete(g.conns, c)
		g.mu.Unlock()
	}
	g.wg.Go(func() {
		if !enter() {
			gone()
			return
		}
		g.wg.Go(func() { serve(); gone() })
	})
}

func (g *group) each(do func(*conn)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.conns {
		do(c)
	}
}

// shutdown answers what is in flight; expire ends the time of all requests.
func (g *group) shutdown(grace time.Duration, expire context.CancelFunc) {
	done := make(chan struct{})
	go func() { g.wg.Wait(); close(done) }()
	until := time.Now().Add(min(drainMost, grace/4))
	g.each(func(c *conn) { c.drain(min(drainTime, grace/4), until) })
	last := min(lastWords, grace/4)
	if within(done, grace-last) {
		return
	}
	expire()
	if within(done, last) {
		return
	}
	g.each(func(c *conn) { c.nc.Close() })
	<-done
}

func within(done <-chan struct{}, d time.Duration) bool {
	select {
	case <-done:
		return true
	case <-time.After(d):
		return false
	}
}
