// Package certs makes the keys and certificates of the bridge's TLS ports:
// an authority of one's own with a server's certificate, certificates of
// clients that it signs, and requests for somebody else's authority.
//
// Keys are ECDSA on P-256, certificates follow RFC 5280 closely enough for
// strict verifiers. Keys are readable by their owner alone, and no file that
// exists is ever overwritten, but for the certificate of Development when its
// time is over.
package certs

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"
)

// Names of files in a folder of certificates, PEM all of them.
const (
	fileCA        = "ca.pem"
	fileCAKey     = "ca-key.pem"
	fileServer    = "server.pem"
	fileServerKey = "server-key.pem"
	fileCSR       = "server.csr"
)

// Lifetimes, days. Verifiers of some systems take no server's certificate that
// lives longer than DefaultDays.
const (
	DefaultDays = 825
	caDays      = 3650
)

// backdate lets certificates begin a little early, for clocks that are late.
const backdate = 5 * time.Minute

// Files are the paths of one certificate.
type Files struct {
	CA   string // of the authority that signed it; empty for a request
	Cert string // the certificate, or the request
	Key  string // its private key
}

// DefaultHosts are the names by which a server on this machine is reached.
func DefaultHosts() []string { return []string{"localhost", "127.0.0.1", "::1"} }

// SelfSigned makes an authority and a server's certificate for the hosts
// (names or IP addresses) that it signs, valid for days from now on.
func SelfSigned(dir string, hosts []string, days int, now time.Time) (Files, error) {
	out := Files{CA: filepath.Join(dir, fileCA), Cert: filepath.Join(dir, fileServer), Key: filepath.Join(dir, fileServerKey)}
	server, err := serverTemplate(hosts)
	if err != nil {
		return Files{}, err
	}
	ca, err := newAuthority(max(caDays, days), now)
	if err != nil {
		return Files{}, err
	}
	cert, key, err := ca.sign(server, days, now)
	if err != nil {
		return Files{}, err
	}
	return out, write(dir, []file{
		{fileCAKey, "PRIVATE KEY", ca.keyDER, secret},
		{fileCA, "CERTIFICATE", ca.cert.Raw, public},
		{fileServerKey, "PRIVATE KEY", key, secret},
		{fileServer, "CERTIFICATE", cert, public},
	})
}

// CSR makes a key and the request for a server's certificate, for another
// authority to sign (PKCS #10).
func CSR(dir string, hosts []string) (Files, error) {
	t, err := serverTemplate(hosts)
	if err != nil {
		return Files{}, err
	}
	key, der, err := newKey()
	if err != nil {
		return Files{}, err
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: t.Subject, DNSNames: t.DNSNames, IPAddresses: t.IPAddresses,
	}, key)
	if err != nil {
		return Files{}, err
	}
	out := Files{Cert: filepath.Join(dir, fileCSR), Key: filepath.Join(dir, fileServerKey)}
	return out, write(dir, []file{
		{fileServerKey, "PRIVATE KEY", der, secret}, {fileCSR, "CERTIFICATE REQUEST", request, public},
	})
}

// Client makes a client's certificate with the given common name, signed by
// the authority that SelfSigned left in dir. The name is that of its files
// too, so it holds letters, digits, dots, dashes and underscores alone.
func Client(dir, name string, days int, now time.Time) (Files, error) {
	if !validName(name) {
		return Files{}, fmt.Errorf("%q cannot be the name of a client; use letters, digits, dots, dashes and underscores, and neither ca nor server", name)
	}
	ca, err := readAuthority(dir)
	if err != nil {
		return Files{}, err
	}
	cert, key, err := ca.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: name}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, days, now)
	if err != nil {
		return Files{}, err
	}
	out := Files{CA: filepath.Join(dir, fileCA), Cert: filepath.Join(dir, name+".pem"), Key: filepath.Join(dir, name+"-key.pem")}
	return out, write(dir, []file{
		{name + "-key.pem", "PRIVATE KEY", key, secret}, {name + ".pem", "CERTIFICATE", cert, public},
	})
}

func validName(s string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"
	return s != "" && len(s) <= 64 && s[0] != '.' && s[0] != '-' && strings.Trim(s, allowed) == "" &&
		s != "ca" && s != "ca-key" && s != "server" && s != "server-key"
}

func serverTemplate(hosts []string) (*x509.Certificate, error) {
	t := &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
			continue
		}
		if h == "" || strings.ContainsAny(h, " :/,@") {
			return nil, fmt.Errorf("%q is no host name or IP address; give names without ports and paths, with commas between", h)
		}
		t.DNSNames = append(t.DNSNames, h)
	}
	if len(hosts) == 0 {
		return nil, fmt.Errorf("a server's certificate needs a host name or an IP address; give one or more")
	}
	t.Subject = pkix.Name{CommonName: hosts[0]}
	return t, nil
}

// authority signs certificates.
type authority struct {
	cert   *x509.Certificate
	key    crypto.Signer
	keyDER []byte
}

func newAuthority(days int, now time.Time) (*authority, error) {
	key, der, err := newKey()
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		Subject: pkix.Name{CommonName: "medcode " + now.UTC().Format(time.DateTime)},
		IsCA:    true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage:  x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		NotBefore: now.Add(-backdate), NotAfter: now.AddDate(0, 0, days),
	}
	raw, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(raw)
	return &authority{cert, key, der}, err
}

func readAuthority(dir string) (*authority, error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, fileCA), filepath.Join(dir, fileCAKey))
	if err != nil {
		return nil, fmt.Errorf("%s holds no authority to sign with; medcode certs self-signed makes one: %w", dir, err)
	}
	key, ok := pair.PrivateKey.(crypto.Signer)
	if !ok || !pair.Leaf.IsCA {
		return nil, fmt.Errorf("%s is no authority's certificate; medcode certs self-signed makes one", filepath.Join(dir, fileCA))
	}
	return &authority{cert: pair.Leaf, key: key}, nil
}

// sign completes a template and returns certificate and key, DER.
func (a *authority) sign(t *x509.Certificate, days int, now time.Time) (cert, key []byte, err error) {
	if days <= 0 || now.AddDate(0, 0, days).After(a.cert.NotAfter) {
		return nil, nil, fmt.Errorf("%d days are not possible; give 1 or more, up to the end of the authority on %s", days, a.cert.NotAfter.Format(time.DateOnly))
	}
	k, der, err := newKey()
	if err != nil {
		return nil, nil, err
	}
	cert, err = a.signFor(k.Public(), t, now, now.AddDate(0, 0, days))
	return cert, der, err
}

// signFor completes a template for a key and returns the certificate, DER.
func (a *authority) signFor(key crypto.PublicKey, t *x509.Certificate, now, until time.Time) ([]byte, error) {
	t.NotBefore, t.NotAfter = now.Add(-backdate), until
	t.KeyUsage, t.BasicConstraintsValid = x509.KeyUsageDigitalSignature, true
	return x509.CreateCertificate(rand.Reader, t, a.cert, key, a.key)
}

// newKey returns a key and its PKCS #8 form.
func newKey() (*ecdsa.PrivateKey, []byte, error) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(k)
	return k, der, err
}
