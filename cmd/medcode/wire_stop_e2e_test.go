//go:build e2e

package main

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"medcode/internal/settings"
	"medcode/schemas"
)

// TestWireStop is case 55, twice: what clients have sent before SIGTERM is
// answered, and the process leaves with 0.
func TestWireStop(t *testing.T) {
	t.Run("under load", func(t *testing.T) {
		t.Parallel()
		w := newInstall(t).startWire()
		var clients []*steady
		for _, port := range []settings.Name{
			settings.ICD10CMPort, settings.ICD10CMPort, settings.PortOf(schemas.LOINC),
			settings.TLSPortOf(schemas.ICD10CM), settings.TLSPortOf(schemas.SNOMED), settings.TLSPortOf(schemas.ICD10CM),
		} {
			clients = append(clients, w.steady(t, port, 40))
		}
		time.Sleep(300 * time.Millisecond)
		stopAndCount(t, w.p, clients, func() { w.p.signal(syscall.SIGTERM) })
	})
	t.Run("unread", func(t *testing.T) {
		t.Parallel()
		w := newInstall(t).startWire()
		conns := []net.Conn{w.must(t, settings.ICD10CMPort), w.must(t, settings.TLSPortOf(schemas.ICD10CM))}
		for _, nc := range conns {
			answers(t, nc, "HEALTH", "OK") // with TLS, the handshake is over
		}
		w.p.signal(syscall.SIGSTOP)
		w.stopUnseen(t, conns, 1000)
	})
	t.Run("not accepted", func(t *testing.T) {
		t.Parallel()
		w := newInstall(t).startWire()
		w.p.signal(syscall.SIGSTOP)
		var conns []net.Conn
		for range 50 {
			conns = append(conns, w.must(t, settings.ICD10CMPort))
		}
		w.stopUnseen(t, conns, 1)
	})
}

// stopUnseen sends lines to a process that stands still, so that it has seen
// none of them as the signal comes.
func (w *wire) stopUnseen(t *testing.T, conns []net.Conn, lines int) {
	t.Helper()
	var clients []*steady
	for _, nc := range conns {
		c := newSteady(nc, lines)
		c.burst(lines)
		clients = append(clients, c)
		go c.read()
	}
	stopAndCount(t, w.p, clients, func() {
		w.p.signal(syscall.SIGTERM)
		w.p.signal(syscall.SIGCONT)
	})
}

// stopAndCount stops the process and wants every line that was sent before
// answered, in order, and nothing but a clean end after.
func stopAndCount(t *testing.T, p *process, clients []*steady, stop func()) {
	t.Helper()
	var sent []int
	inFlight := 0
	for _, c := range clients {
		n, heard := c.counts()
		sent = append(sent, n)
		inFlight += n - heard
	}
	stop()
	var lost []string
	for i, c := range clients {
		<-c.ended
		if _, heard := c.counts(); heard < sent[i] || c.fault != nil {
			lost = append(lost, fmt.Sprintf("%d of %d lines were answered (fault: %v)", heard, sent[i], c.fault))
		}
	}
	if len(lost) > 0 {
		t.Errorf("%d of %d clients lack replies to lines that they had sent before the signal; the first: %s", len(lost), len(clients), lost[0])
	}
	if code := p.exit(20 * time.Second); code != exitOK {
		t.Errorf("left with %d", code)
	}
	t.Logf("%d lines were in flight", inFlight)
	if inFlight < 50 {
		t.Error("fewer than 50 were in flight")
	}
}

// steady is a client that keeps so many requests in flight.
type steady struct {
	nc    net.Conn
	free  chan struct{}
	ended chan struct{} // after the last reply
	fault error         // valid then
	mu    sync.Mutex
	sent  int // lines that are out
	heard int // replies
}

func newSteady(nc net.Conn, window int) *steady {
	return &steady{nc: nc, free: make(chan struct{}, window), ended: make(chan struct{})}
}

func (w *wire) steady(t *testing.T, port settings.Name, window int) *steady {
	t.Helper()
	c := newSteady(w.must(t, port), window)
	go c.write()
	go c.read()
	return c
}

func (c *steady) counts() (sent, heard int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent, c.heard
}

// burst sends n lines at once.
func (c *steady) burst(n int) bool {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,pain of number %d\n", c.sent+i, c.sent+i)
	}
	_, err := c.nc.Write([]byte(b.String()))
	if err == nil {
		c.mu.Lock()
		c.sent += n
		c.mu.Unlock()
	}
	return err == nil
}

// write fills the window whenever there is room, until the connection ends.
func (c *steady) write() {
	for range cap(c.free) {
		c.free <- struct{}{}
	}
	for {
		select {
		case <-c.ended:
			return
		case <-c.free:
		}
		n := 1
		for len(c.free) > 0 {
			<-c.free
			n++
		}
		if !c.burst(n) {
			return
		}
	}
}

// read takes the replies until the end and looks at their order.
func (c *steady) read() {
	defer close(c.ended)
	in := bufio.NewReader(c.nc)
	for i := 0; ; i++ {
		line, err := in.ReadString('\n')
		if line == "" {
			return // the end; who sent more than was heard may see a reset
		}
		seq, word, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ",")
		if err != nil || !ok || seq != fmt.Sprint(i) || word == "ERROR" || word == "TIMEOUT" {
			c.fault = fmt.Errorf("reply %d is %q (%w)", i, line, err)
			return
		}
		c.mu.Lock()
		c.heard++
		c.mu.Unlock()
		select {
		case c.free <- struct{}{}:
		default:
		}
	}
}
