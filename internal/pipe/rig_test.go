package pipe

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"medcode/internal/broker"
)

const (
	conf    = "max_payload: 1048576\njetstream {\n}\n"
	ackWait = 100 * time.Millisecond
)

// rig is a server with one work queue, its consumer and the dead-letter queue.
type rig struct {
	t      *testing.T
	dir    string
	port   int
	server *broker.Server
	conn   *broker.Conn
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), port: freePort(t)}
	r.startServer()
	t.Cleanup(func() { _ = r.server.Close() })
	r.conn = r.dial()
	must(t, r.ensure(t.Context()))
	return r
}

// freePort is a port for a server that is to come back on it.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

func (r *rig) startServer() {
	r.t.Helper()
	s, err := broker.StartServer(r.t.Context(), broker.ServerConfig{Dir: r.dir, Conf: conf, Port: r.port, Sync: "2m"})
	must(r.t, err)
	r.server = s
}

func (r *rig) dial() *broker.Conn {
	r.t.Helper()
	c, err := broker.Dial(r.t.Context(), "nats://127.0.0.1:"+strconv.Itoa(r.port), nil)
	must(r.t, err)
	r.t.Cleanup(c.Close)
	return c
}

func (r *rig) ensure(ctx context.Context) error {
	const size = 16 << 20
	return r.conn.Apply(ctx, broker.Topology{
		Streams: []broker.Stream{
			{Name: "JOBS", Subjects: []string{"jobs.*"}, WorkQueue: true, DiscardNew: true, MaxBytes: size, Replicas: 1},
			{Name: "DLQ", Subjects: []string{"dlq.*"}, MaxBytes: size, Replicas: 1},
		},
		Consumers: []broker.Consumer{{Stream: "JOBS", Name: "jobs", AckWait: ackWait, MaxAckPending: 100}},
	})
}

func (r *rig) publish(texts ...string) {
	r.t.Helper()
	for _, s := range texts {
		_, err := r.conn.Publish(r.t.Context(), broker.Msg{Subject: "jobs.a", Data: []byte(s)}, broker.PublishOptions{})
		must(r.t, err)
	}
}

// left is how many messages the work queue still holds.
func (r *rig) left() int {
	s, err := r.conn.StreamState(r.t.Context(), "JOBS")
	if err != nil {
		return -1
	}
	return int(s.Messages)
}

// dead waits for the first n messages of the dead-letter queue.
func (r *rig) dead(n int) []broker.Stored {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer cancel()
	var out []broker.Stored
	err := r.conn.Follow(ctx, "DLQ", "dlq.>", true, func(m broker.Stored) error {
		if out = append(out, m); len(out) == n {
			return errEnough
		}
		return nil
	})
	if !errors.Is(err, errEnough) {
		r.t.Fatalf("the dead-letter queue has %d messages, want %d: %v", len(out), n, err)
	}
	return out
}

var errEnough = errors.New("enough")

// calls counts what happened to each text.
type calls struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *calls) add(text string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[text]++
	return c.n[text]
}

func (c *calls) of(text string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[text]
}

type textLoop = Loop[string, string]

// loop is a loop over the rig whose items succeed at once; what a test wants
// otherwise it sets before run.
func (r *rig) loop(stage Stage[string, string]) *textLoop {
	r.t.Helper()
	j := openJournalAt(r.t, filepath.Join(r.t.TempDir(), "journal"))
	r.t.Cleanup(func() { _ = j.Close() })
	return &textLoop{
		Name: "stage.x", Conn: r.conn, Stream: "JOBS", Consumer: "jobs", Prefetch: 8, InFlight: 16,
		AckWait: ackWait, Ensure: r.ensure, Journal: j, Log: slog.New(slog.DiscardHandler),
		Engine: NewEngine(EngineOptions[string]{Name: "stage.x", Journal: j}, stage),
		Decode: func(d *broker.Delivery) (string, string, error) {
			if strings.HasPrefix(string(d.Data), "malformed") {
				return "", "", errMalformed
			}
			return "id-" + string(d.Data), string(d.Data), nil
		},
		Finish: func(_ context.Context, item *Item, _, _ string) error {
			item.Done()
			return nil
		},
	}
}

var errMalformed = errors.New("malformed")

// run starts loop and engine and returns what stops the loop and waits for it.
func (r *rig) run(l *textLoop, grace time.Duration) (stop func()) {
	r.t.Helper()
	start(r.t, l.Engine)
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.t.Context()))
	done := make(chan struct{})
	go func() { l.Run(ctx, grace); close(done) }()
	stop = func() { cancel(); <-done }
	r.t.Cleanup(stop)
	return stop
}

// eventually waits until ok; what names it for the failure.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}
