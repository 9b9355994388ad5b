package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"medcode/internal/settings"
)

// lines measures the look-ups over TCP alone.
func (b *bench) lines(ctx context.Context) error {
	return b.with(ctx, "always", func(s *benchServer) error { return b.tcp(ctx, s) })
}

// tcp asks the ICD-10-CM port in a closed loop: each client waits for its
// answer before it asks again. Every answer is checked.
func (b *bench) tcp(ctx context.Context, s *benchServer) error {
	addr := s.ports[string(settings.ICD10CMPort)]
	if err := b.warm(addr); err != nil {
		return err
	}
	next := &atomic.Int64{}
	distinct := func() string { return b.queries[int(next.Add(1))%len(b.queries)] }
	printed := func() string { return b.terms[int(next.Add(1))%len(b.terms)] }
	few := b.queries[:min(100, len(b.queries))]
	repeated := func() string { return few[int(next.Add(1))%len(few)] }
	for _, m := range []struct {
		name  string
		query func() string
		fresh bool // a connection for each request
		runs  int
	}{
		{"TCP look-ups, distinct, changed", distinct, false, benchRuns},
		{"TCP look-ups, terms as printed", printed, false, benchRuns},
		{"TCP look-ups, 100 repeated", repeated, false, benchRuns},
		{"TCP look-ups, a connection each", distinct, true, 1},
	} {
		if err := b.tcpRuns(ctx, s, addr, m.name, m.query, m.fresh, m.runs); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}

// warm waits until the port answers: the first look-up opens the indexes.
func (b *bench) warm(addr string) error {
	deadline := time.Now().Add(startPatience)
	for {
		c, err := dialLines(addr)
		if err != nil {
			return err
		}
		_, err = c.ask(1, "a phrase that is no term of the vocabulary")
		c.close()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the port does not answer: %w", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (b *bench) tcpRuns(ctx context.Context, s *benchServer, addr, name string, query func() string, fresh bool, runs int) error {
	var rate, p50, p99, server, client, matched []float64
	for range runs {
		own, its, start := ownCPU(), s.cpu(), time.Now()
		t, err := b.loop(ctx, addr, query, fresh)
		if err != nil {
			return err
		}
		n, ms := float64(len(t.took)), milliseconds(t.took)
		rate = append(rate, n/time.Since(start).Seconds())
		p50, p99 = append(p50, quantile(ms, 0.5)), append(p99, quantile(ms, 0.99))
		server = append(server, float64((s.cpu()-its).Microseconds())/n)
		client = append(client, float64((ownCPU()-own).Microseconds())/n)
		matched = append(matched, 100*float64(t.codes)/n)
	}
	b.add(name, "1/s", rate...)
	b.add(name+": p50", "ms", p50...)
	b.add(name+": p99", "ms", p99...)
	if most(server) > 0 {
		b.add(name+": CPU of the server", "µs", server...)
	}
	b.add(name+": CPU of the client", "µs", client...)
	b.add(name+": answered by a code", "%", matched...)
	return nil
}

// tally is what the clients of a run saw.
type tally struct {
	took  []time.Duration
	codes int
}

func (b *bench) loop(ctx context.Context, addr string, query func() string, fresh bool) (tally, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(b.c.opt.seconds)*time.Second)
	defer cancel()
	tallies := make([]tally, b.c.opt.clients)
	faults := make([]error, b.c.opt.clients)
	var wg sync.WaitGroup
	for i := range tallies {
		wg.Go(func() { faults[i] = tallies[i].client(ctx, addr, query, fresh) })
	}
	wg.Wait()
	var all tally
	for _, t := range tallies {
		all.took = append(all.took, t.took...)
		all.codes += t.codes
	}
	if len(all.took) == 0 {
		faults = append(faults, errors.New("no answer at all"))
	}
	return all, errors.Join(faults...)
}

// client asks until ctx is done.
func (t *tally) client(ctx context.Context, addr string, query func() string, fresh bool) error {
	c, err := dialLines(addr)
	if err != nil {
		return err
	}
	defer func() { c.close() }()
	for seq := 1; ctx.Err() == nil; seq++ {
		start := time.Now()
		if fresh && seq > 1 {
			c.close()
			if c, err = dialLines(addr); err != nil {
				return err
			}
		}
		code, err := c.ask(seq, query())
		if err != nil {
			return err
		}
		t.took = append(t.took, time.Since(start))
		if code != "NO_MATCH" {
			t.codes++
		}
	}
	return nil
}

// lineClient is one connection of the old protocol.
type lineClient struct {
	conn net.Conn
	in   *bufio.Reader
	out  []byte
}

func dialLines(addr string) (*lineClient, error) {
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return nil, err
	}
	return &lineClient{conn: conn, in: bufio.NewReaderSize(conn, 512)}, nil
}

// close resets the connection, so that thousands a second do not use up the
// ports; everything has been read.
func (c *lineClient) close() {
	if tcp, ok := c.conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.conn.Close()
}

// ask sends one line and checks the answer: the same seq, and a code or
// NO_MATCH. TIMEOUT comes back with an error.
func (c *lineClient) ask(seq int, query string) (string, error) {
	c.out = fmt.Appendf(c.out[:0], "%d,%s\n", seq, query)
	_ = c.conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := c.conn.Write(c.out); err != nil {
		return "", err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return "", err
	}
	head, code, _ := strings.Cut(strings.TrimSuffix(string(line), "\n"), ",")
	switch {
	case head != fmt.Sprint(seq):
		return code, fmt.Errorf("asked with seq %d, answered %q", seq, line)
	case code == "" || code == "ERROR" || code == "TIMEOUT":
		return code, fmt.Errorf("answered %q", line)
	}
	return code, nil
}
