package main

import (
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"

	"medcode/internal/settings"
)

// screen tells what listens where, and how to go on.
func (n *node) screen(w io.Writer) {
	fmt.Fprintf(w, "\nmedcode %s is running; store %s\n", version, filepath.Dir(n.coding.store.Dir()))
	n.screenPorts(w)
	fmt.Fprintf(w, "  HTTP %s   NATS %s\n\nTry:\n", n.ports["http"], n.ports["nats"])
	if at := n.ports[string(settings.ICD10CMPort)]; at != "" && !strings.HasPrefix(at, unixPrefix) {
		host, port, _ := net.SplitHostPort(at) // as a listener wrote it
		fmt.Fprintf(w, "  printf '1,chest pain\\n' | nc %s %s\n", reachable(host), port)
	}
	fmt.Fprintf(w, "  bin/medcode code FILE\n  bin/medcode watch\n  bin/medcode ontology add icd10cm code-descriptions-2026.zip   # a full release; it is in use seconds later\n\nCtrl-C stops. Results need a check by a qualified person.\n")
}

// screenPorts writes a line for each ontology that has a port of the bridge
// open, with its plain port and that of TLS, and one for notes.
func (n *node) screenPorts(w io.Writer) {
	open := map[string][]string{}
	for _, p := range settings.BridgePorts() {
		if at := n.ports[string(p.Setting)]; at != "" {
			line := strings.TrimSuffix(p.Name, "-tls")
			open[line] = append(open[line], n.openPort(p, at))
		}
	}
	for _, p := range settings.BridgePorts() {
		if ports := open[p.Name]; ports != nil {
			fmt.Fprintf(w, "  %-8s  %s\n", p.Name, strings.Join(ports, "   "))
		}
	}
}

// openPort says what a port speaks and where it is, shortly where it is on
// the host that all listeners share.
func (n *node) openPort(p settings.Port, at string) string {
	socket := strings.HasPrefix(at, unixPrefix)
	if !socket && !strings.Contains(n.set.String(p.Setting), ":") {
		_, at, _ = net.SplitHostPort(at) // as a listener wrote it
	}
	switch {
	case p.TLS:
		return "TLS " + at
	case socket:
		return at
	}
	return "TCP " + at
}

// reachable turns an address that stands for all into one to connect to.
func reachable(host string) string {
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		return loopback
	}
	return host
}
