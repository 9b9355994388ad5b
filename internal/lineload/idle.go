package lineload

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// dialers is how many connections are opened at once.
const dialers = 64

// Idle are connections that do nothing.
type Idle struct{ conns []net.Conn }

// Hold opens n connections and lets each ask HEALTH once, so that the server
// has taken it up. Where not all can be had, none is held.
func Hold(ctx context.Context, at Target, n int) (*Idle, error) {
	h := &Idle{conns: make([]net.Conn, n)}
	err := h.each(func(i int) (err error) {
		if h.conns[i], err = at.dial(ctx); err != nil {
			return err
		}
		return health(h.conns[i])
	})
	if err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

// Check lets every connection ask once more.
func (h *Idle) Check() error {
	return h.each(func(i int) error { return health(h.conns[i]) })
}

// Close closes all.
func (h *Idle) Close() {
	for _, nc := range h.conns {
		if nc != nil {
			nc.Close()
		}
	}
}

// each does something to all, some at once, until one fails.
func (h *Idle) each(do func(i int) error) error {
	var (
		wg    sync.WaitGroup
		next  atomic.Int64
		fault atomic.Pointer[error]
	)
	for range dialers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(h.conns) && fault.Load() == nil; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					err = fmt.Errorf("connection %d of %d: %w", i+1, len(h.conns), err)
					fault.Store(&err)
				}
			}
		})
	}
	wg.Wait()
	if err := fault.Load(); err != nil {
		return *err
	}
	return nil
}

func health(nc net.Conn) error {
	_ = nc.SetDeadline(time.Now().Add(patience)) // a dead connection shows in Write and Read
	if _, err := io.WriteString(nc, "HEALTH\n"); err != nil {
		return err
	}
	var got [3]byte
	if _, err := io.ReadFull(nc, got[:]); err != nil {
		return err
	}
	if string(got[:]) != "OK\n" {
		return fmt.Errorf("HEALTH answered %q", got)
	}
	return nil
}
