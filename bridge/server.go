package bridge

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// Coder answers one description. The code is in wire form (ICD-10-CM dotted);
// "" means that nothing was similar enough.
//
// Code is called from many goroutines at once. It must return soon after ctx
// is done, which it is when the request's time is over or its client is gone;
// what it returns then is dropped. Its error is logged, so it must hold no
// text of the description; the client sees ERROR alone.
type Coder interface {
	Code(ctx context.Context, description string) (code string, err error)
}

// Server answers the clients of one ontology. Its limits hold over all
// listeners that it serves.
type Server struct {
	opts    Options
	coder   Coder
	metrics *portMetrics
	open    atomic.Int64
	logged  atomic.Int64 // when a failed look-up was last logged, Unix seconds
}

// New makes a server. Servers of one process share m; nil counts for nobody.
func New(o Options, c Coder, m *Metrics) *Server {
	if m == nil {
		m = NewMetrics(nil)
	}
	o = o.withDefaults()
	return &Server{opts: o, coder: c, metrics: m.port(o.Name)}
}

// Serve answers the clients of l until ctx is done. Then it closes l, answers
// within Options.Grace what it has read, and returns nil; requests unanswered
// shortly before that time get TIMEOUT. It returns an error only when l was
// closed by someone else. It may be called for several listeners at once.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	work, expire := context.WithCancel(context.WithoutCancel(ctx))
	defer expire()
	closed := context.AfterFunc(ctx, func() { l.Close() })
	defer closed()
	g := &group{conns: map[*conn]struct{}{}}
	err := s.accept(ctx, l, func(nc net.Conn) { s.handle(work, g, nc) })
	g.shutdown(s.opts.Grace, expire)
	if err != nil {
		return fmt.Errorf("bridge port %s stopped listening on %s, restart it: %w", s.opts.Name, l.Addr(), err)
	}
	return nil
}

// accept hands out connections until ctx is done. A failing accept, as when
// file descriptors run out, is tried again more and more slowly.
func (s *Server) accept(ctx context.Context, l net.Listener, handle func(net.Conn)) error {
	const slowest = time.Second
	pause := time.Duration(0)
	for {
		nc, err := l.Accept()
		switch {
		case err == nil:
			pause = 0
			handle(nc)
			continue
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		}
		s.metrics.failed.Inc()
		if pause = min(max(2*pause, 5*time.Millisecond), slowest); pause == slowest {
			s.opts.Logger.Warn("cannot accept connections, trying on; raise the limit of open files if it is that", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// handle serves one connection, or closes it when too many are open.
func (s *Server) handle(ctx context.Context, g *group, nc net.Conn) {
	if s.open.Add(1) > int64(s.opts.MaxConns) {
		s.open.Add(-1)
		s.metrics.refused.Inc()
		nc.Close()
		return
	}
	s.metrics.accepted.Inc()
	s.metrics.open.Inc()
	g.run(newConn(s, nc), func(c *conn) {
		c.serve(ctx)
		s.open.Add(-1)
		s.metrics.open.Dec()
	})
}

// look asks the coder and puts what it says into the words of the protocol.
func (s *Server) look(ctx context.Context, description string) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{word: wordError, outcome: outcomeError}
			s.opts.Logger.Error("look-up panicked, please report it", "stack", string(debug.Stack()))
		}
	}()
	code, err := s.coder.Code(ctx, description)
	switch {
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded):
		return answer{word: wordTimeout, outcome: outcomeTimeout}
	case err != nil:
		s.warn("look-up failed; clients get ERROR until what answers look-ups is back", "err", err)
		return answer{word: wordError, outcome: outcomeError}
	case code == "":
		return answer{word: s.opts.NoMatch, outcome: outcomeNoMatch}
	case !validCode(code):
		s.warn("look-up gave a code that clients do not take", "bytes", len(code))
		return answer{word: wordError, outcome: outcomeError}
	}
	return answer{word: code, outcome: outcomeCode}
}

// warn logs at most once a second: with the backend away every request fails.
func (s *Server) warn(msg string, args ...any) {
	last, now := s.logged.Load(), time.Now().Unix()
	if now != last && s.logged.CompareAndSwap(last, now) {
		s.opts.Logger.Warn(msg, args...)
	}
}
