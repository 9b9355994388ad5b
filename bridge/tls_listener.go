package bridge

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// handshake is how a handshake ended, as the metrics count it.
type handshake int

const (
	handshakeDone handshake = iota
	handshakeNotTLS
	handshakeTimeout
	handshakeGone       // the client left before its end, as probes do
	handshakeClientCert // none where one is required, or not a good one
	handshakeRefused    // the client did not like the server's certificate
	handshakeOther      // no version or cipher in common, for one
	handshakes
)

func (h handshake) String() string {
	return [handshakes]string{"done", "not_tls", "timeout", "gone", "client_certificate", "refused_by_client", "other"}[h]
}

// TLSMetrics count the handshakes of all TLS listeners of a process.
type TLSMetrics struct{ ended *prometheus.CounterVec }

// NewTLSMetrics makes the metrics and registers them with reg, unless it is
// nil. Registering them twice with one registerer panics.
func NewTLSMetrics(reg prometheus.Registerer) *TLSMetrics {
	m := &TLSMetrics{prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "medcode_bridge_handshakes_total",
		Help: "TLS handshakes by outcome: done; failed: not_tls, timeout, gone, client_certificate, refused_by_client, other.",
	}, []string{"port", "outcome"})}
	if reg != nil {
		reg.MustRegister(m.ended)
	}
	return m
}

// tlsListener speaks TLS on the connections of another listener.
type tlsListener struct {
	net.Listener
	tls    *TLS
	name   string
	config *tls.Config
	ended  [handshakes]prometheus.Counter
	logged atomic.Int64 // when a failed handshake was last logged, Unix seconds
}

// Listen wraps a listener for [Server.Serve]; name is that of the server. Its
// Accept does not wait for a handshake: the server makes it
// for each connection on the side. nil counts for nobody.
func (t *TLS) Listen(l net.Listener, name string, m *TLSMetrics) net.Listener {
	if m == nil {
		m = NewTLSMetrics(nil)
	}
	w := &tlsListener{Listener: l, tls: t, name: name}
	w.config = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return t.current(), nil }}
	for h := range handshakes {
		w.ended[h] = m.ended.WithLabelValues(name, h.String())
	}
	return w
}

// SetDeadline is that of the listener inside.
func (l *tlsListener) SetDeadline(t time.Time) error {
	d, ok := l.Listener.(interface{ SetDeadline(t time.Time) error })
	if !ok {
		return errors.ErrUnsupported
	}
	return d.SetDeadline(t)
}

func (l *tlsListener) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	raw := &rawConn{Conn: nc}
	return &tlsConn{Conn: tls.Server(raw, l.config), raw: raw, l: l, whole: true}, nil
}

// rawConn notes the end of the TCP stream, which crypto/tls lets pass for the
// end of the TLS stream where it falls between two records.
type rawConn struct {
	net.Conn
	ended bool
}

func (c *rawConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.ended = c.ended || errors.Is(err, io.EOF)
	return n, err
}

// tlsConn is a connection whose reader is one goroutine.
type tlsConn struct {
	*tls.Conn
	raw   *rawConn
	l     *tlsListener
	ready bool // the handshake is done
	whole bool // what was read ends with LF
}

// Read reads, after the handshake. The end of a TCP stream without the end of
// its TLS stream may have been forged, so it ends a line only where a LF came
// before it (RFC 8446, 6.1): nobody gets the code of half a description.
func (c *tlsConn) Read(p []byte) (int, error) {
	if err := c.shake(); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.whole = p[n-1] == '\n'
	}
	if c.raw.ended && errors.Is(err, io.EOF) && !c.whole {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// shake makes the handshake, once.
func (c *tlsConn) shake() error {
	if c.ready {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.l.tls.opts.Handshake)
	defer cancel()
	err := c.HandshakeContext(ctx)
	c.ready = err == nil
	h := handshakeOf(err)
	c.l.ended[h].Inc()
	if h != handshakeDone && h != handshakeGone {
		c.l.warn(h)
	}
	return err
}

// warn logs at most once a second, and not the error itself: it may hold names
// out of the client's certificate.
func (l *tlsListener) warn(h handshake) {
	last, now := l.logged.Load(), time.Now().Unix()
	if now != last && l.logged.CompareAndSwap(last, now) {
		l.tls.opts.Logger.Warn("TLS handshake failed; medcode_bridge_handshakes_total counts all", "port", l.name, "reason", h.String())
	}
}

// handshakeOf tells why a handshake failed.
func handshakeOf(err error) handshake {
	var (
		header tls.RecordHeaderError
		cert   *tls.CertificateVerificationError
		op     *net.OpError
	)
	switch {
	case err == nil:
		return handshakeDone
	case errors.As(err, &header):
		return handshakeNotTLS
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return handshakeTimeout
	case errors.As(err, &cert), strings.Contains(err.Error(), "didn't provide a certificate"): // has no type
		return handshakeClientCert
	case errors.As(err, &op) && op.Op == "remote error": // an alert of the client
		return handshakeRefused
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), op != nil:
		return handshakeGone
	}
	return handshakeOther
}
