package main

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"medcode/bridge"
)

// only codes chest pain.
type only struct{}

func (only) Code(_ context.Context, description string) (string, error) {
	if description == "chest pain" {
		return "R07.9", nil
	}
	return "", nil
}

// bridgeFor serves on a plain and a TLS port and returns both.
func bridgeFor(t *testing.T, o bridge.TLSOptions) (plain, secured string) {
	t.Helper()
	o.Logger = slog.New(slog.DiscardHandler)
	tl, err := bridge.NewTLS(o)
	if err != nil {
		t.Fatal(err)
	}
	s := bridge.New(bridge.Options{Logger: o.Logger}, only{}, nil)
	ctx, cancel := context.WithCancel(context.Background())
	var ports [2]string
	ended := make(chan error, len(ports))
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_, ports[i], _ = net.SplitHostPort(l.Addr().String())
		if i == 1 {
			l = tl.Listen(l, "icd10cm", nil)
		}
		go func() { ended <- s.Serve(ctx, l) }()
	}
	t.Cleanup(func() {
		cancel()
		for range ports {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	})
	return ports[0], ports[1]
}

// medcode runs a command and returns what it left with and printed.
func medcode(t *testing.T, args ...string) (rc int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	rc = run(t.Context(), args, stdio{in: strings.NewReader(""), out: &o, err: &e})
	return rc, o.String(), e.String()
}

// TestAskWithCerts: certificates that medcode certs makes let medcode ask in,
// and nobody without one.
func TestAskWithCerts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "certs")
	for _, args := range [][]string{{"self-signed"}, {"client", "--name", "ehr"}} {
		if rc, _, errs := medcode(t, append([]string{"certs", "--out", dir}, args...)...); rc != exitOK {
			t.Fatal(errs)
		}
	}
	file := func(name string) string { return filepath.Join(dir, name) }
	plain, secured := bridgeFor(t, bridge.TLSOptions{
		Cert: file("server.pem"), Key: file("server-key.pem"), CA: file("ca.pem"), ClientAuth: bridge.ClientAuthRequire,
	})
	trust := []string{"ask", "--tls", "--ca", file("ca.pem")}
	shown := append(trust[:len(trust):len(trust)], "--cert", file("ehr.pem"), "--key", file("ehr-key.pem"))
	for _, c := range []struct {
		name string
		args []string
		rc   int
		out  string
	}{
		{"plain", []string{"ask", plain, "chest", "pain"}, exitOK, "R07.9\n"},
		{"plain, no code", []string{"ask", plain, "unheard of"}, exitFailure, "NO_MATCH\n"},
		{"TLS", append(shown, secured, "chest pain"), exitOK, "R07.9\n"},
		{"TLS by name", append(shown, "localhost:"+secured, "chest pain"), exitOK, "R07.9\n"},
		{"TLS, no certificate", append(trust, secured, "chest pain"), exitFailure, ""},
		{"TLS, authority unknown", []string{"ask", "--tls", secured, "chest pain"}, exitFailure, ""},
		{"plain to TLS", []string{"ask", secured, "chest pain"}, exitFailure, ""},
		{"TLS to plain", append(shown, plain, "chest pain"), exitFailure, ""},
		{"CA without TLS", []string{"ask", "--ca", file("ca.pem"), plain, "chest pain"}, exitUsage, ""},
		{"two lines", []string{"ask", plain, "chest\npain"}, exitUsage, ""},
		{"no text", []string{"ask", plain}, exitUsage, ""},
		{"nothing", []string{"ask"}, exitUsage, ""},
	} {
		if rc, out, errs := medcode(t, c.args...); rc != c.rc || out != c.out {
			t.Errorf("%s: left with %d, printed %q, %s", c.name, rc, out, errs)
		}
	}
}

func TestCertsCommand(t *testing.T) {
	dir := t.TempDir()
	if rc, out, errs := medcode(t, "certs", "csr", "--out", dir, "--host", "a.example, 10.0.0.7"); rc != exitOK || !strings.Contains(out, "server.csr") {
		t.Errorf("left with %d: %s%s", rc, out, errs)
	}
	before, err := os.ReadFile(filepath.Join(dir, "server-key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	if rc, _, errs := medcode(t, "certs", "self-signed", "--out", dir); rc != exitFailure || !strings.Contains(errs, "never overwritten") {
		t.Errorf("left with %d: %s", rc, errs)
	}
	if after, _ := os.ReadFile(filepath.Join(dir, "server-key.pem")); !bytes.Equal(before, after) {
		t.Error("the key was overwritten")
	}
	for _, args := range [][]string{{}, {"self-signed"}, {"other", "--out", dir}, {"csr", "client", "--out", dir}} {
		if rc, _, _ := medcode(t, append([]string{"certs"}, args...)...); rc != exitUsage {
			t.Errorf("certs %v left with %d", args, rc)
		}
	}
}
