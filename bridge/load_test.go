package bridge

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"medcode/schemas"
)

// watched is a listener whose connections have small send buffers and count
// their writes, and whose Accept fails a few times first.
type watched struct {
	net.Listener
	failures, writes atomic.Int64
}

type watchedConn struct {
	*net.TCPConn
	writes *atomic.Int64
}

func (l *watched) Accept() (net.Conn, error) {
	if l.failures.Add(-1) >= 0 {
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	nc, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	tcp := nc.(*net.TCPConn)
	return watchedConn{tcp, &l.writes}, tcp.SetWriteBuffer(32 << 10)
}

func (c watchedConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.TCPConn.Write(p)
}

// TestOneWrite: a reply leaves in one write, however long its seq, and a
// client with one request under way gets it with one read.
func TestOneWrite(t *testing.T) {
	l := &watched{Listener: listen(t)}
	c := dial(t, serve(t, l, Options{}, &dictionary{}).addr)
	for i := range 100 {
		request := strings.Repeat("7", 1+i*10) + ",chest pain\n"
		c.send(request)
		var b [2048]byte
		n, err := c.Read(b[:])
		if err != nil || b[n-1] != '\n' || !strings.HasPrefix(string(b[:n]), strings.TrimSuffix(request, "chest pain\n")) {
			t.Fatalf("one read gave %q, %v", b[:n], err)
		}
	}
	if n := l.writes.Load(); n != 100 {
		t.Errorf("%d writes for 100 replies", n)
	}
}

// TestManyConnections are cases 37, 47 and 52: idle ones starve nobody, those
// that come and go end nothing, and each of a thousand new ones is answered.
func TestManyConnections(t *testing.T) {
	d := &dictionary{ontology: schemas.SNOMED}
	s := serve(t, listen(t), Options{}, d)
	for range 60 {
		dial(t, s.addr)
	}
	for range 1000 {
		dial(t, s.addr).Close()
	}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			for n := range 50 {
				nc, err := net.Dial("tcp", s.addr)
				if err != nil {
					t.Errorf("dial: %v", err)
					return
				}
				c, text := client{t, nc}, fmt.Sprintf("term %d %d", i, n)
				c.send("1," + text + "\n")
				if got, err := bufio.NewReader(c).ReadString('\n'); got != "1,"+d.code(text)+"\n" {
					t.Errorf("got %q, %v", got, err)
				}
				c.Close()
			}
		})
	}
	wg.Wait()
	eventually(t, "closed connections are forgotten", func() bool { return s.open.Load() == 60 })
	if got := value(t, s.metrics.open); got != 60 {
		t.Errorf("the gauge says %v open", got)
	}
}

func TestTooManyConnections(t *testing.T) {
	s := serve(t, listen(t), Options{MaxConns: 2}, &dictionary{})
	first, second := dial(t, s.addr), dial(t, s.addr)
	eventually(t, "two are open", func() bool { return s.open.Load() == 2 })
	dial(t, s.addr).closed()
	if got := value(t, s.metrics.refused); got != 1 {
		t.Errorf("the counter says %v refused", got)
	}
	first.Close()
	eventually(t, "one is gone", func() bool { return s.open.Load() == 1 })
	for _, c := range []client{second, dial(t, s.addr)} {
		c.send("HEALTH\n")
		c.want("OK\n")
	}
}

// TestAcceptFails: running out of file descriptors ends nothing.
func TestAcceptFails(t *testing.T) {
	l := &watched{Listener: listen(t)}
	l.failures.Store(4)
	s := serve(t, l, Options{}, &dictionary{})
	c := dial(t, s.addr)
	c.send("HEALTH\n")
	c.want("OK\n")
	if got := value(t, s.metrics.failed); got != 4 {
		t.Errorf("the counter says %v failed", got)
	}
}

// TestListenerLost: a listener closed by someone else is an error of Serve.
func TestListenerLost(t *testing.T) {
	l := listen(t)
	l.Close()
	if err := New(Options{Name: "loinc", Logger: quiet()}, &dictionary{}, nil).Serve(t.Context(), l); err == nil {
		t.Error("no error")
	}
}

// TestSlowReader is case 54. A client that sends 100,000 requests and reads
// nothing is not read from, costs little memory, and gets all its replies
// when it reads after all.
func TestSlowReader(t *testing.T) {
	const n = 100_000
	d := &dictionary{ontology: schemas.HCPCS}
	s := serve(t, &watched{Listener: listen(t)}, Options{}, d)
	c := dial(t, s.addr)
	if err := c.Conn.(*net.TCPConn).SetReadBuffer(32 << 10); err != nil {
		t.Fatal(err)
	}
	before := liveBytes()
	go func() {
		w := bufio.NewWriter(c)
		for i := range n {
			fmt.Fprintf(w, "%d,term %d\n", i, i)
		}
		w.Flush()
	}()
	still, since := int64(-1), time.Now()
	eventually(t, "the server stops reading", func() bool {
		if asked := d.asked.Load(); asked != still {
			still, since = asked, time.Now()
		}
		return still > 0 && time.Since(since) > 100*time.Millisecond
	})
	if still > n/2 {
		t.Errorf("%d look-ups for a client that reads nothing", still)
	}
	if grown := liveBytes() - before; grown > 1<<20 {
		t.Errorf("holds %d bytes for it", grown)
	}
	r := bufio.NewReader(c)
	for i := range n {
		if i%1000 == 0 {
			c.SetReadDeadline(time.Now().Add(10 * time.Second))
		}
		line, err := r.ReadString('\n')
		if want := fmt.Sprintf("%d,%s\n", i, d.code(fmt.Sprintf("term %d", i))); line != want {
			t.Fatalf("got %q (%v), want %q", line, err, want)
		}
	}
}

func liveBytes() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// TestNeverReads: such a client is let go when a write makes no headway.
func TestNeverReads(t *testing.T) {
	d := &dictionary{}
	s := serve(t, &watched{Listener: listen(t)}, Options{WriteTimeout: 50 * time.Millisecond, InFlight: 8}, d)
	c := dial(t, s.addr)
	if err := c.Conn.(*net.TCPConn).SetReadBuffer(32 << 10); err != nil {
		t.Fatal(err)
	}
	go func() {
		for { // ends when the server closes
			if _, err := io.WriteString(c.Conn, pipelined(100)); err != nil {
				return
			}
		}
	}()
	eventually(t, "the connection is closed", func() bool { return s.open.Load() == 0 && d.asked.Load() > 0 })
}

// TestWindow: a connection has no more look-ups under way than allowed, by
// count and by bytes.
func TestWindow(t *testing.T) {
	for name, c := range map[string]struct {
		o        Options
		requests string
		want     int64
	}{
		"count": {Options{InFlight: 7}, strings.Repeat("1,gated x\n", 50), 7},
		"bytes": {Options{MaxLine: 1000}, strings.Repeat("1,gated "+long(992)+"\n", 50), windowLines},
	} {
		t.Run(name, func(t *testing.T) {
			d := &dictionary{gate: make(chan struct{})}
			cl := dial(t, serve(t, listen(t), c.o, d).addr)
			cl.send(c.requests)
			eventually(t, "the window fills", func() bool { return d.asked.Load() == c.want })
			cl.silent(50 * time.Millisecond)
			if got := d.asked.Load(); got != c.want {
				t.Errorf("%d look-ups under way, want %d", got, c.want)
			}
			close(d.gate)
			cl.fin()
			cl.SetReadDeadline(time.Now().Add(10 * time.Second))
			b, err := io.ReadAll(cl)
			if n := strings.Count(string(b), "\n"); n != 50 || err != nil {
				t.Errorf("%d replies, %v", n, err)
			}
		})
	}
}

// TestGone: look-ups of a client that resets its connection are cancelled.
func TestGone(t *testing.T) {
	d := &dictionary{}
	s := serve(t, listen(t), Options{Timeout: time.Minute}, d)
	c := dial(t, s.addr)
	c.send("1,stalled\n2,stalled\n")
	eventually(t, "look-ups begin", func() bool { return d.asked.Load() == 2 })
	c.Conn.(*net.TCPConn).SetLinger(0)
	c.Close()
	eventually(t, "look-ups are cancelled", func() bool { return d.cancelled.Load() == 2 })
	eventually(t, "they are counted", func() bool {
		return value(t, s.metrics.lines[outcomeAbandoned]) == 2
	})
}
