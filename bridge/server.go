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

// Server answers the clients of one port. Its limits hold over all listeners
// that it serves.
type Server struct {
	opts    Options
	proto   protocol
	metrics *portMetrics
	callers *callers
	lookUps *share
	open    atomic.Int64
	logged  atomic.Int64 // when a failed look-up was last logged, Unix seconds
}

// New makes a server. Servers of one process share m; nil counts for nobody.
func New(o Options, c Coder, m *Metrics) *Server {
	if m == nil {
		m = NewMetrics(nil)
	}
	o = o.withDefaults()
	s := &Server{opts: o, metrics: m.port(o.Name), lookUps: o.LookUps.share()}
	s.callers = newCallers(&s.opts)
	s.proto = &codes{opts: &s.opts, coder: c, warn: s.warn}
	return s
}

// protocol is what lines mean: how one is read and how it is answered.
type protocol interface {
	// parse reads one line without its ending; ok is false where no reply
	// follows.
	parse(line []byte) (r request, ok bool)
	// look answers what parse left open. ctx ends with the request's time.
	look(ctx context.Context, text string) answer
	// failed is the reply to what neither of the two answered, for one of
	// outcomeTooLong, outcomeTimeout and outcomeError.
	failed(o outcome) answer
}

// look answers one request, whatever happens.
func (s *Server) look(ctx context.Context, text string) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = s.proto.failed(outcomeError)
			s.opts.Logger.Error("look-up panicked, please report it", "stack", string(debug.Stack()))
		}
	}()
	return s.proto.look(ctx, text)
}

// Serve answers the clients of l until ctx is done. Then it closes l, answers
// within Options.Grace what it has read, and returns nil; requests unanswered
// shortly before that time get TIMEOUT. It returns an error only when l was
// closed by someone else. It may be called for several listeners at once.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	work, expire := context.WithCancel(context.WithoutCancel(ctx))
	defer expire()
	closed := context.AfterFunc(ctx, func() { lastCall(l) })
	defer closed()
	g := &group{conns: map[*conn]struct{}{}, writers: newWriters()}
	defer close(g.writers.stop)
	err := s.accept(ctx, l, func(nc net.Conn) { s.handle(work, g, nc) })
	g.shutdown(s.opts.Grace, expire)
	if err != nil {
		return fmt.Errorf("bridge port %s stopped listening on %s, restart it: %w", s.opts.Name, l.Addr(), err)
	}
	return nil
}

// lastCall ends accepting, once those are in whose connections the system has
// made already: a close would reset them, with what they have sent.
func lastCall(l net.Listener) {
	d, ok := l.(interface{ SetDeadline(t time.Time) error })
	if !ok || d.SetDeadline(time.Now().Add(backlogTime)) != nil {
		l.Close()
	}
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
		case errors.Is(err, net.ErrClosed):
			if ctx.Err() == nil {
				return err
			}
			return nil
		case ctx.Err() != nil:
			l.Close() // after the last call
			return nil
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

// handle serves one connection, or closes it when its client is not allowed or
// too many are open.
func (s *Server) handle(ctx context.Context, g *group, nc net.Conn) {
	c := newConn(s, g.writers, nc)
	_, secured := nc.(*tlsConn)
	if allow := s.opts.Allow; !allow.address(c.from) && !(secured && allow.needsName()) {
		s.metrics.notAllowed.Inc()
		c.refuse(identity{addr: c.from.addr}, refusedNotAllowed, "")
		return
	}
	if s.open.Add(1) > int64(s.opts.MaxConns) {
		s.open.Add(-1)
		s.metrics.refused.Inc()
		c.refuse(identity{addr: c.from.addr}, refusedTooMany, "")
		return
	}
	s.metrics.open.Inc()
	g.run(c, c.enter, func() { c.serve(ctx) }, func() {
		s.open.Add(-1)
		s.metrics.open.Dec()
	})
}

// warn logs at most once a second: with the backend away every request fails.
func (s *Server) warn(msg string, args ...any) {
	last, now := s.logged.Load(), time.Now().Unix()
	if now != last && s.logged.CompareAndSwap(last, now) {
		s.opts.Logger.Warn(msg, args...)
	}
}
