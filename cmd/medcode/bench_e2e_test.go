//go:build e2e

package main

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// TestBenchTCP: the loads of the bridge come to their end on the starter
// vocabulary, with every answer right, and leave their figures. Those left out
// are parts of these.
func TestBenchTCP(t *testing.T) {
	cmd := exec.Command("medcode", "bench", "tcp", "--json", "--data", t.TempDir(), "--only", "open,tls,burst,idle,soak",
		"--seconds", "1", "--runs", "1", "--clients", "10", "--idle", "100", "--burst", "20", "--soak", "2000")
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	var got struct{ Figures []figure }
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	figures := map[string]float64{}
	for _, f := range got.Figures {
		if _, twice := figures[f.Name]; twice {
			t.Errorf("%q stands twice", f.Name)
		}
		figures[f.Name] = f.Median
	}
	for _, name := range []string{
		"TCP, open loop at 80 %, terms as printed", "TCP, open loop at 80 %, terms as printed: p99",
		"TLS look-ups, distinct, changed", "TLS look-ups, a connection each, as printed: to connect, longest",
		"look-ups, all ports, plain and TLS, at once: hcpcs", "look-ups, all ports, plain and TLS, at once: loinc TLS",
		"100 idle connections, plain: answer still", "100 idle connections, TLS: answer still",
	} {
		if figures[name] <= 0 {
			t.Errorf("%q is %v", name, figures[name])
		}
	}
	for name, want := range map[string]float64{"burst of 20 × 10 connections: answered rightly": 200, "soak, 10 × 64 under way: answered rightly": 2000} {
		if figures[name] != want {
			t.Errorf("%q is %v, want %v", name, figures[name], want)
		}
	}
}
