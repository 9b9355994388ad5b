package lineload

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// server answers lines as told by reply, which is given a line without its LF
// and how many came before it on the connection.
type server struct {
	addr     string
	accepted atomic.Int64
}

func serve(t *testing.T, secure *tls.Config, reply func(line string, n int) string) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s := &server{addr: l.Addr().String()}
	go func() {
		for {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			s.accepted.Add(1)
			if secure != nil {
				nc = tls.Server(nc, secure)
			}
			go answer(nc, reply)
		}
	}()
	return s
}

// acceptedOf counts the connections accepted, after some patience for want of
// them: a client may have come and gone before its connection is accepted.
func (s *server) acceptedOf(want int) int {
	for range 500 {
		if int(s.accepted.Load()) >= want {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return int(s.accepted.Load())
}

func answer(nc net.Conn, reply func(string, int) string) {
	defer nc.Close()
	in := bufio.NewScanner(nc)
	for n := 0; in.Scan(); n++ {
		out := reply(in.Text(), n)
		if out == hangUp {
			return
		}
		if _, err := io.WriteString(nc, out); err != nil {
			return
		}
	}
}

const hangUp = "(hang up)"

// right gives each text its code, and NO_MATCH to those that begin with "no".
func right(line string, _ int) string {
	if line == "HEALTH" {
		return "OK\n"
	}
	seq, text, _ := strings.Cut(line, ",")
	return seq + "," + codeOf(text) + "\n"
}

func codeOf(text string) string {
	if strings.HasPrefix(text, "no") {
		return "NO_MATCH"
	}
	return fmt.Sprintf("C%d.%d", len(text), text[len(text)-1])
}

// queries are n different ones, a quarter of them without a code.
func queries(n int) []Query {
	out := make([]Query, n)
	for i := range out {
		text := fmt.Sprintf("term, %s%d", strings.Repeat("x", i), i)
		if i%4 == 0 {
			text = "no " + text
		}
		out[i] = Query{text, codeOf(text)}
	}
	return out
}

func (s *server) lane(q []Query) Lane {
	return Lane{Name: "test", Target: Target{Addr: s.addr}, Ask: NewRound(q)}
}

// certificate is a server's TLS with the client's that trusts it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	t.Cleanup(s.Close)
	pool := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	return &tls.Config{Certificates: s.TLS.Certificates}, &tls.Config{RootCAs: pool}
}
