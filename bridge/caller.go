package bridge

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// peer is where a connection comes from.
type peer struct {
	addr  netip.Addr // not valid without TCP
	local bool       // a unix socket
}

func peerOf(a net.Addr) peer {
	switch a := a.(type) {
	case *net.TCPAddr:
		return peer{addr: a.AddrPort().Addr().Unmap()}
	case *net.UnixAddr:
		return peer{local: true}
	}
	return peer{}
}

// identity tells clients apart: by the name in a verified certificate, or else
// by the address.
type identity struct {
	certificate string
	addr        netip.Addr
}

// identify names the client behind a connection; leaf is its verified
// certificate, if it has one.
func identify(p peer, leaf *x509.Certificate) identity {
	if leaf != nil {
		if name := nameOf(leaf); name != "" {
			return identity{certificate: name}
		}
	}
	return identity{addr: p.addr}
}

// nameOf is the name that a certificate is known by: the first of type DNS,
// else URI or e-mail, else the common name.
func nameOf(leaf *x509.Certificate) string {
	switch {
	case len(leaf.DNSNames) > 0:
		return lower(leaf.DNSNames[0])
	case len(leaf.URIs) > 0:
		return leaf.URIs[0].String()
	case len(leaf.EmailAddresses) > 0:
		return leaf.EmailAddresses[0]
	}
	return leaf.Subject.CommonName
}

func (i identity) String() string {
	switch {
	case i.certificate != "":
		return i.certificate
	case i.addr.IsValid():
		return i.addr.String()
	}
	return "unix"
}

// caller is one client, over all of its connections.
type caller struct {
	id     identity
	conns  int
	rate   *rate.Limiter // nil without a limit
	flight *semaphore.Weighted
}

// leftClients is how many clients without a connection are remembered while
// their bucket is not full.
const leftClients = 4096

// callers are the clients of one server. A client is forgotten with its last
// connection, unless that would fill its bucket: one that makes a connection
// for each request has the same rate as others. The number of those is bounded,
// since addresses cost nothing; who is pushed out by thousands of others starts
// with a full bucket again, as each of these did.
type callers struct {
	rate     rate.Limit // 0 without a limit
	burst    int
	inFlight int64

	mu   sync.Mutex
	here map[identity]*caller
	left *simplelru.LRU[identity, *caller]
}

func newCallers(o *Options) *callers {
	cs := &callers{inFlight: int64(o.ClientInFlight), here: map[identity]*caller{}}
	if o.ClientRate > 0 {
		cs.rate, cs.burst = rate.Limit(o.ClientRate), int(max(1, o.ClientRate))
		cs.left, _ = simplelru.NewLRU[identity, *caller](leftClients, nil) // fails for sizes below 1 alone
	}
	return cs
}

// join counts one more connection of a client.
func (cs *callers) join(id identity) *caller {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	c := cs.here[id]
	if c == nil {
		c = cs.back(id)
		cs.here[id] = c
	}
	c.conns++
	return c
}

// back returns a client that had no connection.
func (cs *callers) back(id identity) *caller {
	if cs.left != nil {
		if c, ok := cs.left.Get(id); ok {
			cs.left.Remove(id)
			return c
		}
	}
	c := &caller{id: id, flight: semaphore.NewWeighted(cs.inFlight)}
	if cs.rate > 0 {
		c.rate = rate.NewLimiter(cs.rate, cs.burst)
	}
	return c
}

// leave takes one connection of a client away.
func (cs *callers) leave(c *caller) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if c.conns--; c.conns > 0 {
		return
	}
	delete(cs.here, c.id)
	if c.rate != nil && c.rate.TokensAt(time.Now()) < float64(cs.burst) {
		cs.left.Add(c.id, c)
	}
}

// paced waits until the rate lets one more request in. wait runs what takes
// time and ends it early where nobody should wait any more.
func (c *caller) paced(wait waiter) (waited bool) {
	if c.rate == nil || c.rate.Allow() {
		return false
	}
	_ = wait(c.rate.Wait) // ended early: the request goes on, see conn.letIn
	return true
}

// enter takes a place among the client's unanswered requests; held is false
// where the wait for one ended early.
func (c *caller) enter(wait waiter) (held, waited bool) {
	if c.flight.TryAcquire(1) {
		return true, false
	}
	err := wait(func(ctx context.Context) error { return c.flight.Acquire(ctx, 1) })
	return err == nil, true
}

// leave gives back places of requests that are answered.
func (c *caller) leave(places int) {
	if places > 0 {
		c.flight.Release(int64(places))
	}
}

type waiter func(func(context.Context) error) error
