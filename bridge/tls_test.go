package bridge

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"medcode/bridge/wiretest"
	"medcode/internal/certs"
	"medcode/schemas"
)

// authority makes certificates in a folder of the test's own.
func authority(t testing.TB) (dir string, server certs.Files) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "certs")
	server, err := certs.SelfSigned(dir, certs.DefaultHosts(), 30, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return dir, server
}

// tlsServing is a server behind TLS, and how its clients verify it.
type tlsServing struct {
	serving
	l      *tlsListener
	client *tls.Config
}

func serveTLS(t testing.TB, f certs.Files, o Options, to TLSOptions, d Coder) tlsServing {
	t.Helper()
	to.Cert, to.Key = f.Cert, f.Key
	if to.Logger == nil {
		to.Logger = quiet()
	}
	tl, err := NewTLS(to)
	if err != nil {
		t.Fatal(err)
	}
	l := tl.Listen(listen(t), "icd10cm", nil)
	return tlsServing{serve(t, l, o, d), l.(*tlsListener), trusting(t, f.CA)}
}

// trusting is a client that verifies with a CA file alone.
func trusting(t testing.TB, ca string) *tls.Config {
	t.Helper()
	pem, err := os.ReadFile(ca)
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(pem) {
		t.Fatalf("%s: %v", ca, err)
	}
	return &tls.Config{RootCAs: roots, ServerName: "localhost"}
}

func (s tlsServing) dial(t testing.TB, c *tls.Config) client {
	t.Helper()
	plain := dial(t, s.addr)
	secured := tls.Client(plain.Conn, c)
	t.Cleanup(func() { secured.Close() })
	return client{t, secured}
}

// refused expects that a client is not answered, whether it learns it from the
// handshake or, with TLS 1.3, when it reads.
func (s tlsServing) refused(t testing.TB, c *tls.Config) error {
	t.Helper()
	cl := s.dial(t, c)
	cl.SetDeadline(time.Now().Add(10 * time.Second))
	_, err := io.WriteString(cl, "1,chest pain\n")
	if err == nil {
		var n int
		if n, err = cl.Read(make([]byte, 100)); n > 0 || err == nil {
			t.Fatalf("got %d bytes, %v", n, err)
		}
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal("left hanging")
	}
	return err
}

// answers expects that the server lives.
func (s tlsServing) answers(t testing.TB, c *tls.Config) client {
	t.Helper()
	cl := s.dial(t, c)
	cl.send("HEALTH\n")
	cl.want("OK\n")
	return cl
}

func (s tlsServing) counted(t testing.TB, h handshake, want float64) {
	t.Helper()
	eventually(t, h.String()+" is counted", func() bool { return value(t, s.l.ended[h]) == want })
}

// TestConformanceTLS holds every conversation over TLS, against five servers.
func TestConformanceTLS(t *testing.T) {
	_, files := authority(t)
	for _, o := range schemas.Ontologies() {
		d := &dictionary{ontology: o}
		s := serveTLS(t, files, Options{Name: string(o), Timeout: 150 * time.Millisecond}, TLSOptions{}, d)
		dial := func(t testing.TB) client { return s.dial(t, s.client) }
		holds(t, dial, d, slices.Concat(wiretest.Conversations(terms()), wiretest.Ailing(terms())))
	}
}

// TestTLSVersions are cases 43, 44 and 51.
func TestTLSVersions(t *testing.T) {
	_, files := authority(t)
	s := serveTLS(t, files, Options{}, TLSOptions{}, &dictionary{})
	for name, c := range map[string]struct {
		version, suite uint16
		host           string
		ok             bool
	}{
		"1.3":                 {version: tls.VersionTLS13, ok: true},
		"1.3 by address":      {version: tls.VersionTLS13, host: "127.0.0.1", ok: true},
		"1.3 by IPv6 address": {version: tls.VersionTLS13, host: "::1", ok: true},
		"1.3, other host":     {version: tls.VersionTLS13, host: "example.org"},
		"1.2 AES-128-GCM":     {version: tls.VersionTLS12, suite: tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ok: true},
		"1.2 AES-256-GCM":     {version: tls.VersionTLS12, suite: tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, ok: true},
		"1.2 ChaCha20":        {version: tls.VersionTLS12, suite: tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ok: true},
		"1.2 CBC":             {version: tls.VersionTLS12, suite: tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA},
		"1.2 without ECDHE":   {version: tls.VersionTLS12, suite: tls.TLS_RSA_WITH_AES_128_CBC_SHA},
		"1.2 GCM, no ECDHE":   {version: tls.VersionTLS12, suite: tls.TLS_RSA_WITH_AES_128_GCM_SHA256},
		"1.1":                 {version: tls.VersionTLS11},
		"1.0":                 {version: tls.VersionTLS10},
	} {
		t.Run(name, func(t *testing.T) {
			cc := s.client.Clone()
			cc.MinVersion, cc.MaxVersion = c.version, c.version
			if c.suite != 0 {
				cc.CipherSuites = []uint16{c.suite}
			}
			if c.host != "" {
				cc.ServerName = c.host
			}
			if c.ok {
				s.answers(t, cc)
				return
			}
			err := s.refused(t, cc)
			var alert tls.AlertError
			if c.host == "" && !errors.As(err, &alert) && !strings.Contains(err.Error(), "remote error") {
				t.Errorf("refused without an alert: %v", err)
			}
		})
	}
	s.counted(t, handshakeOther, 5)
	s.counted(t, handshakeRefused, 1)
}

// TestTLSSameCode is case 56: plain and TLS ports say the same.
func TestTLSSameCode(t *testing.T) {
	_, files := authority(t)
	d := &dictionary{ontology: schemas.LOINC}
	secured, plain := serveTLS(t, files, Options{}, TLSOptions{}, d), serve(t, listen(t), Options{}, d)
	for _, c := range []client{secured.dial(t, secured.client), dial(t, plain.addr), secured.dial(t, secured.client)} {
		c.send("1,chest pain\n")
		c.want("1," + d.code("chest pain") + "\n")
	}
}
