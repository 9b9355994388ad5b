package certs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func readCert(t *testing.T, name string) *x509.Certificate {
	t.Helper()
	c, err := x509.ParseCertificate(readPEM(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func readPEM(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	b, rest := pem.Decode(data)
	if b == nil || len(rest) > 0 {
		t.Fatalf("%s is not one PEM block", name)
	}
	return b.Bytes
}

func wantMode(t *testing.T, name string, want fs.FileMode) {
	t.Helper()
	if info, err := os.Stat(name); err != nil || info.Mode() != want {
		t.Errorf("%s: %v, %v, want %v", name, info.Mode(), err, want)
	}
}

func TestSelfSigned(t *testing.T) {
	dir, now := filepath.Join(t.TempDir(), "new"), time.Now()
	f, err := SelfSigned(dir, append(DefaultHosts(), "bridge.example"), 90, now)
	if err != nil {
		t.Fatal(err)
	}
	wantMode(t, f.Key, 0o600)
	wantMode(t, filepath.Join(dir, fileCAKey), 0o600)
	pair, err := tls.LoadX509KeyPair(f.Cert, f.Key)
	if err != nil {
		t.Fatal(err)
	}
	if k, ok := pair.PrivateKey.(*ecdsa.PrivateKey); !ok || k.Curve != elliptic.P256() {
		t.Errorf("key is %T", pair.PrivateKey)
	}
	roots := x509.NewCertPool()
	roots.AddCert(readCert(t, f.CA))
	verify := func(host string, at time.Time) error {
		_, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, CurrentTime: at})
		return err
	}
	for _, host := range []string{"localhost", "127.0.0.1", "[::1]", "bridge.example"} {
		if err := verify(host, now); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	if verify("other.example", now) == nil || verify("127.0.0.2", now) == nil {
		t.Error("valid for a host that was not named")
	}
	if verify("localhost", now.AddDate(0, 0, 89)) != nil || verify("localhost", now.AddDate(0, 0, 91)) == nil {
		t.Error("not valid for 90 days")
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	for _, name := range []string{fileCA, fileCAKey, fileServer, fileServerKey} {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := SelfSigned(dir, DefaultHosts(), 1, time.Now()); !errors.Is(err, ErrExists) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
		if data, _ := os.ReadFile(path); string(data) != "mine" {
			t.Errorf("%s was overwritten", name)
		}
		if all, _ := os.ReadDir(dir); len(all) != 1 {
			t.Errorf("%s: half of the files were made: %v", name, all)
		}
	}
}

func TestCSR(t *testing.T) {
	dir := t.TempDir()
	f, err := CSR(dir, []string{"bridge.example", "10.0.0.7"})
	if err != nil {
		t.Fatal(err)
	}
	wantMode(t, f.Key, 0o600)
	r, err := x509.ParseCertificateRequest(readPEM(t, f.Cert))
	if err != nil || r.CheckSignature() != nil {
		t.Fatal(err, r.CheckSignature())
	}
	if len(r.DNSNames) != 1 || r.DNSNames[0] != "bridge.example" || len(r.IPAddresses) != 1 || r.IPAddresses[0].String() != "10.0.0.7" {
		t.Errorf("asks for %v %v", r.DNSNames, r.IPAddresses)
	}
	if _, err := CSR(dir, DefaultHosts()); !errors.Is(err, ErrExists) {
		t.Errorf("a second request: %v", err)
	}
}

func TestClient(t *testing.T) {
	dir := t.TempDir()
	if _, err := Client(dir, "ehr", 30, time.Now()); err == nil || !strings.Contains(err.Error(), "self-signed") {
		t.Errorf("without authority: %v", err)
	}
	if _, err := SelfSigned(dir, DefaultHosts(), 30, time.Now()); err != nil {
		t.Fatal(err)
	}
	f, err := Client(dir, "ehr", 30, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	wantMode(t, f.Key, 0o600)
	roots, cert := x509.NewCertPool(), readCert(t, f.Cert)
	roots.AddCert(readCert(t, f.CA))
	for usage, ok := range map[x509.ExtKeyUsage]bool{x509.ExtKeyUsageClientAuth: true, x509.ExtKeyUsageServerAuth: false} {
		if _, err := cert.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{usage}}); (err == nil) != ok {
			t.Errorf("usage %v: %v", usage, err)
		}
	}
	if cert.Subject.CommonName != "ehr" {
		t.Errorf("named %q", cert.Subject.CommonName)
	}
	if _, err := Client(dir, "ehr", 30, time.Now()); !errors.Is(err, ErrExists) {
		t.Errorf("a second of that name: %v", err)
	}
}

func TestImpossible(t *testing.T) {
	dir := t.TempDir()
	if _, err := SelfSigned(dir, DefaultHosts(), 10, time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "../x", "a/b", "ca", "server", "-x", ".x", strings.Repeat("x", 65)} {
		if _, err := Client(dir, name, 1, time.Now()); err == nil {
			t.Errorf("client %q", name)
		}
	}
	for _, days := range []int{0, -1, caDays + 1} {
		if _, err := Client(dir, "ehr", days, time.Now()); err == nil {
			t.Errorf("%d days", days)
		}
	}
	for _, hosts := range [][]string{nil, {""}, {"a:1"}, {"a b"}} {
		if _, err := SelfSigned(t.TempDir(), hosts, 1, time.Now()); err == nil {
			t.Errorf("hosts %q", hosts)
		}
	}
}
