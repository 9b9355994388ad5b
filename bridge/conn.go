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

// conn is one client. One goroutine reads lines and starts the look-ups, one
// writes the replies; the queue between them keeps their order.
type conn struct {
	s     *Server
	nc    net.Conn
	queue *queue
	gone  atomic.Bool // nobody will read a reply any more

	mu       sync.Mutex // guards the read deadline
	draining bool
}

func newConn(s *Server, nc net.Conn) *conn {
	return &conn{s: s, nc: nc, queue: newQueue(s.opts.InFlight, windowLines*s.opts.MaxLine)}
}

// serve answers the client until it leaves or the server drains.
func (c *conn) serve(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer c.nc.Close()
	written := make(chan struct{})
	go func() {
		defer close(written)
		c.writeReplies(func() { c.abandon(cancel) })
	}()
	err := c.readLines(ctx)
	ours := errors.Is(err, os.ErrDeadlineExceeded) // idle or draining
	if !ours && !errors.Is(err, io.EOF) {
		c.abandon(cancel)
	}
	c.queue.end()
	<-written
	if ours && !c.gone.Load() {
		c.linger()
	}
}

// abandon gives the client up: look-ups are cancelled, both sides wake.
func (c *conn) abandon(cancel context.CancelFunc) {
	c.gone.Store(true)
	cancel()
	c.queue.stop()
	c.nc.Close()
}

// readLines starts what is asked, line by line, and returns why it ended.
func (c *conn) readLines(ctx context.Context) error {
	lines := lineReader{r: c, max: c.s.opts.MaxLine}
	for {
		line, err := lines.next()
		r, ok := fault(lineTooLong, outcomeTooLong), true
		if err == nil {
			r, ok = c.s.opts.parse(line)
		} else if !errors.Is(err, errLineTooLong) {
			return err
		}
		if !ok {
			continue
		}
		if !c.queue.admit(len(line)) {
			return net.ErrClosed
		}
		c.start(ctx, r, len(line))
	}
}

// start gives a request its place in the order and begins its look-up.
func (c *conn) start(ctx context.Context, r request, size int) {
	s := &slot{seq: r.seq, size: size, taken: time.Now(), answer: r.answer}
	if r.settled {
		c.queue.put(s)
		return
	}
	ctx, s.cancel = context.WithDeadline(ctx, s.taken.Add(c.s.opts.Timeout))
	s.expired = ctx.Done()
	s.result = make(chan answer, 1)
	c.queue.put(s)
	go func() { s.result <- c.s.look(ctx, r.description) }()
}

// Read reads from the client, with the idle limit where there is one.
func (c *conn) Read(p []byte) (int, error) {
	if idle := c.s.opts.Idle; idle > 0 {
		c.mu.Lock()
		if !c.draining {
			_ = c.nc.SetReadDeadline(time.Now().Add(idle)) // a dead connection shows in Read
		}
		c.mu.Unlock()
	}
	return c.nc.Read(p)
}

// drain ends reading at the given time; what was read by then is answered.
func (c *conn) drain(until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.draining = true
	_ = c.nc.SetReadDeadline(until) // a dead connection shows in Read
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
