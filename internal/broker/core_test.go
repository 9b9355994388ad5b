package broker

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRequest(t *testing.T) {
	c := connect(t)
	stop, err := c.Serve(t.Context(), "svc.echo", func(_ context.Context, m Msg) ([]byte, error) {
		if string(m.Data) == "bad" {
			return nil, errors.New("refused")
		}
		return append([]byte("echo "), m.Data...), nil
	})
	check(t, err)
	defer stop()
	r, err := c.Request(soon(t), Msg{Subject: "svc.echo", ContentType: "application/json", Data: []byte("a")})
	if err != nil || string(r.Data) != "echo a" || r.ContentType != "application/json" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := c.Request(soon(t), Msg{Subject: "svc.echo", Data: []byte("bad")}); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("an error of the service: %v", err)
	}
	if _, err := c.Request(soon(t), Msg{Subject: "svc.nobody"}); !errors.Is(err, ErrNoResponder) {
		t.Errorf("nobody serves: %v", err)
	}
}

func TestRequestEndsWithItsContext(t *testing.T) {
	c := connect(t)
	stop, err := c.Serve(t.Context(), "svc.slow", func(ctx context.Context, _ Msg) ([]byte, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	check(t, err)
	defer stop()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := c.Request(ctx, Msg{Subject: "svc.slow"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestServeSharesTheWork(t *testing.T) {
	s := startAt(t, config(t))
	served := make(chan string, 100)
	for _, name := range []string{"one", "two"} {
		c := dial(t, s)
		stop, err := c.Serve(t.Context(), "svc.x", func(context.Context, Msg) ([]byte, error) {
			served <- name
			return nil, nil
		})
		check(t, err)
		defer stop()
		check(t, c.Flush(soon(t)))
	}
	c := dial(t, s)
	for range 50 {
		_, err := c.Request(soon(t), Msg{Subject: "svc.x"})
		check(t, err)
	}
	if len(served) != 50 {
		t.Errorf("50 requests were served %d times", len(served))
	}
}

func TestFollow(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	put(t, c, "codes.a", "old")
	put(t, c, "codes.b", "of another subject")
	follow := func(all bool, want ...string) {
		t.Helper()
		enough := errors.New("enough")
		var got []string
		started := make(chan struct{})
		go func() {
			<-started
			for range 400 { // a follower of what is new misses what came before it listened
				_, err := c.Publish(context.WithoutCancel(t.Context()), Msg{Subject: "codes.a", Data: []byte("new"), Header: map[string]string{"X": "y"}}, PublishOptions{})
				if err != nil {
					return
				}
				time.Sleep(5 * time.Millisecond)
			}
		}()
		close(started)
		err := c.Follow(soon(t), "CODES", "codes.a", all, func(m Stored) error {
			if got = append(got, string(m.Data)); len(got) == len(want) {
				if m.Header["X"] != "y" || m.Seq == 0 {
					t.Errorf("message %+v", m)
				}
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("all %v: %s", all, diff)
		}
	}
	follow(true, "old", "new")
	follow(false, "new", "new")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if err := c.Follow(ctx, "CODES", "codes.none", true, func(Stored) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Follow ends with %v", err)
	}
}
