//go:build e2e

package main

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"medcode/bridge/wiretest"
	"medcode/internal/settings"
	"medcode/schemas"
)

// TestWireSettings runs a bridge whose ports differ: quirks of old, one that is
// off, a unix socket, a rate, lists of who may enter, and an audit of all.
func TestWireSettings(t *testing.T) {
	t.Parallel()
	in := newInstall(t)
	files := in.authority("certs")
	dir, err := os.MkdirTemp("", "wire") // paths of sockets are short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket, audit := filepath.Join(dir, "loinc.sock"), filepath.Join(in.logs, "audit.jsonl")
	w := in.startWire(
		"--tls-cert", files.Cert, "--tls-key", files.Key, "--tls-client-auth", "optional", "--tls-ca", files.CA,
		"--quirks", "icd10cm=legacy,snomed=echo", "--hcpcs-port", "off", "--loinc-port", socket,
		"--rate", "rxnorm=20", "--allow", "snomed-tls=ward-a,loinc-tls=192.0.2.0/24", "--audit", audit,
		"--max-connections", "rxnorm-tls=2", "--max-line", "rxnorm-tls=2048",
	)
	w.trust = trusting(t, files.CA)
	t.Run("quirks", w.quirks)
	t.Run("off", w.off)
	t.Run("unix socket", func(t *testing.T) { w.unixSocket(t, socket) })
	t.Run("rate", w.rate)
	t.Run("allow", w.allow)
	t.Run("limits", w.limits)
	t.Run("probes", w.probesOnce)
	w.p.term()
	if _, err := os.Lstat(socket); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket is left behind: %v", err)
	}
	w.audited(audit)
}

// quirks holds the conversations of the old kinds, and the usual ones on the
// TLS port of the same ontology.
func (w *wire) quirks(t *testing.T) {
	icd, sct := w.wireTerms(schemas.ICD10CM), w.wireTerms(schemas.SNOMED)
	icd.Others, sct.Others = icd.Others[:2], sct.Others[:2]
	w.hold(t, settings.ICD10CMPort, wiretest.Silent(icd))
	w.hold(t, settings.ICD10CMPort, wiretest.NoMatch(icd, "R69"))
	w.hold(t, settings.PortOf(schemas.SNOMED), wiretest.Echo(sct))
	w.hold(t, settings.PortOf(schemas.SNOMED), wiretest.NoMatch(sct, "NO_MATCH"))
	answers(t, w.must(t, settings.TLSPortOf(schemas.ICD10CM)), "hello", "ERROR,Invalid format")
	answers(t, w.must(t, settings.TLSPortOf(schemas.ICD10CM)), "1,"+icd.Unknown, "1,NO_MATCH")
}

// hold has the conversations on a port, one after another.
func (w *wire) hold(t *testing.T, port settings.Name, list []wiretest.Conversation) {
	t.Helper()
	replies := w.looked(tenPorts()[port], phrasesOf(list))
	c := wiretest.Client{Code: func(p string) string { return replies[p] }}
	for _, v := range list {
		if err := c.Hold(w.must(t, port), v); err != nil {
			t.Errorf("%s: %v", port, err)
		}
	}
}

// off: the port is nowhere, its neighbour of TLS is.
func (w *wire) off(t *testing.T) {
	if at, ok := w.ports[string(settings.PortOf(schemas.HCPCS))]; ok {
		t.Errorf("the port is at %s", at)
	}
	answers(t, w.must(t, settings.TLSPortOf(schemas.HCPCS)), "HEALTH", "OK")
}

func (w *wire) unixSocket(t *testing.T, socket string) {
	info, err := os.Stat(socket)
	if err != nil || info.Mode().Perm() != 0o660 {
		t.Errorf("%v (%v), want a socket for owner and group", info, err)
	}
	list := wiretest.Conversations(w.wireTerms(schemas.LOINC))
	w.hold(t, settings.PortOf(schemas.LOINC), list[:min(len(list), 14)])
}

// rate: a client over its rate is answered later, all of it; another address
// is not held up by it.
func (w *wire) rate(t *testing.T) {
	const over, each = 20, 20 // requests: a second's worth may come at once, the others take a second
	port := settings.PortOf(schemas.RxNorm)
	nc := w.must(t, port)
	begin := time.Now()
	if _, err := io.WriteString(nc, strings.Repeat("1,aspirin tablet\n", over+each)); err != nil {
		t.Fatal(err)
	}
	if other, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}).Dial("tcp", w.ports[string(port)]); err != nil {
		t.Log("no second address here: ", err)
	} else {
		defer other.Close()
		answers(t, other, "HEALTH", "OK")
		w.connections++
	}
	in := bufio.NewReader(nc)
	for i := range over + each {
		if line, err := in.ReadString('\n'); !strings.HasPrefix(line, "1,") || strings.Contains(line, "ERROR") || strings.Contains(line, "TIMEOUT") {
			t.Fatalf("reply %d is %q (%v)", i, line, err)
		}
	}
	if took := time.Since(begin); took < 500*time.Millisecond {
		t.Errorf("%d requests took %v; the rate is %d a second", over+each, took, each)
	}
}

// allow: by the name in a certificate, and by address.
func (w *wire) allow(t *testing.T) {
	a, b := w.client("certs", "ward-a"), w.client("certs", "ward-b")
	snomed, loinc, hcpcs := settings.TLSPortOf(schemas.SNOMED), settings.TLSPortOf(schemas.LOINC), settings.TLSPortOf(schemas.HCPCS)
	for _, c := range []struct {
		port settings.Name
		cert *tls.Certificate
		ok   bool
	}{
		{snomed, a, true},
		{snomed, b, false},
		{snomed, nil, false},
		{loinc, a, false},
		{loinc, nil, false},
		{hcpcs, b, true},
		{hcpcs, nil, true},
	} {
		nc, err := w.with(c.port, w.showing(c.cert))
		if !c.ok {
			notAnswered(t, nc, err)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		answers(t, nc, "1,"+canary+" of "+canary, "1,NO_MATCH")
		answers(t, nc, canary+",", canary+",NO_MATCH")
		nc.Close()
	}
}

// limits: the third connection is closed at once, until there is room again; a
// line may be shorter than elsewhere.
func (w *wire) limits(t *testing.T) {
	port := settings.TLSPortOf(schemas.RxNorm)
	first, second := w.must(t, port), w.must(t, port)
	answers(t, first, "HEALTH", "OK")
	answers(t, second, "1,"+strings.Repeat("x", 2047), "ERROR,Line too long")
	nc, err := w.to(port)
	notAnswered(t, nc, err)
	first.Close()
	eventually(t, 10*time.Second, "room for another", func() error {
		nc, err := w.to(port)
		if err != nil {
			return err
		}
		defer nc.Close()
		_, err = ask(nc, "HEALTH")
		return err
	})
}

// probesOnce connects and leaves, and sends no TLS to a port of TLS.
func (w *wire) probesOnce(t *testing.T) {
	for port := range tenPorts() {
		if isTLS(port) {
			for _, text := range []string{"", "GET / HTTP/1.1\r\n\r\n"} {
				nc, err := w.with(port, nil)
				if err != nil {
					t.Fatal(err)
				}
				_, _ = io.WriteString(nc, text)
				nc.Close()
			}
			// Whoever comes after them shows that they were accepted.
			if nc, err := w.to(port); err == nil {
				_ = nc.SetDeadline(time.Now().Add(20 * time.Second))
				_, _ = ask(nc, "HEALTH")
				nc.Close()
			}
		}
	}
}

// audited wants a line for each connection and none with a client's text.
func (w *wire) audited(name string) {
	w.t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		w.t.Fatal(err)
	}
	w.clean("audit", string(data))
	w.clean("log", w.p.output())
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if len(lines) != w.connections {
		w.t.Errorf("%d lines of audit for %d connections:\n%s", len(lines), w.connections, tail(string(data), 3000))
	}
	for _, want := range []string{"ward-a", "ward-b", "not_allowed", "too_many_connections", "not_tls", "127.0.0.1", "unix", "icd10cm-tls"} {
		if !strings.Contains(string(data), want) {
			w.t.Errorf("the audit does not tell of %s:\n%s", want, tail(string(data), 3000))
		}
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		w.t.Error(fmt.Errorf("mode of the audit file: %v (%w)", info, err))
	}
}
