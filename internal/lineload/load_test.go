package lineload

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// loads are the ways to ask, for what holds for all of them.
func loads() map[string]func(*Load, context.Context) (*Result, error) {
	return map[string]func(*Load, context.Context) (*Result, error){
		"closed":    (*Load).Closed,
		"fresh":     (*Load).Fresh,
		"pipelined": func(l *Load, ctx context.Context) (*Result, error) { return l.Pipelined(ctx, 8) },
		"open": func(l *Load, ctx context.Context) (*Result, error) {
			l.For = 100 * time.Millisecond
			return l.Open(ctx, 2000)
		},
	}
}

func TestAnswersAreCounted(t *testing.T) {
	for name, run := range loads() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, right)
			l := &Load{Lanes: []Lane{s.lane(queries(4)), s.lane(queries(4))}, Clients: 3, Requests: 400}
			r, err := run(l, t.Context())
			if err != nil {
				t.Fatal(err)
			}
			all, want := r.Total(), 400
			if name == "open" {
				want = r.Lanes[0].Answered + r.Lanes[1].Answered
			}
			if all.Answered != want || all.Took.Len() != want || r.Lanes[0].Answered == 0 || r.Lanes[1].Answered == 0 {
				t.Errorf("answered %d (%d timed), lanes %d and %d, want %d", all.Answered, all.Took.Len(), r.Lanes[0].Answered, r.Lanes[1].Answered, want)
			}
			if d := 4*all.Codes - 3*all.Answered; d < -24 || d > 24 {
				t.Errorf("%d of %d have a code, want three in four", all.Codes, all.Answered)
			}
			wantDials := map[string]int{"fresh": 400}[name]
			if wantDials == 0 {
				wantDials = 3
			}
			if got := s.acceptedOf(wantDials); got != wantDials || all.Connect.Len() != wantDials {
				t.Errorf("%d connections, %d counted, want %d", got, all.Connect.Len(), wantDials)
			}
		})
	}
}

// TestFaultsShow: what a server must not do ends a load with an error that
// says what it was.
func TestFaultsShow(t *testing.T) {
	faults := map[string]struct {
		reply func(string, int) string
		want  string
	}{
		"another's code": {func(line string, n int) string {
			if n == 5 {
				return strings.Replace(right(line, n), ",", ",X", 1)
			}
			return right(line, n)
		}, "not those known"},
		"another's seq": {func(line string, n int) string {
			if n == 5 {
				return "9" + right(line, n)
			}
			return right(line, n)
		}, "answered"},
		"ERROR":   {func(line string, _ int) string { return line[:strings.Index(line, ",")] + ",ERROR\n" }, "ERROR"},
		"TIMEOUT": {func(line string, _ int) string { return line[:strings.Index(line, ",")] + ",TIMEOUT\n" }, "TIMEOUT"},
		"no code": {func(line string, _ int) string { return line[:strings.Index(line, ",")] + ",\n" }, "answered"},
		"hang up": {func(string, int) string { return hangUp }, "test: "},
	}
	for fault, f := range faults {
		for name, run := range loads() {
			if name == "fresh" && strings.HasPrefix(fault, "another") {
				continue // no connection has a sixth line
			}
			t.Run(fault+" "+name, func(t *testing.T) {
				s := serve(t, nil, f.reply)
				l := &Load{Lanes: []Lane{s.lane(queries(9))}, Clients: 2, Requests: 100}
				if _, err := run(l, t.Context()); err == nil || !strings.Contains(err.Error(), f.want) {
					t.Errorf("got %v, want an error with %q", err, f.want)
				}
			})
		}
	}
}

// TestUnderWay: a server that answers nothing before it has eight lines of a
// connection is no trouble to loads that do not wait.
func TestUnderWay(t *testing.T) {
	for _, name := range []string{"pipelined", "open"} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			var held strings.Builder
			s := serve(t, nil, func(line string, n int) string {
				mu.Lock()
				defer mu.Unlock()
				held.WriteString(right(line, n))
				if n < 7 {
					return ""
				}
				defer held.Reset()
				return held.String()
			})
			l := &Load{Lanes: []Lane{s.lane(queries(9))}, Clients: 1, Requests: 100}
			if r, err := loads()[name](l, t.Context()); err != nil || r.Total().Answered < 8 {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestEnds(t *testing.T) {
	for name, run := range loads() {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil, right)
			l := &Load{Lanes: []Lane{s.lane(queries(9))}, Clients: 2, For: 20 * time.Millisecond}
			if r, err := run(l, t.Context()); err != nil || r.Total().Answered == 0 {
				t.Errorf("by time: %v", err)
			}
			l.For = 0
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			defer cancel()
			if _, err := run(l, ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("by its context: %v", err)
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	for name, run := range loads() {
		l := &Load{Lanes: []Lane{{Name: "test", Target: Target{Addr: "127.0.0.1:1"}, Ask: NewRound(queries(1))}}, Clients: 2, Requests: 10}
		if _, err := run(l, t.Context()); err == nil || !strings.Contains(err.Error(), "test: ") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestTLS(t *testing.T) {
	server, client := certificate(t)
	for name, run := range loads() {
		t.Run(name, func(t *testing.T) {
			lane := serve(t, server, right).lane(queries(9))
			lane.TLS = client
			l := &Load{Lanes: []Lane{lane}, Clients: 2, Requests: 20}
			if _, err := run(l, t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	s := serve(t, nil, right)
	q := queries(50)
	texts := make([]string, len(q))
	for i := range q {
		texts[i] = q[i].Text
	}
	got, err := Answers(t.Context(), Target{Addr: s.addr}, 4, texts)
	if err != nil {
		t.Fatal(err)
	}
	for i := range q {
		if got[i] != q[i].Want {
			t.Errorf("text %d got %q, want %q", i, got[i], q[i].Want)
		}
	}
}

func TestIdle(t *testing.T) {
	s := serve(t, nil, func(line string, n int) string {
		if n > 0 && line == "HEALTH" {
			return hangUp
		}
		return right(line, n)
	})
	h, err := Hold(t.Context(), Target{Addr: s.addr}, 100)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if got := s.accepted.Load(); got != 100 {
		t.Errorf("%d connections", got)
	}
	if err := h.Check(); err == nil || !strings.Contains(err.Error(), "of 100") {
		t.Errorf("connections that the server closed: %v", err)
	}
	if _, err := Hold(t.Context(), Target{Addr: "127.0.0.1:1"}, 3); err == nil {
		t.Error("held connections to nobody")
	}
}
