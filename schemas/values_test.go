package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestTextIsNeverPrinted(t *testing.T) {
	note, mention, work, result := sampleNote(), sampleMention(), sampleWork(), sampleResult()
	mention.Text, work.Mentions[0].Text, result.Mentions[0].Text = secret, secret, secret
	values := map[string]any{
		"Text": Text(secret), "*Text": ptr(Text(secret)), "[]Text": []Text{secret}, "Note": *note, "*Note": note,
		"Mention": mention, "[]Mention": []Mention{mention}, "*Work": work, "*Result": result, "map": map[string]Text{"a": secret},
	}
	for name, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
			out := fmt.Sprintf(verb, v)
			if strings.Contains(out, "Miller") || strings.Contains(strings.ToLower(out), fmt.Sprintf("%x", "Miller")) {
				t.Errorf("%s of %s prints the text", verb, name)
			}
		}
	}
	for _, name := range []string{"Text", "Note", "*Note", "Mention", "*Work", "*Result"} {
		for _, h := range []func(*bytes.Buffer) slog.Handler{
			func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
			func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		} {
			var b bytes.Buffer
			slog.New(h(&b)).Info("message", "value", values[name], slog.Group("group", "value", values[name]))
			if strings.Contains(b.String(), "Miller") || strings.Contains(b.String(), "note 7") || b.Len() == 0 {
				t.Errorf("the log shows %s: %s", name, b.String())
			}
		}
	}
	if got := fmt.Sprint(Text("four")); got != "[4 bytes of text]" {
		t.Errorf("a text prints as %q", got)
	}
	if out, err := json.Marshal(Text("text")); err != nil || string(out) != `"text"` {
		t.Errorf("in a message a text is itself: %s, %v", out, err)
	}
}

func keyer(t *testing.T, secret string) Keyer {
	t.Helper()
	k, err := NewKeyer([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeyer(t *testing.T) {
	one, other := keyer(t, "0123456789abcdef"), keyer(t, "0123456789abcdeg")
	note := func(id string, set func(*Note)) *Note {
		n := &Note{Feed: "f", ID: id, Revision: 1, Status: StatusNew, Text: "text"}
		set(n)
		return n
	}
	same := func(*Note) {}
	keys := map[string]string{
		"key": one.NoteKey("f", "id"), "another feed": one.NoteKey("g", "id"), "another id": one.NoteKey("f", "ie"),
		"shifted": one.NoteKey("fi", "d"), "another secret": other.NoteKey("f", "id"),
		"hash": one.TextHash("text"), "another text": one.TextHash("texts"), "check": one.Check(), "another check": other.Check(),
		"message": one.MessageID(note("id", same)), "of another id": one.MessageID(note("ie", same)),
		"of a revision": one.MessageID(note("id", func(n *Note) { n.Revision = 2 })),
		"of a status":   one.MessageID(note("id", func(n *Note) { n.Status = StatusCancelled })),
		"of a text":     one.MessageID(note("id", func(n *Note) { n.Text = "texts" })),
	}
	seen := map[string]string{}
	for name, k := range keys {
		if !ValidToken(k) || len(k) != 32 {
			t.Errorf("%s is no token of a subject: %q", name, k)
		}
		if seen[k] != "" {
			t.Errorf("%s and %s collide", name, seen[k])
		}
		seen[k] = name
	}
	if one.NoteKey("f", "id") != keyer(t, "0123456789abcdef").NoteKey("f", "id") {
		t.Error("the same secret gives another key")
	}
	if strings.Contains(fmt.Sprintf("%v %+v %#v %s", one, one, one, one), "48") {
		t.Error("the secret is printed")
	}
	if _, err := NewKeyer(make([]byte, 15)); !errors.Is(err, ErrInvalid) {
		t.Errorf("a short secret: %v", err)
	}
	b := []byte("0123456789abcdef")
	k, _ := NewKeyer(b)
	want := k.Check()
	clear(b)
	if k.Check() != want {
		t.Error("the keyer shares its caller's bytes")
	}
}

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"2026-01-31": "2026-01-31T00:00:00Z", "2026-01-31T08:30:00Z": "2026-01-31T08:30:00Z",
		"2026-01-31T08:30:00.5+02:00": "2026-01-31T06:30:00.5Z", "": "zero", "0001-01-01T00:00:00Z": "zero",
		"1700-01-01": "1700-01-01T00:00:00Z", "2200-12-31": "2200-12-31T00:00:00Z",
		"31.01.2026": "", "2026-02-30": "", "2026-01-31 08:30": "", "9999-12-31": "", "1066-10-14": "", "x": "",
	} {
		got, err := ParseTime(in)
		switch {
		case want == "":
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("%q: %v, %v", in, got, err)
			}
		case want == "zero":
			if err != nil || !got.IsZero() {
				t.Errorf("%q: %v, %v", in, got, err)
			}
		case err != nil || got.Format(time.RFC3339Nano) != want:
			t.Errorf("%q: %v, %v", in, got, err)
		case fromNanos(nanos(got)) != got:
			t.Errorf("%q comes back as %v", in, fromNanos(nanos(got)))
		}
	}
}

func TestParseOntology(t *testing.T) {
	for _, o := range Ontologies() {
		if got, err := ParseOntology(string(o)); got != o || err != nil {
			t.Errorf("%s: %s, %v", o, got, err)
		}
	}
	for in, want := range map[string]Ontology{
		"ICD-10-CM": ICD10CM, " icd10 ": ICD10CM, "SNOMED CT": SNOMED, "snomedct": SNOMED, "RxNorm": RxNorm, "HCPCS_II": HCPCS,
		"": "", "icd9": "", "umls": "",
	} {
		if got, err := ParseOntology(in); got != want || (want == "") != errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}
