package bridge

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// from is a connection that says where it comes from.
type from struct {
	net.Conn
	addr net.Addr
}

func (f from) RemoteAddr() net.Addr { return f.addr }

// ownTime is a server in a bubble with its own clock.
type ownTime struct {
	*Server
	t    *testing.T
	p    *pipes
	d    *dictionary
	stop context.CancelFunc
}

// inBubble lets clients from several addresses talk with one server.
func inBubble(t *testing.T, o Options, talk func(s ownTime)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		o.Logger = quiet()
		d := &dictionary{gate: make(chan struct{})}
		s := ownTime{New(o, d, nil), t, &pipes{make(chan net.Conn), make(chan struct{})}, d, cancel}
		ended := make(chan error, 1)
		go func() { ended <- s.Serve(ctx, s.p) }()
		defer func() { // when a test gives up, too
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}()
		talk(s)
	})
}

func (s ownTime) dial(ip string) client {
	ours, theirs := net.Pipe()
	s.p.conns <- from{theirs, net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(ip), 1234))}
	s.t.Cleanup(func() { ours.Close() })
	return client{s.t, ours}
}

// at expects that so much time has gone by since the start, to the
// millisecond.
func (s ownTime) at(start time.Time, want time.Duration) {
	s.t.Helper()
	if got := time.Since(start).Round(time.Millisecond); got != want {
		s.t.Errorf("after %v, want %v", got, want)
	}
}

// TestRate: a client has one second's worth at once, over all connections, and
// then as many as the rate says; others are not held up.
func TestRate(t *testing.T) {
	inBubble(t, Options{ClientRate: 4}, func(s ownTime) {
		start := time.Now()
		first, second, other := s.dial("10.0.0.1"), s.dial("::ffff:10.0.0.1"), s.dial("10.0.0.2")
		go first.send(strings.Repeat("1,aa\n", 6))
		line := "1," + s.d.code("aa") + "\n"
		first.want(strings.Repeat(line, 4))
		s.at(start, 0)
		other.send("1,aa\n")
		other.want(line)
		s.at(start, 0)
		first.want(line)
		s.at(start, 250*time.Millisecond)
		first.want(line)
		s.at(start, 500*time.Millisecond)
		second.send("HEALTH\n")
		second.want("OK\n")
		s.at(start, 750*time.Millisecond)
		if got := value(s.t, s.metrics.held[limitRate]); got != 3 {
			s.t.Errorf("%v requests counted as held up", got)
		}
	})
}

// TestRateOutlivesConnections: a connection for each request changes nothing,
// and a client whose bucket is full again is forgotten.
func TestRateOutlivesConnections(t *testing.T) {
	inBubble(t, Options{ClientRate: 0.5}, func(s ownTime) {
		start := time.Now()
		for i := range 4 {
			c := s.dial("10.0.0.1")
			c.send("1,aa\n")
			c.want("1," + s.d.code("aa") + "\n")
			s.at(start, time.Duration(i)*2*time.Second)
			c.Close()
			synctest.Wait()
		}
		if s.callers.left.Len() != 1 || len(s.callers.here) != 0 {
			t.Errorf("%d clients remembered, %d here", s.callers.left.Len(), len(s.callers.here))
		}
		time.Sleep(2 * time.Second)
		s.dial("10.0.0.1").Close()
		synctest.Wait()
		if n := s.callers.left.Len(); n != 0 {
			t.Errorf("%d clients with a full bucket remembered", n)
		}
	})
}

// TestRateTakesNoTime: a request's time begins when the limits let it in.
func TestRateTakesNoTime(t *testing.T) {
	inBubble(t, Options{ClientRate: 0.01}, func(s ownTime) {
		c, start := s.dial("10.0.0.1"), time.Now()
		c.send("1,aa\n2,bb\n")
		c.want("1," + s.d.code("aa") + "\n")
		c.SetReadDeadline(time.Time{})
		b := make([]byte, 100)
		n, err := c.Read(b)
		if got := string(b[:n]); got != "2,"+s.d.code("bb")+"\n" {
			t.Errorf("got %q, %v", got, err)
		}
		s.at(start, 100*time.Second)
	})
}

// TestRateAndStop: what was read before the stop does not wait for the rate.
func TestRateAndStop(t *testing.T) {
	inBubble(t, Options{ClientRate: 0.01}, func(s ownTime) {
		c, start := s.dial("10.0.0.1"), time.Now()
		c.send(strings.Repeat("1,aa\n", 20))
		synctest.Wait()
		if n := s.d.asked.Load(); n != 0 && n != 1 {
			t.Errorf("%d look-ups", n)
		}
		s.stop()
		c.want(strings.Repeat("1,"+s.d.code("aa")+"\n", 20))
		s.at(start, 0)
	})
}

// TestRateAndGone: a wait ends with its connection.
func TestRateAndGone(t *testing.T) {
	inBubble(t, Options{ClientRate: 0.01, WriteTimeout: time.Second}, func(s ownTime) {
		s.dial("10.0.0.1").send("1,aa\n1,aa\n") // and does not read
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := s.open.Load(); n != 0 {
			t.Errorf("%d connections open", n)
		}
	})
}

// TestClientInFlight: unanswered requests count over all connections of a
// client, and no other waits for them.
func TestClientInFlight(t *testing.T) {
	inBubble(t, Options{ClientInFlight: 2}, func(s ownTime) {
		first, second, other := s.dial("10.0.0.1"), s.dial("10.0.0.1"), s.dial("10.0.0.2")
		for i, step := range []struct {
			c     client
			asked int64
		}{{first, 1}, {second, 2}, {second, 2}, {first, 2}, {other, 3}} {
			step.c.send("1,gated x\n")
			synctest.Wait()
			if got := s.d.asked.Load(); got != step.asked {
				t.Fatalf("step %d: %d look-ups under way, want %d", i, got, step.asked)
			}
		}
		if got := value(s.t, s.metrics.held[limitInFlight]); got != 0 {
			s.t.Errorf("%v requests counted before they went on", got)
		}
		close(s.d.gate)
		line := "1," + s.d.code("gated x") + "\n"
		other.want(line)
		first.want(line) // an answer that is not read holds its place
		second.want(line + line)
		first.want(line)
		if got := value(s.t, s.metrics.held[limitInFlight]); got != 2 {
			s.t.Errorf("%v requests counted as held up", got)
		}
	})
}

// TestClientInFlightStalled: a connection that does not read keeps its places
// until its write is given up.
func TestClientInFlightStalled(t *testing.T) {
	inBubble(t, Options{ClientInFlight: 1, WriteTimeout: 20 * time.Second}, func(s ownTime) {
		start := time.Now()
		s.dial("10.0.0.1").send("1,aa\n")
		synctest.Wait()
		c := s.dial("10.0.0.1")
		c.send("2,bb\n")
		c.SetReadDeadline(time.Time{})
		b := make([]byte, 100)
		n, err := c.Read(b)
		if got := string(b[:n]); got != "2,"+s.d.code("bb")+"\n" {
			t.Errorf("got %q, %v", got, err)
		}
		s.at(start, 20*time.Second)
	})
}

// TestClientInFlightStop: with the server stopping, a coder that takes no
// notice of anything and no place free, all that was read is answered.
func TestClientInFlightStop(t *testing.T) {
	inBubble(t, Options{ClientInFlight: 1, Grace: 2 * time.Second}, func(s ownTime) {
		c, start := s.dial("10.0.0.1"), time.Now()
		c.send("1,gated x\n2,gated y\n3,gated z\n")
		synctest.Wait()
		s.stop()
		c.want("1,TIMEOUT\n2,TIMEOUT\n3,TIMEOUT\n")
		s.at(start, 2*time.Second-lastWords)
		close(s.d.gate)
	})
}

func TestIdentify(t *testing.T) {
	uri, err := url.Parse("spiffe://clinic/feed")
	if err != nil {
		t.Fatal(err)
	}
	cn := pkix.Name{CommonName: "Feed 7"}
	here := peerOf(&net.TCPAddr{IP: net.ParseIP("::ffff:10.0.0.1"), Port: 9})
	for want, c := range map[string]struct {
		p    peer
		leaf *x509.Certificate
	}{
		"10.0.0.1":             {p: here},
		"fe80::1%eth0":         {p: peerOf(&net.TCPAddr{IP: net.ParseIP("fe80::1"), Zone: "eth0"})},
		"unix":                 {p: peerOf(&net.UnixAddr{Net: "unix"})},
		"feed.example":         {here, &x509.Certificate{DNSNames: []string{"Feed.Example", "b"}, URIs: []*url.URL{uri}, Subject: cn}},
		"spiffe://clinic/feed": {here, &x509.Certificate{URIs: []*url.URL{uri}, EmailAddresses: []string{"a@b"}, Subject: cn}},
		"a@b":                  {here, &x509.Certificate{EmailAddresses: []string{"a@b"}, Subject: cn}},
		"Feed 7":               {here, &x509.Certificate{Subject: cn}},
	} {
		if got := identify(c.p, c.leaf).String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := identify(here, &x509.Certificate{}); got != (identity{addr: here.addr}) {
		t.Errorf("a certificate without a name: %v", got)
	}
	if named := identify(here, &x509.Certificate{Subject: pkix.Name{CommonName: "10.0.0.1"}}); named == identify(here, nil) {
		t.Error("an address in a certificate passes for the address")
	}
}

// TestCallersBounded: addresses cost nothing, memory does.
func TestCallersBounded(t *testing.T) {
	cs := newCallers(&Options{ClientRate: 1, ClientInFlight: 1})
	for i := range 2 * leftClients {
		c := cs.join(identity{certificate: fmt.Sprint(i)})
		c.rate.Allow()
		cs.leave(c)
	}
	if n := cs.left.Len(); n != leftClients || len(cs.here) != 0 {
		t.Errorf("%d clients remembered, %d here", n, len(cs.here))
	}
}

// TestSilentLines: a line that gets no answer takes no room for good.
func TestSilentLines(t *testing.T) {
	inBubble(t, Options{Invalid: InvalidSilent, InFlight: 2, ClientInFlight: 2}, func(s ownTime) {
		c := s.dial("10.0.0.1")
		c.send(strings.Repeat("hello\n", 50) + "1,aa\n")
		c.want("1," + s.d.code("aa") + "\n")
		synctest.Wait()
		if got := value(s.t, s.metrics.lines[outcomeInvalid]); got != 50 {
			t.Errorf("%v counted", got)
		}
	})
}
