package router

import (
	"context"
	"sync"
	"time"
)

// turnWait bounds the wait for an earlier note of the patient in the same
// process. After that the order of two notes may be exchanged.
const turnWait = time.Second

// turns keep the notes of one patient in the order in which they were pulled.
type turns struct {
	mu   sync.Mutex
	last map[string]chan struct{} // closed when the last note of a patient is through
}

// turn is a note's place in its patient's line; nil waits for nobody.
type turn struct {
	before <-chan struct{}
	done   func()
}

func (t *turn) leave() {
	if t != nil {
		t.done()
	}
}

func (t *turns) take(patient string) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	own := make(chan struct{})
	out := &turn{before: t.last[patient]}
	out.done = sync.OnceFunc(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.last[patient] == own {
			delete(t.last, patient)
		}
		close(own)
	})
	t.last[patient] = own
	return out
}

func (t *turn) wait(ctx context.Context) {
	if t == nil || t.before == nil {
		return
	}
	timer := time.NewTimer(turnWait)
	defer timer.Stop()
	select {
	case <-t.before:
	case <-timer.C:
	case <-ctx.Done():
	}
}
