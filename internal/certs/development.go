package certs

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// renewDays are left of a development certificate when it is renewed: a server
// that starts then may run on past its end.
const renewDays = 30

// Outcome is what Development had to do.
type Outcome string

// What Development had to do.
const (
	Found   Outcome = "found"   // nothing, all was there
	Made    Outcome = "made"    // an authority and a certificate
	Renewed Outcome = "renewed" // a certificate by the same authority, for the same key
)

// Development returns the server's certificate in dir and makes it, with an
// authority of its own, where there is none yet. One that ends within 30 days
// is renewed, so that clients that trust the authority go on; where that is
// not possible it is an error once the certificate has ended. Two processes
// may ask at once: the folder appears whole, and so does a new certificate.
func Development(dir string, now time.Time) (Files, Outcome, error) {
	files := Files{CA: filepath.Join(dir, fileCA), Cert: filepath.Join(dir, fileServer), Key: filepath.Join(dir, fileServerKey)}
	if _, err := os.Stat(files.Cert); err != nil {
		did, err := develop(dir, files, now)
		return files, did, err
	}
	pair, err := tls.LoadX509KeyPair(files.Cert, files.Key)
	if err != nil {
		return files, Found, fmt.Errorf("the certificate for development in %s cannot be used; move the folder away and start again, clients then trust its new %s: %w", dir, fileCA, err)
	}
	if now.AddDate(0, 0, renewDays).Before(pair.Leaf.NotAfter) {
		return files, Found, nil
	}
	if err := renew(dir, pair, now); err == nil {
		return files, Renewed, nil
	} else if now.After(pair.Leaf.NotAfter) {
		return files, Found, fmt.Errorf("the certificate for development in %s ended on %s and cannot be renewed; move the folder away and start again, clients then trust its new %s: %w",
			dir, pair.Leaf.NotAfter.Format(time.DateOnly), fileCA, err)
	}
	return files, Found, nil
}

// develop makes the folder elsewhere and moves it into its place.
func develop(dir string, files Files, now time.Time) (Outcome, error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return Found, err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), ".certs-*")
	if err != nil {
		return Found, err
	}
	defer os.RemoveAll(fresh)
	if err := os.Chmod(fresh, 0o755); err != nil { // clients of other users read the authority's file
		return Found, err
	}
	if _, err := SelfSigned(fresh, DefaultHosts(), DefaultDays, now); err != nil {
		return Found, err
	}
	if err := os.Rename(fresh, dir); err != nil {
		if _, err := os.Stat(files.Cert); err == nil {
			return Found, nil // another process was first
		}
		return Found, fmt.Errorf("%s holds files but no server's certificate; name one with --tls-cert and --tls-key, or move the folder away: %w", dir, err)
	}
	return Made, nil
}

// renew signs the certificate's hosts and key anew, up to the end of the
// authority at most.
func renew(dir string, pair tls.Certificate, now time.Time) error {
	ca, err := readAuthority(dir)
	if err != nil {
		return err
	}
	if err := pair.Leaf.CheckSignatureFrom(ca.cert); err != nil {
		return fmt.Errorf("it is not of the authority there: %w", err)
	}
	until := now.AddDate(0, 0, DefaultDays)
	if ca.cert.NotAfter.Before(until) {
		until = ca.cert.NotAfter
	}
	if !until.After(pair.Leaf.NotAfter) || !until.After(now) {
		return fmt.Errorf("its authority ends on %s", ca.cert.NotAfter.Format(time.DateOnly))
	}
	key, ok := pair.PrivateKey.(crypto.Signer)
	if !ok {
		return fmt.Errorf("its key, %T, signs nothing", pair.PrivateKey)
	}
	cert, err := ca.signFor(key.Public(), &x509.Certificate{
		Subject: pair.Leaf.Subject, DNSNames: pair.Leaf.DNSNames, IPAddresses: pair.Leaf.IPAddresses, ExtKeyUsage: pair.Leaf.ExtKeyUsage,
	}, now, until)
	if err != nil {
		return err
	}
	return file{fileServer, "CERTIFICATE", cert, public}.replace(dir)
}
