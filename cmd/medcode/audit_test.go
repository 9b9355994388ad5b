package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"medcode/internal/settings"
)

// nodeWith is a process's wiring before anything is started. What it logs at
// warn and above is in log.
func nodeWith(t *testing.T, args ...string) (n *node, log *bytes.Buffer) {
	t.Helper()
	fs := flag.NewFlagSet("medcode run", flag.ContinueOnError)
	set, _, err := settings.Load(fs, append([]string{"--data", t.TempDir()}, args...), nil, "", settings.Names()...)
	if err != nil {
		t.Fatal(err)
	}
	log = new(bytes.Buffer)
	h := slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn})
	return &node{set: set, log: slog.New(h), metrics: prometheus.NewRegistry(), ports: map[string]string{}, broken: func() {}}, log
}

func TestAuditFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "audit")
	for range 2 {
		n, _ := nodeWith(t, "--audit", name)
		a, err := n.openAudit()
		if err != nil {
			t.Fatal(err)
		}
		a.With("port", "snomed").Info("connection", "lines", 2)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != auditMode {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
	for _, line := range lines {
		var got map[string]any
		if err := json.Unmarshal(line, &got); err != nil || got["port"] != "snomed" || got["lines"] != 2.0 || got["time"] == nil {
			t.Errorf("line %s: %v", line, err)
		}
	}
	if len(lines) != 2 {
		t.Errorf("%d lines after two runs, want 2", len(lines))
	}
}

func TestAuditElsewhere(t *testing.T) {
	n, log := nodeWith(t)
	a, err := n.openAudit()
	if err != nil {
		t.Fatal(err)
	}
	a.With("port", "snomed").WithGroup("g").Info("connection")
	n.log.Info("something else")
	if s := log.String(); !strings.Contains(s, "port=snomed") || strings.Count(s, "\n") != 1 {
		t.Errorf("a log of warnings holds %q, want the audit line alone", s)
	}
	n, _ = nodeWith(t, "--audit", "off")
	if a, err := n.openAudit(); a != nil || err != nil {
		t.Errorf("off: %v, %v", a, err)
	}
	n, _ = nodeWith(t, "--audit", filepath.Join(t.TempDir(), "none", "audit"))
	if _, err := n.openAudit(); err == nil || !strings.Contains(err.Error(), "--audit") {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// disk takes so many bytes and is full then.
type disk struct {
	bytes.Buffer
	room int
}

func (d *disk) Write(p []byte) (int, error) {
	n, _ := d.Buffer.Write(p[:min(len(p), d.room)])
	if d.room -= n; n < len(p) {
		return n, errors.New("no space left on device")
	}
	return n, nil
}

// TestAuditOnFullDisk: lines are lost and the log tells, once; with room again
// every line is whole.
func TestAuditOnFullDisk(t *testing.T) {
	var log bytes.Buffer
	d := &disk{room: 6}
	a := &auditFile{f: d, log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, line := range []string{"one\n", "two\n", "three\n"} {
		_, _ = a.Write([]byte(line))
	}
	d.room = 100
	for _, line := range []string{"four\n", "five\n"} {
		if n, err := a.Write([]byte(line)); n != len(line) || err != nil {
			t.Error(n, err)
		}
	}
	if got := d.String(); got != "one\ntw\nfour\nfive\n" {
		t.Errorf("the file holds %q", got)
	}
	if strings.Count(log.String(), "\n") != 1 {
		t.Errorf("the log holds %s", &log)
	}
}
