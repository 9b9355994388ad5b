//go:build e2e

package main

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"medcode/bridge/wiretest"
	"medcode/internal/settings"
	"medcode/schemas"
)

// tcpNote is one line with findings, characters of several bytes before them,
// and what must not be coded.
const tcpNote = "Müller, 47 – café owner 糖尿病: asthma, chest pain since 2 days. Denies fever. Takes aspirin 81 mg; serum glucose ordered. Mother had breast cancer."

// entity is one object of the array that answers a note.
type entity struct {
	Name     string `json:"entity_name"`
	Text     string `json:"extracted_text"`
	Category string
	Section  *string
	Negated  bool
	Position struct{ Start, End int }
	Sure     float64 `json:"ner_confidence"`
	Codes    map[string]string
	Options  map[string][]schemas.Coding `json:"candidates"`
}

// TestWireNotes is case 58: the port of notes finds what medcode code finds,
// says where in characters, and keeps its conversations.
func TestWireNotes(t *testing.T) {
	t.Parallel()
	in := newInstall(t)
	w := in.startWire()
	note := schemas.Note{ID: "n-1", Feed: "tcp", Text: tcpNote}
	want := in.codeDirectly([]schemas.Note{note})[0]
	reply, err := w.askNote(tcpNote)
	if err != nil {
		t.Fatal(err)
	}
	sameEntities(t, &want, reply)
	t.Run("Python", func(t *testing.T) { w.pythonNote(t, lookPython(t), reply) })
	c := wiretest.Client{
		Readable: func(s string) bool { return json.Valid([]byte(s)) },
		Code: func(note string) string {
			reply, err := w.askNote(note)
			if err != nil {
				t.Error(err)
			}
			return reply
		},
	}
	for _, v := range wiretest.Notes(tcpNote) {
		if err := c.Hold(w.must(t, settings.NotesPort), v); err != nil {
			t.Error(err)
		}
	}
	w.p.term()
}

// askNote sends one note on a connection of its own and returns its array.
func (w *wire) askNote(note string) (string, error) {
	nc, err := w.to(settings.NotesPort)
	if err != nil {
		return "", err
	}
	defer nc.Close()
	if _, err := io.WriteString(nc, "1,"+note+"\n"); err != nil {
		return "", err
	}
	if half, ok := nc.(interface{ CloseWrite() error }); ok {
		err = half.CloseWrite()
	}
	all, rerr := io.ReadAll(nc)
	reply, ok := strings.CutPrefix(strings.TrimSuffix(string(all), "\n"), "1,")
	if !ok && err == nil {
		err = errors.New("the reply has no seq")
	}
	return reply, errors.Join(err, rerr)
}

// sameEntities compares an array with the result that medcode code gives.
func sameEntities(t *testing.T, want *schemas.Result, reply string) {
	t.Helper()
	var got []entity
	if err := json.Unmarshal([]byte(reply), &got); err != nil {
		t.Fatalf("%v: %s", err, reply)
	}
	if len(got) != len(want.Mentions) || len(got) < 5 {
		t.Fatalf("%d entities, want %d, five at least:\n%s", len(got), len(want.Mentions), reply)
	}
	runes := []rune(tcpNote)
	for i, e := range got {
		m := &want.Mentions[i]
		if e.Text != string(m.Text) || e.Negated != m.Negated || e.Category != string(m.Category) || e.Name == "" || e.Section == nil {
			t.Errorf("entity %d is %+v, want %+v", i, e, m)
		}
		if at := string(runes[e.Position.Start:e.Position.End]); at != e.Text {
			t.Errorf("entity %d: at its position stands %q, not %q", i, at, e.Text)
		}
		codes := map[string]string{}
		for _, c := range want.Codes {
			if slices.Contains(c.Mentions, i) {
				codes[string(c.Ontology)] = c.Code
			}
		}
		for o, code := range codes {
			if e.Codes[o] != code {
				t.Errorf("entity %d, %q: code of %s is %q, want %q", i, e.Text, o, e.Codes[o], code)
			}
		}
		if len(e.Codes) != len(codes) {
			t.Errorf("entity %d, %q: codes %v, want %v", i, e.Text, e.Codes, codes)
		}
	}
}

// pythonNote has the Python client read the same note. It slices the text by
// the positions that it gets.
func (w *wire) pythonNote(t *testing.T, python, reply string) {
	t.Helper()
	_, port, _ := net.SplitHostPort(w.ports[string(settings.NotesPort)])
	out, err := w.python(python, "", "--tls", "--ca", filepath.Join(w.dir, "certs", "ca.pem"), "--note", port, tcpNote)
	if err != nil {
		t.Error(err)
	}
	var want []entity
	if err := json.Unmarshal([]byte(reply), &want); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != len(want) {
		t.Fatalf("Python got %d entities, want %d:\n%s", len(lines), len(want), out)
	}
	for i, line := range lines {
		var e entity
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.Text != want[i].Text || e.Position != want[i].Position {
			t.Errorf("Python got %s (%v), want %+v", line, err, want[i])
		}
	}
}
