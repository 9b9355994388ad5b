package certs

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDevelopment(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store", "certs")
	first, did, err := Development(dir, time.Now())
	if err != nil || did != Made {
		t.Fatal(did, err)
	}
	before := readCert(t, first.Cert)
	second, did, err := Development(dir, time.Now())
	if err != nil || did != Found || second != first || !readCert(t, second.Cert).Equal(before) {
		t.Errorf("made again: %v, %v", did, err)
	}
	if all, _ := os.ReadDir(filepath.Dir(dir)); len(all) != 1 {
		t.Errorf("leftovers: %v", all)
	}
	if os.Remove(first.Cert) != nil {
		t.Fatal(err)
	}
	if _, _, err := Development(dir, time.Now()); err == nil || !strings.Contains(err.Error(), "--tls-cert") {
		t.Errorf("half a folder: %v", err)
	}
}

// TestRenewal follows one folder over the years: clients that trust its
// authority are let on, with the same key, until the authority ends.
func TestRenewal(t *testing.T) {
	dir, start := filepath.Join(t.TempDir(), "certs"), time.Now()
	files, _, err := Development(dir, start)
	if err != nil {
		t.Fatal(err)
	}
	keys := bytes.Join([][]byte{readPEM(t, files.Key), readPEM(t, filepath.Join(dir, fileCAKey)), readPEM(t, files.CA)}, nil)
	for _, c := range []struct {
		day  int
		want Outcome
	}{
		{DefaultDays - renewDays - 1, Found},
		{DefaultDays - renewDays + 1, Renewed},
		{DefaultDays + 1, Found},
		{3 * DefaultDays, Renewed}, // long past its end
		{caDays - renewDays, Renewed},
		{caDays - 1, Found}, // ends with its authority
	} {
		now := start.AddDate(0, 0, c.day)
		if _, did, err := Development(dir, now); did != c.want || err != nil {
			t.Errorf("day %d: %v, %v, want %v", c.day, did, err, c.want)
		}
		wantServes(t, files, now)
	}
	if _, _, err := Development(dir, start.AddDate(0, 0, caDays+1)); err == nil || !strings.Contains(err.Error(), "move the folder away") || !strings.Contains(err.Error(), dir) {
		t.Errorf("authority ended: %v", err)
	}
	if now := bytes.Join([][]byte{readPEM(t, files.Key), readPEM(t, filepath.Join(dir, fileCAKey)), readPEM(t, files.CA)}, nil); !bytes.Equal(keys, now) {
		t.Error("a key or the authority was changed")
	}
	wantMode(t, files.Key, 0o600)
	wantMode(t, files.Cert, 0o644)
	if all, _ := os.ReadDir(dir); len(all) != 4 {
		t.Errorf("leftovers: %v", all)
	}
}

// wantServes wants a pair that clients of this machine verify.
func wantServes(t *testing.T, f Files, now time.Time) {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(f.Cert, f.Key)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(readCert(t, f.CA))
	for _, host := range DefaultHosts() {
		if ip := strings.Contains(host, ":"); ip {
			host = "[" + host + "]"
		}
		if _, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, CurrentTime: now}); err != nil {
			t.Errorf("%s at %v: %v", host, now, err)
		}
	}
}

// TestNoRenewal: what cannot be renewed is used to its end and refused after
// it, and nothing of it is touched.
func TestNoRenewal(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, dir string){
		"authority's key taken away": func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, fileCAKey)); err != nil {
				t.Fatal(err)
			}
		},
		"another authority": func(t *testing.T, dir string) {
			other, err := SelfSigned(filepath.Join(dir, "other"), DefaultHosts(), 1, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			for from, to := range map[string]string{other.CA: fileCA, filepath.Join(dir, "other", fileCAKey): fileCAKey} {
				if err := os.Rename(from, filepath.Join(dir, to)); err != nil {
					t.Fatal(err)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, start := filepath.Join(t.TempDir(), "certs"), time.Now()
			files, _, err := Development(dir, start)
			if err != nil {
				t.Fatal(err)
			}
			spoil(t, dir)
			before := readPEM(t, files.Cert)
			if _, did, err := Development(dir, start.AddDate(0, 0, DefaultDays-1)); did != Found || err != nil {
				t.Errorf("before its end: %v, %v", did, err)
			}
			if _, _, err := Development(dir, start.AddDate(0, 0, DefaultDays+1)); err == nil || !strings.Contains(err.Error(), dir) {
				t.Errorf("after its end: %v", err)
			}
			if !bytes.Equal(before, readPEM(t, files.Cert)) {
				t.Error("the certificate was changed")
			}
		})
	}
}
