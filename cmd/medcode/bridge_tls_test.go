package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestDevelopmentCertificate: TLS without files works at once and says, once,
// whom clients have to trust.
func TestDevelopmentCertificate(t *testing.T) {
	dir := t.TempDir()
	open := func(args ...string) (*tlsPorts, string, error) {
		n, log := nodeWith(t, append(args, "--data", dir)...)
		p, err := n.openTLS()
		return p, log.String(), err
	}
	if p, log, err := open(); p != nil || log != "" || err != nil {
		t.Errorf("without --tls: %v, %q, %v", p, log, err)
	}
	ca := filepath.Join(dir, "certs", "ca.pem")
	if p, log, err := open("--tls"); p == nil || strings.Count(log, "\n") != 1 || !strings.Contains(log, ca) || err != nil {
		t.Errorf("first start: %v, %q, %v", p, log, err)
	}
	if p, log, err := open("--tls"); p == nil || log != "" || err != nil {
		t.Errorf("second start: %v, %q, %v", p, log, err)
	}
	if _, _, err := open("--tls", "--tls-cert", "none.pem", "--tls-key", "none.pem"); err == nil || !strings.Contains(err.Error(), "--tls-cert") {
		t.Errorf("files that are not there: %v", err)
	}
}
