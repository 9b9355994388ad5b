package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"medcode/bridge"
	"medcode/internal/settings"
	"medcode/schemas"
)

// bridgeNode starts the bridge of a process that has nothing to look codes up
// with.
func bridgeNode(t *testing.T, args ...string) *node {
	t.Helper()
	n, _ := nodeWith(t, append([]string{"--ports", "auto", "--audit", "off"}, args...)...)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(func() {
		cancel()
		n.edge.Wait()
		if n.failed != nil {
			t.Error(n.failed)
		}
	})
	if err := n.startBridge(ctx); err != nil {
		t.Fatal(err)
	}
	return n
}

// converse sends lines to a port and returns what comes back until its end.
func converse(t *testing.T, at, lines string) string {
	t.Helper()
	network := "tcp"
	if path, ok := strings.CutPrefix(at, unixPrefix); ok {
		network, at = "unix", path
	}
	nc, err := net.Dial(network, at)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if _, err := io.WriteString(nc, lines); err != nil {
		t.Fatal(err)
	}
	if err := nc.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(nc)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestPortsOfTheirOwn: each port answers where and as its settings say.
func TestPortsOfTheirOwn(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "loinc")
	n := bridgeNode(t, "--snomed-port", "off", "--loinc-port", socket, "--quirks", "legacy,rxnorm=echo,hcpcs=none", "--max-line", "hcpcs=1024")
	for port, want := range map[string]string{
		"icd10cm-port": "OK\n",
		"loinc-port":   "OK\n",
		"rxnorm-port":  "hello,INVALID_FORMAT\nOK\n",
		"hcpcs-port":   "ERROR,Invalid format\nOK\n",
	} {
		if got := converse(t, n.ports[port], "hello\nHEALTH\n"); got != want {
			t.Errorf("%s answers %q, want %q", port, got, want)
		}
	}
	if got := converse(t, n.ports["hcpcs-port"], strings.Repeat("x", 1025)+"\n"); got != "ERROR,Line too long\n" {
		t.Errorf("a long line: %q", got)
	}
	if n.ports["loinc-port"] != unixPrefix+socket || len(n.ports) != 4 {
		t.Errorf("open are %v", n.ports)
	}
	if err := n.writePorts(t.Context()); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	n.screenPorts(&out)
	_, port, _ := net.SplitHostPort(n.ports["icd10cm-port"])
	if s := out.String(); !strings.Contains(s, "icd10cm   TCP "+port+"\n") || !strings.Contains(s, "loinc     unix:"+socket+"\n") || strings.Contains(s, "snomed") {
		t.Errorf("the screen says %s", s)
	}
}

// TestTLSPorts: all eleven ports are open and apart, in the metrics too.
func TestTLSPorts(t *testing.T) {
	n := bridgeNode(t, "--tls", "--allow", "notes=10.0.0.7")
	var want []string
	for _, p := range settings.BridgePorts() {
		want = append(want, string(p.Setting))
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(n.ports)); !slices.Equal(got, want) {
		t.Errorf("open are %v", got)
	}
	families, err := n.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	labels := map[string]bool{}
	for _, f := range families {
		for _, m := range f.Metric {
			for _, l := range m.Label {
				if f.GetName() == "medcode_bridge_connections_open" && l.GetName() == "port" {
					labels[l.GetValue()] = true
				}
			}
		}
	}
	if len(labels) != len(want) || !labels["icd10cm-tls"] || !labels["notes"] {
		t.Errorf("metrics of %v", labels)
	}
}

func TestOptions(t *testing.T) {
	n, _ := nodeWith(
		t, "--quirks", "legacy,notes=none", "--max-line", "2048", "--max-connections", "7,notes=3", "--max-in-flight", "9", "--rate", "2.5,icd10cm=0",
		"--idle", "icd10cm-tls=60s", "--allow", "snomed=10.0.0.7", "--timeout", "3s",
	)
	b := &bridgePorts{node: n, lookUps: bridge.NewBound(1)}
	options := map[string]bridge.Options{}
	for _, p := range settings.BridgePorts() {
		o, err := b.options(p)
		if err != nil {
			t.Fatal(err)
		}
		if o.Name != p.Name || o.Timeout != 3*time.Second || o.ClientInFlight != 9 || o.LookUps != b.lookUps {
			t.Errorf("%s has %+v", p.Name, o)
		}
		options[p.Name] = o
	}
	icd, secured, snomed, note := options["icd10cm"], options["icd10cm-tls"], options["snomed"], options["notes"]
	if icd.NoMatch != "R69" || secured.NoMatch != "R69" || snomed.NoMatch != "" || snomed.Invalid != bridge.InvalidSilent || note.Invalid != "" {
		t.Errorf("quirks: %+v\n%+v\n%+v\n%+v", icd, secured, snomed, note)
	}
	if icd.MaxLine != 2048 || note.MaxLine <= schemas.MaxTextBytes || icd.MaxConns != 7 || note.MaxConns != 3 {
		t.Errorf("limits: %+v\n%+v", icd, note)
	}
	if icd.ClientRate != 0 || secured.ClientRate != 2.5 || icd.Idle != 0 || secured.Idle != time.Minute {
		t.Errorf("rates: %+v\n%+v", icd, secured)
	}
}

// TestPortsFile: a process takes out of the file what it has no longer open,
// and leaves what other processes of the store told.
func TestPortsFile(t *testing.T) {
	n, _ := nodeWith(t, "--roles", "bridge", "--nats", "nats://a:4222")
	name := filepath.Join(n.set.String(settings.Data), "ports.json")
	if err := os.WriteFile(name, []byte(`{"nats":"nats://a:4222","snomed-port":"127.0.0.1:1","icd10cm-port":"127.0.0.1:2"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	n.ports["icd10cm-port"] = "127.0.0.1:3"
	if err := n.writePorts(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	data, err := os.ReadFile(name)
	if err != nil || json.Unmarshal(data, &got) != nil || !maps.Equal(got, map[string]string{"nats": "nats://a:4222", "icd10cm-port": "127.0.0.1:3"}) {
		t.Errorf("the file holds %s, %v", data, err)
	}
}

// keptNote keeps the note that it is asked for.
type keptNote struct{ got schemas.Note }

func (k *keptNote) note(_ context.Context, n schemas.Note) (schemas.Result, error) {
	k.got = n
	return schemas.Result{}, nil
}

func TestNotesOfClients(t *testing.T) {
	var k keptNote
	var ids [2]string
	for i := range ids {
		if _, err := (notes{&k}).Note(t.Context(), "chest pain"); err != nil {
			t.Fatal(err)
		}
		k.got.Normalize()
		if err := k.got.Validate(); err != nil || k.got.Feed != "tcp" || k.got.Text != "chest pain" {
			t.Errorf("note %+v: %v", k.got, err)
		}
		ids[i] = k.got.ID
	}
	if ids[0] == ids[1] {
		t.Error("two notes have one id")
	}
}

// TestAskSocket: medcode ask finds a port by its path too.
func TestAskSocket(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	n := bridgeNode(t, "--icd10cm-port", socket, "--tls", "--notes-port", socket+"n")
	ca := filepath.Join(n.set.String(settings.Data), "certs", "ca.pem")
	for _, c := range []struct {
		args []string
		out  string
	}{
		{[]string{socket, "chest pain"}, "ERROR\n"}, // there is nothing to look it up with
		{[]string{unixPrefix + socket, "chest pain"}, "ERROR\n"},
		{[]string{"--tls", "--ca", ca, "--note", socket + "n", "chest pain"}, "ERROR:INTERNAL\n"},
		{[]string{socket + "x", "chest pain"}, ""},
	} {
		if rc, out, errs := medcode(t, append([]string{"ask"}, c.args...)...); rc != exitFailure || out != c.out {
			t.Errorf("%v: left with %d, printed %q, %s", c.args, rc, out, errs)
		}
	}
}
