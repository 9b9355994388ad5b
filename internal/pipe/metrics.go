package pipe

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics counts what the loops do. A nil *Metrics counts nothing.
type Metrics struct {
	batches  *prometheus.CounterVec
	size     *prometheus.HistogramVec
	wait     *prometheus.HistogramVec
	run      *prometheus.HistogramVec
	expired  *prometheus.CounterVec
	split    *prometheus.CounterVec
	settled  *prometheus.CounterVec
	inFlight *prometheus.GaugeVec
}

// NewMetrics registers the metrics of all loops of a process.
func NewMetrics(r prometheus.Registerer) *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		r.MustRegister(c)
		return c
	}
	histogram := func(name, help string, buckets []float64) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, []string{"stage"})
		r.MustRegister(h)
		return h
	}
	m := &Metrics{
		batches: counter("medcode_batches_total", "Batches processed, by why they were closed.", "stage", "closed"),
		expired: counter("medcode_expired_total", "Items dropped because nobody waited for them any more.", "stage"),
		split:   counter("medcode_batches_retried_singly_total", "Batches that failed as a whole and were run item by item.", "stage"),
		settled: counter("medcode_settled_total", "Items of the stream settled, by outcome.", "stage", "outcome"),
		size:    histogram("medcode_batch_items", "Items in a batch.", prometheus.ExponentialBuckets(1, 2, 9)),
		wait:    histogram("medcode_queue_wait_seconds", "Wait of the oldest item of a batch.", prometheus.ExponentialBuckets(1e-5, 4, 10)),
		run:     histogram("medcode_batch_seconds", "Time to process a batch.", prometheus.ExponentialBuckets(1e-5, 4, 10)),
		inFlight: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "medcode_in_flight", Help: "Items pulled from a stream and not settled yet.",
		}, []string{"stage"}),
	}
	r.MustRegister(m.inFlight)
	return m
}

func (m *Metrics) batch(stage, reason string, items, expired int, waited time.Duration) {
	if m == nil {
		return
	}
	m.expired.WithLabelValues(stage).Add(float64(expired))
	if items > 0 {
		m.batches.WithLabelValues(stage, reason).Inc()
		m.size.WithLabelValues(stage).Observe(float64(items))
		m.wait.WithLabelValues(stage).Observe(waited.Seconds())
	}
}

func (m *Metrics) processed(stage string, took time.Duration) {
	if m != nil {
		m.run.WithLabelValues(stage).Observe(took.Seconds())
	}
}

func (m *Metrics) singles(stage string) {
	if m != nil {
		m.split.WithLabelValues(stage).Inc()
	}
}

// Outcomes of an item of a stream.
const (
	outcomeAcked = "acked"
	outcomeDead  = "dead"
	outcomeRetry = "retried"
)

func (m *Metrics) settle(stage, outcome string) {
	if m != nil {
		m.settled.WithLabelValues(stage, outcome).Inc()
	}
}

func (m *Metrics) flying(stage string, by float64) {
	if m != nil {
		m.inFlight.WithLabelValues(stage).Add(by)
	}
}
