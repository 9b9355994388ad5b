// Package pipe is the one loop of medcode: pull, batch, process, publish,
// settle. Router and workers are functions of a batch; everything that can go
// wrong around them — redelivery, poison, a lost broker, a full disk — is
// handled here, once.
package pipe

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Lane is a priority of the batcher.
type Lane int

// Interactive work is served first; bulk work fills batches up and keeps at
// least a tenth of each.
const (
	Interactive Lane = iota
	Bulk
)

// Why a batch was closed.
const (
	ClosedByItems = "items" // the item cap was reached
	ClosedBySize  = "size"  // the next item would exceed the size budget
	ClosedByAlone = "alone" // a suspect is processed by itself
	ClosedByFree  = "free"  // a runner was free and nothing more was waiting
)

// ErrClosed is returned for work offered to a batcher that has stopped.
var ErrClosed = errors.New("shutting down")

// BatchOptions bound the batches.
type BatchOptions struct {
	MaxItems int // items in a batch, default 32
	MaxSize  int // sum of the items' sizes, 0 for no bound
	Queue    int // items that may wait in a lane before Submit blocks, default 4 × MaxItems
}

type entry[T any] struct {
	v        T
	size     int
	alone    bool
	queued   time.Time
	deadline time.Time // zero for none
}

// Batcher forms batches from two lanes. A runner that is free takes what
// waits, at once: under load batches grow by themselves, and a lone item never
// waits for company (a linger of 5 ms is a floor of 5 ms on every answer).
type Batcher[T any] struct {
	opts  BatchOptions
	slots [2]chan struct{}

	mu     sync.Mutex
	some   sync.Cond
	lanes  [2][]entry[T]
	passed int // batches in a row that held no bulk while some waited
	closed bool
}

// NewBatcher returns an empty batcher.
func NewBatcher[T any](o BatchOptions) *Batcher[T] {
	if o.MaxItems <= 0 {
		o.MaxItems = 32
	}
	if o.Queue <= 0 {
		o.Queue = 4 * o.MaxItems
	}
	b := &Batcher[T]{opts: o}
	b.some.L = &b.mu
	for i := range b.slots {
		b.slots[i] = make(chan struct{}, o.Queue)
	}
	return b
}

// Submit queues v; it blocks while its lane is full, until ctx is done. An
// item whose deadline passes before its batch starts is reported as expired.
func (b *Batcher[T]) Submit(ctx context.Context, lane Lane, v T, size int, alone bool) error {
	select {
	case b.slots[lane] <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	deadline, _ := ctx.Deadline()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		<-b.slots[lane]
		return ErrClosed
	}
	b.lanes[lane] = append(b.lanes[lane], entry[T]{v, size, alone, time.Now(), deadline})
	b.some.Signal()
	return nil
}

// Batch is what one run processes.
type Batch[T any] struct {
	Items   []T
	Expired []T // dropped: nobody waits for them any more
	Reason  string
	Waited  time.Duration // of the oldest item
}

// Next blocks until there is a batch. ok is false when the batcher is closed
// and drained.
func (b *Batcher[T]) Next() (batch Batch[T], ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.lanes[Interactive])+len(b.lanes[Bulk]) == 0 {
		if b.closed {
			return Batch[T]{}, false
		}
		b.some.Wait()
	}
	batch = b.form(time.Now())
	if len(b.lanes[Interactive])+len(b.lanes[Bulk]) > 0 {
		b.some.Signal() // another runner can start on the rest
	}
	return batch, true
}

// Close lets Next drain what waits and refuses new work.
func (b *Batcher[T]) Close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.some.Broadcast()
}

// maxPassed is how many batches in a row may leave bulk out: the size budget,
// a cap of one, or a suspect that wants a batch to itself would otherwise keep
// it waiting for as long as interactive work comes.
const maxPassed = 9

// form takes interactive items up to the cap less the share of bulk, then
// bulk, then interactive again where bulk did not fill its share. Bulk that
// was passed over too often goes first.
func (b *Batcher[T]) form(now time.Time) Batch[T] {
	f := former[T]{b: b, now: now, batch: Batch[T]{Reason: ClosedByFree}}
	limit, waits, share := b.opts.MaxItems, len(b.lanes[Bulk]) > 0, 0
	if waits && limit > 1 {
		share = (limit + 9) / 10
	}
	if b.passed >= maxPassed {
		f.take(Bulk, max(1, share))
		share = 0
	}
	f.take(Interactive, limit-share)
	f.take(Bulk, limit)
	f.take(Interactive, limit)
	if waits && f.bulk == 0 {
		b.passed++
	} else {
		b.passed = 0
	}
	if f.batch.Reason == ClosedByFree && len(f.batch.Items) == limit {
		f.batch.Reason = ClosedByItems
	}
	return f.batch
}

type former[T any] struct {
	b     *Batcher[T]
	now   time.Time
	batch Batch[T]
	size  int
	bulk  int // items taken from the bulk lane
	full  bool
}

func (f *former[T]) take(lane Lane, limit int) {
	for !f.full && len(f.b.lanes[lane]) > 0 {
		e := f.b.lanes[lane][0]
		n := len(f.batch.Items)
		switch {
		case !e.deadline.IsZero() && f.now.After(e.deadline):
			f.batch.Expired = append(f.batch.Expired, f.pop(lane).v)
			continue
		case e.alone && n > 0:
			f.full = true // it gets the next batch to itself
		case f.b.opts.MaxSize > 0 && n > 0 && f.size+e.size > f.b.opts.MaxSize:
			f.full, f.batch.Reason = true, ClosedBySize
		case n >= limit:
			if limit == f.b.opts.MaxItems {
				f.full, f.batch.Reason = true, ClosedByItems
			}
			return
		}
		if f.full {
			return
		}
		if lane == Bulk {
			f.bulk++
		}
		f.add(f.pop(lane))
	}
}

func (f *former[T]) add(e entry[T]) {
	f.batch.Items = append(f.batch.Items, e.v)
	f.batch.Waited = max(f.batch.Waited, f.now.Sub(e.queued))
	f.size += e.size
	if e.alone {
		f.full, f.batch.Reason = true, ClosedByAlone
	}
}

func (f *former[T]) pop(lane Lane) entry[T] {
	q := f.b.lanes[lane]
	e := q[0]
	q[0] = entry[T]{}
	f.b.lanes[lane] = q[1:]
	<-f.b.slots[lane]
	return e
}
