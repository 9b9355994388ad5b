package main

import (
	"path/filepath"
	"time"

	"medcode/bridge"
	"medcode/internal/certs"
	"medcode/internal/settings"
)

// tlsPorts are the bridge's TLS listeners; nil where they are not wanted.
type tlsPorts struct {
	tls     *bridge.TLS
	metrics *bridge.TLSMetrics
}

func (n *node) openTLS() (*tlsPorts, error) {
	if !n.set.Bool(settings.TLS) {
		return nil, nil
	}
	o := bridge.TLSOptions{
		Cert: n.set.String(settings.TLSCert), Key: n.set.String(settings.TLSKey), CA: n.set.String(settings.TLSCA),
		ClientAuth: bridge.ClientAuth(n.set.String(settings.TLSClients)), Logger: n.log,
	}
	if o.Cert == "" {
		files, did, err := certs.Development(filepath.Join(n.set.String(settings.Data), "certs"), time.Now())
		if err != nil {
			return nil, err
		}
		o.Cert, o.Key = files.Cert, files.Key
		switch did {
		case certs.Made:
			n.log.Warn("made a certificate for development; clients trust it by its authority's file; set --tls-cert and --tls-key for use", "ca", files.CA)
		case certs.Renewed:
			n.log.Warn("renewed the certificate for development; clients that trust its authority go on; set --tls-cert and --tls-key for use", "ca", files.CA)
		case certs.Found:
		}
	}
	t, err := bridge.NewTLS(o)
	if err != nil {
		return nil, err
	}
	return &tlsPorts{t, bridge.NewTLSMetrics(n.metrics)}, nil
}
