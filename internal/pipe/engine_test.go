package pipe

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
)

// recorder remembers the batches that a stage was given.
type recorder struct {
	mu      sync.Mutex
	batches [][]string
}

func (r *recorder) note(batch []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.batches = append(r.batches, slices.Clone(batch))
}

var errBad = errors.New("bad item")

// upper is a stage that answers in capitals; what an item is called decides
// how it fails.
func (r *recorder) upper(_ context.Context, batch []string) []Outcome[string] {
	r.note(batch)
	out := make([]Outcome[string], 0, len(batch))
	for _, v := range batch {
		switch {
		case strings.HasPrefix(v, "panic"):
			panic(v)
		case strings.HasPrefix(v, "short"):
			continue
		case strings.HasPrefix(v, "bad"):
			out = append(out, Outcome[string]{Err: errBad})
		default:
			out = append(out, Outcome[string]{Value: strings.ToUpper(v)})
		}
	}
	return out
}

// settled runs an engine over one batch of bulk items and returns what each
// was told: a value, or an error behind "!".
func settled(t *testing.T, o EngineOptions[string], stage Stage[string, string], items ...string) map[string]string {
	t.Helper()
	o.Name = "test"
	e := NewEngine(o, stage)
	var mu sync.Mutex
	got := map[string]string{}
	for _, v := range items {
		err := e.bulk(t.Context(), "id-"+v, v, false, func(out string, err error) {
			mu.Lock()
			defer mu.Unlock()
			if _, again := got[v]; again {
				t.Errorf("%s was settled twice", v)
			}
			got[v] = out
			if err != nil {
				got[v] = "!" + err.Error()
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	e.Run(done)
	return got
}

func TestOneBadItemDoesNotTakeOthersAlong(t *testing.T) {
	const panicked, short = "!test: the stage panicked (string)", "!test: 0 outcomes for 1 items"
	for _, c := range []struct {
		name  string
		items []string
		want  map[string]string
		runs  [][]string
	}{
		{"all well", []string{"a", "b"}, map[string]string{"a": "A", "b": "B"}, [][]string{{"a", "b"}}},
		{
			"a panic",
			[]string{"a", "panic", "b"},
			map[string]string{"a": "A", "panic": panicked, "b": "B"},
			[][]string{{"a", "panic", "b"}, {"a"}, {"panic"}, {"b"}},
		},
		{
			"too few outcomes",
			[]string{"a", "short", "b"},
			map[string]string{"a": "A", "short": short, "b": "B"},
			[][]string{{"a", "short", "b"}, {"a"}, {"short"}, {"b"}},
		},
		{
			"an error of its own",
			[]string{"a", "bad", "b"},
			map[string]string{"a": "A", "bad": "!bad item", "b": "B"},
			[][]string{{"a", "bad", "b"}, {"bad"}},
		},
		{"a lone panic is not tried again", []string{"panic"}, map[string]string{"panic": panicked}, [][]string{{"panic"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var r recorder
			got := settled(t, EngineOptions[string]{}, r.upper, c.items...)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error("outcomes", diff)
			}
			if diff := cmp.Diff(c.runs, r.batches); diff != "" {
				t.Error("batches", diff)
			}
		})
	}
}

func TestPanicTellsNothingOfTheItem(t *testing.T) {
	var r recorder
	got := settled(t, EngineOptions[string]{}, r.upper, "panic about Mrs Miller")
	for _, err := range got {
		if strings.Contains(err, "Miller") {
			t.Error(err)
		}
	}
}

func TestEngineCounts(t *testing.T) {
	reg := prometheus.NewRegistry()
	var r recorder
	settled(t, EngineOptions[string]{Metrics: NewMetrics(reg), Batch: BatchOptions{MaxItems: 2}}, r.upper, "a", "panic", "b")
	want := map[string]float64{
		"medcode_batches_total free": 1, "medcode_batches_total items": 1,
		"medcode_batches_retried_singly_total": 1, "medcode_expired_total": 0,
	}
	if diff := cmp.Diff(want, counters(t, reg)); diff != "" {
		t.Error(diff)
	}
}

// counters reads every counter under its name and its labels but the stage.
func counters(t *testing.T, reg *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			name := f.GetName()
			for _, l := range m.GetLabel() {
				if l.GetName() != "stage" {
					name += " " + l.GetValue()
				}
			}
			if m.GetCounter() != nil {
				out[name] = m.GetCounter().GetValue()
			}
		}
	}
	return out
}

// start runs an engine until the test ends.
func start[In, Out any](t *testing.T, e *Engine[In, Out]) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan struct{})
	go func() { e.Run(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
}

func TestDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		e := NewEngine(EngineOptions[string]{Name: "test", Runners: 2}, r.upper)
		start(t, e)
		if out, err := e.Do(t.Context(), "a"); out != "A" || err != nil {
			t.Errorf("Do: %q, %v", out, err)
		}
		if _, err := e.Do(t.Context(), "bad"); !errors.Is(err, errBad) {
			t.Errorf("a bad item: %v", err)
		}
		if _, err := e.Do(t.Context(), "panic"); err == nil {
			t.Error("a panic is no error")
		}
		if out, err := e.Do(t.Context(), "b"); out != "B" || err != nil {
			t.Errorf("after a panic: %q, %v", out, err)
		}
	})
}

func TestDoReturnsWhenItsCallerLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		busy := make(chan struct{})
		var r recorder
		e := NewEngine(EngineOptions[string]{Name: "test"}, func(ctx context.Context, batch []string) []Outcome[string] {
			<-busy
			return r.upper(ctx, batch)
		})
		start(t, e)
		go func() { _, _ = e.Do(context.WithoutCancel(t.Context()), "slow") }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := e.Do(ctx, "impatient"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Do: %v", err)
		}
		time.Sleep(time.Second)
		close(busy)
		synctest.Wait()
		if diff := cmp.Diff([][]string{{"slow"}}, r.batches); diff != "" {
			t.Error("expired work was done", diff)
		}
	})
}

func TestDoAfterTheEnd(t *testing.T) {
	var r recorder
	e := NewEngine(EngineOptions[string]{Name: "test"}, r.upper)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e.Run(ctx)
	if _, err := e.Do(t.Context(), "a"); !errors.Is(err, ErrClosed) {
		t.Errorf("Do: %v", err)
	}
}
