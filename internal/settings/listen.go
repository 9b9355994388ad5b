package settings

import (
	"math"
	"net"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	// listenOff is the word for a listener that is not opened.
	listenOff = "off"
	maxPort   = math.MaxUint16
	// maxSocketPath is what the kernel takes for a unix socket, bytes.
	maxSocketPath = 107
)

// listener is where a port listens: one part of it at most is missing.
type listener struct {
	path string // of a unix socket
	host string // empty: that of the setting host
	port string // empty with a path, or where it is off
}

func parseListener(s string) listener {
	switch {
	case s == "" || s == listenOff:
		return listener{}
	case strings.Contains(s, "/"):
		return listener{path: s}
	}
	if host, port, err := net.SplitHostPort(s); err == nil {
		return listener{host: host, port: port}
	}
	return listener{port: s}
}

// listens is the kind of a port of the bridge.
func listens() kind {
	return kind{
		arg: "WHERE",
		allowed: "a port from 0 to 65535 (0: any free one), HOST:PORT or [v6]:PORT, " +
			"the path of a unix socket with a / in it (107 bytes at most), or off",
		canon: func(s string) (string, bool) {
			if strings.EqualFold(s, listenOff) {
				return listenOff, true
			}
			at := parseListener(s)
			if at.path != "" {
				clean := cleanSocket(at.path)
				return clean, len(clean) <= maxSocketPath && !strings.HasSuffix(s, "/") && clean != "/" && !strings.ContainsRune(s, 0)
			}
			number, ok := whole(0, maxPort).canon(at.port)
			if !strings.Contains(s, ":") {
				return number, ok
			}
			name, fine := host().canon(at.host)
			return net.JoinHostPort(name, number), ok && fine
		},
	}
}

// cleanSocket shortens a path and keeps a slash in it, by which it is known.
func cleanSocket(path string) string {
	path = filepath.Clean(path)
	if !strings.Contains(path, "/") {
		path = "./" + path
	}
	return path
}

// Listen returns where the listener of a setting opens, as net.Listen takes
// it: a port with host before it, or the path of a unix socket. network is
// "tcp", "unix", or empty where it stays closed: it is off, or is one of TLS
// and the setting tls is not given.
func (v *Values) Listen(n Name) (network, address string) {
	at := parseListener(v.String(n))
	for _, p := range BridgePorts() {
		if p.Setting == n && p.TLS && !v.Bool(TLS) {
			return "", ""
		}
	}
	switch {
	case at.path != "":
		return "unix", at.path
	case at.port == "":
		return "", ""
	case at.host == "":
		at.host = v.String(Host)
	}
	if v.at[Ports] == portsAuto {
		at.port = "0"
	}
	return "tcp", net.JoinHostPort(at.host, at.port)
}

// samePorts finds listeners that would take each other's port.
func (v *Values) samePorts() []error {
	if _, ok := v.at[Host]; !ok {
		return nil
	}
	var faults []error
	var taken []place
	for _, val := range v.order {
		p := v.place(val.Name)
		if p.address == "" {
			continue
		}
		for _, other := range taken {
			if p.clashes(other) {
				faults = append(faults, v.fault(val.Name, p.what()+" is that of "+string(other.name), p.free()))
				break
			}
		}
		taken = append(taken, p)
	}
	return faults
}

// place is where a setting listens.
type place struct {
	name       Name
	address    string // a host or a path; empty: nowhere, or on a free port
	port       string // empty for a path
	everywhere bool   // the host stands for all addresses
}

func (v *Values) place(n Name) place {
	if n == NATSPort { // of the embedded server, on loopback
		if v.at[NATS] != "" || v.at[Ports] == portsAuto {
			return place{}
		}
		return tcpPlace(n, net.JoinHostPort("127.0.0.1", v.at[n]))
	}
	if n != HTTP && !strings.HasSuffix(string(n), portEnd) {
		return place{}
	}
	network, address := v.Listen(n)
	if network == "unix" {
		return place{name: n, address: filepath.Clean(address)}
	}
	return tcpPlace(n, address)
}

func tcpPlace(n Name, address string) place {
	host, port, err := net.SplitHostPort(address)
	if number, _ := strconv.Atoi(port); err != nil || number == 0 {
		return place{}
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip := net.ParseIP(host)
	return place{name: n, address: host, port: port, everywhere: ip != nil && ip.IsUnspecified()}
}

func (p place) clashes(other place) bool {
	return p.port == other.port && (p.address == other.address || p.port != "" && (p.everywhere || other.everywhere))
}

func (p place) what() string {
	if p.port == "" {
		return "the socket " + p.address
	}
	return "port " + p.port
}

func (p place) free() string {
	if p.port == "" {
		return "a socket of its own"
	}
	return "a port of its own, or 0 for any free one"
}
