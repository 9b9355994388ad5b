package bridge

import (
	"runtime"
	"time"
)

// batch is a run of replies, in order, that leaves in one write.
type batch struct {
	buf   []byte
	sent  []sent
	bytes int // of the requests
}

// sent is what the metrics want to know of a reply once it is written.
type sent struct {
	outcome outcome
	taken   time.Time
}

func (b *batch) add(s *slot, a answer) {
	if !a.whole {
		b.buf = append(b.buf, s.seq...)
		b.buf = append(b.buf, ',')
	}
	b.buf = append(b.buf, a.word...)
	b.buf = append(b.buf, '\n')
	b.sent = append(b.sent, sent{a.outcome, s.taken})
	b.bytes += s.size
}

// fits tells whether a reply may share the write of those already there.
func (b *batch) fits(s *slot, a answer) bool {
	return len(b.buf) == 0 || len(b.buf)+len(s.seq)+len(a.word)+2 <= maxWrite
}

// writeReplies writes replies in order until the queue ends. A reply that is
// ready never waits for one that is not.
func (c *conn) writeReplies(abandon func()) {
	var b batch
	var slots []*slot
	for slots = c.queue.take(slots); len(slots) > 0; slots = c.queue.take(slots) {
		for _, s := range slots {
			if len(b.sent) > 0 && !s.ready() {
				runtime.Gosched() // quick look-ups just started may share the write: half the CPU time when pipelined
				if !s.ready() {
					c.flush(&b, abandon)
				}
			}
			a := s.wait()
			if !b.fits(s, a) {
				c.flush(&b, abandon)
			}
			b.add(s, a)
		}
		c.flush(&b, abandon)
		clear(slots) // an idle connection keeps no request alive
	}
}

// flush writes the batch, counts it and frees its part of the window. After a
// failed write it only counts and frees.
func (c *conn) flush(b *batch, abandon func()) {
	if len(b.sent) == 0 {
		return
	}
	if !c.gone.Load() && !c.write(b.buf) {
		abandon()
	}
	gone, now := c.gone.Load(), time.Now()
	for _, r := range b.sent {
		if gone {
			r.outcome = outcomeAbandoned
		} else {
			c.s.metrics.seconds.Observe(now.Sub(r.taken).Seconds())
		}
		c.s.metrics.lines[r.outcome].Inc()
	}
	c.queue.release(len(b.sent), b.bytes)
	b.buf, b.sent, b.bytes = b.buf[:0], b.sent[:0], 0
}

func (c *conn) write(p []byte) bool {
	if c.nc.SetWriteDeadline(time.Now().Add(c.s.opts.WriteTimeout)) != nil {
		return false
	}
	_, err := c.nc.Write(p)
	return err == nil
}
