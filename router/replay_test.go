package router

import (
	"fmt"
	"testing"
	"time"

	"medcode/internal/broker"
	"medcode/schemas"
)

const replayName = "replay"

func looking(o *Options) { o.Replay, o.ReplayLook = replayName, 20*time.Millisecond }

// newRelease makes the workers answer from another release.
func (r *rig) newRelease(label string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.spoil = func(w *schemas.Work, _ int) []schemas.Part {
		time.Sleep(5 * time.Millisecond)
		p := answerTo(w)
		p.Release.Release = label
		return []schemas.Part{p}
	}
}

func (r *rig) reread(filter string, since time.Time) bool {
	r.t.Helper()
	begun, err := r.conn.Reread(r.t.Context(), broker.Consumer{
		Stream: schemas.StreamNotes, Name: replayName, Filter: filter, AckWait: ackWait, MaxAckPending: 8,
	}, since)
	check(r.t, err)
	return begun
}

func (r *rig) replayed() {
	r.t.Helper()
	eventually(r.t, "the replay is through", func() bool {
		_, err := r.conn.Rereading(r.t.Context(), schemas.StreamNotes, replayName)
		return err != nil
	})
}

// wantGeneration checks a result and the release that it is from.
func (r *rig) wantGeneration(id string, generation, revision int, release string) {
	r.t.Helper()
	res := r.result(id)
	if res == nil || res.Generation != generation || res.Revision != revision || res.Releases[schemas.ICD10CM].Release != release {
		r.t.Errorf("%s: %+v, want generation %d of revision %d by %s", id, res, generation, revision, release)
	}
}

func TestReplay(t *testing.T) {
	r := newRig(t)
	r.work()
	r.route("one", vocabulary(), looking)
	for i := range 20 {
		r.publish(note(fmt.Sprint("n", i), 1, text))
	}
	r.publish(note("twice", 1, text), note("gone", 1, text), note("plain", 1, "nothing here"))
	r.settled()
	cancelled := note("gone", 2, "")
	cancelled.Status = schemas.StatusCancelled
	r.publish(note("twice", 2, text+" More gout."), cancelled, note("n1", 1, "another text of that revision"))
	r.settled()
	before, dlq := r.written(schemas.StreamDone), r.written(schemas.StreamDLQ)

	r.newRelease("new")
	r.route("two", vocabulary(), looking)
	if !r.reread("notes.*", time.Time{}) {
		t.Error("the replay was there already")
	}
	r.replayed()
	for i := range 20 {
		r.wantGeneration(fmt.Sprint("n", i), 1, 1, "new")
	}
	r.wantGeneration("twice", 1, 2, "new")
	if res := r.result("plain"); res.Generation != 1 {
		t.Errorf("a note without mentions: %+v", res)
	}
	if res := r.result("gone"); res.Status != schemas.Retracted || res.Generation != 0 {
		t.Errorf("a cancelled note: %+v", res)
	}
	if n := r.written(schemas.StreamDone) - before; n != 22 {
		t.Errorf("%d results were written, want 22", n)
	}
	if n := r.written(schemas.StreamDLQ) - dlq; n != 0 {
		t.Errorf("%d notes went to the DLQ", n)
	}

	r.newRelease("newer")
	r.reread("notes.*", time.Time{})
	r.replayed()
	r.wantGeneration("n0", 2, 1, "newer")
}

func TestReplayOfPart(t *testing.T) {
	r := newRig(t)
	r.work()
	r.route("one", vocabulary(), looking)
	r.publish(note("a", 1, text))
	r.settled()
	r.newRelease("new")
	r.reread("notes.other", time.Time{})
	r.replayed()
	r.wantGeneration("a", 0, 1, "test")
	r.reread("notes.ehr", time.Now().Add(time.Hour))
	r.replayed()
	r.wantGeneration("a", 0, 1, "test")
}

// TestReplayGoesOn stops the router while a replay is under way: the next one
// finishes it, and nothing is coded twice.
func TestReplayGoesOn(t *testing.T) {
	r := newRig(t)
	r.work()
	stop := r.route("one", vocabulary(), looking)
	const notes = 60
	for i := range notes {
		r.publish(note(fmt.Sprint("n", i), 1, text))
	}
	r.settled()
	before := r.written(schemas.StreamDone)
	r.newRelease("new")
	open, answer := make(chan struct{}), r.spoil
	asked := r.works(schemas.ICD10CM)
	r.mu.Lock()
	r.spoil = func(w *schemas.Work, nth int) []schemas.Part {
		if w.Ontology == schemas.ICD10CM && nth > asked+5 { // the replay halts in the middle
			<-open
		}
		return answer(w, nth)
	}
	r.mu.Unlock()
	r.reread("notes.*", time.Time{})
	eventually(t, "some notes are coded again", func() bool { return r.written(schemas.StreamDone) > before+3 })
	stop()
	if r.reread("notes.*", time.Time{}) {
		t.Error("it was through before it could be stopped")
	}
	close(open)
	r.route("two", vocabulary(), looking)
	r.replayed()
	for i := range notes {
		r.wantGeneration(fmt.Sprint("n", i), 1, 1, "new")
	}
	if n := r.written(schemas.StreamDone) - before; n != notes {
		t.Errorf("%d results were written, want %d", n, notes)
	}
}

// TestReplayAndCorrection: a correction that comes while a replay is under way
// stays.
func TestReplayAndCorrection(t *testing.T) {
	r := newRig(t)
	r.work()
	r.route("one", vocabulary(), looking)
	for i := range 15 {
		r.publish(note(fmt.Sprint("n", i), 1, text))
	}
	r.settled()
	r.newRelease("new")
	r.reread("notes.*", time.Time{})
	for i := range 15 {
		r.publish(note(fmt.Sprint("n", i), 2, text+" Again asthma."))
	}
	r.settled()
	r.replayed()
	for i := range 15 {
		if res := r.result(fmt.Sprint("n", i)); res.Revision != 2 || res.Releases[schemas.ICD10CM].Release != "new" {
			t.Errorf("n%d: %+v", i, res)
		}
	}
}
