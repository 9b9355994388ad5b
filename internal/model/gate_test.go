package model

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
)

// TestGateOrder fills the gate, lets calls of different sizes wait, and looks
// who comes next.
func TestGateOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		if err := g.enter(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		var order []int
		for _, size := range []int{9000, 50, 7000, 3, 8000, 2, 4} {
			go func() {
				if err := g.enter(t.Context(), size); err != nil {
					t.Error(err)
				}
				order = append(order, size)
				g.leave()
			}()
			synctest.Wait()
		}
		g.leave()
		synctest.Wait()
		if want := []int{2, 3, 4, 9000, 50, 7000, 8000}; !slices.Equal(order, want) {
			t.Errorf("order %v, want %v: the smallest first, each fourth the oldest", order, want)
		}
		if g.free != 1 || len(g.waiting) != 0 {
			t.Errorf("afterwards %d free, %d waiting", g.free, len(g.waiting))
		}
	})
}

func TestGateGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		if err := g.enter(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		got := make(chan error, 1)
		go func() { got <- g.enter(ctx, 1) }()
		synctest.Wait()
		cancel()
		if err := <-got; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		g.leave()
		if err := g.enter(t.Context(), 1); err != nil {
			t.Error(err)
		}
		if err := g.enter(ctx, 1); !errors.Is(err, context.Canceled) {
			t.Errorf("an ended ctx: %v", err)
		}
	})
}
