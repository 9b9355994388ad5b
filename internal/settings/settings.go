// Package settings is the one table of what an operator can set.
//
// Each setting is a flag (--http), an environment variable (MEDCODE_HTTP) and
// a line of .env under the same name; some answer to an older name too
// (SERVER_HOST, ICD10_PORT). The first of these that is given counts:
//
//	flag, MEDCODE_ variable, older variable, .env (both names), default
//
// A variable or .env line that is empty counts as not given, so that compose
// files can pass variables through; an empty flag is taken as it stands.
// Some settings hold for each port of the bridge apart: they are items with
// commas between, VALUE for all ports or PORT=VALUE for one, by its name or by
// the number that it is given (--rate 200,icd10cm=50,8920=5). A port's own value
// counts before one for all; of two the later counts, and entries of allow add
// up. See BridgePorts and Values.For.
//
// Whatever is unknown or impossible stops the start, with an error that names
// the setting, where its value came from and what is allowed.
package settings

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"medcode/schemas"
)

// Name is a setting as it is written in a flag, without its dashes.
type Name string

// The settings, in the order of the table.
const (
	Data        Name = "data"
	Roles       Name = "roles"
	NATS        Name = "nats"
	NATSPort    Name = "nats-port"
	Replicas    Name = "replicas"
	Sync        Name = "sync"
	KeyFile     Name = "key-file"
	Host        Name = "host"
	HTTP        Name = "http"
	ICD10CMPort Name = "icd10cm-port"
	SNOMEDPort  Name = "snomed-port"
	LOINCPort   Name = "loinc-port"
	RxNormPort  Name = "rxnorm-port"
	HCPCSPort   Name = "hcpcs-port"
	TLS         Name = "tls"
	NotesPort   Name = "notes-port"
	TLSCert     Name = "tls-cert"
	TLSKey      Name = "tls-key"
	TLSCA       Name = "tls-ca"
	TLSClients  Name = "tls-client-auth"
	Ports       Name = "ports"
	Timeout     Name = "timeout"
	Quirks      Name = "quirks"
	MaxLine     Name = "max-line"
	MaxConns    Name = "max-connections"
	MaxInFlight Name = "max-in-flight"
	Rate        Name = "rate"
	Idle        Name = "idle"
	Allow       Name = "allow"
	LookUps     Name = "look-ups"
	Audit       Name = "audit"
	BatchSize   Name = "batch-size"
	MaxWorkers  Name = "max-workers"
	Device      Name = "device"
	ONNXRuntime Name = "onnxruntime"
	ModelsDir   Name = "models-dir"
	Encoder     Name = "encoder"
	Recogniser  Name = "recogniser"
	Threshold   Name = "threshold"
	K           Name = "k"
	Cache       Name = "cache"
	StrictDates Name = "strict-dates"
	LogLevel    Name = "log-level"
	LogFormat   Name = "log-format"
)

// PortOf returns the setting that holds the bridge's port of an ontology.
func PortOf(o schemas.Ontology) Name { return Name(string(o) + "-port") }

// TLSPortOf returns the setting that holds the bridge's TLS port of an ontology.
func TLSPortOf(o schemas.Ontology) Name { return Name(string(o) + tlsPortEnd) }

const (
	portEnd    = "-port"
	tlsPortEnd = "-tls" + portEnd
)

// portsAuto is the word of the setting ports for free ones.
const portsAuto = "auto"

// Setting describes one row of the table.
type Setting struct {
	Name    Name
	Env     string // MEDCODE_…
	Old     string // the older name that still works, or empty
	Default string
	Help    string // one line
	kind    kind
}

// Value is a setting with what it is and where that came from. A password in
// it is masked.
type Value struct {
	Name   Name   `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"` // "--http", "MEDCODE_HTTP", "TIMEOUT in .env", "default", …
}

// Values are the checked settings of one command. They never change, and may
// be read by several goroutines.
type Values struct {
	order []Value
	at    map[Name]string
}

// String returns the value in its canonical form. Asking for a setting that
// was not named to Load is a programming error and panics.
func (v *Values) String(n Name) string {
	s, ok := v.at[n]
	if !ok {
		panic("settings: " + string(n) + " was not asked for in Load")
	}
	return s
}

// Int returns a whole number; it was checked by Load.
func (v *Values) Int(n Name) int { return must(strconv.Atoi(v.String(n))) }

// Float returns a number; it was checked by Load.
func (v *Values) Float(n Name) float64 { return must(strconv.ParseFloat(v.String(n), 64)) }

// Bool returns a switch; it was checked by Load.
func (v *Values) Bool(n Name) bool { return must(strconv.ParseBool(v.String(n))) }

// Duration returns a time span; it was checked by Load. The word "always" of
// the setting sync is the span 0.
func (v *Values) Duration(n Name) time.Duration {
	if s := v.String(n); s != syncAlways {
		return must(time.ParseDuration(s))
	}
	return 0
}

// All returns every setting of the command in the order of the table, fit for
// printing.
func (v *Values) All() []Value { return append([]Value(nil), v.order...) }

// must turns a value that Load let through but a getter cannot read, which is
// a getter of the wrong type, into a panic.
func must[T any](x T, err error) T {
	if err != nil {
		panic("settings: read as the wrong type: " + err.Error())
	}
	return x
}

// mask hides the passwords and tokens of a comma-separated list of URLs.
func mask(s string) string {
	parts := strings.Split(s, ",")
	for i, p := range parts {
		u, err := url.Parse(strings.TrimSpace(p))
		switch {
		case err == nil && u.User == nil:
		case err != nil:
			parts[i] = "(unreadable URL)"
		default:
			u.User = url.User("xxxxx")
			parts[i] = u.String()
		}
	}
	return strings.Join(parts, ",")
}
