package broker

import (
	"context"
	"net"
	"testing"
	"time"
)

const conf = "max_payload: 1048576\njetstream {\n  sync_interval: always\n}\n"

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// freePort is a port for a server that is to come back on it.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

func config(t *testing.T) ServerConfig {
	t.Helper()
	return ServerConfig{Dir: t.TempDir(), Conf: conf, Port: -1, Sync: "2m"}
}

// startAt starts a server that stops with the test.
func startAt(t *testing.T, cfg ServerConfig) *Server {
	t.Helper()
	s, err := StartServer(t.Context(), cfg)
	check(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// connect starts a server and connects to it over TCP.
func connect(t *testing.T) *Conn {
	t.Helper()
	return dial(t, startAt(t, config(t)))
}

func dial(t *testing.T, s *Server) *Conn {
	t.Helper()
	c, err := Dial(t.Context(), s.URL(), nil)
	check(t, err)
	t.Cleanup(c.Close)
	return c
}

// small is a topology of one stream of each kind.
func small() Topology {
	return Topology{
		Streams: []Stream{
			{Name: "FILES", Subjects: []string{"files.*"}, DiscardNew: true, MaxBytes: 1 << 20, MaxPerSubject: 1, Replicas: 1, Key: "k"},
			{Name: "WORK", Subjects: []string{"work.*"}, Memory: true, WorkQueue: true, DiscardNew: true, MaxBytes: 1 << 20, Replicas: 1},
			{Name: "CODES", Subjects: []string{"codes.*"}, Async: true, Replaceable: true, MaxBytes: 1 << 20, Replicas: 1},
		},
		Consumers: []Consumer{{Stream: "WORK", Name: "worker", AckWait: 200 * time.Millisecond, MaxAckPending: 10}},
	}
}

func apply(t *testing.T, c *Conn, set func(*Topology)) error {
	t.Helper()
	top := small()
	if set != nil {
		set(&top)
	}
	return c.Apply(t.Context(), top)
}

func put(t *testing.T, c *Conn, subject, text string) uint64 {
	t.Helper()
	ack, err := c.Publish(t.Context(), Msg{Subject: subject, Data: []byte(text)}, PublishOptions{})
	check(t, err)
	return ack.Seq
}

func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}
