package router

import (
	"fmt"
	"testing"
	"time"

	"medcode/schemas"
)

// TestBrokerComesBack stops the broker, and with it all work in progress,
// while notes wait for their parts: each gets its one result all the same.
func TestBrokerComesBack(t *testing.T) {
	r := newRig(t)
	r.route("one", vocabulary(), func(o *Options) { o.Patience = time.Minute }) // not as lost parts
	const n = 30
	for i := range n {
		r.publish(note(fmt.Sprint("note ", i), 1, text))
	}
	eventually(t, "all parts are out", func() bool { return r.written(schemas.StreamWork) == 3*n })
	check(t, r.server.Close())
	r.startServer()
	eventually(t, "the connection stands again", r.conn.Connected)
	r.work()
	for i := range n {
		id := fmt.Sprint("note ", i)
		eventually(t, id+" has its result", func() bool { return r.result(id) != nil })
	}
	r.expect("note 0", schemas.Final, 1, n, 0)
}

// TestBrokerComesBackUnderLoad stops it with everything in motion.
func TestBrokerComesBackUnderLoad(t *testing.T) {
	r := newRig(t)
	r.work()
	const n = 200
	for i := range n {
		r.publish(note(fmt.Sprint("note ", i), 1, text))
	}
	r.route("one", vocabulary(), nil)
	eventually(t, "results come", func() bool { return r.written(schemas.StreamDone) > n/10 })
	r.stopping.Store(true)
	check(t, r.server.Close())
	r.startServer()
	eventually(t, "the connection stands again", r.conn.Connected)
	for i := range n {
		id := fmt.Sprint("note ", i)
		eventually(t, id+" has its result", func() bool { return r.result(id) != nil })
	}
	r.expect("note 0", schemas.Final, 1, n, 0)
}
