package router

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"medcode/internal/broker"
	"medcode/internal/pipe"
	"medcode/router/ner"
	"medcode/schemas"
)

const (
	ackWait  = 300 * time.Millisecond
	patience = 200 * time.Millisecond
)

// words recognises a handful of words, each in the vocabularies named.
type words map[string][]schemas.Ontology

func (w words) Recognise(_ context.Context, doc *ner.Document) ([]ner.Span, error) {
	var out []ner.Span
	for word, ontologies := range w {
		for at := 0; ; {
			i := strings.Index(doc.Text[at:], word)
			if i < 0 {
				break
			}
			s := ner.Span{Start: at + i, End: at + i + len(word), Category: schemas.Problem}
			for _, o := range ontologies {
				s.Terms = append(s.Terms, ner.Term{Ontology: o, Text: word})
			}
			out = append(out, s)
			at += i + len(word)
		}
	}
	return out, nil
}

func vocabulary() words {
	return words{"asthma": {schemas.ICD10CM, schemas.SNOMED}, "gout": {schemas.ICD10CM}, "aspirin": {schemas.RxNorm}}
}

// rig is a broker with the streams of the flow, and workers that a test may
// spoil.
type rig struct {
	t      *testing.T
	dir    string
	port   int
	server *broker.Server
	conn   *broker.Conn
	keyer  schemas.Keyer

	stopping atomic.Bool // the broker is to be stopped: workers may fail

	mu    sync.Mutex
	spoil func(w *schemas.Work, nth int) []schemas.Part // nil: answer once
	seen  map[string]int                                // works by ontology
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), port: freePort(t), seen: map[string]int{}}
	r.startServer()
	t.Cleanup(func() { _ = r.server.Close() })
	var err error
	r.conn, err = broker.Dial(t.Context(), r.server.URL(), nil)
	check(t, err)
	t.Cleanup(r.conn.Close)
	check(t, r.ensure(t.Context()))
	r.keyer, err = schemas.NewKeyer([]byte("0123456789abcdef"))
	check(t, err)
	return r
}

// freePort is a port for a server that is to come back on it.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

func (r *rig) startServer() {
	r.t.Helper()
	s, err := broker.StartServer(r.t.Context(), broker.ServerConfig{
		Dir: r.dir, Conf: "max_payload: 4194304\njetstream {\n}\n", Port: r.port, Sync: "2m",
	})
	check(r.t, err)
	r.server = s
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func workerOf(o schemas.Ontology) string { return "worker-" + string(o) }

// ensure lays the streams out as an installation has them, only smaller.
func (r *rig) ensure(ctx context.Context) error {
	const size = 8 << 20
	t := broker.Topology{Streams: []broker.Stream{
		{Name: schemas.StreamNotes, Subjects: []string{"notes.*"}, DiscardNew: true, MaxBytes: size},
		{Name: schemas.StreamWork, Subjects: []string{"work.*"}, Memory: true, WorkQueue: true, DiscardNew: true, MaxBytes: size},
		{Name: schemas.StreamCodes, Subjects: []string{"codes.*.*"}, MaxBytes: size, Async: true},
		{Name: schemas.StreamDone, Subjects: []string{"done.*.*"}, MaxBytes: size, MaxPerSubject: 1},
		{Name: schemas.StreamDLQ, Subjects: []string{"dlq.*"}, MaxBytes: size},
		{Name: schemas.StreamPassages, Subjects: []string{"passages.*"}, MaxBytes: size, MaxPerSubject: 1, Async: true},
	}}
	for i := range t.Streams {
		t.Streams[i].Replicas = 1
	}
	t.Consumers = []broker.Consumer{{Stream: schemas.StreamNotes, Name: "router", AckWait: ackWait, MaxAckPending: 512}}
	for _, o := range schemas.Ontologies() {
		t.Consumers = append(t.Consumers, broker.Consumer{
			Stream: schemas.StreamWork, Name: workerOf(o), Filter: schemas.WorkSubject(o), AckWait: ackWait, MaxAckPending: 64,
		})
	}
	return r.conn.Apply(ctx, t)
}

// work runs a worker for every ontology until the test ends: each answers and
// acks, unless spoil says otherwise.
func (r *rig) work() {
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.t.Context()))
	var wg sync.WaitGroup
	for _, o := range schemas.Ontologies() {
		p := r.conn.NewPuller(schemas.StreamWork, workerOf(o), 16, r.ensure)
		wg.Go(func() {
			for {
				d, err := p.Next(ctx)
				if err != nil {
					return
				}
				r.answer(ctx, d)
			}
		})
	}
	r.t.Cleanup(func() { cancel(); wg.Wait() })
}

func (r *rig) answer(ctx context.Context, d *broker.Delivery) {
	w := &schemas.Work{}
	if err := schemas.Decode(d.Data, d.ContentType, w); err != nil {
		r.t.Error(err)
		return
	}
	r.mu.Lock()
	r.seen[string(w.Ontology)]++
	nth, spoil := r.seen[string(w.Ontology)], r.spoil
	r.mu.Unlock()
	parts := []schemas.Part{answerTo(w)}
	if spoil != nil {
		parts = spoil(w, nth)
	}
	for _, p := range parts {
		data, err := schemas.Encode(&p)
		if err == nil {
			_, err = r.conn.Publish(ctx, broker.Msg{Subject: schemas.CodesSubject(w.Ontology, w.Instance), Data: data}, broker.PublishOptions{})
		}
		if err != nil && ctx.Err() == nil && !r.stopping.Load() {
			r.t.Error(err)
		}
	}
	_ = d.Ack()
}

func (r *rig) works(o schemas.Ontology) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen[string(o)]
}

// answerTo codes each mention with its own text.
func answerTo(w *schemas.Work) schemas.Part {
	p := schemas.Part{
		Schema: schemas.Version, Key: w.Key, Feed: w.Feed, ID: w.ID, Revision: w.Revision, Generation: w.Generation,
		Instance: w.Instance, Ontology: w.Ontology, Index: w.Index, Release: schemas.ReleaseUse{Release: "test"},
	}
	for _, m := range w.Mentions {
		p.Codings = append(p.Codings, schemas.Candidates{{Ontology: w.Ontology, Code: "code of " + string(m.Text), Confidence: 0.9}})
	}
	return p
}

// route starts a router and returns what stops it.
func (r *rig) route(instance string, recogniser Recogniser, set func(*Options)) (stop func()) {
	r.t.Helper()
	j, err := pipe.OpenJournal(filepath.Join(r.dir, "journal"))
	check(r.t, err)
	o := Options{
		Conn: r.conn, Ensure: r.ensure, Consumer: "router", Workers: workerOf, Keyer: r.keyer, Instance: instance,
		Threshold: 0.5, InFlight: 64, MaxResult: 1 << 20, AckWait: ackWait, Patience: patience, Runners: 2,
		Journal: j, Log: slog.New(slog.DiscardHandler), Now: time.Now,
	}
	if set != nil {
		set(&o)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.t.Context()))
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := New(o, NewReader(recogniser, nil)).Run(ctx, 20*time.Millisecond); err != nil {
			r.t.Error(err)
		}
	}()
	stop = sync.OnceFunc(func() { cancel(); <-done; _ = j.Close() })
	r.t.Cleanup(stop)
	return stop
}

func (r *rig) publish(notes ...schemas.Note) {
	r.t.Helper()
	for _, n := range notes {
		n.Feed = "ehr"
		n.Normalize()
		data, err := schemas.Encode(&n)
		check(r.t, err)
		_, err = r.conn.Publish(r.t.Context(), broker.Msg{Subject: schemas.NoteSubject(n.Feed), Data: data}, broker.PublishOptions{})
		check(r.t, err)
	}
}

// result reads the stored result of a note, nil if there is none.
func (r *rig) result(id string) *schemas.Result {
	r.t.Helper()
	m, err := r.conn.Last(r.t.Context(), schemas.StreamDone, schemas.DoneSubject("ehr", r.keyer.NoteKey("ehr", id)))
	if errors.Is(err, broker.ErrNotFound) {
		return nil
	}
	check(r.t, err)
	res := &schemas.Result{}
	check(r.t, schemas.Decode(m.Data, m.ContentType, res))
	return res
}

// settled waits until every note has been acked or dropped.
func (r *rig) settled() {
	r.t.Helper()
	eventually(r.t, "every note is settled", func() bool {
		s, err := r.conn.StreamState(r.t.Context(), schemas.StreamNotes)
		check(r.t, err)
		at, err := r.conn.ConsumerProgress(r.t.Context(), schemas.StreamNotes, "router")
		check(r.t, err)
		return at.Floor == s.LastSeq && at.Waiting == 0 && at.Unacked == 0
	})
}

// written is how many messages a stream has taken so far.
func (r *rig) written(stream string) int {
	r.t.Helper()
	s, err := r.conn.StreamState(r.t.Context(), stream)
	check(r.t, err)
	return int(s.LastSeq)
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}
