package bridge

import (
	"context"
	"sync"
	"time"
)

// slot is the place of one reply in the order of its connection.
type slot struct {
	seq     string
	size    int       // bytes of the request, held against the window
	taken   time.Time // when the line was taken up
	answer  answer    // valid where result is nil
	result  chan answer
	expired <-chan struct{}    // the request's time is over
	cancel  context.CancelFunc // frees the request's context; nil where settled
}

// ready tells whether wait would return at once with an answer.
func (s *slot) ready() bool { return s.result == nil || len(s.result) > 0 }

// wait returns the answer, or TIMEOUT when the request's time is over first.
func (s *slot) wait() answer {
	if s.result == nil {
		return s.answer
	}
	defer s.cancel()
	select {
	case a := <-s.result:
		return a
	default:
	}
	select {
	case a := <-s.result:
		return a
	case <-s.expired:
		return answer{word: wordTimeout, outcome: outcomeTimeout}
	}
}

// queue holds the slots of a connection in order, between the one goroutine
// that reads requests and the one that writes replies. Its window counts a
// request from the moment it is let in until its reply is written, so that a
// client that does not read cannot make the server hold more.
type queue struct {
	maxRequests, maxBytes int

	mu       sync.Mutex
	changed  sync.Cond // one reader and one writer, and never both waiting
	slots    []*slot
	requests int
	bytes    int
	ended    bool // no slot will come any more
	stopped  bool // nobody waits for replies any more
}

func newQueue(maxRequests, maxBytes int) *queue {
	q := &queue{maxRequests: maxRequests, maxBytes: maxBytes}
	q.changed.L = &q.mu
	return q
}

// admit waits until a request of so many bytes fits the window; false means
// that the connection is given up. One request fits always.
func (q *queue) admit(bytes int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.stopped && q.requests > 0 &&
		(q.requests >= q.maxRequests || q.bytes+bytes > q.maxBytes) {
		q.changed.Wait()
	}
	q.requests++
	q.bytes += bytes
	return !q.stopped
}

// put appends the slot of a request that was admitted.
func (q *queue) put(s *slot) {
	q.mu.Lock()
	q.slots = append(q.slots, s)
	q.mu.Unlock()
	q.changed.Signal()
}

// take moves all waiting slots into buf, in order, and waits for the first; an
// empty result means that the queue has ended.
func (q *queue) take(buf []*slot) []*slot {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.slots) == 0 && !q.ended {
		q.changed.Wait()
	}
	buf = append(buf[:0], q.slots...)
	clear(q.slots)
	q.slots = q.slots[:0]
	return buf
}

// release takes written requests out of the window.
func (q *queue) release(requests, bytes int) {
	q.mu.Lock()
	q.requests -= requests
	q.bytes -= bytes
	q.mu.Unlock()
	q.changed.Signal()
}

// end lets take return what is left and then nothing.
func (q *queue) end() {
	q.mu.Lock()
	q.ended = true
	q.mu.Unlock()
	q.changed.Broadcast()
}

// stop lets no request in any more.
func (q *queue) stop() {
	q.mu.Lock()
	q.stopped = true
	q.mu.Unlock()
	q.changed.Broadcast()
}
