package lineload

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Round hands out queries one after the other, again and again, to many
// clients at once.
type Round struct {
	list []Query
	next atomic.Uint64
}

// NewRound makes a round of a list that is not empty and not changed any more.
func NewRound(list []Query) *Round { return &Round{list: list} }

// Next is the next query.
func (r *Round) Next() *Query { return &r.list[(r.next.Add(1)-1)%uint64(len(r.list))] }

// Lane is a port and what is asked there.
type Lane struct {
	Name string // for errors
	Target
	Ask *Round
}

// Load is a number of clients and of requests, both dealt out to the lanes one
// by one. It ends after a time or when all requests were made, whichever is
// first; zero means no limit. Requests under way are waited for.
type Load struct {
	Lanes    []Lane
	Clients  int
	For      time.Duration
	Requests int
}

// Tally is what clients saw.
type Tally struct {
	Answered int
	Codes    int    // answered by a code
	Wrong    int    // answered by another word than is known
	Example  string // of a wrong answer
	Took     Hist   // from sending a line, or its planned time, to its reply; with a new connection from before that
	Connect  Hist   // to open a connection, with TLS its handshake
	Late     Hist   // open loop: from the planned time to sending
}

// Result is what a run gave.
type Result struct {
	Lanes []Tally // of each lane
	Took  time.Duration
}

// Total adds up the lanes.
func (r *Result) Total() *Tally {
	var all Tally
	for i := range r.Lanes {
		all.merge(&r.Lanes[i])
	}
	return &all
}

func (t *Tally) merge(o *Tally) {
	t.Answered += o.Answered
	t.Codes += o.Codes
	t.Wrong += o.Wrong
	if t.Example == "" {
		t.Example = o.Example
	}
	t.Took.Merge(&o.Took)
	t.Connect.Merge(&o.Connect)
	t.Late.Merge(&o.Late)
}

// add counts a reply to q.
func (t *Tally) add(q *Query, word []byte, took time.Duration) {
	t.Answered++
	t.Took.Add(took)
	if string(word) != "NO_MATCH" {
		t.Codes++
	}
	if q.Want != "" && string(word) != q.Want {
		t.Wrong++
		t.Example = fmt.Sprintf("%q got %s, not %s", q.Text, word, q.Want)
	}
}

// gate lets the requests of a lane through until the load is over.
type gate struct {
	over  *atomic.Bool // of all lanes
	left  atomic.Int64
	bound bool // left counts
}

func (g *gate) pass() bool {
	return !g.over.Load() && (!g.bound || g.left.Add(-1) >= 0)
}

// begin opens a gate for each lane; end must be called.
func (l *Load) begin(ctx context.Context) (gates []*gate, end func()) {
	over := new(atomic.Bool)
	for i := range l.Lanes {
		g := &gate{over: over, bound: l.Requests > 0}
		g.left.Store(int64((l.Requests + len(l.Lanes) - 1 - i) / len(l.Lanes)))
		gates = append(gates, g)
	}
	stop := context.AfterFunc(ctx, func() { over.Store(true) })
	if l.For <= 0 {
		return gates, func() { stop() }
	}
	timer := time.AfterFunc(l.For, func() { over.Store(true) })
	return gates, func() { timer.Stop(); stop() }
}

// client is one client's work: it asks on a lane while the gate lets it.
type client func(ctx context.Context, g *gate, lane Lane, t *Tally) error

// run lets all clients work and adds up what they saw. The first fault ends
// the load.
func (l *Load) run(ctx context.Context, work client) (*Result, error) {
	start := time.Now()
	gates, end := l.begin(ctx)
	defer end()
	tallies := make([]Tally, l.Clients)
	faults := make([]error, l.Clients)
	var wg sync.WaitGroup
	for i := range l.Clients {
		lane, g := l.Lanes[i%len(l.Lanes)], gates[i%len(l.Lanes)]
		wg.Go(func() {
			if err := work(ctx, g, lane, &tallies[i]); err != nil {
				faults[i] = fmt.Errorf("%s: %w", lane.Name, err)
				g.over.Store(true)
			}
		})
	}
	wg.Wait()
	return l.sum(ctx, tallies, faults, time.Since(start))
}

// maxFaults bounds what is told of clients that fail alike.
const maxFaults = 3

// sum adds up by lane and wants every answer right.
func (l *Load) sum(ctx context.Context, tallies []Tally, faults []error, took time.Duration) (*Result, error) {
	r := &Result{Lanes: make([]Tally, len(l.Lanes)), Took: took}
	for i := range tallies {
		r.Lanes[i%len(l.Lanes)].merge(&tallies[i])
	}
	if err := ctx.Err(); err != nil {
		return r, err
	}
	// A connection may see the deadline some moments before the context does.
	if end, ok := ctx.Deadline(); ok && time.Now().After(end) {
		return r, context.DeadlineExceeded
	}
	var told []error
	for _, err := range faults {
		if err != nil && len(told) < maxFaults {
			told = append(told, err)
		}
	}
	for i := range r.Lanes {
		told = append(told, r.Lanes[i].check(l.Lanes[i].Name))
	}
	return r, errors.Join(told...)
}

func (t *Tally) check(lane string) error {
	switch {
	case t.Wrong > 0:
		return fmt.Errorf("%s: %d of %d answers are not those known, as %s", lane, t.Wrong, t.Answered, t.Example)
	case t.Answered == 0:
		return fmt.Errorf("%s: no answer at all", lane)
	}
	return nil
}
