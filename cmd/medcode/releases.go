package main

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// lookEvery is how often a running process looks for new releases: it costs a
// few dozen stats.
const lookEvery = 2 * time.Second

// followReleases takes up releases and local terms that are added, replaced or
// removed while the process runs. Nothing waits for it: what is new is opened
// and its index built beforehand, what was begun ends with what it has.
func (n *node) followReleases(ctx context.Context) error {
	changes := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "medcode_release_changes_total", Help: "How often releases or local terms were taken up by the running process.",
	})
	n.metrics.MustRegister(changes, releaseGauge{n.coding.store})
	n.working.Go(func() {
		tick := time.NewTicker(lookEvery)
		defer tick.Stop()
		for said := map[string]bool{}; ; {
			if n.takeUpReleases(said) {
				changes.Inc()
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
	return nil
}

// takeUpReleases looks once. What goes wrong is said once.
func (n *node) takeUpReleases(said map[string]bool) bool {
	before := n.inForce()
	changed := n.coding.store.Renew(n.prepare, func(err error) {
		if !said[err.Error()] {
			said[err.Error()] = true
			n.log.Error("a release cannot be taken up; what was in use stays", "error", err)
		}
	})
	if !changed {
		return false
	}
	if n.coding.live != nil {
		if err := n.coding.live.renew(); err != nil {
			n.log.Error("notes are read with the vocabularies of before", "error", err)
		}
	}
	n.sayInForce(before)
	return true
}

// sayInForce logs which releases are in force, where they changed.
func (n *node) sayInForce(before map[schemas.Ontology]string) {
	now := n.coding.store.Pin()
	defer now.Unpin()
	n.log.Info("releases or local terms were taken up")
	for o, label := range labelsOf(now) {
		if label != before[o] {
			n.log.Info("release in force", "ontology", string(o), "release", label, "before", before[o])
		}
		if r, _, err := now.InForce(o, time.Time{}); err == nil && len(r.LostTerms()) > 0 {
			n.log.Warn("local terms name codes that the release does not answer with; medcode ontology overlay list shows them",
				"ontology", string(o), "release", label, "terms", len(r.LostTerms()))
		}
	}
}

// prepare builds the index of a release that this process is going to search.
func (n *node) prepare(r *ontology.Release) error {
	o := r.Info().Ontology
	if n.workers[o] == nil || n.coding.dense.source(o) == nil {
		return nil
	}
	_, err := n.coding.dense.src.Index(r)
	return err
}

// inForce names the release that notes of today use, by ontology.
func (n *node) inForce() map[schemas.Ontology]string {
	now := n.coding.store.Pin()
	defer now.Unpin()
	return labelsOf(now)
}

func labelsOf(now *ontology.Snapshot) map[schemas.Ontology]string {
	out := map[schemas.Ontology]string{}
	for _, o := range schemas.Ontologies() {
		if _, use, err := now.InForce(o, time.Time{}); err == nil {
			out[o] = use.Release
		}
	}
	return out
}

// releaseGauge tells at every scrape which release is in force.
type releaseGauge struct{ store *ontology.Store }

func (releaseGauge) desc() *prometheus.Desc {
	return prometheus.NewDesc("medcode_release_in_force", "1 for the release that notes of today are coded with.", []string{"ontology", "release"}, nil)
}

// Describe sends the one metric.
func (g releaseGauge) Describe(ch chan<- *prometheus.Desc) { ch <- g.desc() }

// Collect reads the releases in force.
func (g releaseGauge) Collect(ch chan<- prometheus.Metric) {
	now := g.store.Pin()
	defer now.Unpin()
	for o, release := range labelsOf(now) {
		ch <- prometheus.MustNewConstMetric(g.desc(), prometheus.GaugeValue, 1, string(o), release)
	}
}
