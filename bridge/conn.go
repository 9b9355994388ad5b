package bridge

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxWrite is how much ready replies may fill together, bytes: the
	// smallest read that clients are known to make.
	maxWrite = 1 << 10
	// windowLines is how many lines of the greatest length a window holds.
	windowLines = 4
	// lingerTime is how long a connection that the server ends first waits
	// for the client's end: closing with bytes unread would reset it and take
	// away replies that the client has not read yet.
	lingerTime  = 100 * time.Millisecond
	lingerBytes = 1 << 20
)

// conn is one connection. One goroutine reads lines and starts the look-ups;
// while there is something to answer, another one writes the replies. The
// queue between them keeps their order.
type conn struct {
	s       *Server
	writers *writers
	nc      net.Conn
	from    peer
	client  *caller // known once it was let in
	version uint16  // of TLS, or 0
	opened  time.Time
	cancel  context.CancelFunc // ends all look-ups
	gone    atomic.Bool        // nobody will read a reply any more
	heard   time.Time          // when bytes last came, or when limits last let a request in
	queue   queue
	tally   tally // of the writer

	mu       sync.Mutex // guards the read deadline and what follows
	draining bool
	quiet    time.Duration      // of a draining connection before it is read no more
	until    time.Time          // when it is read no more at all
	wake     context.CancelFunc // ends the wait for a limit under way
	ended    ending
}

func newConn(s *Server, w *writers, nc net.Conn) *conn {
	c := &conn{s: s, writers: w, nc: nc, from: peerOf(nc.RemoteAddr()), opened: time.Now()}
	c.queue.init(s.opts.InFlight, windowLines*s.opts.MaxLine)
	return c
}

// serve answers a client that has entered until it leaves or the server drains.
func (c *conn) serve(ctx context.Context) {
	ctx, c.cancel = context.WithCancel(ctx)
	defer c.cancel()
	err := c.readLines(ctx)
	ours := errors.Is(err, os.ErrDeadlineExceeded) // idle or draining
	switch {
	case ours:
		c.end(endIdle)
	case errors.Is(err, io.EOF):
		c.end(endClient)
	default:
		c.abandon(endAbandoned)
	}
	c.queue.empty()
	if ours && !c.gone.Load() {
		c.linger()
	}
	c.nc.Close()
	c.s.callers.leave(c.client)
	c.s.audited(c)
}

// end notes how the connection ended; what comes first holds.
func (c *conn) end(e ending) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e == endIdle && c.draining {
		e = endDrained
	}
	if c.ended == "" {
		c.ended = e
	}
}

// abandon gives the client up: look-ups are cancelled, both sides wake.
func (c *conn) abandon(e ending) {
	c.end(e)
	c.gone.Store(true)
	c.cancel()
	c.queue.stop()
	c.nc.Close()
}

// Read reads from the client, with the idle limit where there is one.
func (c *conn) Read(p []byte) (int, error) {
	c.mu.Lock()
	switch idle := c.s.opts.Idle; {
	case c.draining:
		c.readSoon()
	case idle > 0:
		_ = c.nc.SetReadDeadline(time.Now().Add(idle)) // a dead connection shows in Read
	}
	c.mu.Unlock()
	n, err := c.nc.Read(p)
	c.heard = time.Now()
	return n, err
}

// drain ends reading once nothing came for a while, or at the given time, and
// waits for the client's limits at once; what was read by then is answered.
func (c *conn) drain(quiet time.Duration, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.draining, c.quiet, c.until = true, quiet, until
	c.readSoon()
	if c.wake != nil {
		c.wake()
	}
}

// readSoon sets the deadline of a draining connection's next read; c.mu is held.
func (c *conn) readSoon() {
	at := time.Now().Add(c.quiet)
	if at.After(c.until) {
		at = c.until
	}
	_ = c.nc.SetReadDeadline(at) // a dead connection shows in Read
}

func (c *conn) isDraining() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.draining
}

// linger tells the client that no more comes, and waits a little for its end.
func (c *conn) linger() {
	half, ok := c.nc.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	if c.nc.SetReadDeadline(time.Now().Add(lingerTime)) == nil {
		_, _ = io.CopyN(io.Discard, c.nc, lingerBytes) // ends by design with an error
	}
}
