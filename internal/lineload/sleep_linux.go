package lineload

import (
	"syscall"
	"time"
)

// sleepUntil sleeps to some 50 µs. A sleep of the Go runtime may be a
// millisecond late, since epoll counts in those.
func sleepUntil(t time.Time) {
	for d := time.Until(t); d > 0; d = time.Until(t) {
		ts := syscall.NsecToTimespec(int64(d))
		_ = syscall.Nanosleep(&ts, nil) // a signal may end it early: asked again
	}
}
