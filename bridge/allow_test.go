package bridge

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

func tcpPeer(ip string) peer {
	return peerOf(net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(ip), 9)))
}

func TestAllowAddress(t *testing.T) {
	for _, c := range []struct {
		entries string
		in, out []string
	}{
		{"", []string{"10.0.0.1", "::1"}, nil},
		{"10.0.0.7", []string{"10.0.0.7", "::ffff:10.0.0.7"}, []string{"10.0.0.8", "::a00:7"}},
		{"::ffff:10.0.0.7", []string{"10.0.0.7"}, []string{"10.0.0.8"}},
		{"10.0.0.0/8 , 192.168.1.7/24", []string{"10.255.0.1", "192.168.1.1"}, []string{"11.0.0.1", "192.168.2.7"}},
		{"::ffff:10.0.0.0/104", []string{"10.255.0.1"}, []string{"11.0.0.1"}},
		{"0.0.0.0/0", []string{"1.2.3.4", "::ffff:1.2.3.4"}, []string{"::1"}},
		{"::/0", []string{"::1"}, []string{"1.2.3.4"}},
		{"fe80::/10", []string{"fe80::1%eth0", "fe80::1"}, []string{"fd00::1"}},
		{"feed.example", nil, []string{"10.0.0.1", "::1"}},
	} {
		a := mustAllow(t, strings.Split(c.entries, ",")...)
		for _, ip := range c.in {
			if !a.address(tcpPeer(ip)) {
				t.Errorf("%s keeps out %s", c.entries, ip)
			}
		}
		for _, ip := range c.out {
			if a.address(tcpPeer(ip)) {
				t.Errorf("%s lets in %s", c.entries, ip)
			}
		}
		if unknown := (peer{}); a.address(unknown) != (c.entries == "") || !a.address(peer{local: true}) {
			t.Errorf("%s: of a network that is not known, or a unix socket", c.entries)
		}
	}
}

// mustAllow takes one empty entry for none.
func mustAllow(t testing.TB, entries ...string) *Allow {
	t.Helper()
	if len(entries) == 1 && entries[0] == "" {
		entries = nil
	}
	a, err := ParseAllow(entries)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAllowCertificate(t *testing.T) {
	uri, err := url.Parse("spiffe://clinic/Feed")
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{
		DNSNames: []string{"a.example", "Feed.Example"}, EmailAddresses: []string{"Feed@example.org"},
		URIs: []*url.URL{uri}, IPAddresses: []net.IP{net.IPv4(10, 0, 0, 7)}, Subject: pkix.Name{CommonName: "Feed 7"},
	}
	for entry, want := range map[string]bool{
		"feed.example": true, "FEED.EXAMPLE": true, "a.example": true, "example": false, "b.feed.example": false, "feed.example.": false,
		"Feed@example.org": true, "feed@example.org": false,
		"spiffe://clinic/Feed": true, "spiffe://clinic/feed": false, "spiffe://clinic": false,
		"Feed 7": true, "feed 7": false, "10.0.0.7": false,
	} {
		a := mustAllow(t, entry)
		if a.certificate(leaf) != want {
			t.Errorf("%s: %v", entry, !want)
		}
		if a.certificate(nil) || a.certificate(&x509.Certificate{}) {
			t.Errorf("%s lets in a client without a name", entry)
		}
	}
}

func TestParseAllowErrors(t *testing.T) {
	for entry, want := range map[string]string{
		"": "give an address", " ": "give an address", "fe80::1%eth0": "zone", "::ffff:0.0.0.0/90": "0.0.0.0/0",
		"10.0.0": "give an address", "10.0.0.256": "give an address", "10.0.0.0/33": "give an address", "10.*": "give an address",
		"10.0.0.1-10.0.0.9": "give an address", "fe80:::1": "give an address", "*.example": "give an address",
		"example/24": "give an address", "a\nb": "give an address", "a\xff": "give an address", long(2000): "give an address",
	} {
		if _, err := ParseAllow([]string{"10.0.0.1", entry}); err == nil || !strings.Contains(err.Error(), want) || len(err.Error()) > 400 {
			t.Errorf("%.100q: %v", entry, err)
		}
	}
}

func TestAllowNamesOnly(t *testing.T) {
	for entries, want := range map[string]bool{"": false, "a.example": true, "a.example,10.0.0.1": false, "10.0.0.0/8": false} {
		if got := mustAllow(t, strings.Split(entries, ",")...).NamesOnly(); got != want {
			t.Errorf("%q: %v", entries, got)
		}
	}
	if (*Allow)(nil).NamesOnly() {
		t.Error("nobody listed")
	}
}

// TestAllowPlain: a client that is not listed is closed at once and counted,
// and takes no place from others.
func TestAllowPlain(t *testing.T) {
	s := serve(t, listen(t), Options{Allow: mustAllow(t, "10.0.0.0/8"), MaxConns: 1}, &dictionary{})
	for range 3 {
		dial(t, s.addr).closed()
	}
	if got := value(t, s.metrics.notAllowed); got != 3 {
		t.Errorf("%v counted", got)
	}
	s = serve(t, listen(t), Options{Allow: mustAllow(t, "10.0.0.0/8", "127.0.0.1")}, &dictionary{})
	c := dial(t, s.addr)
	c.send("HEALTH\n")
	c.want("OK\n")
}

// TestAllowTLS: a name lets in whom the address does not, once the certificate
// is verified; with addresses alone the handshake is not even begun.
func TestAllowTLS(t *testing.T) {
	dir, files := authority(t)
	own := clientCert(t, dir) // of "canary"
	for _, c := range []struct {
		allow           []string
		auth            ClientAuth
		named, nameless bool
		handshakes      float64
	}{
		{[]string{"canary"}, ClientAuthOptional, true, false, 2},
		{[]string{"canary", "10.0.0.1"}, ClientAuthRequire, true, false, 1},
		{[]string{"other"}, ClientAuthOptional, false, false, 2},
		{[]string{"other", "127.0.0.0/8"}, ClientAuthOptional, true, true, 2},
		{[]string{"canary"}, ClientAuthNone, false, false, 2},
		{[]string{"10.0.0.1"}, ClientAuthOptional, false, false, 0},
	} {
		t.Run(strings.Join(c.allow, " ")+" "+string(c.auth), func(t *testing.T) {
			d := &dictionary{}
			s := serveTLS(t, files, Options{Allow: mustAllow(t, c.allow...)}, TLSOptions{CA: files.CA, ClientAuth: c.auth}, d)
			for cert, ok := range map[*tls.Certificate]bool{own: c.named, nil: c.nameless} {
				cc := s.client.Clone()
				if cert != nil {
					cc.Certificates = []tls.Certificate{*cert}
				}
				if ok {
					s.answers(t, cc)
				} else {
					s.refused(t, cc)
				}
			}
			s.counted(t, handshakeDone, c.handshakes)
			if n := d.asked.Load(); n > 0 {
				t.Errorf("%d lines of clients that are not allowed were taken up", n)
			}
		})
	}
}

// FuzzParseAllow: an entry is refused, or lets in itself and not everyone.
func FuzzParseAllow(f *testing.F) {
	for _, e := range []string{"", "10.0.0.7", "10.0.0.0/8", "::ffff:10.0.0.0/104", "::/0", "fe80::1%eth0", "feed.example", "a@b", "spiffe://a/b", "10.0.0.0/33"} {
		f.Add(e)
	}
	f.Fuzz(func(t *testing.T, entry string) {
		a, err := ParseAllow([]string{entry})
		if err != nil {
			return
		}
		entry = strings.TrimSpace(entry)
		if a.NamesOnly() {
			if !a.certificate(&x509.Certificate{Subject: pkix.Name{CommonName: entry}}) {
				t.Errorf("%q keeps out the name itself", entry)
			}
			if a.address(tcpPeer("10.0.0.1")) || a.certificate(&x509.Certificate{Subject: pkix.Name{CommonName: entry + "x"}}) {
				t.Errorf("%q lets in others", entry)
			}
			return
		}
		n := a.networks[0]
		if n != n.Masked() || n.Addr().Is4In6() || n.Addr().Zone() != "" {
			t.Errorf("%q gives %v", entry, n)
		}
		if !a.address(peer{addr: n.Addr()}) || n.Bits() > 0 && a.address(tcpPeer("203.0.113.9")) && a.address(tcpPeer("10.0.0.1")) {
			t.Errorf("%q lets in the wrong ones", entry)
		}
	})
}
