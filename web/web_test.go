package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"medcode/schemas"
)

func options(ready bool) Options {
	return Options{
		Notes: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }),
		Read: func(_ http.ResponseWriter, r *http.Request) (schemas.Note, error) {
			b, err := io.ReadAll(r.Body)
			return schemas.Note{ID: "a", Text: schemas.Text(b)}, err
		},
		Refuse: func(w http.ResponseWriter, err error) { http.Error(w, err.Error(), http.StatusUnprocessableEntity) },
		Note: func(_ context.Context, n schemas.Note) (schemas.Result, error) {
			if n.Text == "" {
				return schemas.Result{}, errors.New("the text is empty")
			}
			return schemas.Result{ID: n.ID, Status: schemas.Final}, nil
		},
		Ready: func() Readiness { return Readiness{Ready: ready, Version: "v"} }, Gatherer: prometheus.NewRegistry(), Timeout: time.Second,
	}
}

func TestRoutes(t *testing.T) {
	for _, c := range []struct {
		method, path, body string
		ready              bool
		status             int
		says               string
	}{
		{"POST", "/v1/notes", "x", true, 202, ""},
		{"POST", "/v1/code", "chest pain", true, 200, `"status":"final"`},
		{"POST", "/v1/code", "", true, 422, "empty"},
		{"GET", "/v1/code", "", true, 405, ""},
		{"GET", "/readyz", "", true, 200, `"ready":true`},
		{"GET", "/readyz", "", false, 503, `"ready":false`},
		{"GET", "/healthz", "", false, 200, "ok"},
		{"GET", "/metrics", "", true, 200, ""},
		{"GET", "/", "", true, 200, "POST /v1/notes"},
		{"GET", "/nothing", "", true, 404, ""},
	} {
		w := httptest.NewRecorder()
		Handler(options(c.ready)).ServeHTTP(w, httptest.NewRequest(c.method, c.path, strings.NewReader(c.body)))
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s %s: %d %s, want %d with %q", c.method, c.path, w.Code, w.Body, c.status, c.says)
		}
	}
}

func TestHealthOnly(t *testing.T) {
	o := options(true)
	o.Notes = nil
	w := httptest.NewRecorder()
	Handler(o).ServeHTTP(w, httptest.NewRequest("POST", "/v1/notes", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("a process without the role web answered %d", w.Code)
	}
}

func TestServeFinishesOpenRequests(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	started := make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(started)
		<-ctx.Done()
		_ = json.NewEncoder(w).Encode("finished")
	})
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, l, h, 5*time.Second) }()
	answer := make(chan string, 1)
	go func() {
		r, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			answer <- err.Error()
			return
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		answer <- string(b)
	}()
	<-started
	stop()
	if got := <-answer; !strings.Contains(got, "finished") {
		t.Errorf("the open request got %q", got)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}
