package bridge

import (
	"context"
	"errors"
	"net"
	"time"
)

// readLines starts what is asked, line by line, and returns why it ended.
func (c *conn) readLines(ctx context.Context) error {
	lines := lineReader{r: c, max: c.s.opts.MaxLine}
	for {
		line, err := lines.next()
		r, ok := request{settled: true, answer: c.s.proto.failed(outcomeTooLong)}, true
		if err == nil {
			r, ok = c.s.proto.parse(line)
		} else if !errors.Is(err, errLineTooLong) {
			return err
		}
		if !ok {
			continue
		}
		s := &slot{seq: r.seq, size: len(line), mute: r.mute, answer: r.answer}
		if !c.letIn(ctx, s) {
			return net.ErrClosed
		}
		if !r.settled {
			c.begin(ctx, s, r.description)
		}
		if c.queue.put(s) {
			c.writers.write(c)
		}
	}
}

// letIn waits until the limits of the connection and of its client have room
// for one more request; false means that the connection is given up. While the
// server drains only the connection's own limits hold, so that all that was
// read is answered in the time that is left.
func (c *conn) letIn(ctx context.Context, s *slot) bool {
	wait := func(do func(context.Context) error) error { return c.wait(ctx, do) }
	waited, ok := c.queue.admit(s.size)
	if !ok {
		return false
	}
	paced := c.client.paced(wait)
	held, queued := c.client.enter(wait)
	if paced {
		c.s.metrics.held[limitRate].Inc()
	}
	if queued {
		c.s.metrics.held[limitInFlight].Inc()
	}
	if waited || paced || queued {
		c.heard = time.Now()
	}
	s.held, s.taken = held, c.heard
	if c.gone.Load() {
		if held {
			c.client.leave(1)
		}
		return false
	}
	return true
}

// wait runs a wait that ends too when the connection drains.
func (c *conn) wait(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c.mu.Lock()
	c.wake = cancel
	if c.draining {
		cancel()
	}
	c.mu.Unlock()
	err := do(ctx)
	c.mu.Lock()
	c.wake = nil
	c.mu.Unlock()
	return err
}

// begin starts a look-up as soon as the bound has room, and no later than the
// request's time is over. Reading goes on after that, so that what waits holds
// no more memory than the buffers of connections.
func (c *conn) begin(ctx context.Context, s *slot, text string) {
	late := c.s.proto.failed(outcomeTimeout)
	ctx, cancel := context.WithDeadline(ctx, s.taken.Add(c.s.opts.Timeout))
	bound := c.s.lookUps
	units := bound.units(len(text))
	waited, err := bound.enter(ctx, units)
	if waited {
		c.s.metrics.held[limitLookUps].Inc()
	}
	if err != nil {
		cancel()
		s.answer = late
		return
	}
	s.cancel, s.expired, s.late = cancel, ctx.Done(), late
	s.result = make(chan answer, 1)
	go func() {
		a := c.s.look(ctx, text)
		bound.leave(units)
		s.result <- a
	}()
}
