package producer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"medcode/internal/broker"
	"medcode/producer"
	"medcode/schemas"
)

// edge starts a real broker with a NOTES stream of the given size and the
// HTTP edge before it.
func edge(t *testing.T, maxBytes int64) (*httptest.Server, *broker.Conn, schemas.Keyer) {
	t.Helper()
	srv, err := broker.StartServer(t.Context(), broker.ServerConfig{Dir: t.TempDir(), Conf: "max_payload: 4MB", Host: "127.0.0.1", Port: -1, Sync: "2m"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	conn, err := srv.Dial(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	err = conn.Apply(t.Context(), broker.Topology{Streams: []broker.Stream{{
		Name: schemas.StreamNotes, Subjects: []string{"notes.*"}, DiscardNew: true, MaxBytes: maxBytes, Replicas: 1,
	}}})
	if err != nil {
		t.Fatal(err)
	}
	keyer, err := schemas.NewKeyer([]byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(producer.NewPublisher(conn, keyer).Handler())
	t.Cleanup(web.Close)
	return web, conn, keyer
}

func post(t *testing.T, url, contentType, body string) (int, string) {
	t.Helper()
	r, err := http.Post(url, contentType, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

func TestPostStoresOnce(t *testing.T) {
	web, conn, keyer := edge(t, 1<<20)
	const note = `{"feed":"ward","id":"n-1","text":"fever","date_of_service":"2026-03-01"}`
	for i, duplicate := range []bool{false, true} {
		status, body := post(t, web.URL, "application/json", note)
		var r producer.Receipt
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			t.Fatal(err)
		}
		if status != http.StatusAccepted || r.Seq != 1 || r.Duplicate != duplicate || r.Key != keyer.NoteKey("ward", "n-1") {
			t.Errorf("post %d: %d %+v", i, status, r)
		}
	}
	stored, err := conn.Last(t.Context(), schemas.StreamNotes, "notes.ward")
	if err != nil {
		t.Fatal(err)
	}
	var n schemas.Note
	if err := schemas.Decode(stored.Data, stored.ContentType, &n); err != nil || string(n.Text) != "fever" {
		t.Errorf("stored %+v, %v", n, err)
	}
}

func TestPostPlainText(t *testing.T) {
	web, conn, _ := edge(t, 1<<20)
	if status, body := post(t, web.URL+"?feed=ed&id=7", "text/plain; charset=utf-8", "no cough"); status != http.StatusAccepted {
		t.Fatalf("%d %s", status, body)
	}
	if _, err := conn.Last(t.Context(), schemas.StreamNotes, "notes.ed"); err != nil {
		t.Error(err)
	}
}

func TestPostRefuses(t *testing.T) {
	web, _, _ := edge(t, 1<<20)
	for _, c := range []struct {
		name, body string
		status     int
		says       string
	}{
		{"no JSON", "{", http.StatusUnprocessableEntity, "JSON"},
		{"empty text", `{"id":"a","text":" "}`, http.StatusUnprocessableEntity, "empty"},
		{"bad feed", `{"feed":"a.b","id":"a","text":"x"}`, http.StatusUnprocessableEntity, "feed"},
		{"unknown schema", `{"schema":2,"id":"a","text":"x"}`, http.StatusUnprocessableEntity, "version"},
		{"over the limit", `{"id":"a","text":"` + strings.Repeat("x", schemas.MaxTextBytes+1) + `"}`, http.StatusUnprocessableEntity, "limit"},
		{"10 MB", strings.Repeat("x", 10<<20), http.StatusRequestEntityTooLarge, "split"},
	} {
		status, body := post(t, web.URL, "application/json", c.body)
		if status != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d %s, want %d that says %q", c.name, status, body, c.status, c.says)
		}
	}
}

func TestFullStreamSaysLater(t *testing.T) {
	web, _, _ := edge(t, 4096)
	big := strings.Repeat("cough ", 300)
	for i := range 10 {
		status, body := post(t, web.URL+"?feed=ed&id="+string(rune('a'+i)), "text/plain", big)
		if status == http.StatusServiceUnavailable {
			if !strings.Contains(body, "later") {
				t.Errorf("says %s", body)
			}
			return
		}
		if status != http.StatusAccepted {
			t.Fatalf("%d %s", status, body)
		}
	}
	t.Error("a stream of 4 KiB took ten notes of 1.8 kB")
}

func TestRefuseTellsWhatToDo(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		says   string
	}{
		{fmt.Errorf("coding: %w", context.DeadlineExceeded), http.StatusGatewayTimeout, "again"},
		{producer.ErrBusy, http.StatusServiceUnavailable, "later"},
		{fmt.Errorf("%w (%w)", producer.ErrBusy, context.DeadlineExceeded), http.StatusServiceUnavailable, "later"}, // no acknowledgement in time
		{schemas.ErrInvalid, http.StatusUnprocessableEntity, "invalid"},
	} {
		w := httptest.NewRecorder()
		producer.Refuse(w, c.err)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%v: %d %s, want %d with %q", c.err, w.Code, w.Body, c.status, c.says)
		}
	}
}
