//go:build e2e

package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"medcode/internal/certs"
	"medcode/internal/settings"
	"medcode/schemas"
)

// TestWireTLS are cases 43 to 45, and 50: versions, bytes that are no TLS, and
// a certificate replaced while the process runs.
func TestWireTLS(t *testing.T) {
	t.Parallel()
	in := newInstall(t)
	files, next := in.authority("first"), in.authority("second")
	w := in.startWire("--tls-cert", files.Cert, "--tls-key", files.Key)
	old := trusting(t, files.CA)
	w.trust = old
	for port := range tenPorts() {
		if isTLS(port) {
			w.versions(t, port)
			nc, err := w.with(port, nil)
			if err != nil {
				t.Fatal(err)
			}
			notAnsweredPlain(t, nc)
		}
	}
	port := settings.TLSPortOf(schemas.HCPCS)
	standing := w.must(t, port)
	answers(t, standing, "HEALTH", "OK")
	for _, f := range [][2]string{{next.Cert, files.Cert}, {next.Key, files.Key}} {
		if err := os.Rename(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	w.trust = trusting(t, next.CA)
	eventually(t, 10*time.Second, "the new certificate", func() error {
		nc, err := w.to(port)
		if err == nil {
			nc.Close()
		}
		return err
	})
	var unknown *tls.CertificateVerificationError
	if _, err := w.with(port, old); !errors.As(err, &unknown) {
		t.Errorf("the old certificate is still in use: %v", err)
	}
	answers(t, standing, "HEALTH", "OK")
	answers(t, w.must(t, port), "HEALTH", "OK")
	w.p.term()
}

// versions tries what a TLS port has to take and what it must not.
func (w *wire) versions(t *testing.T, port settings.Name) {
	t.Helper()
	for name, c := range map[string]struct {
		version, suite uint16
		ok             bool
	}{
		"1.3":          {tls.VersionTLS13, 0, true},
		"1.2 AES-GCM":  {tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true},
		"1.2 ChaCha20": {tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true},
		"1.2 CBC":      {tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, false},
		"1.2 RSA":      {tls.VersionTLS12, tls.TLS_RSA_WITH_AES_128_CBC_SHA, false},
		"1.1":          {tls.VersionTLS11, 0, false},
		"1.0":          {tls.VersionTLS10, 0, false},
	} {
		cc := w.trust.Clone()
		cc.MinVersion, cc.MaxVersion = c.version, c.version
		if c.suite != 0 {
			cc.CipherSuites = []uint16{c.suite}
		}
		nc, err := w.with(port, cc)
		if (err == nil) != c.ok || err != nil && !strings.Contains(err.Error(), "remote error: tls:") {
			t.Errorf("%s, %s: %v", port, name, err)
		}
		if err == nil {
			_ = nc.SetDeadline(time.Now().Add(20 * time.Second))
			answers(t, nc, "HEALTH", "OK")
			nc.Close()
		}
	}
}

// notAnsweredPlain sends a line without TLS; nothing readable may come back.
func notAnsweredPlain(t *testing.T, nc net.Conn) {
	t.Helper()
	defer nc.Close()
	_ = nc.SetDeadline(time.Now().Add(20 * time.Second))
	_, _ = io.WriteString(nc, "1,chest pain\n")
	b, err := io.ReadAll(nc)
	if len(b) > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %q (%v), want the end of the connection", b, err)
	}
}

// TestWireOpenSSL asks with a TLS library of another make, which verifies with
// a CA file and a host name: cases 43, 44 and 51.
func TestWireOpenSSL(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is not installed")
	}
	w := newInstall(t).startWire()
	want := "1," + w.looked(schemas.RxNorm, []string{"aspirin tablet"})["aspirin tablet"]
	addr := w.ports[string(settings.TLSPortOf(schemas.RxNorm))]
	verify := []string{"-CAfile", w.dir + "/certs/ca.pem", "-verify_return_error"}
	for name, c := range map[string]struct {
		args []string
		ok   bool
	}{
		"1.3":                    {[]string{"-tls1_3", "-verify_hostname", "localhost"}, true},
		"1.3 by address":         {[]string{"-tls1_3", "-verify_ip", "127.0.0.1"}, true},
		"1.3, another host":      {[]string{"-tls1_3", "-verify_hostname", "example.org"}, false},
		"1.2 AES-256-GCM":        {[]string{"-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"}, true},
		"1.2 ChaCha20":           {[]string{"-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"}, true},
		"1.2 CBC":                {[]string{"-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"}, false},
		"1.2 without ECDHE":      {[]string{"-tls1_2", "-cipher", "AES128-SHA"}, false},
		"1.1, as weak as may be": {[]string{"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"}, false},
	} {
		reply, err := openssl(t.Context(), append(append([]string{"-connect", addr}, verify...), c.args...))
		if c.ok && reply != want || !c.ok && (reply != "" || err == nil) {
			t.Errorf("%s: got %q (%v), want %v", name, reply, err, c.ok)
		}
	}
}

// openssl asks one line through s_client and returns the reply.
func openssl(ctx context.Context, args []string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "openssl", append([]string{"s_client", "-quiet", "-no_ign_eof"}, args...)...)
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	_, _ = io.WriteString(in, "1,aspirin tablet\n") // it may have left by now
	line, _ := bufio.NewReader(out).ReadString('\n')
	_ = in.Close()
	return strings.TrimSuffix(line, "\n"), cmd.Wait()
}

// TestWireClientCertificates are cases 48 and 49, on every TLS port.
func TestWireClientCertificates(t *testing.T) {
	t.Parallel()
	in := newInstall(t)
	files, _ := in.authority("ours"), in.authority("theirs")
	good, foreign := in.client("ours", "ward-a"), in.client("theirs", canary)
	w := in.startWire("--tls-cert", files.Cert, "--tls-key", files.Key, "--tls-client-auth", "require", "--tls-ca", files.CA)
	w.trust = trusting(t, files.CA)
	for port := range tenPorts() {
		if !isTLS(port) {
			answers(t, w.must(t, port), "HEALTH", "OK")
			continue
		}
		for _, bad := range []*tls.Certificate{nil, foreign} {
			nc, err := w.with(port, w.showing(bad))
			notAnswered(t, nc, err)
		}
		nc, err := w.with(port, w.showing(good))
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		answers(t, nc, "HEALTH", "OK")
	}
	w.p.term()
	log, err := os.ReadFile(w.p.log)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(log); !strings.Contains(s, "client_certificate") || !strings.Contains(s, "ward-a") || strings.Contains(s, canary) {
		t.Errorf("the log should have the reason and the client that was verified, and not the other:\n%s", s)
	}
}

// showing is a client that shows this certificate, whatever authorities the
// server asks for; nil shows none.
func (w *wire) showing(pair *tls.Certificate) *tls.Config {
	c := w.trust.Clone()
	if pair != nil {
		c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return pair, nil }
	}
	return c
}

// client makes a client's certificate, signed by the authority of a folder.
func (in *install) client(authority, name string) *tls.Certificate {
	in.t.Helper()
	f, err := certs.Client(filepath.Join(in.logs, authority), name, 30, time.Now())
	if err != nil {
		in.t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(f.Cert, f.Key)
	if err != nil {
		in.t.Fatal(err)
	}
	return &pair
}
