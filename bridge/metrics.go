package bridge

import "github.com/prometheus/client_golang/prometheus"

// outcome is how a line ended, as the metrics count it.
type outcome int

const (
	outcomeCode outcome = iota
	outcomeNoMatch
	outcomeError
	outcomeTimeout
	outcomeHealth
	outcomeNotUTF8
	outcomeInvalid
	outcomeTooLong
	outcomeAbandoned // the client was gone before its reply
	outcomes
)

func (o outcome) String() string {
	return [outcomes]string{
		"code", "no_match", "error", "timeout", "health",
		"not_utf8", "invalid_format", "line_too_long", "abandoned",
	}[o]
}

// limit is what made a request wait, as the metrics count it.
type limit int

const (
	limitRate limit = iota
	limitInFlight
	limitLookUps
	limits
)

func (l limit) String() string { return [limits]string{"rate", "in_flight", "look_ups"}[l] }

// Metrics are the counters of all servers of a process. Their labels are the
// server's name and an outcome, nothing that a client sends.
type Metrics struct {
	lines   *prometheus.CounterVec
	open    *prometheus.GaugeVec
	conns   *prometheus.CounterVec
	held    *prometheus.CounterVec
	seconds *prometheus.HistogramVec
}

// NewMetrics makes the metrics and registers them with reg, unless it is nil.
// Registering them twice with one registerer panics.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	m := &Metrics{
		lines: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "medcode_bridge_lines_total",
			Help: "Lines by outcome: code, no_match, error, timeout, health, abandoned; faults: not_utf8, invalid_format, line_too_long.",
		}, []string{"port", "outcome"}),
		open: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "medcode_bridge_connections_open",
			Help: "Connections open now.",
		}, []string{"port"}),
		conns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "medcode_bridge_connections_total",
			Help: "Connections by outcome: accepted (over TLS, after the handshake); refused because too many were open; not_allowed; failed to be accepted.",
		}, []string{"port", "outcome"}),
		held: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "medcode_bridge_held_total",
			Help: "Requests that waited for a limit: rate and in_flight of their client, look_ups of the process.",
		}, []string{"port", "limit"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "medcode_bridge_reply_seconds",
			Help:    "Time from taking up a line to its reply written.",
			Buckets: prometheus.ExponentialBuckets(50e-6, 2.5, 14), // 50 µs to 7.5 s
		}, []string{"port"}),
	}
	if reg != nil {
		reg.MustRegister(m.lines, m.open, m.conns, m.held, m.seconds)
	}
	return m
}

// portMetrics are the metrics of one server, looked up once.
type portMetrics struct {
	lines                                 [outcomes]prometheus.Counter
	held                                  [limits]prometheus.Counter
	open                                  prometheus.Gauge
	accepted, refused, notAllowed, failed prometheus.Counter
	seconds                               prometheus.Observer
}

func (m *Metrics) port(name string) *portMetrics {
	p := &portMetrics{
		open:       m.open.WithLabelValues(name),
		accepted:   m.conns.WithLabelValues(name, "accepted"),
		refused:    m.conns.WithLabelValues(name, "refused"),
		notAllowed: m.conns.WithLabelValues(name, "not_allowed"),
		failed:     m.conns.WithLabelValues(name, "failed"),
		seconds:    m.seconds.WithLabelValues(name),
	}
	for o := range outcomes {
		p.lines[o] = m.lines.WithLabelValues(name, o.String())
	}
	for l := range limits {
		p.held[l] = m.held.WithLabelValues(name, l.String())
	}
	return p
}
