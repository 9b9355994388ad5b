package router

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"medcode/internal/broker"
	"medcode/router/ner"
	"medcode/schemas"
)

// coder answers like the rig's workers; it fails for one ontology.
type coder struct{ fails schemas.Ontology }

func (c coder) Code(_ context.Context, w schemas.Work) (schemas.Part, error) {
	if w.Ontology == c.fails {
		return schemas.Part{}, errors.New("internal detail")
	}
	return answerTo(&w), nil
}

func newNow(t *testing.T, fails schemas.Ontology) *Now {
	t.Helper()
	k, err := schemas.NewKeyer([]byte("0123456789abcdef"))
	check(t, err)
	reader := NewReader(vocabulary(), nil)
	return &Now{
		Read:  func(ctx context.Context, in *Input) (Read, error) { return reader.Read(ctx, &in.Note) },
		Coder: coder{fails}, Keyer: k, Threshold: 0.5, Clock: func() time.Time { return time.Unix(1e9, 0) }, MaxResult: 1 << 20,
	}
}

func TestNow(t *testing.T) {
	n := schemas.Note{Feed: "ehr", ID: "a", Text: text}
	res, err := newNow(t, "").Note(t.Context(), n)
	if err != nil || res.Status != schemas.Final || len(res.Codes) != 4 {
		t.Errorf("%s %s, %v", res.Status, codesOf(&res), err)
	}
	res, err = newNow(t, schemas.RxNorm).Note(t.Context(), n)
	if err != nil || res.Status != schemas.Partial || len(res.Codes) != 3 {
		t.Errorf("%s %s, %v", res.Status, codesOf(&res), err)
	}
	if diff := cmp.Diff([]string{"rxnorm: no answer from the workers"}, res.Errors); diff != "" {
		t.Error(diff)
	}
	n.Text = " "
	if _, err := newNow(t, "").Note(t.Context(), n); !errors.Is(err, schemas.ErrInvalid) {
		t.Errorf("an empty note: %v", err)
	}
}

func TestServeAnswersInTheSameEncoding(t *testing.T) {
	r := newRig(t)
	now := newNow(t, "")
	stop, err := now.Serve(t.Context(), r.conn)
	check(t, err)
	defer stop()
	ask := func(contentType string, data []byte) broker.Msg {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		m, err := r.conn.Request(ctx, broker.Msg{Subject: schemas.SubjectNote, ContentType: contentType, Data: data})
		check(t, err)
		return m
	}
	var plain, mirror schemas.Result
	wire, err := schemas.Encode(&schemas.Note{Schema: schemas.Version, Feed: "ehr", ID: "a", Text: text})
	check(t, err)
	m := ask("", wire)
	check(t, schemas.Decode(m.Data, m.ContentType, &plain))
	m = ask(schemas.ContentTypeJSON, []byte(`{"feed":"ehr","id":"a","text":"`+text+`"}`))
	check(t, json.Unmarshal(m.Data, &mirror))
	if diff := cmp.Diff(plain, mirror); diff != "" || len(plain.Codes) != 4 {
		t.Errorf("%d codes; %s", len(plain.Codes), diff)
	}
	now.MaxResult = 100 // less than any result
	m = ask("", wire)
	check(t, schemas.Decode(m.Data, m.ContentType, &plain))
	if !plain.Truncated {
		t.Error("a result that is too large for one message is whole")
	}
	_, err = r.conn.Request(t.Context(), broker.Msg{Subject: schemas.SubjectNote, Data: []byte("Mrs Miller")})
	if err == nil || strings.Contains(err.Error(), "Miller") {
		t.Errorf("no note: %v", err)
	}
}

func TestWorks(t *testing.T) {
	in := &Input{Key: "k", Generation: 3, Note: schemas.Note{ID: "a", Revision: 2, EncounterClass: "inpatient"}}
	read := Read{
		Mentions: []schemas.Mention{{Text: "a"}, {Text: "b"}, {Text: "c"}},
		Terms:    [][]ner.Term{{{Ontology: schemas.RxNorm, Text: "A"}}, nil, {{Ontology: schemas.ICD10CM, Text: "C"}, {Ontology: schemas.RxNorm}}},
	}
	got := works(in, read, "i")
	if len(got) != 2 || got[0].Ontology != schemas.ICD10CM || got[1].Ontology != schemas.RxNorm {
		t.Fatalf("works %+v", got)
	}
	w := got[1]
	if diff := cmp.Diff([]int{0, 2}, w.Index); diff != "" {
		t.Error("index", diff)
	}
	if diff := cmp.Diff([]string{"A", ""}, w.Terms); diff != "" {
		t.Error("terms", diff)
	}
	if w.Part != 2 || w.Of != 2 || w.Key != "k" || w.Revision != 2 || w.Generation != 3 || w.Instance != "i" || string(w.Mentions[1].Text) != "c" {
		t.Errorf("work %+v", w)
	}
}

func TestDateInForce(t *testing.T) {
	day := func(d int) schemas.Time { return schemas.Time{Time: time.Date(2026, 1, d, 0, 0, 0, 0, time.UTC)} }
	for _, c := range []struct {
		class                        string
		received, service, discharge schemas.Time
		want                         schemas.Time
	}{
		{"inpatient", day(3), day(1), day(2), day(2)},
		{"inpatient", day(3), day(1), schemas.Time{}, day(1)},
		{"outpatient", day(3), day(1), day(2), day(1)},
		{"outpatient", day(3), schemas.Time{}, day(2), day(3)},
	} {
		n := &schemas.Note{EncounterClass: c.class, Received: c.received, DateOfService: c.service, DischargeDate: c.discharge}
		if got := dateInForce(n); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// outside is a recogniser with a defect.
type outside struct{ start, end int }

func (o outside) Recognise(context.Context, *ner.Document) ([]ner.Span, error) {
	return []ner.Span{{Start: o.start, End: o.end}}, nil
}

func TestSpansOutsideTheNote(t *testing.T) {
	for _, o := range []outside{{-1, 2}, {0, 99}, {2, 2}, {3, 1}} {
		if _, err := NewReader(o, nil).Read(t.Context(), &schemas.Note{Text: "short"}); !errors.Is(err, errSpan) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestOffsetsAreBytes: characters of several bytes stand before the mention.
func TestOffsetsAreBytes(t *testing.T) {
	const s = "Sjögren’s — 5 µg. Has gout."
	read, err := NewReader(vocabulary(), nil).Read(t.Context(), &schemas.Note{Text: s})
	check(t, err)
	if len(read.Mentions) != 1 || s[read.Mentions[0].Start:read.Mentions[0].End] != "gout" {
		t.Errorf("mentions %+v", read.Mentions)
	}
}
