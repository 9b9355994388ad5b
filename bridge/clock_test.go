package bridge

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener without a network, so that time can be the test's own.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// inOwnTime runs a conversation with a server in a bubble with its own clock.
func inOwnTime(t *testing.T, o Options, talk func(t *testing.T, c client, d *dictionary)) {
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		d := &dictionary{gate: make(chan struct{})}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		o.Logger = quiet()
		go func() { ended <- New(o, d, nil).Serve(ctx, p) }()
		ours, theirs := net.Pipe()
		p.conns <- theirs
		talk(t, client{t, ours}, d)
		ours.Close()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// TestTimeout is case 38 with the default: TIMEOUT 4.5 s after each line, and
// a result that comes later is dropped.
func TestTimeout(t *testing.T) {
	inOwnTime(t, Options{}, func(t *testing.T, c client, d *dictionary) {
		start := time.Now()
		c.send("1,gated x\n")
		time.Sleep(time.Second)
		c.send("2,stalled\n3,bb\n")
		c.want("1,TIMEOUT\n")
		if took := time.Since(start); took != 4500*time.Millisecond {
			t.Errorf("the first after %v", took)
		}
		close(d.gate)
		c.want("2,TIMEOUT\n3," + d.code("bb") + "\n")
		if took := time.Since(start); took != 5500*time.Millisecond {
			t.Errorf("the second after %v", took)
		}
		start = time.Now()
		c.send("4,aa\n5,stalled\n")
		c.want("4," + d.code("aa") + "\n")
		if took := time.Since(start); took != 0 {
			t.Errorf("a ready reply was held for %v", took)
		}
	})
}

// TestIdle is case 36: kept for ever by default, closed after the time set.
func TestIdle(t *testing.T) {
	inOwnTime(t, Options{}, func(_ *testing.T, c client, d *dictionary) {
		time.Sleep(10 * time.Minute)
		c.send("1,aa\n")
		c.want("1," + d.code("aa") + "\n")
	})
	inOwnTime(t, Options{Idle: 30 * time.Second}, func(t *testing.T, c client, d *dictionary) {
		for range 5 {
			time.Sleep(29 * time.Second)
			c.send("1,aa\n")
			c.want("1," + d.code("aa") + "\n")
		}
		start := time.Now()
		c.SetReadDeadline(time.Time{})
		if _, err := io.ReadAll(c); err != nil || time.Since(start) != 30*time.Second {
			t.Errorf("closed after %v, %v", time.Since(start), err)
		}
	})
}
