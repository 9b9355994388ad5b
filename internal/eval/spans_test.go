package eval

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const pubTator = `1|t|Naïve gout after lithium.
1|a|Second line.
1	6	10	gout	Disease	D1
1	17	24	lithium	Chemical	D2
1	CID	D2	D1

2|t|Nothing here.
2|a|At all.
`

func TestReadPubTator(t *testing.T) {
	docs, err := readPubTator(strings.NewReader(pubTator))
	if err != nil || len(docs) != 2 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	var got []string
	for _, s := range docs[0].Spans {
		got = append(got, s.Kind+" "+docs[0].Text[s.Start:s.End])
	}
	if d := cmp.Diff([]string{"disease gout", "chemical lithium"}, got); d != "" {
		t.Error(d)
	}
	if _, err := readPubTator(strings.NewReader("1|t|Short.\n1\t3\t99\tx\tDisease\tD\n")); err == nil {
		t.Error("a span outside the text was taken")
	}
}

func TestReadCoNLL(t *testing.T) {
	in := "Ataxia\tB-Disease\n-\tI-Disease\ntelangiectasia\tI-Disease\n(\tO\nA\tB-Disease\n-\tI-Disease\nT\tI-Disease\n)\tO\n.\tO\n\nNone\tO\n"
	docs, err := readCoNLL(strings.NewReader(in))
	if err != nil || len(docs) != 2 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	if docs[0].Text != "Ataxia-telangiectasia (A-T)." || docs[0].Text[docs[0].Spans[1].Start:docs[0].Spans[1].End] != "A-T" {
		t.Errorf("got %+v", docs[0])
	}
	if _, err := readCoNLL(strings.NewReader("word\n")); err == nil {
		t.Error("a line without a tag was taken")
	}
}

func TestSpans(t *testing.T) {
	docs := []SpanDoc{{ID: "1", Text: "gout and acute gout", Spans: []TextSpan{{0, 4, "disease"}, {9, 19, "disease"}}}}
	rep, err := Spans(docs, []string{"disease", "chemical"}, func(string) ([]TextSpan, error) {
		return []TextSpan{{0, 4, "disease"}, {15, 19, "disease"}, {15, 19, "disease"}, {5, 8, "chemical"}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if c := rep.All.Counts; c != (Counts{TP: 1, FP: 2, FN: 1}) || rep.Kinds["chemical"].FP != 1 {
		t.Errorf("got %+v", rep)
	}
	want := []SpanError{
		{"1", "acute gout", "disease", true, true},
		{"1", "gout", "disease", false, true},
		{"1", "and", "chemical", false, false},
	}
	if d := cmp.Diff(want, rep.Errors); d != "" {
		t.Error(d)
	}
	if _, err := Spans(docs, nil, func(string) ([]TextSpan, error) { return nil, errors.New("broken") }); err == nil {
		t.Error("an error of the recogniser was lost")
	}
}
