package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"medcode/internal/model"
	"medcode/schemas"
)

// modelWatch counts what models do. Its zero value counts nothing.
type modelWatch struct {
	rows, tokens          *prometheus.HistogramVec
	padding               *prometheus.CounterVec
	read                  *prometheus.CounterVec
	again                 *prometheus.CounterVec
	tokenise, wait, infer *prometheus.HistogramVec
	search                *prometheus.HistogramVec
	device                string
}

// watchModels registers the metrics of all models of a process.
func watchModels(r prometheus.Registerer, device string) modelWatch {
	seconds := prometheus.ExponentialBuckets(1e-5, 4, 10)
	labels := []string{"model", "device"}
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "medcode_" + name, Help: help, Buckets: buckets}, labels)
		r.MustRegister(h)
		return h
	}
	counter := func(name, help string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "medcode_" + name, Help: help}, labels)
		r.MustRegister(c)
		return c
	}
	return modelWatch{
		rows:     histogram("model_batch_rows", "Rows in a run of a model.", prometheus.ExponentialBuckets(1, 2, 10), labels...),
		tokens:   histogram("model_batch_tokens", "Tokens in a run of a model, padding left out.", prometheus.ExponentialBuckets(8, 2, 12), labels...),
		padding:  counter("model_padding_tokens_total", "Tokens of padding that a model was given."),
		read:     counter("model_tokens_total", "Tokens that a model was given, padding left out."),
		again:    counter("model_rows_retried_total", "Rows run by themselves after their batch had failed."),
		tokenise: histogram("model_tokenise_seconds", "Time to split the texts of a call into tokens.", seconds, labels...),
		wait:     histogram("model_wait_seconds", "Wait of a batch for its turn.", seconds, labels...),
		infer:    histogram("model_run_seconds", "Time of a run of a model.", seconds, labels...),
		search:   histogram("vector_search_seconds", "Time to search the vectors of a batch of phrases.", seconds, "ontology"),
		device:   device,
	}
}

// of is what to tell a model to call.
func (w modelWatch) of(name string) model.Observer {
	if w.rows == nil {
		return model.Observer{}
	}
	at := func(h *prometheus.HistogramVec) prometheus.Observer { return h.WithLabelValues(name, w.device) }
	rows, tokens, tokenise, wait, infer := at(w.rows), at(w.tokens), at(w.tokenise), at(w.wait), at(w.infer)
	padding, read, again := w.padding.WithLabelValues(name, w.device), w.read.WithLabelValues(name, w.device), w.again.WithLabelValues(name, w.device)
	return model.Observer{
		Tokenised: func(_, _ int, took time.Duration) { tokenise.Observe(took.Seconds()) },
		Ran: func(b model.Batch) {
			rows.Observe(float64(b.Rows))
			tokens.Observe(float64(b.Tokens))
			padding.Add(float64(b.Padding))
			read.Add(float64(b.Tokens))
			wait.Observe(b.Wait.Seconds())
			infer.Observe(b.Run.Seconds())
			if b.Single {
				again.Add(float64(b.Rows))
			}
		},
	}
}

// searched is what to tell of each search among the vectors of an ontology.
func (w modelWatch) searched(o schemas.Ontology) func(time.Duration) {
	if w.search == nil {
		return func(time.Duration) {}
	}
	seconds := w.search.WithLabelValues(string(o))
	return func(took time.Duration) { seconds.Observe(took.Seconds()) }
}
