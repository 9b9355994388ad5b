package workers

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"medcode/internal/broker"
	"medcode/internal/ontology"
	"medcode/internal/pipe"
	"medcode/schemas"
	"medcode/workers/code"
)

// one is a store with one release, in force always.
type one struct{ release *ontology.Release }

func (o one) InForce(schemas.Ontology, time.Time) (*ontology.Release, schemas.ReleaseUse, error) {
	return o.release, schemas.ReleaseUse{Release: "FY2026"}, nil
}

// asked is a source that remembers what it was asked for.
type asked struct {
	code.Exact
	batches *[][]string
}

func (a asked) Candidates(ctx context.Context, r *ontology.Release, phrases []string, k int) ([][]code.Candidate, error) {
	*a.batches = append(*a.batches, slices.Clone(phrases))
	if slices.Contains(phrases, "poison") {
		return nil, errors.New("the source fails")
	}
	return a.Exact.Candidates(ctx, r, phrases, k)
}

func newCoder(t *testing.T) (*code.Coder, *[][]string) {
	t.Helper()
	b := ontology.NewBuilder(ontology.Info{Ontology: schemas.ICD10CM, Release: "FY2026"})
	for c, title := range map[string]string{"M10.9": "Gout, unspecified", "R07.9": "Chest pain, unspecified"} {
		_, err := b.AddCode(ontology.CodeEntry{Code: c, Display: title, Billable: true})
		check(t, err)
	}
	b.AddTerm("M10.9", ontology.Index, "Gout", "Gout")
	b.AddTerm("R07.9", ontology.Index, "Chest pain", "Pain > chest")
	data, err := b.Build()
	check(t, err)
	release, err := ontology.FromBytes(data)
	check(t, err)
	batches := &[][]string{}
	return &code.Coder{
		Ontology: schemas.ICD10CM, Releases: one{release}, First: asked{batches: batches}, Models: map[string]string{"m": "1"},
	}, batches
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func work(id string, phrases ...string) *schemas.Work {
	w := &schemas.Work{
		Schema: schemas.Version, Key: id, Feed: "ehr", ID: id, Revision: 2, Generation: 1, Part: 1, Of: 1,
		Instance: "router", Ontology: schemas.ICD10CM, Terms: make([]string, len(phrases)),
	}
	for i, p := range phrases {
		w.Index = append(w.Index, 3*i)
		w.Mentions = append(w.Mentions, schemas.Mention{Text: schemas.Text(p)})
	}
	return w
}

// codesIn writes the best code of each mention, "-" for an abstention.
func codesIn(p schemas.Part) []string {
	var out []string
	for _, c := range p.Codings {
		if len(c) == 0 {
			out = append(out, "-")
			continue
		}
		out = append(out, c[0].Code)
	}
	return out
}

func TestEqualPhrasesAreCodedOnce(t *testing.T) {
	coder, batches := newCoder(t)
	w := New(Options{}, coder)
	out := w.stage(t.Context(), []*schemas.Work{
		work("a", "gout", "chest pain", "gout"), work("b"), work("c", "nothing here", "gout"),
	})
	if diff := cmp.Diff([][]string{{"gout", "chest pain", "nothing here"}}, *batches); diff != "" {
		t.Error("asked", diff)
	}
	want := [][]string{{"M10.9", "R07.9", "M10.9"}, nil, {"-", "M10.9"}}
	for i, o := range out {
		check(t, o.Err)
		if diff := cmp.Diff(want[i], codesIn(o.Value)); diff != "" {
			t.Errorf("work %d: %s", i, diff)
		}
	}
	got := out[0].Value
	got.Codings = nil
	if diff := cmp.Diff(schemas.Part{
		Schema: schemas.Version, Key: "a", Feed: "ehr", ID: "a", Revision: 2, Generation: 1, Instance: "router", Ontology: schemas.ICD10CM,
		Index: []int{0, 3, 6}, Release: schemas.ReleaseUse{Release: "FY2026"}, Models: map[string]string{"m": "1"},
	}, got); diff != "" {
		t.Error("answer", diff)
	}
}

// TestWhatMakesPhrasesDiffer: the same words are asked again for another term,
// another day or another number of candidates; not for another hour.
func TestWhatMakesPhrasesDiffer(t *testing.T) {
	coder, _ := newCoder(t)
	w := New(Options{}, coder)
	base := func(set func(*schemas.Work)) *schemas.Work {
		v := work("a", "gout")
		v.Date = schemas.Time{Time: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
		set(v)
		return v
	}
	for name, c := range map[string]struct {
		set  func(*schemas.Work)
		want int
	}{
		"the same":         {func(*schemas.Work) {}, 1},
		"another hour":     {func(v *schemas.Work) { v.Date.Time = v.Date.Add(9 * time.Hour) }, 1},
		"another day":      {func(v *schemas.Work) { v.Date.Time = v.Date.Add(24 * time.Hour) }, 2},
		"another term":     {func(v *schemas.Work) { v.Terms[0] = "Gout, unspecified" }, 2},
		"more candidates":  {func(v *schemas.Work) { v.K = 9 }, 2},
		"fewer terms":      {func(v *schemas.Work) { v.Terms = nil }, 1},
		"another patient":  {func(v *schemas.Work) { v.Sex = "female" }, 1},
		"other upper case": {func(v *schemas.Work) { v.Mentions[0].Text = "Gout" }, 2},
	} {
		queries, at := w.queries([]*schemas.Work{base(func(*schemas.Work) {}), base(c.set)})
		if len(queries) != c.want || at[0][0] != 0 || at[1][0] != c.want-1 {
			t.Errorf("%s: %d queries at %v", name, len(queries), at)
		}
	}
}

func TestAFailureIsOfItsBatchOnly(t *testing.T) {
	coder, _ := newCoder(t)
	w := New(Options{}, coder)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { w.Start(ctx); close(done) }()
	if _, err := w.Code(t.Context(), *work("p", "poison")); err == nil {
		t.Error("a failing source is no error")
	}
	p, err := w.Code(t.Context(), *work("a", "gout"))
	if err != nil || !slices.Equal(codesIn(p), []string{"M10.9"}) {
		t.Errorf("afterwards: %v, %v", codesIn(p), err)
	}
	cancel()
	<-done
	if _, err := w.Code(t.Context(), *work("a", "gout")); !errors.Is(err, pipe.ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

func TestDecode(t *testing.T) {
	data, err := schemas.Encode(work("key", "gout"))
	check(t, err)
	id, in, err := decode(&broker.Delivery{Msg: broker.Msg{Data: data}})
	if err != nil || id != "key.2.1" || len(in.Mentions) != 1 {
		t.Errorf("%q, %+v, %v", id, in, err)
	}
	if _, _, err := decode(&broker.Delivery{Msg: broker.Msg{Data: []byte("\xc1")}}); !errors.Is(err, schemas.ErrInvalid) {
		t.Errorf("no work: %v", err)
	}
}

// flow is a worker on a broker, and what it publishes.
type flow struct {
	conn  *broker.Conn
	parts chan schemas.Part
}

func start(t *testing.T) flow {
	t.Helper()
	s, err := broker.StartServer(t.Context(), broker.ServerConfig{Dir: t.TempDir(), Conf: "jetstream {\n}\n", Port: -1, Sync: "2m"})
	check(t, err)
	t.Cleanup(func() { _ = s.Close() })
	c, err := s.Dial(nil)
	check(t, err)
	t.Cleanup(c.Close)
	const size, ackWait = 8 << 20, 300 * time.Millisecond
	ensure := func(ctx context.Context) error {
		return c.Apply(ctx, broker.Topology{
			Streams: []broker.Stream{
				{Name: schemas.StreamWork, Subjects: []string{"work.*"}, Memory: true, WorkQueue: true, DiscardNew: true, MaxBytes: size, Replicas: 1},
				{Name: schemas.StreamCodes, Subjects: []string{"codes.*.*"}, MaxBytes: size, Replicas: 1},
				{Name: schemas.StreamDLQ, Subjects: []string{"dlq.*"}, MaxBytes: size, Replicas: 1},
			},
			Consumers: []broker.Consumer{{Stream: schemas.StreamWork, Name: "w", Filter: "work.icd10cm", AckWait: ackWait, MaxAckPending: 64}},
		})
	}
	check(t, ensure(t.Context()))
	f := flow{c, make(chan schemas.Part, 100)}
	stop, err := c.Subscribe("codes.icd10cm.router", func(m broker.Msg) {
		var p schemas.Part
		if err := schemas.Decode(m.Data, m.ContentType, &p); err != nil {
			t.Error(err)
		}
		f.parts <- p
	})
	check(t, err)
	t.Cleanup(stop)
	j, err := pipe.OpenJournal(filepath.Join(t.TempDir(), "journal"))
	check(t, err)
	t.Cleanup(func() { _ = j.Close() })
	coder, _ := newCoder(t)
	w := New(Options{
		Conn: c, Ensure: ensure, Consumer: "w", Batch: 8, AckWait: ackWait, Journal: j, Log: slog.New(slog.DiscardHandler),
	}, coder)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx, time.Second) }()
	t.Cleanup(func() {
		cancel()
		check(t, <-done)
	})
	return f
}

func (f flow) put(t *testing.T, data []byte) {
	t.Helper()
	_, err := f.conn.Publish(t.Context(), broker.Msg{Subject: "work.icd10cm", Data: data}, broker.PublishOptions{})
	check(t, err)
}

// TestFlow sends good work, work whose source always fails and what is no
// work at all: the good is answered, the failing is answered with its error,
// and both of the others stand in the DLQ.
func TestFlow(t *testing.T) {
	f := start(t)
	for _, w := range []*schemas.Work{work("a", "gout"), work("p", "poison"), work("b", "chest pain", "gout")} {
		data, err := schemas.Encode(w)
		check(t, err)
		f.put(t, data)
	}
	f.put(t, []byte("\xc1"))
	got := map[string][]string{}
	for range 3 {
		select {
		case p := <-f.parts:
			got[p.Key] = codesIn(p)
			if p.Error != "" {
				got[p.Key] = []string{"error " + p.Error}
			}
		case <-time.After(15 * time.Second):
			t.Fatalf("only %v was answered", got)
		}
	}
	want := map[string][]string{"a": {"M10.9"}, "b": {"R07.9", "M10.9"}, "p": {"error the source fails"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		left, err := f.conn.StreamState(t.Context(), schemas.StreamWork)
		check(t, err)
		dead, err := f.conn.StreamState(t.Context(), schemas.StreamDLQ)
		check(t, err)
		if left.Messages == 0 && dead.Messages == 2 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d works left, %d in the DLQ", left.Messages, dead.Messages)
		}
	}
}

func TestRequests(t *testing.T) {
	f := start(t)
	coder := func(w *schemas.Work) (schemas.Part, error) {
		data, err := schemas.Encode(w)
		check(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		m, err := f.conn.Request(ctx, broker.Msg{Subject: "svc.code.icd10cm", Data: data})
		if err != nil {
			return schemas.Part{}, err
		}
		var p schemas.Part
		err = schemas.Decode(m.Data, m.ContentType, &p)
		return p, err
	}
	f.put(t, nil) // the worker serves once it has taken something
	w := work("a", "gout")
	w.Deadline = schemas.Time{Time: time.Now().Add(time.Minute)}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		p, err := coder(w)
		if err == nil {
			if !slices.Equal(codesIn(p), []string{"M10.9"}) {
				t.Errorf("codes %v", codesIn(p))
			}
			break
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
	w.Deadline = schemas.Time{Time: time.Now().Add(-time.Minute)}
	if p, err := coder(w); err == nil {
		t.Errorf("expired work was done: %v", codesIn(p))
	}
	if _, err := coder(work("p", "poison")); err == nil {
		t.Error("a failing source is no error")
	}
}
