//go:build e2e

package main

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"medcode/bridge/wiretest"
	"medcode/internal/settings"
	"medcode/schemas"
)

// TestWireWorkerAway are cases 38 and 39 with a process a role: whatever is
// missing behind the bridge, a line gets a word that old clients know, and its
// code again once the missing part is back. One connection lives through all.
func TestWireWorkerAway(t *testing.T) {
	t.Parallel()
	in := newInstall(t)
	broker := in.start("broker", in.run("broker")...)
	w := &wire{install: in, p: in.start("bridge", in.run("bridge,web", "--timeout", "1s")...)}
	in.ready()
	w.ports = map[string]string{string(settings.ICD10CMPort): fmt.Sprintf("127.0.0.1:%d", in.icd10cm)}
	reply := w.looked(schemas.ICD10CM, []string{awayPhrase})[awayPhrase]
	nc := w.must(t, settings.ICD10CMPort)
	says := func(what string, words ...string) {
		t.Helper()
		w.comesOn(t, nc, what, words...)
	}
	says("no worker yet", "ERROR")
	worker := in.start("worker", in.run("worker:icd10cm")...)
	says("the worker is there", reply)
	worker.signal(syscall.SIGSTOP)
	says("the worker hangs", "TIMEOUT")
	worker.signal(syscall.SIGCONT)
	says("the worker goes on", reply)
	worker.kill()
	says("the worker died", "ERROR", "TIMEOUT")
	in.start("worker", in.run("worker:icd10cm")...)
	says("another worker", reply)
	broker.kill()
	says("the broker died", "ERROR", "TIMEOUT")
	answers(t, nc, "HEALTH", "OK")
	in.start("broker", in.run("broker")...)
	says("the broker is back", reply)
	if log := w.p.output(); strings.Contains(log, awayPhrase) {
		t.Errorf("the log has what a client sent:\n%s", log)
	}
	w.p.term()
}

// awayPhrase is one that no example on the screen has.
const awayPhrase = "essential hypertension"

// comes asks a port until one of the words comes, by default a code or
// NO_MATCH. Until then there may be words that tell of a fault, and what came
// before the fault.
func (w *wire) comes(t *testing.T, port settings.Name, what string, words ...string) {
	t.Helper()
	nc := w.must(t, port)
	w.comesOn(t, nc, what, words...)
}

// comesOn is comes on a connection that stands.
func (w *wire) comesOn(t *testing.T, nc net.Conn, what string, words ...string) {
	t.Helper()
	i := 0
	eventually(t, 20*time.Second, what, func() error {
		i++
		_ = nc.SetDeadline(time.Now().Add(20 * time.Second))
		got, err := ask(nc, fmt.Sprintf("%d,%s", i, awayPhrase))
		word, ok := strings.CutPrefix(got, fmt.Sprintf("%d,", i))
		fault := word == "ERROR" || word == "TIMEOUT"
		switch {
		case err != nil || !ok || !wiretest.Readable(word):
			t.Fatalf("%s: got %q (%v)", what, got, err)
		case slices.Contains(words, word), len(words) == 0 && !fault:
			return nil
		}
		return errors.New(word)
	})
}
