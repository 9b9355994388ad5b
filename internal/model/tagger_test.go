package model

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"medcode/internal/onnx"
	"medcode/schemas"
)

func spell(text string, found []Entity) string {
	var list []string
	for _, e := range found {
		list = append(list, string(e.Label)+":"+text[e.Start:e.End])
	}
	return strings.Join(list, ", ")
}

func TestTag(t *testing.T) {
	g := openTagger(t, Options{})
	cases := []struct{ text, want string }{
		{"The patient has Chest  pain and fever.", "problem:Chest  pain, problem:fever"},
		{"", ""},
		{"on aspirin tablet; metformin", "medication:aspirin tablet, medication:metformin"},
		{"\tCOVID-19, x-ray of the left lung", "problem:COVID, problem:19, test:x, test:ray"},
		{"asthmatic nephritis", "problem:asthmatic, problem:nephritis"},
		{"acute", ""},
		{"é fever 😀 cough \xff fever", "problem:fever, problem:cough, problem:fever"},
		{"no entities here", ""},
	}
	texts := make([]string, len(cases))
	for i, c := range cases {
		texts[i] = c.text
	}
	got, err := g.Tag(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		if s := spell(c.text, got[i]); s != c.want {
			t.Errorf("%q: %q, want %q", c.text, s, c.want)
		}
	}
	if e := got[0][1]; e.Label != schemas.Problem || e.Type != "problem" || e.Score < 0.95 || e.Score > 1 {
		t.Errorf("%+v", e)
	}
	if none, err := g.Tag(t.Context(), nil); len(none) != 0 || err != nil {
		t.Errorf("no texts: %v, %v", none, err)
	}
}

// TestTagLongText reads a text of many windows: every entity is found once, at
// its place, wherever the windows meet.
func TestTagLongText(t *testing.T) {
	g := openTagger(t, Options{Runs: 3})
	for gap := range 17 {
		var text, want []string
		for range 40 {
			text = append(append(text, slices.Repeat([]string{"the"}, gap)...), "chest", "pain")
			want = append(want, "problem:chest pain")
			if gap == 0 {
				text = append(text, "aspirin")
				want = append(want, "medication:aspirin")
			}
		}
		whole := strings.Join(text, " ")
		got, err := g.Tag(t.Context(), []string{"fever", whole})
		if err != nil {
			t.Fatal(err)
		}
		if s := spell(whole, got[1]); s != strings.Join(want, ", ") {
			t.Errorf("gap %d: %s", gap, s)
		}
	}
	long := strings.Repeat("asthmatic", 300) // a word longer than a window
	if _, err := g.Tag(t.Context(), []string{long}); err != nil {
		t.Error(err)
	}
}

func TestTagPoison(t *testing.T) {
	g := openTagger(t, Options{})
	texts := []string{"fever", "[poison]", "cough and pain", "[nan]", strings.Repeat("fever ", 50) + "[poison]", ""}
	got, err := g.Tag(t.Context(), texts)
	var f *Failed
	if !errors.As(err, &f) || !slices.Equal(f.Texts(), []int{1, 3, 4}) || f.Of != 6 {
		t.Fatalf("error %v, want that of 1, 3 and 4", err)
	}
	for i, want := range []string{"problem:fever", "", "problem:cough, problem:pain", "", "", ""} {
		if s := spell(texts[i], got[i]); s != want {
			t.Errorf("%d: %q, want %q", i, s, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := g.Tag(ctx, texts); got != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v, %v", got, err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := g.Tag(t.Context(), texts); got != nil || !errors.Is(err, onnx.ErrClosed) {
		t.Errorf("closed: %v, %v", got, err)
	}
}

func TestTagObserves(t *testing.T) {
	var tokenised string
	runs := make(chan Batch, 100)
	g := openTagger(t, Options{Budget: 32, Observe: Observer{
		Tokenised: func(texts, tokens int, _ time.Duration) { tokenised = fmt.Sprint(texts, " ", tokens) },
		Ran:       func(b Batch) { runs <- b },
	}})
	if _, err := g.Tag(t.Context(), []string{"fever", "chest pain and fever", ""}); err != nil {
		t.Fatal(err)
	}
	close(runs)
	sum := Batch{}
	for b := range runs {
		sum.Rows, sum.Tokens, sum.Padding = sum.Rows+b.Rows, sum.Tokens+b.Tokens, sum.Padding+b.Padding
	}
	if tokenised != "3 9" || sum.Rows != 2 || sum.Tokens != 9 || sum.Padding > 3 {
		t.Errorf("tokenised %q, ran %+v", tokenised, sum)
	}
}

func FuzzTag(f *testing.F) {
	for _, s := range []string{"", "chest pain", "[SEP] fever [CLS]", "a\xffb", "##ma", strings.Repeat("asthmatic ", 60), "e\u0301 \u200b ﬁ"} {
		f.Add(s)
	}
	g := openTagger(f, Options{})
	f.Fuzz(func(t *testing.T, text string) {
		got, err := g.Tag(context.Background(), []string{text})
		if f := (*Failed)(nil); err != nil && !errors.As(err, &f) {
			t.Fatal(err)
		}
		at := 0
		for _, e := range got[0] {
			if e.Start < at || e.End <= e.Start || e.End > len(text) || e.Label == "" || !(e.Score > 0 && e.Score <= 1) {
				t.Fatalf("%+v in %d bytes", e, len(text))
			}
			at = e.End
		}
	})
}

func TestJudge(t *testing.T) {
	g := openTagger(t, Options{})
	texts := []string{"chest pain and aspirin", "[poison]", "fever", strings.Repeat("the ", 40) + "cough"}
	spans := [][]Span{
		{{0, 10, schemas.Problem}, {0, 10, schemas.Medication}, {0, 22, schemas.Problem}, {5, 5, schemas.Problem}, {15, 22, "x"}, {15, 22, schemas.Social}},
		{{0, 8, schemas.Problem}},
		nil,
		{{160, 165, schemas.Problem}},
	}
	found, agree, err := g.Judge(t.Context(), texts, spans)
	var f *Failed
	if !errors.As(err, &f) || !slices.Equal(f.Texts(), []int{1}) || agree[1] != nil || len(agree[2]) != 0 {
		t.Fatalf("%v, %v", agree, err)
	}
	if s := spell(texts[0], found[0]); s != "problem:chest pain, medication:aspirin" {
		t.Error(s)
	}
	// Logits of a word with a label: 6 for it, 2 for O, 0 for the six others;
	// of one without: 2 for O, 0 for the seven others.
	all, none := math.Exp(6)+math.Exp(2)+6, math.Exp(2)+7
	problem, other, outside := (math.Exp(6)+1)/all, 2/all, 2/none
	for i, want := range []float64{problem, other, (2*problem + outside + other) / 4, 0, 0, 0} {
		if got := float64(agree[0][i]); math.Abs(got-want) > 1e-5 {
			t.Errorf("span %d: %g, want %g", i, got, want)
		}
	}
	if got := float64(agree[3][0]); math.Abs(got-problem) > 1e-5 {
		t.Errorf("in a later window: %g, want %g", got, problem)
	}
	if _, _, err := g.Judge(t.Context(), texts, spans[:1]); err == nil {
		t.Error("spans of fewer texts are taken")
	}
}
