package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"medcode/internal/settings"
)

// benchServer is a medcode with all roles in a process of its own, on a fresh
// store that shares only the releases of the given one.
type benchServer struct {
	cmd   *exec.Cmd
	dir   string
	ports map[string]string
	ready time.Duration // from exec until /readyz answers
	said  bytes.Buffer
	done  chan struct{}
}

// startPatience is how long a server may take to be ready.
const startPatience = 60 * time.Second

func (b *bench) server(ctx context.Context, sync string, flags ...string) (*benchServer, error) {
	dir, err := os.MkdirTemp(b.dir, "store-")
	if err != nil {
		return nil, err
	}
	releases, err := filepath.Abs(filepath.Join(b.c.set.String(settings.Data), "ontology"))
	if err != nil {
		return nil, err
	}
	if err := os.Symlink(releases, filepath.Join(dir, "ontology")); err != nil {
		return nil, err
	}
	s := &benchServer{dir: dir, done: make(chan struct{})}
	s.cmd = exec.CommandContext(ctx, b.bin, slices.Concat([]string{
		"run", "--data", dir, "--ports", "auto", "--sync", sync, "--roles", "all", "--nats", "", "--host", "127.0.0.1", "--log-level", "warn",
		"--audit", filepath.Join(dir, "audit.log"), // a line for each connection, as in use, and not through this process
	}, b.coding(), flags)...)
	s.cmd.Env, s.cmd.Stderr = b.c.environ, &s.said
	start := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { _ = s.cmd.Wait(); close(s.done) }()
	if err := s.await(ctx); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	s.ready = time.Since(start)
	return s, nil
}

// coding are the settings that decide what is coded and how fast, for a child.
func (b *bench) coding() []string {
	var args []string
	for _, n := range codingSettings() {
		if n != settings.Data && n != settings.LogLevel && n != settings.LogFormat {
			args = append(args, "--"+string(n)+"="+b.c.set.String(n))
		}
	}
	return args
}

func (s *benchServer) await(ctx context.Context) error {
	deadline := time.Now().Add(startPatience)
	for time.Now().Before(deadline) {
		data, err := os.ReadFile(filepath.Join(s.dir, "ports.json"))
		if err == nil && json.Unmarshal(data, &s.ports) == nil && s.isReady() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.done:
			return fmt.Errorf("the server ended at its start: %s", s.said.String())
		case <-time.After(time.Millisecond):
		}
	}
	return fmt.Errorf("the server was not ready in %v", startPatience)
}

func (s *benchServer) isReady() bool {
	resp, err := http.Get("http://" + s.ports["http"] + "/readyz")
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// stop lets the server finish and wants it to leave without a fault.
func (s *benchServer) stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
	case <-time.After(2 * grace):
		_ = s.cmd.Process.Kill()
		<-s.done
	}
	if code := s.cmd.ProcessState.ExitCode(); code != exitOK {
		return fmt.Errorf("the server left with %d: %s", code, s.said.String())
	}
	return os.RemoveAll(s.dir)
}

// cpu is the processor time that the server has used; 0 where the system does
// not tell.
func (s *benchServer) cpu() time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	// The name in parentheses may hold blanks; utime and stime are fields 14
	// and 15, in ticks of which every Linux of today has 100 a second.
	_, rest, _ := bytes.Cut(data, []byte(") "))
	fields := strings.Fields(string(rest))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * (time.Second / 100)
}

// memory reads the resident and the proportional size, in MB.
func (s *benchServer) memory() (rss, pss float64) {
	read := func(file, field string) float64 {
		data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/%s", s.cmd.Process.Pid, file))
		for line := range strings.Lines(string(data)) {
			if rest, ok := strings.CutPrefix(line, field); ok {
				kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
				return kb * 1024 / 1e6
			}
		}
		return 0
	}
	return read("status", "VmRSS:"), read("smaps_rollup", "Pss:")
}

func (b *bench) addMemory(s *benchServer, when string) {
	rss, pss := s.memory()
	if rss > 0 {
		b.add("memory "+when+", resident", "MB", rss)
	}
	if pss > 0 {
		b.add("memory "+when+", proportional", "MB", pss)
	}
}

// ownCPU is the processor time that this process, the client, has used.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
