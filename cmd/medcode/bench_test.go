package main

import (
	"bytes"
	"flag"
	"io"
	"slices"
	"strings"
	"testing"
)

// TestTCPFlags: what cannot be measured is refused before a server starts.
func TestTCPFlags(t *testing.T) {
	for _, tc := range []struct {
		args    string
		clients int
		modes   string
		fault   string
	}{
		{"", 100, "closed,open,pipelined,fresh,ports,tls,burst,idle", ""},
		{"--only soak,closed", 100, "soak,closed", ""},
		{"--only closed --idle 1000000000", 100, "closed", ""},
		{"--only idle --idle 1000000000", 100, "", "limit"},
		{"--only closed,nope", 100, "", "nope"},
		{"--soak 19", 100, "", "--soak"},
		{"--runs 0", 100, "", "--runs"},
		{"--idle 0", 100, "", "--idle"},
		{"--burst 0", 100, "", "--burst"},
		{"", 9, "", "--clients"},
	} {
		var f tcpFlags
		fs := flag.NewFlagSet("bench", flag.ContinueOnError)
		fs.SetOutput(io.Discard)
		f.define(fs)
		if err := fs.Parse(append([]string{"--idle", "10"}, strings.Fields(tc.args)...)); err != nil {
			t.Fatal(err)
		}
		err := f.check("tcp", tc.clients)
		switch {
		case tc.fault == "" && (err != nil || !slices.Equal(f.modes(), strings.Split(tc.modes, ","))):
			t.Errorf("%q: modes %v, %v", tc.args, f.modes(), err)
		case tc.fault != "" && (err == nil || !strings.Contains(err.Error(), tc.fault)):
			t.Errorf("%q with %d clients: %v, want a word on %q", tc.args, tc.clients, err, tc.fault)
		}
	}
}

// TestFiguresAreGrouped: what belongs to a figure does not repeat its name,
// and keeps it in the JSON.
func TestFiguresAreGrouped(t *testing.T) {
	var out bytes.Buffer
	b := &bench{c: &call{stdio: stdio{out: &out}}}
	b.add("loop", "1/s", 1, 3, 2)
	b.add("loop: p50", "ms", 4)
	b.add("other: p50", "ms", 5)
	b.add("other: p99", "ms", 6)
	var names []string
	for line := range strings.Lines(out.String()) {
		names = append(names, strings.TrimRight(line[:20], " "))
	}
	if want := []string{"loop", "  p50", "other: p50", "  p99"}; !slices.Equal(names, want) {
		t.Errorf("printed %q, want %q", names, want)
	}
	if f := b.figures[1]; f.Name != "loop: p50" || f.Median != 4 {
		t.Errorf("kept %+v", f)
	}
	if f := b.figures[0]; f.Median != 2 || f.Low != 1 || f.High != 3 || f.Runs != 3 {
		t.Errorf("of three runs %+v", f)
	}
}
