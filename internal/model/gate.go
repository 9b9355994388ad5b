package model

import (
	"context"
	"slices"
	"sync"
)

// gate lets a number of batches run at once. Of those that wait, the one of
// the smallest call goes first, so that a single phrase does not queue behind
// a thousand; every fourth time the one that has waited longest goes, so that
// none waits for ever.
type gate struct {
	mu      sync.Mutex
	free    int
	turn    int
	waiting []*waiter // in order of arrival
}

type waiter struct {
	size int // of the whole call, in tokens
	in   chan struct{}
}

const fairTurn = 4

func newGate(n int) *gate { return &gate{free: n} }

// enter waits for a place; leave gives it back. Errors: that of ctx.
func (g *gate) enter(ctx context.Context, size int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	if g.free > 0 {
		g.free--
		g.mu.Unlock()
		return nil
	}
	w := &waiter{size: size, in: make(chan struct{})}
	g.waiting = append(g.waiting, w)
	g.mu.Unlock()
	select {
	case <-w.in:
		return nil
	case <-ctx.Done():
		g.withdraw(w)
		return ctx.Err()
	}
}

// withdraw takes w out, or hands its place on where it was called already.
func (g *gate) withdraw(w *waiter) {
	g.mu.Lock()
	i := slices.Index(g.waiting, w)
	if i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
	}
	g.mu.Unlock()
	if i < 0 {
		g.leave()
	}
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		g.free++
		return
	}
	i := 0
	if g.turn++; g.turn%fairTurn != 0 {
		for k, w := range g.waiting {
			if w.size < g.waiting[i].size {
				i = k
			}
		}
	}
	w := g.waiting[i]
	g.waiting = slices.Delete(g.waiting, i, i+1)
	close(w.in)
}
