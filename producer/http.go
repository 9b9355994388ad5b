package producer

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"medcode/schemas"
)

// Handler takes POST /v1/notes: one note as JSON, or as text/plain with the
// query parameters feed and id. 202 with a receipt means: stored durably.
func (p *Publisher) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := NoteFrom(w, r)
		if err != nil {
			Refuse(w, err)
			return
		}
		receipt, err := p.Publish(r.Context(), n)
		if err != nil {
			Refuse(w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusAccepted)
		_ = json.NewEncoder(w).Encode(receipt)
	})
}

// NoteFrom reads the note of a request, in JSON or as plain text.
func NoteFrom(w http.ResponseWriter, r *http.Request) (schemas.Note, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxLine))
	if err != nil {
		return schemas.Note{}, err
	}
	src := Source{Feed: r.URL.Query().Get("feed")}
	if src.Feed == "" {
		src.Feed = "http"
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "text/plain" {
		return src.parse(body)
	}
	n := schemas.Note{Feed: src.Feed, ID: r.URL.Query().Get("id"), Text: schemas.Text(body)}
	if n.ID == "" {
		n.ID = idFor("standard input", body)
	}
	n.Normalize()
	return n, n.Validate()
}

// Refuse answers with a problem: what is wrong and what to do, as JSON.
func Refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	text := err.Error()
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		status, text = http.StatusRequestEntityTooLarge, "the request is larger than a note may be; split the document"
	case errors.Is(err, schemas.ErrInvalid):
		status = http.StatusUnprocessableEntity
	case errors.Is(err, ErrBusy):
		status = http.StatusServiceUnavailable
		w.Header().Set("Retry-After", "5")
		text = ErrBusy.Error()
	case errors.Is(err, context.DeadlineExceeded):
		status, text = http.StatusGatewayTimeout, "no answer in time; send the note again, or to /v1/notes to have it coded later"
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": text})
}
