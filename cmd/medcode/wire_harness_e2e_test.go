//go:build e2e

package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"medcode/internal/certs"
	"medcode/internal/settings"
	"medcode/schemas"
)

// wire is a running bridge with all of its ports, and what its TLS clients
// trust.
type wire struct {
	*install
	p     *process
	ports map[string]string // as in ports.json: address by setting
	trust *tls.Config

	mu          sync.Mutex
	connections int // made by with
}

// startWire starts a process on ports of its choice, TLS ones too, and waits
// for it. Later arguments win over earlier ones.
func (in *install) startWire(more ...string) *wire {
	in.t.Helper()
	w := &wire{install: in}
	w.p = in.start("bridge", append([]string{"run", "--data", in.dir, "--ports", "auto", "--tls"}, more...)...)
	w.listens()
	if ca := filepath.Join(in.dir, "certs", "ca.pem"); !slices.Contains(more, "--tls-cert") {
		w.trust = trusting(in.t, ca)
	}
	return w
}

// listens waits until the process has said where it listens.
func (w *wire) listens() {
	w.t.Helper()
	eventually(w.t, 30*time.Second, "ports.json", func() error {
		select {
		case <-w.p.done:
			w.t.Fatalf("left with %d:\n%s", w.p.cmd.ProcessState.ExitCode(), w.p.output())
		default:
		}
		data, err := os.ReadFile(filepath.Join(w.dir, "ports.json"))
		if err == nil {
			err = json.Unmarshal(data, &w.ports)
		}
		if err == nil && !strings.Contains(string(data), "-port") {
			err = errors.New("no port of a bridge") // a broker of the same store came first
		}
		return err
	})
	_, port, _ := net.SplitHostPort(w.ports["http"])
	w.http, _ = strconv.Atoi(port)
}

// trusting is a client that verifies the server with a CA file alone.
func trusting(t *testing.T, ca string) *tls.Config {
	t.Helper()
	pem, err := os.ReadFile(ca)
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(pem) {
		t.Fatalf("%s: %v", ca, err)
	}
	return &tls.Config{RootCAs: roots, ServerName: "localhost"}
}

// tenPorts are those of the codes, by setting.
func tenPorts() map[settings.Name]schemas.Ontology {
	out := map[settings.Name]schemas.Ontology{}
	for _, o := range schemas.Ontologies() {
		out[settings.PortOf(o)], out[settings.TLSPortOf(o)] = o, o
	}
	return out
}

func isTLS(port settings.Name) bool { return strings.HasSuffix(string(port), "-tls-port") }

// to connects to a port, with TLS where it is one of TLS.
func (w *wire) to(port settings.Name) (net.Conn, error) {
	return w.with(port, w.trust)
}

// with connects as a client with a TLS configuration of its own; nil connects
// without TLS.
func (w *wire) with(port settings.Name, c *tls.Config) (net.Conn, error) {
	addr := w.ports[string(port)]
	network := "tcp"
	if path, ok := strings.CutPrefix(addr, "unix:"); ok {
		network, addr = "unix", path
	}
	w.mu.Lock()
	w.connections++
	w.mu.Unlock()
	d := net.Dialer{Timeout: 10 * time.Second}
	if !isTLS(port) && port != settings.NotesPort || c == nil {
		return d.Dial(network, addr)
	}
	return tls.DialWithDialer(&d, network, addr, c)
}

// must connects or ends the test, and closes with it.
func (w *wire) must(t *testing.T, port settings.Name) net.Conn {
	t.Helper()
	nc, err := w.to(port)
	if err != nil {
		t.Fatalf("%s: %v", port, err)
	}
	t.Cleanup(func() { nc.Close() })
	_ = nc.SetDeadline(time.Now().Add(20 * time.Second))
	return nc
}

// ask sends one line and returns the line that comes back.
func ask(nc net.Conn, line string) (string, error) {
	if _, err := io.WriteString(nc, line+"\n"); err != nil {
		return "", err
	}
	buf := make([]byte, 4096)
	n, err := nc.Read(buf)
	return strings.TrimSuffix(string(buf[:n]), "\n"), err
}

// answers wants a reply to one line.
func answers(t *testing.T, nc net.Conn, line, want string) {
	t.Helper()
	if got, err := ask(nc, line); got != want {
		t.Errorf("%.100q: got %.200q (%v), want %.200q", line, got, err, want)
	}
}

// notAnswered wants an end of the connection, or its refusal, without a reply
// and without a wait.
func notAnswered(t *testing.T, nc net.Conn, err error) {
	t.Helper()
	var reply string
	if err == nil {
		defer nc.Close()
		_ = nc.SetDeadline(time.Now().Add(20 * time.Second))
		reply, err = ask(nc, "1,chest pain")
	}
	if reply != "" || err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %q (%v), want no answer", reply, err)
	}
}

// wireThreshold is the default of the setting: codes below it are no reply.
const wireThreshold = 0.5

// looked are the replies that medcode lookup implies for phrases.
func (in *install) looked(o schemas.Ontology, phrases []string) map[string]string {
	in.t.Helper()
	in.processes++
	stdout, stderr, code := in.medcode(strings.NewReader(strings.Join(phrases, "\n")+"\n"), "lookup", "--json", "--data", in.dir, string(o), "-")
	if code != exitOK {
		in.t.Fatalf("medcode lookup left with %d: %s", code, stderr)
	}
	replies := map[string]string{}
	for dec := json.NewDecoder(bytes.NewReader([]byte(stdout))); ; {
		var f found
		if err := dec.Decode(&f); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			in.t.Fatal(err)
		}
		replies[f.Term] = "NO_MATCH"
		if len(f.Codings) > 0 && f.Codings[0].Confidence >= wireThreshold {
			replies[f.Term] = f.Codings[0].Code
		}
	}
	for _, p := range phrases {
		if replies[p] == "" {
			in.t.Fatalf("medcode lookup %s does not answer %.100q", o, p)
		}
	}
	return replies
}

// rss is the resident memory of a process in bytes.
func (p *process) rss() (int, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(data))
	if len(fields) < 2 {
		return 0, errors.New("statm cannot be read")
	}
	pages, err := strconv.Atoi(fields[1])
	return pages * os.Getpagesize(), err
}

// authority makes an authority and a server's certificate in a folder.
func (in *install) authority(name string) certs.Files {
	in.t.Helper()
	files, err := certs.SelfSigned(filepath.Join(in.logs, name), certs.DefaultHosts(), 30, time.Now())
	if err != nil {
		in.t.Fatal(err)
	}
	return files
}
