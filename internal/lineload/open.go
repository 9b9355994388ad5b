package lineload

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// Open is an open loop: lines fall due at so many a second, at times that do
// not depend on each other (a Poisson process), and go to the connections of
// the clients in turn, whether earlier ones are answered or not. Took counts
// from the time a line was due, Late how much of that the load itself took to
// send it. Load.For must be set.
func (l *Load) Open(ctx context.Context, rate float64) (*Result, error) {
	if l.For <= 0 || rate <= 0 {
		return nil, errors.New("an open loop needs a length and a rate above 0")
	}
	senders, err := l.senders(ctx)
	if err != nil {
		return nil, err
	}
	gates, end := l.begin(ctx)
	defer end()
	g := gates[0] // only whether the load is over
	var wg sync.WaitGroup
	for _, s := range senders {
		wg.Go(func() { s.receive(g) })
	}
	start := time.Now()
	l.pace(g, start, rate, senders)
	wg.Wait()
	took := time.Since(start)
	tallies, faults := make([]Tally, len(senders)), make([]error, 0, len(senders))
	for i, s := range senders {
		tallies[i] = s.t
		faults = append(faults, s.fault())
	}
	return l.sum(ctx, tallies, faults, took)
}

// underWay is how many lines of a connection wait for their replies before no
// more is sent; what falls due then counts as late.
const underWay = 4096

// sender is a connection of an open loop: the pacer writes, receive reads.
type sender struct {
	*conn
	lane      Lane
	seq       uint64
	due       chan asked
	t         Tally
	sent, got error
}

func (l *Load) senders(ctx context.Context) ([]*sender, error) {
	senders := make([]*sender, 0, l.Clients)
	for i := range l.Clients {
		s := &sender{lane: l.Lanes[i%len(l.Lanes)], due: make(chan asked, underWay)}
		var err error
		if s.conn, err = s.lane.dialed(ctx, &s.t); err != nil {
			for _, s := range senders {
				s.Close()
			}
			return nil, fmt.Errorf("%s: %w", s.lane.Name, err)
		}
		senders = append(senders, s)
	}
	return senders, nil
}

// pace sends each line when it is due, until the load is over, from one
// goroutine: timers of many are less exact.
func (l *Load) pace(g *gate, start time.Time, rate float64, senders []*sender) {
	end, due := start.Add(l.For), start
	for i := 0; ; i++ {
		due = due.Add(time.Duration(rand.ExpFloat64() / rate * float64(time.Second)))
		if due.After(end) || g.over.Load() {
			break
		}
		sleepUntil(due)
		if s := senders[i%len(senders)]; s.sent == nil && !s.send(due) {
			g.over.Store(true)
		}
	}
	for _, s := range senders {
		close(s.due)
	}
}

// send sends the next line of a connection.
func (s *sender) send(due time.Time) bool {
	q := s.lane.Ask.Next()
	s.seq++
	s.due <- asked{q, due}
	s.t.Late.Add(time.Since(due))
	s.put(s.seq, q.Text)
	s.sent = s.flush()
	return s.sent == nil
}

// receive reads the replies to what was sent.
func (s *sender) receive(g *gate) {
	defer s.Close()
	for seq := uint64(1); ; seq++ {
		a, ok := <-s.due
		if !ok {
			return
		}
		if s.got != nil {
			continue // so that the pacer never waits for this
		}
		var word []byte
		if word, s.got = s.take(seq); s.got != nil {
			g.over.Store(true)
			continue
		}
		s.t.add(a.query, word, time.Since(a.at))
	}
}

func (s *sender) fault() error {
	if err := errors.Join(s.got, s.sent); err != nil {
		return fmt.Errorf("%s: %w", s.lane.Name, err)
	}
	return nil
}
