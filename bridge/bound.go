package bridge

import (
	"context"

	"golang.org/x/sync/semaphore"
)

// Bound limits the look-ups under way in a process, in units of one request
// and each KiB of its text, so that clients together cannot make it hold more
// than it can answer. Those that do not fit wait in turn, and their connections
// are not read meanwhile. A look-up holds its units until it returns, even
// after its client got TIMEOUT.
type Bound struct {
	units *semaphore.Weighted
	size  int64
}

// serverShare is the part of a bound that one server gets at most, so that
// look-ups of one ontology that stall leave room to the others.
const serverShare = 4

// NewBound makes a bound of so many units.
func NewBound(units int) *Bound {
	return &Bound{semaphore.NewWeighted(int64(units)), int64(units)}
}

// share is what one server may take of a bound; nil is without bound.
type share struct {
	all, own *semaphore.Weighted
	size     int64
}

func (b *Bound) share() *share {
	if b == nil {
		return nil
	}
	size := max(1, b.size/serverShare)
	return &share{b.units, semaphore.NewWeighted(size), size}
}

// units are those of a look-up with a text of so many bytes. One fits always.
func (s *share) units(bytes int) int64 {
	if s == nil {
		return 0
	}
	return min(1+int64(bytes>>10), s.size)
}

// enter takes units, and waits for them where they are not free; an error is
// that of ctx.
func (s *share) enter(ctx context.Context, units int64) (waited bool, err error) {
	if err := ctx.Err(); err != nil || s == nil {
		return false, err
	}
	if s.own.TryAcquire(units) {
		if s.all.TryAcquire(units) {
			return false, nil
		}
	} else if err := s.own.Acquire(ctx, units); err != nil {
		return true, err
	}
	if err := s.all.Acquire(ctx, units); err != nil {
		s.own.Release(units)
		return true, err
	}
	return true, nil
}

func (s *share) leave(units int64) {
	if s != nil {
		s.all.Release(units)
		s.own.Release(units)
	}
}
