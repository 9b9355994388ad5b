//go:build e2e

package main

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"medcode/internal/broker"
	"medcode/schemas"
)

// same compares what two runs found in a text; confidences may differ by what
// the order of additions in a batch makes. The answer is empty or a diff.
func same(want, got *schemas.Result) string {
	if want.Status == got.Status && alike(want, got) {
		return ""
	}
	opts := []cmp.Option{cmpopts.EquateApprox(0, tolerance), cmpopts.EquateEmpty()}
	return fmt.Sprintf("status %s, want %s\n", got.Status, want.Status) + cmp.Diff(want.Mentions, got.Mentions, opts...) + cmp.Diff(want.Codes, got.Codes, opts...)
}

const tolerance = 1e-4

// alike is the comparison of same for thousands of results, where reflection
// would take longer than the test.
func alike(want, got *schemas.Result) bool {
	return slices.EqualFunc(want.Codes, got.Codes, func(a, b schemas.Code) bool {
		return a.Ontology == b.Ontology && a.Code == b.Code && a.Display == b.Display &&
			math.Abs(a.Confidence-b.Confidence) < tolerance && slices.Equal(a.Mentions, b.Mentions)
	}) && slices.EqualFunc(want.Mentions, got.Mentions, func(a, b schemas.Mention) bool {
		x, y := a, b
		x.Codings, y.Codings, x.Attributes, y.Attributes = nil, nil, nil, nil
		return fmt.Sprintf("%+v", x) == fmt.Sprintf("%+v", y) && a.Text == b.Text && maps.Equal(a.Attributes, b.Attributes) &&
			slices.EqualFunc(a.Codings, b.Codings, func(a, b schemas.Coding) bool {
				close := math.Abs(a.Confidence-b.Confidence) < tolerance
				b.Confidence = a.Confidence
				return close && a == b
			})
	})
}

// stored reads every message of a stream as it stands now.
func stored(t *testing.T, conn *broker.Conn, stream, subject string) []broker.Stored {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	state, err := conn.StreamState(ctx, stream)
	if err != nil {
		t.Fatalf("state of %s: %v", stream, err)
	}
	if state.Messages == 0 {
		return nil
	}
	var out []broker.Stored
	err = conn.Follow(ctx, stream, subject, true, func(m broker.Stored) error {
		out = append(out, m)
		if m.Seq >= state.LastSeq {
			cancel()
		}
		return nil
	})
	if len(out) < int(state.Messages) {
		t.Fatalf("read %d of %d messages of %s: %v", len(out), state.Messages, stream, err)
	}
	return out
}

// results reads every result, by the id of its note. A note with two fails.
func results(t *testing.T, conn *broker.Conn) map[string]schemas.Result {
	t.Helper()
	out := map[string]schemas.Result{}
	for _, m := range stored(t, conn, schemas.StreamDone, "done.*.*") {
		var r schemas.Result
		if err := schemas.Decode(m.Data, m.ContentType, &r); err != nil {
			t.Fatalf("a result cannot be read: %v", err)
		}
		if _, twice := out[r.ID]; twice {
			t.Errorf("note %s has two results", r.ID)
		}
		out[r.ID] = r
	}
	return out
}

// deadLetter is a message of the dead-letter queue.
type deadLetter struct{ stage, reason string }

// deadLetters reads the queue, by the id of the note; what cannot be decoded
// has none.
func deadLetters(t *testing.T, conn *broker.Conn) map[string][]deadLetter {
	t.Helper()
	out := map[string][]deadLetter{}
	for _, m := range stored(t, conn, schemas.StreamDLQ, "dlq.*") {
		id := ""
		var n schemas.Note
		var w schemas.Work
		switch {
		case m.Subject == "dlq.router" && schemas.Decode(m.Data, m.ContentType, &n) == nil:
			id = n.ID
		case m.Subject != "dlq.router" && schemas.Decode(m.Data, m.ContentType, &w) == nil:
			id = w.ID
		}
		out[id] = append(out[id], deadLetter{strings.TrimPrefix(m.Subject, "dlq."), m.Header["Medcode-Reason"]})
	}
	return out
}

// atRest checks that the queues are empty, as the metrics tell them.
func (in *install) atRest() {
	in.t.Helper()
	eventually(in.t, 40*time.Second, "empty queues", func() error {
		text, err := in.get("/metrics")
		if err != nil {
			return err
		}
		consumers := 0
		for line := range strings.Lines(text) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
			queue := strings.HasPrefix(name, "medcode_consumer_") || strings.HasPrefix(name, "medcode_in_flight") ||
				strings.HasPrefix(name, `medcode_stream_messages{stream="WORK"`)
			if !queue || strings.HasPrefix(name, "#") {
				continue
			}
			consumers++
			if value != "0" {
				return fmt.Errorf("%s is %s", name, value)
			}
		}
		if consumers < 13 { // WORK, and waiting and unacked of six consumers
			return fmt.Errorf("only %d queues are told", consumers)
		}
		return nil
	})
}
