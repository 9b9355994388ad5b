//go:build e2e

package main

import (
	"context"
	"fmt"
	"time"

	"medcode/internal/broker"
	"medcode/schemas"
)

// settled waits until every acknowledged note has a result and returns how
// many those are. What is missing then, check tells.
func (tt *torture) settled(conn *broker.Conn, poison bool) int {
	acked := 0
	for _, s := range tt.sent {
		if s.acked > 0 {
			acked++
		}
	}
	if poison {
		acked += 2
	}
	last, since := uint64(0), time.Now()
	for time.Since(since) < 45*time.Second { // several AckWaits without any progress
		ctx, cancel := context.WithTimeout(tt.t.Context(), 5*time.Second)
		state, err := conn.StreamState(ctx, schemas.StreamDone)
		at, err2 := conn.ConsumerProgress(ctx, schemas.StreamNotes, "router")
		cancel()
		if err == nil && err2 == nil && state.Messages >= uint64(acked) && at.Unacked == 0 && at.Waiting == 0 {
			break
		}
		if err == nil && state.LastSeq != last {
			last, since = state.LastSeq, time.Now()
		}
		time.Sleep(100 * time.Millisecond)
	}
	return acked
}

// check compares everything stored with what was acknowledged.
func (tt *torture) check(conn *broker.Conn, poison bool) {
	got := results(tt.t, conn)
	dead := deadLetters(tt.t, conn)
	if poison {
		tt.checkPoison(got, dead)
	}
	for id, letters := range dead {
		tt.t.Errorf("note %q is in the dead-letter queue: %v", id, letters)
	}
	faults, overwritten := 0, 0
	for id, s := range tt.sent {
		r, stored := got[id]
		if len(s.text) > 1 {
			overwritten++
		}
		if err := tt.fault(s, r, stored); err != nil {
			if faults++; faults <= 10 {
				tt.t.Errorf("note %s: %v", id, err)
			}
		}
	}
	if faults > 0 {
		tt.t.Errorf("%d of %d notes are wrong", faults, len(tt.sent))
	}
	ctx, cancel := context.WithTimeout(tt.t.Context(), 5*time.Second)
	defer cancel()
	state, err := conn.StreamState(ctx, schemas.StreamDone)
	if err != nil {
		tt.t.Fatal(err)
	}
	// Each subject keeps one message, so that a result written twice shows in
	// the sequence alone; only a correction may replace a result.
	if replaced := int(state.LastSeq) - int(state.Messages); replaced > overwritten {
		tt.t.Errorf("%d results were written over, and only %d notes were corrected", replaced, overwritten)
	}
}

// fault tells what is wrong with the result of a note.
func (tt *torture) fault(s *sent, r schemas.Result, stored bool) error {
	switch {
	case s.acked == 0 && !stored:
		return nil
	case !stored:
		return fmt.Errorf("acknowledged with revision %d, and no result", s.acked)
	case r.Revision < s.acked:
		return fmt.Errorf("revision %d was acknowledged, the result is of %d", s.acked, r.Revision)
	}
	text, known := s.text[r.Revision]
	if !known {
		return fmt.Errorf("a result of revision %d, which was never sent", r.Revision)
	}
	if diff := same(&tt.want[text], &r); diff != "" {
		return fmt.Errorf("status %s %v, revision %d; another result than without kills:\n%s", r.Status, r.Errors, r.Revision, tail(diff, 800))
	}
	return nil
}

func (tt *torture) checkPoison(got map[string]schemas.Result, dead map[string][]deadLetter) {
	for _, p := range []struct {
		id, stage string
		status    schemas.ResultStatus
	}{{routerPoison, "router", schemas.Failed}, {workerPoison, "worker-icd10cm", schemas.Partial}} {
		if r := got[p.id]; r.Status != p.status || len(r.Errors) == 0 {
			tt.t.Errorf("%s: status %q with errors %q, want %s and a reason", p.id, r.Status, r.Errors, p.status)
		}
		if letters := dead[p.id]; len(letters) == 0 || letters[0].stage != p.stage || letters[0].reason == "" {
			tt.t.Errorf("%s: in the dead-letter queue as %v, want it from %s with a reason", p.id, letters, p.stage)
		}
		delete(dead, p.id)
	}
}
