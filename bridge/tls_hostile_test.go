package bridge

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"medcode/internal/certs"
)

// lines is a log that a test can read.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestTLSPlainBytes is case 45.
func TestTLSPlainBytes(t *testing.T) {
	_, files := authority(t)
	var log lines
	s := serveTLS(t, files, Options{}, TLSOptions{Logger: slog.New(slog.NewTextHandler(&log, nil))}, &dictionary{})
	for _, text := range []string{"1,chest pain\n", "GET / HTTP/1.1\r\n\r\n", "HEALTH\n"} {
		c := dial(t, s.addr)
		c.send(text)
		c.SetReadDeadline(time.Now().Add(10 * time.Second))
		if b, err := io.ReadAll(c); len(b) > 0 {
			t.Errorf("%q was answered with %q (%v)", text, b, err)
		}
	}
	s.counted(t, handshakeNotTLS, 3)
	s.answers(t, s.client)
	if got := log.String(); !strings.Contains(got, "not_tls") || strings.Contains(got, "chest") || strings.Contains(got, "127.0.0.1") {
		t.Errorf("logged %q", got)
	}
}

// TestTLSSilentClient is case 46: nobody waits for a client that does not
// begin its handshake, or not end it.
func TestTLSSilentClient(t *testing.T) {
	_, files := authority(t)
	s := serveTLS(t, files, Options{}, TLSOptions{}, &dictionary{})
	dial(t, s.addr).send("\x16\x03\x01") // the first bytes of a handshake
	dial(t, s.addr)
	for range 20 {
		s.answers(t, s.client)
	}
	if got := value(t, s.metrics.open); got < 2 {
		t.Errorf("%v connections open, the silent ones are gone", got)
	}
}

// TestTLSHandshakeLimit is case 46 too: such a client is dropped after 10 s.
func TestTLSHandshakeLimit(t *testing.T) {
	_, files := authority(t)
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		tl, err := NewTLS(TLSOptions{Cert: files.Cert, Key: files.Key, Logger: quiet()})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		l := tl.Listen(p, "icd10cm", nil)
		go func() { ended <- New(Options{Logger: quiet()}, &dictionary{}, nil).Serve(ctx, l) }()
		ours, theirs := net.Pipe()
		p.conns <- theirs
		start := time.Now()
		if b, err := io.ReadAll(ours); len(b) > 0 || err != nil || time.Since(start) != 10*time.Second {
			t.Errorf("got %q, %v after %v", b, err, time.Since(start))
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if got := value(t, l.(*tlsListener).ended[handshakeTimeout]); got != 1 {
			t.Errorf("%v time-outs counted", got)
		}
	})
}

// TestTLSProbes is case 47.
func TestTLSProbes(t *testing.T) {
	_, files := authority(t)
	var log lines
	s := serveTLS(t, files, Options{}, TLSOptions{Logger: slog.New(slog.NewTextHandler(&log, nil))}, &dictionary{})
	for range 1000 {
		dial(t, s.addr).Close()
	}
	s.counted(t, handshakeGone, 1000)
	s.answers(t, s.client).Close()
	eventually(t, "closed connections are forgotten", func() bool { return s.open.Load() == 0 })
	if got := log.String(); got != "" {
		t.Errorf("probes are logged: %q", got)
	}
}

// TestTLSClientCertificates are cases 48 and 49.
func TestTLSClientCertificates(t *testing.T) {
	dir, files := authority(t)
	other, _ := authority(t)
	own, foreign := clientCert(t, dir), clientCert(t, other)
	for _, c := range []struct {
		auth               ClientAuth
		own, foreign, none bool
		failed             float64
	}{
		{ClientAuthRequire, true, false, false, 2},
		{ClientAuthOptional, true, false, true, 1},
		{ClientAuthNone, true, true, true, 0},
	} {
		t.Run(string(c.auth), func(t *testing.T) {
			var log lines
			s := serveTLS(t, files, Options{}, TLSOptions{
				CA: files.CA, ClientAuth: c.auth, Logger: slog.New(slog.NewTextHandler(&log, nil)),
			}, &dictionary{})
			for certs, ok := range map[*tls.Certificate]bool{own: c.own, foreign: c.foreign, nil: c.none} {
				cc := s.client.Clone()
				cc.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
					if certs == nil {
						return &tls.Certificate{}, nil
					}
					return certs, nil
				}
				if ok {
					s.answers(t, cc)
				} else if err := s.refused(t, cc); !strings.Contains(err.Error(), "remote error") {
					t.Errorf("refused without an alert: %v", err)
				}
			}
			s.counted(t, handshakeClientCert, c.failed)
			if got := log.String(); (c.failed > 0) != strings.Contains(got, "client_certificate") || strings.Contains(got, "canary") {
				t.Errorf("logged %q", got)
			}
		})
	}
}

func clientCert(t *testing.T, dir string) *tls.Certificate {
	t.Helper()
	f, err := certs.Client(dir, "canary", 30, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(f.Cert, f.Key)
	if err != nil {
		t.Fatal(err)
	}
	return &pair
}

// TestTLSCut: the end of TCP without the end of TLS. Whole lines are answered,
// the code of half a line is told to nobody.
func TestTLSCut(t *testing.T) {
	_, files := authority(t)
	d := &dictionary{}
	s := serveTLS(t, files, Options{}, TLSOptions{}, d)
	for text, want := range map[string]string{"1,aa\n2,bb\n": "1," + d.code("aa") + "\n2," + d.code("bb") + "\n", "1,chest": ""} {
		c := s.dial(t, s.client)
		c.send(text)
		c.Conn.(*tls.Conn).NetConn().(*net.TCPConn).CloseWrite()
		c.SetReadDeadline(time.Now().Add(10 * time.Second))
		if b, err := io.ReadAll(c); string(b) != want {
			t.Errorf("%q: got %q (%v), want %q", text, b, err, want)
		}
	}
	if n := d.asked.Load(); n != 2 {
		t.Errorf("%d look-ups", n)
	}
}

// TestTLSStop: what is in flight over TLS is answered when the server stops,
// and a handshake under way does not hold it up.
func TestTLSStop(t *testing.T) {
	_, files := authority(t)
	d := &dictionary{gate: make(chan struct{})}
	s := serveTLS(t, files, Options{}, TLSOptions{Handshake: time.Hour}, d)
	silent := dial(t, s.addr)
	c := s.answers(t, s.client)
	c.send("1,gated x\n2,bb\n")
	eventually(t, "both are asked", func() bool { return d.asked.Load() == 2 })
	ended := make(chan error, 1)
	go func() { ended <- s.stop() }()
	eventually(t, "no longer listens", func() bool {
		nc, err := net.Dial("tcp", s.addr)
		if err == nil {
			nc.Close()
		}
		return err != nil
	})
	close(d.gate)
	c.want("1," + d.code("gated x") + "\n2," + d.code("bb") + "\n")
	c.closed()
	silent.closed()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// FuzzTLS: whatever comes in place of a handshake, no line is taken from it and
// nothing but TLS records goes back.
func FuzzTLS(f *testing.F) {
	_, files := authority(f)
	d := &dictionary{}
	s := serveTLS(f, files, Options{}, TLSOptions{}, d)
	for _, text := range []string{
		"", "1,chest pain\n", "\x16", "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03", "\x80\x2e\x01\x00\x02",
		"\x15\x03\x03\x00\x02\x02\x28", "\x17\x03\x03\x00\x011", "\x16\x03\x01\xff\xff", "\x14\x03\x03\x00\x01\x01",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := dial(t, s.addr)
		_, _ = c.Write(data) // the server may be gone by then
		_ = c.Conn.(*net.TCPConn).CloseWrite()
		c.SetReadDeadline(time.Now().Add(10 * time.Second))
		b, err := io.ReadAll(c)
		if len(b) > 0 && b[0] != 0x15 && b[0] != 0x16 {
			t.Errorf("answered %q", b)
		}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error("left hanging")
		}
		if d.asked.Load() > 0 {
			t.Error("a line was taken")
		}
	})
}
