package bridge

import "crypto/x509"

// enter makes the handshake, if there is one, and tells whether the client may
// ask. One that may not is counted and recorded.
func (c *conn) enter() bool {
	leaf, ok := c.shake()
	if !ok {
		return false
	}
	id := identify(c.from, leaf)
	allow := c.s.opts.Allow
	if !allow.address(c.from) && !allow.certificate(leaf) {
		c.s.metrics.notAllowed.Inc()
		c.refuse(id, refusedNotAllowed, "")
		return false
	}
	c.s.metrics.accepted.Inc()
	c.client = c.s.callers.join(id)
	return true
}

// shake returns the client's verified certificate, if it has one.
func (c *conn) shake() (leaf *x509.Certificate, ok bool) {
	t, ok := c.nc.(*tlsConn)
	if !ok {
		return nil, true
	}
	if err := t.shake(); err != nil {
		why := handshakeOf(err).String()
		if c.isDraining() {
			why = string(endDrained)
		}
		c.refuse(identity{addr: c.from.addr}, refusedHandshake, why)
		return nil, false
	}
	state := t.ConnectionState()
	c.version = state.Version
	if len(state.VerifiedChains) > 0 {
		leaf = state.VerifiedChains[0][0]
	}
	return leaf, true
}

// refuse closes a connection that is not served; why says more about the
// reason, if there is more.
func (c *conn) refuse(id identity, reason refusal, why string) {
	c.nc.Close()
	c.s.refused(c.nc, id, reason, why)
}
