//go:build e2e

package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"medcode/schemas"
)

// numbered makes n notes out of the samples.
func numbered(t *testing.T, n int) []schemas.Note {
	t.Helper()
	list := sampleNotes(t)
	out := make([]schemas.Note, n)
	for i := range out {
		out[i] = list[i%len(list)]
		out[i].ID = fmt.Sprintf("n-%05d", i)
	}
	return out
}

func TestStoreInUse(t *testing.T) {
	in := newInstall(t)
	first := in.start("first", in.run("all")...)
	in.ready()
	other := newInstall(t)
	other.dir = in.dir
	_, stderr, code := other.medcode(nil, other.run("all")...)
	if code != exitFailure || !strings.Contains(stderr, fmt.Sprintf("process %d;", first.cmd.Process.Pid)) || !strings.Contains(stderr, "--data") {
		t.Errorf("left with %d and %q; want 1, the pid %d and what to do", code, stderr, first.cmd.Process.Pid)
	}
	first.term()
}

// TestPortTaken holds each listener's port in turn.
func TestPortTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	taken := fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
	for _, name := range []string{"http", "icd10cm-port", "hcpcs-port", "nats-port"} {
		in := newInstall(t)
		_, stderr, code := in.medcode(nil, in.run("all", "--"+name, taken)...)
		if code != exitFailure || !strings.Contains(stderr, "--"+name) || !strings.Contains(stderr, taken) {
			t.Errorf("--%s: left with %d and %q; want 1, the port and the flag", name, code, stderr)
		}
	}
}

// TestSigtermDrains stops the process while notes are in flight. Those come
// out after the next start, all of them.
func TestSigtermDrains(t *testing.T) {
	t.Parallel()
	in := newInstall(t)
	p := in.start("first", in.run("all")...)
	in.ready()
	conn, pub, _ := in.dial()
	notes := numbered(t, 400)
	published := make(chan int, 1)
	go func() {
		n := 0
		for _, note := range notes {
			if _, err := pub.Publish(t.Context(), note); err != nil {
				break
			}
			if n++; n == 200 {
				p.signal(syscall.SIGTERM)
			}
		}
		published <- n
	}()
	if code := p.exit(20 * time.Second); code != exitOK {
		t.Errorf("left with %d", code)
	}
	in.start("second", in.run("all")...)
	in.ready()
	accepted := <-published
	if accepted < 200 {
		t.Fatalf("only %d notes were accepted", accepted)
	}
	got := in.results(conn, accepted)
	for _, n := range notes[:accepted] {
		if got[n.ID].Status != schemas.Final {
			t.Errorf("note %s: status %q", n.ID, got[n.ID].Status)
		}
	}
	in.atRest()
}

// TestBrokerAway stops the broker's process for a while, then kills it, while
// notes flow through processes that go on.
func TestBrokerAway(t *testing.T) {
	t.Parallel()
	in := newInstall(t)
	p := in.start("broker", in.run("broker")...)
	for _, roles := range []string{"router", "worker", "bridge,web"} {
		in.start(roles, in.run(roles)...)
	}
	in.ready()
	conn, pub, _ := in.dial()
	notes := numbered(t, 600)
	published := make(chan error, 1)
	go func() {
		for _, n := range notes {
			if _, err := pub.PublishWait(t.Context(), n); err != nil {
				published <- err
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		published <- nil
	}()
	time.Sleep(500 * time.Millisecond)
	p.signal(syscall.SIGSTOP)
	time.Sleep(2 * time.Second)
	p.signal(syscall.SIGCONT)
	time.Sleep(500 * time.Millisecond)
	p.kill()
	time.Sleep(time.Second)
	in.start("broker-again", in.run("broker")...)
	if err := <-published; err != nil {
		t.Fatal(err)
	}
	got := in.results(conn, len(notes))
	for _, n := range notes {
		if got[n.ID].Status != schemas.Final {
			t.Errorf("note %s: status %q %v", n.ID, got[n.ID].Status, got[n.ID].Errors)
		}
	}
	in.atRest()
}

// TestFullDisk fills a small file system under a running process: notes are
// refused with a reason, those accepted are not lost, and it goes on once
// there is space.
func TestFullDisk(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("mounting a small file system needs root")
	}
	t.Parallel()
	in := newInstall(t)
	if err := os.MkdirAll(in.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", in.dir, "tmpfs", 0, "size=64m"); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(in.dir, syscall.MNT_DETACH) })
	p := in.start("all", in.run("all")...)
	in.ready()
	conn, pub, _ := in.dial()
	notes := numbered(t, 300)
	in.publish(pub, notes[:50])
	filler := filepath.Join(in.dir, "filler")
	fill(t, filler)
	accepted, refused := 50, error(nil)
	for _, n := range notes[50:] {
		if _, refused = pub.Publish(t.Context(), n); refused != nil {
			break
		}
		accepted++
	}
	if refused == nil {
		t.Error("the disk is full and every note was accepted")
	}
	t.Logf("%d notes accepted, then: %v", accepted, refused)
	time.Sleep(2 * time.Second)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	in.publish(pub, notes[accepted:])
	got := in.results(conn, len(notes))
	for _, n := range notes {
		if got[n.ID].Status != schemas.Final {
			t.Errorf("note %s: status %q", n.ID, got[n.ID].Status)
		}
	}
	in.atRest()
	p.term()
}

// fill writes until nothing more goes in.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 4096, 1} {
		for block := make([]byte, size); ; {
			if _, err := f.Write(block); err != nil {
				break
			}
		}
	}
}
