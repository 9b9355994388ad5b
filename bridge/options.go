package bridge

import (
	"log/slog"
	"time"
)

// Options are the settings of one Server. A zero (or negative) value means the
// default in brackets. Clients that vanish are found by TCP keep-alive, which
// net.Listen turns on, as it does TCP_NODELAY.
type Options struct {
	Name         string        // label of the metrics and the log: the ontology ["unnamed"]
	MaxLine      int           // longest line without its ending, bytes [64 KiB]
	MaxConns     int           // open connections; one more is closed at once [10,000]
	InFlight     int           // unanswered requests a connection before it is no longer read [256]
	Timeout      time.Duration // from a line to its reply [4.5 s]
	WriteTimeout time.Duration // for one write to a client that does not read [30 s]
	Idle         time.Duration // without a byte from the client before it is closed [never]
	Grace        time.Duration // for what is in flight when Serve is told to stop [10 s]

	// NoMatch is the reply where nothing was similar enough ["NO_MATCH"].
	// Clients of old may expect R69 on the ICD-10-CM port.
	NoMatch string
	// EchoInvalid answers a line without comma as "line,INVALID_FORMAT", as
	// some ports of old did, in place of "ERROR,Invalid format".
	EchoInvalid bool

	Logger *slog.Logger // never sees any text of a client [slog.Default()]
}

func (o Options) withDefaults() Options {
	setDefault(&o.MaxLine, 64<<10)
	setDefault(&o.MaxConns, 10_000)
	setDefault(&o.InFlight, 256)
	setDefault(&o.Timeout, 4500*time.Millisecond)
	setDefault(&o.WriteTimeout, 30*time.Second)
	setDefault(&o.Grace, 10*time.Second)
	setDefault(&o.Idle, 0)
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
