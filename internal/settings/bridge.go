package settings

import (
	"slices"
	"strconv"
	"strings"

	"medcode/schemas"
)

// NotesName is the name of the port that takes whole notes.
const NotesName = "notes"

// Port is one port of the bridge.
type Port struct {
	Name     string           // what settings per port, metrics and logs call it
	Setting  Name             // says where it listens, see Values.Listen
	Ontology schemas.Ontology // of its codes; empty for the port of notes
	TLS      bool             // opened with the setting tls alone
}

// BridgePorts returns the ports of the bridge: icd10cm and so on, icd10cm-tls
// and so on, notes.
func BridgePorts() []Port {
	var plain, secured []Port
	for _, o := range schemas.Ontologies() {
		plain = append(plain, Port{Name: string(o), Setting: PortOf(o), Ontology: o})
		secured = append(secured, Port{Name: string(o) + "-tls", Setting: TLSPortOf(o), Ontology: o, TLS: true})
	}
	return append(append(plain, secured...), Port{Name: NotesName, Setting: NotesPort, TLS: true})
}

func portNames() []string {
	var names []string
	for _, p := range BridgePorts() {
		names = append(names, p.Name)
	}
	return names
}

func allowedPorts() string {
	return strings.Join(portNames(), ", ") + ", or the number that one of them listens on"
}

// portOf finds a port by its name or by the number that is set for it. A
// number that none or several have finds nothing, and problem says so.
func (v *Values) portOf(name string) (p Port, problem string) {
	ports := BridgePorts()
	if i := slices.IndexFunc(ports, func(p Port) bool { return p.Name == name }); i >= 0 {
		return ports[i], ""
	}
	found := 0
	for _, candidate := range ports {
		if at := parseListener(v.at[candidate.Setting]); at.port == name {
			p, found = candidate, found+1
		}
	}
	switch found {
	case 0:
		return Port{}, "no port of the bridge listens on " + name
	case 1:
		return p, ""
	}
	return Port{}, "several ports of the bridge listen on " + name + ", on other addresses each"
}

// isPortName says whether s may stand before "=" in a setting per port; which
// numbers are in force is not known yet.
func isPortName(s string) bool {
	n, err := strconv.Atoi(s)
	return slices.Contains(portNames(), s) || err == nil && 0 < n && n <= maxPort && s == strconv.Itoa(n)
}
