// Package web is the HTTP side of medcode: notes in, a note coded at once,
// health and metrics.
package web

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"medcode/schemas"
)

// Options are the parts that the server joins.
type Options struct {
	Notes    http.Handler // POST /v1/notes, durable; nil: this process answers health and metrics only
	Read     func(http.ResponseWriter, *http.Request) (schemas.Note, error)
	Refuse   func(http.ResponseWriter, error)
	Note     func(context.Context, schemas.Note) (schemas.Result, error) // codes a note at once
	Ready    func() Readiness
	Gatherer prometheus.Gatherer
	Timeout  time.Duration // for POST /v1/code
}

// Readiness is the answer of /readyz.
type Readiness struct {
	Ready   bool              `json:"ready"`
	Version string            `json:"version"`
	Roles   []string          `json:"roles"`
	Broker  string            `json:"broker"`
	Native  map[string]string `json:"native"`   // optional libraries: their version, or why they are not used
	Release map[string]string `json:"releases"` // ontology → release in use
}

// Handler returns the routes.
func Handler(o Options) http.Handler {
	mux := http.NewServeMux()
	if o.Notes != nil {
		mux.Handle("POST /v1/notes", o.Notes)
		mux.HandleFunc("POST /v1/code", o.code)
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", o.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.Gatherer, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /{$}", index)
	return mux
}

// Serve answers on l until ctx is done, then finishes open requests within
// grace.
func Serve(ctx context.Context, l net.Listener, h http.Handler, grace time.Duration) error {
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
	}
	closed := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		closed <- srv.Shutdown(bounded)
	})
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return err
	}
	return <-closed
}

func (o Options) code(w http.ResponseWriter, r *http.Request) {
	n, err := o.Read(w, r)
	if err != nil {
		o.Refuse(w, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), o.Timeout)
	defer cancel()
	res, err := o.Note(ctx, n)
	if err != nil {
		o.Refuse(w, err)
		return
	}
	answer(w, http.StatusOK, res)
}

func (o Options) ready(w http.ResponseWriter, _ *http.Request) {
	state := o.Ready()
	status := http.StatusOK
	if !state.Ready {
		status = http.StatusServiceUnavailable
	}
	answer(w, status, state)
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func index(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("medcode\n\nPOST /v1/notes  store a note to be coded (JSON, or text/plain with ?feed=&id=)\nPOST /v1/code   code a note at once\nGET  /readyz    what runs, and with which releases\nGET  /healthz   alive\nGET  /metrics   Prometheus metrics\n"))
}
