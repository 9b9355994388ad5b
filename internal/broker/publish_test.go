package broker

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestExpect(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	expect := func(seq uint64) PublishOptions { return PublishOptions{Expect: &seq} }
	m := Msg{Subject: "files.a", Data: []byte("1")}
	first, err := c.Publish(t.Context(), m, expect(0))
	check(t, err)
	if _, err := c.Publish(t.Context(), m, expect(0)); !errors.Is(err, ErrConflict) || errors.Is(err, ErrUnavailable) {
		t.Errorf("a second insert: %v", err)
	}
	put(t, c, "files.b", "another subject")
	second, err := c.Publish(t.Context(), m, expect(first.Seq))
	check(t, err)
	if _, err := c.Publish(t.Context(), m, expect(first.Seq)); !errors.Is(err, ErrConflict) {
		t.Errorf("the same replacement again: %v", err)
	}
	if last, err := c.Last(t.Context(), "FILES", "files.a"); err != nil || last.Seq != second.Seq || string(last.Data) != "1" {
		t.Errorf("the last is %+v (%v)", last, err)
	}
}

func TestMessageID(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	m, o := Msg{Subject: "codes.a", Data: []byte("1")}, PublishOptions{ID: "one"}
	first, err := c.Publish(t.Context(), m, o)
	check(t, err)
	again, err := c.Publish(t.Context(), m, o)
	if err != nil || !again.Duplicate || again.Seq != first.Seq || first.Duplicate {
		t.Errorf("%+v, then %+v (%v)", first, again, err)
	}
}

func TestLast(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, nil))
	if _, err := c.Last(t.Context(), "FILES", "files.a"); !errors.Is(err, ErrNotFound) {
		t.Errorf("nothing stored: %v", err)
	}
	_, err := c.Publish(t.Context(), Msg{Subject: "files.a", ContentType: "application/json", Data: []byte("{}")}, PublishOptions{})
	check(t, err)
	if m, err := c.Last(t.Context(), "FILES", "files.a"); err != nil || m.ContentType != "application/json" || m.Time.IsZero() {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := c.Last(t.Context(), "NONE", "files.a"); !errors.Is(err, ErrUnavailable) {
		t.Errorf("no stream: %v", err)
	}
}

// TestWhatIsNotTheMessagesFault: the caller may try again; what the broker
// never takes is told apart.
func TestWhatIsNotTheMessagesFault(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, func(top *Topology) { top.Streams[1].MaxBytes, top.Streams[0].MaxMsgSize = 2048, 1024 }))
	kb := strings.Repeat("x", 1000)
	put(t, c, "work.a", kb)
	for name, m := range map[string]Msg{
		"a full stream": {Subject: "work.a", Data: []byte(kb + kb)}, "no stream": {Subject: "none.a"},
	} {
		if _, err := c.Publish(t.Context(), m, PublishOptions{}); !errors.Is(err, ErrUnavailable) || errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, size := range map[string]int{"above the stream's limit": 1500, "above the server's limit": 1<<20 + 1} {
		m := Msg{Subject: "files.a", Data: make([]byte, size)}
		if _, err := c.Publish(t.Context(), m, PublishOptions{}); !errors.Is(err, ErrTooLarge) || errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Publish(ctx, Msg{Subject: "work.a"}, PublishOptions{}); !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnavailable) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestPublishAll(t *testing.T) {
	c := connect(t)
	check(t, apply(t, c, func(top *Topology) { top.Streams[1].MaxBytes = 4096 }))
	var msgs []Msg
	for i := range 3 {
		msgs = append(msgs, Msg{Subject: fmt.Sprint("codes.", i)})
	}
	acks, err := c.PublishAll(t.Context(), msgs)
	if err != nil || len(acks) != 3 || acks[0].Seq != 1 || acks[1].Seq != 2 || acks[2].Seq != 3 {
		t.Errorf("%+v, %v", acks, err)
	}
	full := []Msg{{Subject: "work.a"}, {Subject: "work.a", Data: make([]byte, 5000)}, {Subject: "work.a"}}
	acks, err = c.PublishAll(t.Context(), full)
	if !errors.Is(err, ErrUnavailable) || acks[0].Seq == 0 || acks[1].Seq != 0 || acks[2].Seq == 0 {
		t.Errorf("one that does not fit: %+v, %v", acks, err)
	}
	if acks, err := c.PublishAll(t.Context(), nil); err != nil || len(acks) != 0 {
		t.Errorf("nothing: %+v, %v", acks, err)
	}
}

// TestPublishAllWithoutAnswers has several messages that nobody acknowledges:
// all of them together end with ctx.
func TestPublishAllWithoutAnswers(t *testing.T) {
	c := connect(t)
	stop, err := c.Subscribe("silent.*", func(Msg) {}) // heard, never acknowledged
	check(t, err)
	defer stop()
	check(t, c.Flush(t.Context()))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	acks, err := c.PublishAll(ctx, []Msg{{Subject: "silent.a"}, {Subject: "silent.b"}, {Subject: "silent.c"}})
	if !errors.Is(err, context.DeadlineExceeded) || len(acks) != 3 || acks[2].Seq != 0 {
		t.Errorf("%+v, %v", acks, err)
	}
}
