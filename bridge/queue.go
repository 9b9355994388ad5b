package bridge

import (
	"context"
	"sync"
	"time"
)

// slot is the place of one reply in the order of its connection.
type slot struct {
	next    *slot // in the queue
	seq     string
	size    int       // bytes of the request, held against the window
	held    bool      // it has a place among its client's unanswered requests
	mute    bool      // its answer is counted, not written
	taken   time.Time // when the line was taken up
	answer  answer    // valid where result is nil
	result  chan answer
	expired <-chan struct{}    // the request's time is over
	late    answer             // what is said then
	cancel  context.CancelFunc // frees the request's context; nil where settled
}

// ready tells whether wait would return at once with an answer.
func (s *slot) ready() bool { return s.result == nil || len(s.result) > 0 }

// wait returns the answer, or late when the request's time is over first.
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
		return s.late
	}
}

// queue holds the slots of a connection in order, between the goroutine that
// reads requests and the one that writes replies. Its window counts a request
// from the moment it is let in until its reply is written, so that a client
// that does not read cannot make the server hold more.
type queue struct {
	maxRequests, maxBytes int

	mu          sync.Mutex
	changed     sync.Cond // only the reader waits, for the window or for the end
	first, last *slot
	requests    int
	bytes       int
	writing     bool // someone takes slots out
	stopped     bool // nobody waits for replies any more
}

func (q *queue) init(maxRequests, maxBytes int) {
	q.maxRequests, q.maxBytes = maxRequests, maxBytes
	q.changed.L = &q.mu
}

// admit waits until a request of so many bytes fits the window; ok is false
// where the connection is given up. One request fits always.
func (q *queue) admit(bytes int) (waited, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.stopped && q.requests > 0 &&
		(q.requests >= q.maxRequests || q.bytes+bytes > q.maxBytes) {
		waited = true
		q.changed.Wait()
	}
	q.requests++
	q.bytes += bytes
	return waited, !q.stopped
}

// put appends the slot of a request that was admitted. start tells that nobody
// takes slots out: the caller must see to it that take is called until it
// returns nil.
func (q *queue) put(s *slot) (start bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.first == nil {
		q.first = s
	} else {
		q.last.next = s
	}
	q.last = s
	start = !q.writing
	q.writing = true
	return start
}

// take takes all slots out, in order; nil means that there is none, and that
// put will ask for someone again.
func (q *queue) take() *slot {
	q.mu.Lock()
	defer q.mu.Unlock()
	s := q.first
	q.first, q.last = nil, nil
	if s == nil {
		q.writing = false
		q.changed.Signal()
	}
	return s
}

// release takes written requests out of the window.
func (q *queue) release(requests, bytes int) {
	q.mu.Lock()
	q.requests -= requests
	q.bytes -= bytes
	q.mu.Unlock()
	q.changed.Signal()
}

// empty waits until nobody takes slots out any more.
func (q *queue) empty() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.writing {
		q.changed.Wait()
	}
}

// stop lets no request in any more.
func (q *queue) stop() {
	q.mu.Lock()
	q.stopped = true
	q.mu.Unlock()
	q.changed.Signal()
}
