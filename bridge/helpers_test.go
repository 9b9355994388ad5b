package bridge

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"medcode/schemas"
)

// dictionary codes a phrase with a code in the form of its ontology that
// depends on all of the phrase, so that a swapped reply shows. Some phrases
// behave as an ailing backend would.
type dictionary struct {
	ontology  schemas.Ontology
	gate      chan struct{} // "gated" phrases wait for it to close
	asked     atomic.Int64
	cancelled atomic.Int64 // stalled look-ups whose context ended
}

func (d *dictionary) Code(ctx context.Context, description string) (string, error) {
	d.asked.Add(1)
	switch first, _, _ := strings.Cut(description, " "); first {
	case "stalled":
		<-ctx.Done()
		d.cancelled.Add(1)
		return "LATE1", nil
	case "gated":
		<-d.gate
	case "broken":
		return "", errors.New("backend at 10.0.0.1 refused")
	case "panicking":
		panic("canary")
	case "unheard":
		return "", nil
	case "commacode":
		return "A1,B2", nil
	case "longcode":
		return strings.Repeat("7", maxCode+1), nil
	case "wordcode":
		return "NO_CODE", nil
	}
	return d.code(description), nil
}

func (d *dictionary) code(description string) string {
	h := fnv.New32a()
	io.WriteString(h, strings.ToLower(strings.Join(strings.Fields(description), " ")))
	n := h.Sum32()
	switch d.ontology {
	case schemas.ICD10CM:
		return fmt.Sprintf("%c%02d.%d", 'A'+n%26, n%97, n%9973)
	case schemas.LOINC:
		return fmt.Sprintf("%d-%d", n, n%10)
	case schemas.HCPCS:
		return fmt.Sprintf("%c%04d", 'A'+n%22, n%9973)
	}
	return fmt.Sprint(n)
}

// serving is a running server and how to stop it.
type serving struct {
	*Server
	addr string
	reg  *prometheus.Registry
	stop func() error // tells Serve to stop and waits for it
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// serve starts a server on l and stops it when the test ends.
func serve(t testing.TB, l net.Listener, o Options, c Coder) serving {
	t.Helper()
	if o.Logger == nil {
		o.Logger = quiet()
	}
	reg := prometheus.NewRegistry()
	return start(t, l, New(o, c, NewMetrics(reg)), reg)
}

// start serves l until the test ends.
func start(t testing.TB, l net.Listener, s *Server, reg *prometheus.Registry) serving {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	stopped := false
	stop := func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return serving{Server: s, addr: l.Addr().String(), reg: reg, stop: stop}
}

// client is one connection of a test.
type client struct {
	t testing.TB
	net.Conn
}

func dial(t testing.TB, addr string) client {
	t.Helper()
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	return client{t, nc}
}

func (c client) send(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c.Conn, text); err != nil {
		c.t.Fatalf("send: %v", err)
	}
}

// want reads as many bytes as it expects and compares them.
func (c client) want(text string) {
	c.t.Helper()
	got := make([]byte, len(text))
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, err := io.ReadFull(c.Conn, got)
	if err != nil || string(got) != text {
		c.t.Fatalf("got %.200q (%v), want %.200q", got[:n], err, text)
	}
}

// silent expects that nothing comes for a while.
func (c client) silent(d time.Duration) {
	c.t.Helper()
	c.SetReadDeadline(time.Now().Add(d))
	var b [1024]byte
	var timeout net.Error
	if n, err := c.Read(b[:]); !errors.As(err, &timeout) || !timeout.Timeout() {
		c.t.Fatalf("got %q (%v), want silence", b[:n], err)
	}
}

// closed expects the end of the connection and nothing before it.
func (c client) closed() {
	c.t.Helper()
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	if b, err := io.ReadAll(c.Conn); len(b) > 0 || err != nil {
		c.t.Fatalf("got %.200q (%v), want a clean end", b, err)
	}
}

func (c client) fin() {
	c.t.Helper()
	if err := c.Conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		c.t.Fatal(err)
	}
}

// eventually waits for a condition that something else brings about.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: did not happen within 10 s", what)
		}
	}
}

// value reads one counter or gauge.
func value(t testing.TB, c prometheus.Collector) float64 {
	t.Helper()
	reg := prometheus.NewRegistry()
	reg.MustRegister(c)
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	m := families[0].GetMetric()[0]
	return m.GetCounter().GetValue() + m.GetGauge().GetValue()
}
