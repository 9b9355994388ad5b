package bridge

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// ClientAuth says what is asked of a client's certificate.
type ClientAuth string

// What can be asked of a client's certificate.
const (
	ClientAuthNone     ClientAuth = "none"     // nothing, the client's authority is not looked at
	ClientAuthOptional ClientAuth = "optional" // one that is sent must be good
	ClientAuthRequire  ClientAuth = "require"  // there must be one, and it must be good
)

// TLSOptions are the files and limits of TLS listeners. All files are PEM.
type TLSOptions struct {
	Cert, Key  string        // the server's certificate, with what is between it and the root, and its key
	CA         string        // who must have signed clients' certificates; needed unless none is asked for
	ClientAuth ClientAuth    // [ClientAuthNone]
	Handshake  time.Duration // for a handshake before the connection is closed [10 s]
	Logger     *slog.Logger  // never sees anything that a client sends [slog.Default()]

	recheck time.Duration // between looks at the files [1 s]
}

// TLS is the server's side of TLS: versions 1.2 and 1.3, key exchange by
// ECDHE and authenticated ciphers alone (RFC 9325), without tickets, so that
// no client comes back past an authority that has been taken away.
//
// Its files are looked at again at a handshake, at most once a second, and
// read when one has changed. Broken new files are logged once and the old
// ones kept. Connections that stand live on as they are.
type TLS struct {
	opts TLSOptions

	mu      sync.Mutex // guards what follows
	config  *tls.Config
	stamps  stamps
	checked time.Time
}

// NewTLS reads the files.
func NewTLS(o TLSOptions) (*TLS, error) {
	setDefault(&o.Handshake, 10*time.Second)
	setDefault(&o.recheck, time.Second)
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	t := &TLS{opts: o, stamps: stampsOf(o), checked: time.Now()}
	config, err := o.load()
	if err != nil {
		return nil, err
	}
	t.config = config
	return t, nil
}

// current returns the configuration for one more handshake.
func (t *TLS) current() *tls.Config {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if now.Sub(t.checked) < t.opts.recheck {
		return t.config
	}
	t.checked = now
	found := stampsOf(t.opts)
	if found == t.stamps {
		return t.config
	}
	t.stamps = found
	config, err := t.opts.load()
	if err != nil {
		t.opts.Logger.Error("changed TLS files cannot be used, the ones before stay in use", "err", err)
		return t.config
	}
	t.opts.Logger.Info("TLS files changed, new connections use them")
	t.config = config
	return config
}

// load reads the files into a configuration.
func (o TLSOptions) load() (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(o.Cert, o.Key)
	if err != nil {
		return nil, fmt.Errorf("certificate %s with key %s cannot be used; see --tls-cert and --tls-key: %w", o.Cert, o.Key, err)
	}
	if time.Now().After(pair.Leaf.NotAfter) {
		o.Logger.Warn("the TLS certificate has expired, clients that verify will refuse it", "file", o.Cert, "since", pair.Leaf.NotAfter)
	}
	c := &tls.Config{
		Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, DynamicRecordSizingDisabled: true,
		CipherSuites: suites(), SessionTicketsDisabled: true,
	}
	return c, o.askClients(c)
}

// suites are those of TLS 1.2; all of TLS 1.3 are as good.
func suites() []uint16 {
	return []uint16{
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	}
}

func (o TLSOptions) askClients(c *tls.Config) error {
	switch o.ClientAuth {
	case "", ClientAuthNone:
		return nil
	case ClientAuthOptional:
		c.ClientAuth = tls.VerifyClientCertIfGiven
	case ClientAuthRequire:
		c.ClientAuth = tls.RequireAndVerifyClientCert
	default:
		return fmt.Errorf("client certificates cannot be %q; choose none, optional or require", o.ClientAuth)
	}
	pem, err := os.ReadFile(o.CA)
	if err != nil {
		return fmt.Errorf("the authority of client certificates cannot be read; see --tls-ca: %w", err)
	}
	c.ClientCAs = x509.NewCertPool()
	if !c.ClientCAs.AppendCertsFromPEM(pem) {
		return errors.New(o.CA + " holds no certificate of an authority; give a PEM file with --tls-ca")
	}
	return nil
}

// stamps tell whether one of the files has changed: hashes of what they hold,
// since two certificates made in one moment are often of one size and time.
type stamps [3][sha256.Size]byte

// stampsOf reads the files. One that is missing, as for a moment while it is
// replaced, has the stamp of an empty one.
func stampsOf(o TLSOptions) (s stamps) {
	for i, name := range []string{o.Cert, o.Key, o.CA} {
		data, _ := os.ReadFile(name)
		s[i] = sha256.Sum256(data)
	}
	return s
}
