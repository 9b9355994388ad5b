package main

import (
	"context"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"medcode/deploy"
	"medcode/internal/broker"
	"medcode/internal/settings"
	"medcode/schemas"
	"medcode/web"
)

// ready is the answer of /readyz: ready while the broker can be reached.
func (n *node) ready() web.Readiness {
	r := web.Readiness{
		Ready: n.conn.Connected(), Version: version, Roles: strings.Split(n.set.String(settings.Roles), ","),
		Broker: "embedded", Native: n.coding.dense.native, Release: map[string]string{},
	}
	if n.server == nil {
		r.Broker = redactURL(n.set.String(settings.NATS))
	}
	now := n.coding.store.Pin()
	defer now.Unpin()
	for _, o := range schemas.Ontologies() {
		if _, use, err := now.InForce(o, time.Time{}); err == nil {
			r.Release[string(o)] = use.Release
		}
	}
	return r
}

// askNote codes a note in the process that has the role router.
func askNote(ctx context.Context, conn *broker.Conn, note schemas.Note) (schemas.Result, error) {
	var res schemas.Result
	data, err := schemas.Encode(&note)
	if err != nil {
		return res, err
	}
	m, err := conn.Request(ctx, broker.Msg{Subject: schemas.SubjectNote, Data: data})
	if err != nil {
		return res, err
	}
	return res, schemas.Decode(m.Data, m.ContentType, &res)
}

// countAnswers tells how many phrases were answered from the cache.
func (n *node) countAnswers(o schemas.Ontology) {
	count := func(from string, pick func() uint64) {
		n.metrics.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "medcode_phrases_total", Help: "Phrases coded, from the cache or worked out.",
			ConstLabels: prometheus.Labels{"ontology": string(o), "from": from},
		}, func() float64 { return float64(pick()) }))
	}
	cache := n.coding.coders[o].Cache
	count("cache", func() uint64 { hits, _ := cache.Counts(); return hits })
	count("work", func() uint64 { _, misses := cache.Counts(); return misses })
}

// streamGauges reads the queues from the broker at every scrape, so that they
// are the truth and not a count kept on the side.
type streamGauges struct {
	conn     *broker.Conn
	messages *prometheus.Desc
	bytes    *prometheus.Desc
	waiting  *prometheus.Desc
	unacked  *prometheus.Desc
}

func newStreamGauges(conn *broker.Conn) *streamGauges {
	desc := func(name, help string, label ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, label, nil)
	}
	return &streamGauges{
		conn:     conn,
		messages: desc("medcode_stream_messages", "Messages in a stream.", "stream"),
		bytes:    desc("medcode_stream_bytes", "Bytes in a stream.", "stream"),
		waiting:  desc("medcode_consumer_waiting", "Messages that a consumer has not been given yet.", "consumer"),
		unacked:  desc("medcode_consumer_unacked", "Messages given to a consumer and not acked yet.", "consumer"),
	}
}

func (g *streamGauges) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.messages, g.bytes, g.waiting, g.unacked} {
		ch <- d
	}
}

func (g *streamGauges) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, label string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, label)
	}
	for _, s := range []string{schemas.StreamNotes, schemas.StreamWork, schemas.StreamCodes, schemas.StreamDone, schemas.StreamDLQ} {
		if st, err := g.conn.StreamState(ctx, s); err == nil {
			gauge(g.messages, float64(st.Messages), s)
			gauge(g.bytes, float64(st.Bytes), s)
		}
	}
	consumer := func(stream, name string) {
		if p, err := g.conn.ConsumerProgress(ctx, stream, name); err == nil {
			gauge(g.waiting, float64(p.Waiting), name)
			gauge(g.unacked, float64(p.Unacked), name)
		}
	}
	consumer(schemas.StreamNotes, deploy.RouterConsumer)
	for _, o := range schemas.Ontologies() {
		consumer(schemas.StreamWork, deploy.WorkerConsumer(o))
	}
}
