package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
)

// secured asks the TLS port of ICD-10-CM, and then all ten ports at once. A
// new connection makes a full handshake: nothing is resumed. Clients as new as
// this one offer a key exchange that withstands quantum computers too, which
// takes half of the handshake's time; those of old do not.
func (t *tcpBench) secured(ctx context.Context) error {
	for _, k := range []kind{t.changed, t.printed} {
		if _, err := t.repeat(ctx, "TLS look-ups, "+k.name, t.icd(k, true, t.c.opt.clients).Closed); err != nil {
			return err
		}
	}
	each := t.icd(t.printed, true, t.c.opt.clients)
	if err := t.freshRuns(ctx, "TLS look-ups, a connection each, as printed", each); err != nil {
		return err
	}
	older := t.tls.Clone()
	older.CurvePreferences = []tls.CurveID{tls.X25519}
	each.Lanes[0].TLS = older
	if err := t.freshRuns(ctx, "TLS look-ups, a connection each, key exchange of old", each); err != nil {
		return err
	}
	return t.atOnce(ctx, "look-ups, all ports, plain and TLS, at once", append(t.lanes(false), t.lanes(true)...))
}

// trust is a client's TLS that trusts the certificate that the server has made.
func (s *benchServer) trust() (*tls.Config, error) {
	name := filepath.Join(s.dir, "certs", "ca.pem")
	pem, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate", name)
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}
