package broker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestStoreInUseNamesItsProcess(t *testing.T) {
	cfg := config(t)
	s := startAt(t, cfg)
	_, err := StartServer(t.Context(), cfg)
	if want := fmt.Sprintf("process %d;", os.Getpid()); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), cfg.Dir) {
		t.Fatalf("a second start: %v, want it to name %s", err, want)
	}
	check(t, s.Close())
	check(t, s.Close())
	startAt(t, cfg)
}

func TestStoreThatCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	check(t, os.WriteFile(file, nil, 0o600))
	closed := filepath.Join(dir, "closed")
	check(t, os.Mkdir(closed, 0o500))
	for _, path := range []string{file, filepath.Join(file, "below"), closed} {
		if path == closed && os.Getuid() == 0 {
			continue // root may write anywhere
		}
		_, err := StartServer(t.Context(), ServerConfig{Dir: path, Conf: conf, Port: -1})
		if err == nil || !strings.Contains(err.Error(), "store folder "+path) || !strings.Contains(err.Error(), "--data") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestPortTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer func() { _ = l.Close() }()
	cfg := config(t)
	cfg.Port = l.Addr().(*net.TCPAddr).Port
	_, err = StartServer(context.WithoutCancel(t.Context()), cfg) // nothing but the server can end the wait
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("127.0.0.1:%d", cfg.Port)) || !strings.Contains(err.Error(), "--nats-port") {
		t.Errorf("a taken port: %v", err)
	}
	cfg.Port = -1
	startAt(t, cfg) // the store is free again
}

func TestServerListensOnLoopback(t *testing.T) {
	if url := startAt(t, config(t)).URL(); !strings.Contains(url, "//127.0.0.1:") {
		t.Errorf("it listens on %s", url)
	}
}

func TestSync(t *testing.T) {
	for sync, want := range map[string]bool{"": true, "always": true, "2m": false} {
		cfg := config(t)
		cfg.Sync = sync
		if s := startAt(t, cfg); s.SyncAlways() != want {
			t.Errorf("sync %q: every write is flushed: %v", sync, !want)
		}
	}
	for _, bad := range []string{"never", "0s", "-1s", "2"} {
		cfg := config(t)
		cfg.Sync = bad
		if _, err := StartServer(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("sync %q: %v", bad, err)
		}
	}
}

func TestBadConf(t *testing.T) {
	cfg := config(t)
	cfg.Conf = "jetstream {"
	if _, err := StartServer(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "nats.conf") {
		t.Errorf("a bad nats.conf: %v", err)
	}
	cfg.Conf = conf
	startAt(t, cfg)
}

func TestDialWaits(t *testing.T) {
	cfg := config(t)
	cfg.Port = freePort(t)
	url := fmt.Sprintf("nats://127.0.0.1:%d", cfg.Port)
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := Dial(short, url, nil); err == nil || !strings.Contains(err.Error(), url) {
		t.Errorf("no server: %v", err)
	}
	got := make(chan error, 1)
	go func() {
		c, err := Dial(context.WithoutCancel(t.Context()), url, nil)
		if err == nil {
			c.Close()
		}
		got <- err
	}()
	startAt(t, cfg)
	check(t, <-got)
}

func TestInProcess(t *testing.T) {
	c, err := startAt(t, config(t)).Dial(nil)
	check(t, err)
	if !c.Connected() {
		t.Error("not connected")
	}
	check(t, apply(t, c, nil))
	c.Close()
	if _, err := c.Publish(soon(t), Msg{Subject: "files.a"}, PublishOptions{}); !errors.Is(err, ErrUnavailable) {
		t.Errorf("on a closed connection: %v", err)
	}
}
