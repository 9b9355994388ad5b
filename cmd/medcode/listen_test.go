package main

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// deadSocket leaves a socket as a killed process does.
func deadSocket(t *testing.T, path string) {
	t.Helper()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	deadSocket(t, path)
	l, err := openSocket(path)
	if err != nil {
		t.Fatal("a dead process's socket was not replaced:", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != socketMode {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if _, err := openSocket(path); err == nil || !strings.Contains(err.Error(), "another process listens") {
		t.Errorf("a living process's socket: %v", err)
	}
	nc, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal("the socket was taken from who listens on it:", err)
	}
	nc.Close()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after the end: %v", err)
	}
}

func TestSocketLeavesFilesAlone(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "f"), filepath.Join(dir, "l")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, link, dir, filepath.Join(dir, "none", "s")} {
		if l, err := openSocket(path); err == nil {
			l.Close()
			t.Errorf("%s was taken", path)
		}
	}
	if data, err := os.ReadFile(file); string(data) != "mine" {
		t.Errorf("the file holds %q, %v", data, err)
	}
}

// TestSocketRace: of many that start at once on a dead process's socket one
// gets it, and is the one that clients reach.
func TestSocketRace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	deadSocket(t, path)
	var wg sync.WaitGroup
	got := make(chan net.Listener, 8)
	for range cap(got) {
		wg.Go(func() {
			if l, err := openSocket(path); err == nil {
				got <- l
			}
		})
	}
	wg.Wait()
	if len(got) != 1 {
		t.Fatalf("%d have it", len(got))
	}
	l := <-got
	defer l.Close()
	nc, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	nc.Close()
}
