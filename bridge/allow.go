package bridge

import (
	"crypto/x509"
	"fmt"
	"net/netip"
	"strings"
	"unicode"
)

// Allow says who may use a port; one entry that fits is enough. nil and the
// zero value let everyone in.
//
// An address or a network is compared with where a client connects from, never
// with a certificate. A name is compared with the names in a client's verified
// certificate (RFC 5280, 4.2.1.6): those of type DNS in any case, those of type
// e-mail and URI and the common name letter by letter; always as a whole, with
// no wildcards. Clients of a unix socket have no address and are let in: the
// rights of the socket's folder say who reaches it.
type Allow struct {
	networks []netip.Prefix
	names    map[string]bool // as they were given
	hosts    map[string]bool // the same in lower case
}

// maxAllowName is the longest name of an entry, bytes.
const maxAllowName = 1 << 10

// ParseAllow reads a list of addresses (10.0.0.7), networks (10.0.0.0/8,
// fd00::/8) and names of certificates. IPv4 in IPv6 form is the IPv4 address.
// Its error names the entry and says how to write it.
func ParseAllow(entries []string) (*Allow, error) {
	a := &Allow{names: map[string]bool{}, hosts: map[string]bool{}}
	for _, e := range entries {
		e = strings.TrimSpace(e)
		n, isNetwork, err := network(e)
		switch {
		case err != nil:
			return nil, err
		case isNetwork:
			a.networks = append(a.networks, n)
		case !isName(e):
			return nil, fmt.Errorf("%.100q cannot be allowed; give an address (10.0.0.7), a network (10.0.0.0/8) or the whole name in a client's certificate", e)
		default:
			a.names[e], a.hosts[lower(e)] = true, true
		}
	}
	return a, nil
}

// network reads an address or a network; ok is false for what is neither.
func network(e string) (n netip.Prefix, ok bool, err error) {
	if addr, err := netip.ParseAddr(e); err == nil {
		if addr.Zone() != "" {
			return n, false, fmt.Errorf("%.100q cannot be allowed with its zone; leave out what begins with %%", e)
		}
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), true, nil
	}
	n, err = netip.ParsePrefix(e)
	if err != nil {
		return n, false, nil
	}
	if addr := n.Addr(); addr.Is4In6() {
		if n.Bits() < 96 {
			return n, false, fmt.Errorf("%.100q is wider than all IPv4 addresses; write them as 0.0.0.0/0", e)
		}
		n = netip.PrefixFrom(addr.Unmap(), n.Bits()-96)
	}
	return n.Masked(), true, nil
}

// isName refuses what was meant to be an address, a network or a pattern, so
// that a slip does not become a name that nobody has.
func isName(e string) bool {
	v4 := strings.Contains(e, ".") && strings.Trim(e, "0123456789.-") == ""
	v6 := strings.Contains(e, ":") && strings.Trim(e, "0123456789abcdefABCDEF.:/") == ""
	path := strings.Contains(e, "/") && !strings.Contains(e, "://")
	odd := strings.ContainsFunc(e, func(r rune) bool { return r == '*' || r == unicode.ReplacementChar || !unicode.IsPrint(r) })
	return e != "" && len(e) <= maxAllowName && !v4 && !v6 && !path && !odd
}

// lower is for names of hosts, which are ASCII (RFC 4343).
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}

// NamesOnly tells that only names of certificates are listed: on a port
// without TLS, or one that asks for no certificates, nobody could enter.
func (a *Allow) NamesOnly() bool { return a != nil && len(a.networks) == 0 && len(a.names) > 0 }

// needsName tells that a certificate may let in whom the address does not.
func (a *Allow) needsName() bool { return a != nil && len(a.names) > 0 }

// address tells whether a client may enter for where it comes from.
func (a *Allow) address(p peer) bool {
	if a == nil || len(a.networks)+len(a.names) == 0 || p.local {
		return true
	}
	addr := p.addr.WithZone("")
	for _, n := range a.networks {
		if n.Contains(addr) {
			return true
		}
	}
	return false
}

// certificate tells whether a client may enter for a name in its verified
// certificate.
func (a *Allow) certificate(leaf *x509.Certificate) bool {
	if a == nil || leaf == nil {
		return false
	}
	for _, name := range leaf.DNSNames {
		if a.hosts[lower(name)] {
			return true
		}
	}
	for _, name := range leaf.EmailAddresses {
		if a.names[name] {
			return true
		}
	}
	for _, uri := range leaf.URIs {
		if a.names[uri.String()] {
			return true
		}
	}
	return a.names[leaf.Subject.CommonName]
}
