package ner

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/schemas"
)

// marker finds its words as problems, and fails at texts that hold "poison".
type marker struct {
	words []string
	calls [][]string
}

func (m *marker) Tag(_ context.Context, texts []string) ([][]Entity, error) {
	m.calls = append(m.calls, texts)
	out := make([][]Entity, len(texts))
	for i, t := range texts {
		if strings.Contains(t, "poison") {
			return nil, errors.New("the model failed")
		}
		for _, w := range m.words {
			if at := strings.Index(t, w); at >= 0 {
				out[i] = append(out[i], Entity{at, at + len(w), schemas.Problem, 0.9})
			}
		}
	}
	return out, nil
}

func documents(texts ...string) []*Document {
	docs := make([]*Document, len(texts))
	for i, t := range texts {
		docs[i] = NewDocument(t)
	}
	return docs
}

// TestFind: the sentences of all documents go to the model at once, without
// headings, and what it finds comes back in bytes of its document.
func TestFind(t *testing.T) {
	m := &marker{words: []string{"gout", "Überbein"}}
	docs := documents("ASSESSMENT:\nSeen for gout. Über and Überbein.\n", "No complaints.", "12/80 3.4")
	found, errs := (&Neural{Tagger: m}).Find(t.Context(), docs, make([][]Span, len(docs)))
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([][]string{{"Seen for gout.", "Über and Überbein.", "No complaints."}}, m.calls); d != "" {
		t.Error(d)
	}
	var got []string
	for _, e := range found[0] {
		got = append(got, docs[0].Text[e.Start:e.End])
	}
	if d := cmp.Diff([]string{"gout", "Überbein"}, got); d != "" || found[1] != nil || found[2] != nil {
		t.Errorf("%s%v", d, found)
	}
	if found, _ := (&Neural{Tagger: m, Least: 0.95}).Find(t.Context(), docs, make([][]Span, len(docs))); found[0] != nil {
		t.Errorf("entities below the least score: %v", found[0])
	}
}

// TestFindApart: a document that the model fails at does not take the others
// along.
func TestFindApart(t *testing.T) {
	found, errs := (&Neural{Tagger: &marker{words: []string{"gout"}}}).Find(t.Context(), documents("Has gout.", "A poison.", "More gout."), make([][]Span, 3))
	if errs[0] != nil || errs[1] == nil || errs[2] != nil || len(found[0]) != 1 || len(found[2]) != 1 {
		t.Errorf("got %v, %v", found, errs)
	}
	stop, cancel := context.WithCancel(t.Context())
	cancel()
	m := &marker{}
	if _, errs := (&Neural{Tagger: m}).Find(stop, documents("poison", "Gout."), make([][]Span, 2)); errs[0] == nil || errs[1] == nil || len(m.calls) != 1 {
		t.Errorf("after the end: %v, %d calls", errs, len(m.calls))
	}
}

func TestTrim(t *testing.T) {
	for in, want := range map[string]string{
		"stenosis of the": "stenosis", "the left testicle": "left testicle", "in the lobe,": "lobe", "gout": "gout",
		"of the": "", " - ": "", "to": "", "and pain and": "pain",
	} {
		if start, end := trim("x"+in+"y", 1, 1+len(in)); ("x" + in + "y")[start:end] != want {
			t.Errorf("%q: got %q, want %q", in, ("x" + in + "y")[start:end], want)
		}
	}
}

type wrongTagger struct{}

func (wrongTagger) Tag(context.Context, []string) ([][]Entity, error) {
	return [][]Entity{{{Start: 2, End: 99}}}, nil
}

func TestFindOutside(t *testing.T) {
	if _, errs := (&Neural{Tagger: wrongTagger{}}).Find(t.Context(), documents("Short."), make([][]Span, 1)); !errors.Is(errs[0], errEntity) {
		t.Errorf("got %v", errs)
	}
}

func TestCombine(t *testing.T) {
	const text = "acute gouty arthritis of the left knee and nausea and vomiting"
	span := func(s string, c schemas.Category) Span {
		at := strings.Index(text, s)
		return Span{Start: at, End: at + len(s), Category: c, Terms: []Term{{Ontology: schemas.ICD10CM, Text: s}}}
	}
	entity := func(s string, c schemas.Category, score float32) Entity {
		at := strings.Index(text, s)
		return Entity{at, at + len(s), c, score}
	}
	gouty := func() Span { return span("gouty arthritis", schemas.Problem) }
	for name, c := range map[string]struct {
		known []Span
		found Entity
		want  []string
	}{
		"new":                   {nil, entity("nausea", schemas.Problem, .6), []string{"nausea="}},
		"before another":        {[]Span{span("vomiting", schemas.Problem)}, entity("nausea", schemas.Problem, .6), []string{"nausea=", "vomiting=vomiting"}},
		"wider":                 {[]Span{gouty()}, entity("acute gouty arthritis", schemas.Problem, .9), []string{"acute gouty arthritis=gouty arthritis"}},
		"wider but unsure":      {[]Span{gouty()}, entity("acute gouty arthritis", schemas.Problem, .7), []string{"gouty arthritis=gouty arthritis"}},
		"of another category":   {[]Span{gouty()}, entity("acute gouty arthritis", schemas.Test, .9), []string{"gouty arthritis=gouty arthritis"}},
		"narrower":              {[]Span{gouty()}, entity("arthritis", schemas.Problem, .9), []string{"gouty arthritis=gouty arthritis"}},
		"across":                {[]Span{gouty()}, entity("arthritis of the left knee", schemas.Problem, .9), []string{"gouty arthritis=gouty arthritis"}},
		"two inside":            {[]Span{span("nausea", schemas.Problem), span("vomiting", schemas.Problem)}, entity("nausea and vomiting", schemas.Problem, .9), []string{"nausea=nausea", "vomiting=vomiting"}},
		"over a part of a body": {[]Span{span("knee", schemas.Anatomy)}, entity("arthritis of the left knee", schemas.Problem, .9), []string{"arthritis of the left knee=", "knee=knee"}},
		"only a part of a body": {[]Span{span("left knee", schemas.Anatomy)}, entity("knee", schemas.Problem, .9), []string{"left knee=left knee"}},
		"a part of a body":      {nil, entity("left knee", schemas.Anatomy, .9), nil},
	} {
		var got []string
		for _, s := range Combine(c.known, []Entity{c.found}) {
			got = append(got, text[s.Start:s.End]+"="+s.Terms[0].Text)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
