//go:build e2e

package main

import (
	"bytes"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"medcode/internal/certs"
	"medcode/internal/settings"
	"medcode/schemas"
)

// TestWirePython asks on all ten ports with clients in another language that
// do as those of old did: one read a reply, every comma splits, 1.0 s of
// patience on plain ports; with TLS they verify by a CA file and show a
// certificate.
func TestWirePython(t *testing.T) {
	python := lookPython(t)
	in := newInstall(t)
	files := in.authority("certs")
	in.client("certs", "old-client")
	w := in.startWire("--tls-cert", files.Cert, "--tls-key", files.Key, "--tls-client-auth", "require", "--tls-ca", files.CA)
	shows := w.pythonTLS(files)
	for _, o := range schemas.Ontologies() {
		terms := w.wireTerms(o)
		asked := append([]string{terms.Term, terms.Unknown, "café 糖尿病", "Crohn's disease, of old"}, terms.Others[:50]...)
		replies := w.looked(o, asked)
		var want []string
		for _, a := range asked {
			want = append(want, strings.ReplaceAll(replies[a], "NO_MATCH", "-"))
		}
		for port, args := range map[settings.Name][]string{settings.PortOf(o): {"--recv", "4096"}, settings.TLSPortOf(o): shows} {
			got, err := w.python(python, strings.Join(asked, "\n")+"\n", append(args, w.portNumber(port), "-")...)
			if strings.TrimSpace(got) != strings.Join(want, "\n") || err != nil {
				t.Errorf("%s: %v; got\n%s\nwant\n%s", port, err, got, strings.Join(want, "\n"))
			}
		}
		if o == schemas.ICD10CM {
			for port, args := range map[settings.Name][]string{settings.PortOf(o): nil, settings.TLSPortOf(o): shows} {
				got, err := w.python(python, "", append(args, "--threads", "50", "--each", "4", w.portNumber(port), terms.Term)...)
				if want := want[0] + " 200/200\n"; got != want || err != nil {
					t.Errorf("%s, from 50 threads: got %q (%v), want %q", port, got, err, want)
				}
			}
		}
	}
	w.p.term()
}

func lookPython(t *testing.T) string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	return python
}

// pythonTLS are the client's flags for TLS, with its certificate.
func (w *wire) pythonTLS(f certs.Files) []string {
	dir := filepath.Dir(f.CA)
	return []string{"--tls", "--ca", f.CA, "--cert", filepath.Join(dir, "old-client.pem"), "--key", filepath.Join(dir, "old-client-key.pem")}
}

func (w *wire) portNumber(port settings.Name) string {
	_, p, _ := net.SplitHostPort(w.ports[string(port)])
	return p
}

// python runs the client and returns what it prints. The server listens on an
// IPv4 address alone, which is tried after ::1 where localhost is both.
func (w *wire) python(python, stdin string, args ...string) (string, error) {
	var out, err bytes.Buffer
	cmd := exec.Command(python, append([]string{filepath.Join("testdata", "old_client.py")}, args...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &err
	failed := cmd.Run()
	if failed != nil {
		w.t.Log(err.String())
	}
	return out.String(), failed
}
