package bridge

import (
	"log/slog"
	"time"
)

// Options are the settings of one Server. A zero (or negative) value means the
// default in brackets. Clients that vanish are found by TCP keep-alive, which
// net.Listen turns on, as it does TCP_NODELAY.
type Options struct {
	Name         string        // label of the metrics and the log: the port's name ["unnamed"]
	MaxLine      int           // longest line without its ending, bytes [64 KiB]
	MaxConns     int           // open connections; one more is closed at once [10,000]
	InFlight     int           // unanswered requests a connection before it is no longer read [256]
	Timeout      time.Duration // from a line to its reply [4.5 s]
	WriteTimeout time.Duration // for one write to a client that does not read [30 s]
	Idle         time.Duration // without a byte from the client before it is closed [never]
	Grace        time.Duration // for what is in flight when Serve is told to stop [10 s]

	// A client is a verified certificate's name, or an address, over all of
	// its connections to the server; all of a unix socket are one. Past its
	// limits it is read later; it gets no word for that which old clients would
	// take for a code.
	ClientRate     float64 // requests a second of one client; bursts of one second's worth [no limit]
	ClientInFlight int     // unanswered requests of one client [4,096]

	// Allow says who may use the port [everyone].
	Allow *Allow
	// LookUps bounds the work under way, over all servers that share it; one
	// server gets a quarter of it at most [no bound].
	LookUps *Bound
	// Audit gets a line for each connection and each refusal: who, when, how
	// much; never what a client sent [nobody].
	Audit *slog.Logger

	// NoMatch is the reply where nothing was similar enough ["NO_MATCH"].
	// Clients of old may expect R69 on the ICD-10-CM port.
	NoMatch string
	// Invalid is what a line without comma gets ["ERROR,Invalid format"].
	Invalid Invalid

	Logger *slog.Logger // never sees any text of a client [slog.Default()]
}

// Invalid is what a line that cannot be read gets for an answer.
type Invalid string

// Answers of ports of old to a line without comma.
const (
	InvalidError  Invalid = "error"  // ERROR,Invalid format
	InvalidEcho   Invalid = "echo"   // the line itself, then ",INVALID_FORMAT"
	InvalidSilent Invalid = "silent" // nothing
)

func (o Options) withDefaults() Options {
	setDefault(&o.MaxLine, 64<<10)
	setDefault(&o.MaxConns, 10_000)
	setDefault(&o.InFlight, 256)
	setDefault(&o.Timeout, 4500*time.Millisecond)
	setDefault(&o.WriteTimeout, 30*time.Second)
	setDefault(&o.Grace, 10*time.Second)
	setDefault(&o.Idle, 0)
	setDefault(&o.ClientInFlight, 4096)
	if o.Invalid == "" {
		o.Invalid = InvalidError
	}
	if o.Name == "" {
		o.Name = "unnamed"
	}
	if o.NoMatch == "" {
		o.NoMatch = wordNoMatch
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	o.Logger = o.Logger.With("port", o.Name)
	return o
}

func setDefault[T int | time.Duration](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}
