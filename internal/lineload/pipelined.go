package lineload

import (
	"bytes"
	"context"
	"time"
)

// Pipelined is a closed loop with depth lines of each client under way: it
// sends as many new lines together as it has read replies.
func (l *Load) Pipelined(ctx context.Context, depth int) (*Result, error) {
	return l.run(ctx, func(ctx context.Context, g *gate, lane Lane, t *Tally) error {
		c, err := lane.dialed(ctx, t)
		if err != nil {
			return err
		}
		defer c.Close()
		p := pipeline{conn: c, lane: lane, t: t, asked: make([]asked, depth)}
		return p.run(g)
	})
}

// asked is a line under way.
type asked struct {
	query *Query
	at    time.Time
}

// pipeline is a connection with lines under way, numbered from 0; those from
// first to next wait for their replies.
type pipeline struct {
	*conn
	lane        Lane
	t           *Tally
	asked       []asked // the line of seq at seq modulo its length
	first, next uint64
}

func (p *pipeline) run(g *gate) error {
	for {
		if err := p.fill(g); err != nil {
			return err
		}
		if p.first == p.next {
			return nil
		}
		if err := p.drain(); err != nil {
			return err
		}
	}
}

// fill sends as many lines as there is room for.
func (p *pipeline) fill(g *gate) error {
	now := time.Now()
	for p.next-p.first < uint64(len(p.asked)) && g.pass() {
		q := p.lane.Ask.Next()
		p.asked[p.next%uint64(len(p.asked))] = asked{q, now}
		p.put(p.next, q.Text)
		p.next++
	}
	if len(p.out) == 0 {
		return nil
	}
	return p.flush()
}

// drain takes one reply and those that came with it.
func (p *pipeline) drain() error {
	for more := true; more && p.first < p.next; more = p.whole() {
		word, err := p.take(p.first)
		if err != nil {
			return err
		}
		a := &p.asked[p.first%uint64(len(p.asked))]
		p.t.add(a.query, word, time.Since(a.at))
		p.first++
	}
	return nil
}

// whole tells whether a whole reply has been read already.
func (p *pipeline) whole() bool {
	b, err := p.in.Peek(p.in.Buffered())
	return err == nil && bytes.IndexByte(b, '\n') >= 0
}
