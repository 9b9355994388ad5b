package bridge

import (
	"errors"
	"os"
	"runtime"
	"time"
)

// maxKept is how much of a batch is kept for the next one, bytes.
const maxKept = 4 * maxWrite

// batch is a run of replies, in order, that leaves in one write.
type batch struct {
	buf   []byte
	sent  []sent
	bytes int // of the requests
	held  int // places among the client's unanswered requests
}

// sent is what the metrics want to know of a reply once it is written.
type sent struct {
	outcome outcome
	mute    bool
	taken   time.Time
}

func (b *batch) add(s *slot, a answer) {
	if !s.mute {
		if !a.whole {
			b.buf = append(b.buf, s.seq...)
			b.buf = append(b.buf, ',')
		}
		b.buf = append(b.buf, a.word...)
		b.buf = append(b.buf, '\n')
	}
	b.sent = append(b.sent, sent{a.outcome, s.mute, s.taken})
	b.bytes += s.size
	if s.held {
		b.held++
	}
}

// fits tells whether a reply may share the write of those already there.
func (b *batch) fits(s *slot, a answer) bool {
	return s.mute || len(b.buf) == 0 || len(b.buf)+len(s.seq)+len(a.word)+2 <= maxWrite
}

func (b *batch) reset() {
	b.buf, b.sent, b.bytes, b.held = b.buf[:0], b.sent[:0], 0, 0
	if cap(b.buf) > maxKept {
		b.buf = nil
	}
}

// writers are the goroutines that write replies: one for each connection that
// has something to answer, so that an idle connection costs little. A few wait
// for the next connection, since a goroutine that begins anew has to grow its
// stack first.
type writers struct {
	next chan *conn
	idle chan struct{} // as many as may wait
	stop chan struct{}
}

// idleWriters is how many goroutines wait for a connection at most.
const idleWriters = 128

func newWriters() *writers {
	return &writers{make(chan *conn), make(chan struct{}, idleWriters), make(chan struct{})}
}

// write has the replies of a connection written.
func (w *writers) write(c *conn) {
	select {
	case w.next <- c:
	default:
		go w.run(c)
	}
}

func (w *writers) run(c *conn) {
	var b batch
	for c != nil {
		c.writeReplies(&b)
		c = w.await()
	}
}

// await returns the next connection, or nil where no more are needed.
func (w *writers) await() *conn {
	select {
	case w.idle <- struct{}{}:
	default:
		return nil
	}
	defer func() { <-w.idle }()
	select {
	case c := <-w.next:
		return c
	case <-w.stop:
		return nil
	}
}

// writeReplies writes replies in order until there are none.
func (c *conn) writeReplies(b *batch) {
	for s := c.queue.take(); s != nil; s = c.queue.take() {
		for ; s != nil; s = s.next {
			c.reply(b, s)
		}
		c.flush(b)
	}
}

// reply adds one reply to the batch. One that is ready never waits for one
// that is not.
func (c *conn) reply(b *batch, s *slot) {
	if len(b.sent) > 0 && !s.ready() {
		runtime.Gosched() // quick look-ups just started may share the write: half the CPU time when pipelined
		if !s.ready() {
			c.flush(b)
		}
	}
	a := s.wait()
	if !b.fits(s, a) {
		c.flush(b)
	}
	b.add(s, a)
}

// flush writes the batch, counts it and frees its part of the window. After a
// failed write it only counts and frees.
func (c *conn) flush(b *batch) {
	if len(b.sent) == 0 {
		return
	}
	if len(b.buf) > 0 && !c.gone.Load() {
		c.write(b.buf)
	}
	gone, now := c.gone.Load(), time.Now()
	for _, r := range b.sent {
		switch {
		case r.mute:
		case gone:
			r.outcome = outcomeAbandoned
		default:
			c.s.metrics.seconds.Observe(now.Sub(r.taken).Seconds())
		}
		c.s.metrics.lines[r.outcome].Inc()
		c.tally[r.outcome]++
	}
	c.client.leave(b.held)
	c.queue.release(len(b.sent), b.bytes)
	b.reset()
}

// write gives the client up where it fails.
func (c *conn) write(p []byte) {
	err := c.nc.SetWriteDeadline(time.Now().Add(c.s.opts.WriteTimeout))
	if err == nil {
		_, err = c.nc.Write(p)
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.abandon(endStalled)
	case err != nil:
		c.abandon(endAbandoned)
	}
}
