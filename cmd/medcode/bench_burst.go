package main

import (
	"context"
	"fmt"
	"time"

	"medcode/internal/lineload"
)

// resent is how long a connection takes at least whose first packet was lost,
// as when the server's queue is full: the system sends it again after 1 s.
const resent = 900 * time.Millisecond

// burst lets all clients begin at once, each request with a new connection.
// All must be answered.
func (t *tcpBench) burst(ctx context.Context) error {
	l := t.icd(t.printed, false, t.c.opt.clients)
	l.For, l.Requests = 0, t.flags.burst*t.c.opt.clients
	name := fmt.Sprintf("burst of %s × %d connections", thousands(t.flags.burst), t.c.opt.clients)
	m, err := t.once(func() (*lineload.Result, error) { return l.Fresh(ctx) })
	if err != nil {
		return err
	}
	t.addRuns(name, []measured{m})
	t.add(name+": answered rightly", "", float64(m.all.Answered))
	t.add(name+": longest request", "ms", ms(m.all.Took.Max()))
	t.add(name+": to connect, p99", "ms", ms(m.all.Connect.Quantile(0.99)))
	t.add(name+": to connect, longest", "ms", ms(m.all.Connect.Max()))
	t.add(name+": to connect, 0.9 s and more", "", float64(m.all.Connect.From(resent)))
	return nil
}
