//go:build e2e

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"medcode/internal/settings"
	"medcode/schemas"
)

// TestWireCrowd are clients of whom none may be in the way of another: cases
// 36, 37, 46, 47, 52 and 54.
func TestWireCrowd(t *testing.T) {
	w := newInstall(t).startWire()
	reply := w.looked(schemas.ICD10CM, []string{"chest pain"})["chest pain"]
	t.Run("idle", func(t *testing.T) { w.idle(t, reply) })
	t.Run("silent before TLS", func(t *testing.T) { w.silentTLS(t, reply) })
	t.Run("probes", func(t *testing.T) { w.probes(t) })
	t.Run("a connection per request", func(t *testing.T) {
		w.perRequest(t, settings.ICD10CMPort, reply, 100, 20)
		w.perRequest(t, settings.TLSPortOf(schemas.ICD10CM), reply, 100, 5)
	})
	t.Run("slow reader", func(t *testing.T) { w.slowReader(t, reply) })
	w.p.term()
}

// idle holds 60 connections a port; the next client is answered, and then each
// of them is.
func (w *wire) idle(t *testing.T, reply string) {
	for port := range tenPorts() {
		var conns []net.Conn
		for range 60 {
			conns = append(conns, w.must(t, port))
		}
		answers(t, w.must(t, port), "HEALTH", "OK")
		for _, nc := range conns {
			answers(t, nc, "HEALTH", "OK")
		}
		if port == settings.ICD10CMPort {
			answers(t, conns[0], "7,chest pain", "7,"+reply)
		}
	}
}

// silentTLS holds connections that begin no handshake, or do not end it.
func (w *wire) silentTLS(t *testing.T, reply string) {
	port := settings.TLSPortOf(schemas.ICD10CM)
	for i := range 60 {
		nc, err := w.with(port, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		if i%2 == 0 {
			_, _ = io.WriteString(nc, "\x16\x03\x01\x02\x00\x01\x00")
		}
	}
	answers(t, w.must(t, port), "1,chest pain", "1,"+reply)
}

// probes connects and closes a thousand times on every port.
func (w *wire) probes(t *testing.T) {
	var wg sync.WaitGroup
	for port := range tenPorts() {
		wg.Go(func() {
			for range 1000 {
				nc, err := w.with(port, nil)
				if err != nil {
					t.Errorf("%s: %v", port, err)
					return
				}
				nc.Close()
			}
		})
	}
	wg.Wait()
	for port := range tenPorts() {
		answers(t, w.must(t, port), "HEALTH", "OK")
	}
}

// perRequest asks from many threads at once, each request on a connection of
// its own, as the benchmark of the clients of old does.
func (w *wire) perRequest(t *testing.T, port settings.Name, reply string, threads, each int) {
	var wg sync.WaitGroup
	for i := range threads {
		wg.Go(func() {
			for k := range each {
				if err := w.once(port, fmt.Sprint(i*each+k), reply); err != nil {
					t.Errorf("%s: %v", port, err)
				}
			}
		})
	}
	wg.Wait()
}

func (w *wire) once(port settings.Name, seq, reply string) error {
	nc, err := w.to(port)
	if err != nil {
		return err
	}
	defer nc.Close()
	_ = nc.SetDeadline(time.Now().Add(20 * time.Second))
	if got, err := ask(nc, seq+",chest pain"); got != seq+","+reply {
		return fmt.Errorf("got %q (%w), want the reply to %s", got, err, seq)
	}
	return nil
}

// slowReader sends a hundred megabytes of requests and reads nothing until the
// server takes no more. The server must not grow meanwhile; once the client
// reads, every request is answered.
func (w *wire) slowReader(t *testing.T, reply string) {
	const lines, growth = 100_000, 64 << 20
	port := settings.ICD10CMPort
	before, err := w.p.rss()
	if err != nil {
		t.Skip("memory cannot be read here: ", err)
	}
	nc := w.must(t, port)
	_ = nc.SetDeadline(time.Now().Add(60 * time.Second))
	pad := strings.Repeat("s", 1000)
	sent := newCounter(nc)
	go func() {
		for i := range lines {
			if _, err := fmt.Fprintf(sent, "%d%s,chest pain\n", i, pad); err != nil {
				return
			}
		}
	}()
	n := sent.still(300 * time.Millisecond)
	if n >= lines*len(pad) {
		t.Fatal("the server took everything")
	}
	answers(t, w.must(t, port), "HEALTH", "OK")
	after, err := w.p.rss()
	if err != nil || after-before > growth {
		t.Errorf("grew from %d to %d MiB (%v)", before>>20, after>>20, err)
	}
	t.Logf("took %d MiB, grew from %d to %d MiB", n>>20, before>>20, after>>20)
	in := bufio.NewReaderSize(nc, 1<<16)
	for i := range lines {
		got, err := in.ReadString('\n')
		if want := fmt.Sprintf("%d%s,%s\n", i, pad, reply); got != want {
			t.Fatalf("reply %d: got %.20q…%q (%v)", i, got, tail(got, 20), err)
		}
	}
}

// counter counts what was written.
type counter struct {
	w  io.Writer
	mu sync.Mutex
	n  int
}

func newCounter(w io.Writer) *counter { return &counter{w: w} }

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.mu.Lock()
	c.n += n
	c.mu.Unlock()
	return n, err
}

func (c *counter) written() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// still waits until nothing was written for a while, and returns how much was.
func (c *counter) still(d time.Duration) int {
	for last := -1; ; time.Sleep(d) {
		n := c.written()
		if n == last {
			return n
		}
		last = n
	}
}
