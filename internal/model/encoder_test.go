package model

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"medcode/internal/onnx"
	"medcode/internal/text/hashgram"
)

func vectorOf(t *testing.T, e *Encoder, phrases ...string) []float32 {
	t.Helper()
	v, err := e.Encode(t.Context(), phrases)
	if err != nil {
		t.Fatal(err)
	}
	if len(v) != len(phrases)*e.Dim() {
		t.Fatalf("%d numbers for %d phrases", len(v), len(phrases))
	}
	return v
}

func apart(a, b []float32) float64 {
	worst := 0.0
	for i := range a {
		worst = max(worst, math.Abs(float64(a[i]-b[i])))
	}
	return worst
}

func TestEncodeKeepsOrder(t *testing.T) {
	words := strings.Fields("chest pain severe pneumonia fever cough aspirin asthmatic left lung ct scan x-ray unknown")
	rng := rand.New(rand.NewPCG(5, 6))
	var phrases []string
	for range 200 {
		var p []string
		for range rng.IntN(30) {
			p = append(p, words[rng.IntN(len(words))])
		}
		phrases = append(phrases, strings.Join(p, " "))
	}
	e := openEncoder(t, tinyEncoder, Options{Budget: 100, Runs: 3})
	got := vectorOf(t, e, phrases...)
	for i, p := range phrases {
		v := got[i*e.Dim() : (i+1)*e.Dim()]
		if d := apart(v, vectorOf(t, e, p)); d > 1e-5 {
			t.Errorf("phrase %d is %g apart from what it gives alone", i, d)
		}
		if n := norm(v); p != "" && math.Abs(n-1) > 1e-5 || p == "" && n != 0 {
			t.Errorf("phrase %d of %d words has length %g", i, len(strings.Fields(p)), n)
		}
	}
}

func norm(v []float32) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}

func TestEmptyPhrases(t *testing.T) {
	e := openEncoder(t, tinyEncoder, Options{})
	if v := vectorOf(t, e); len(v) != 0 {
		t.Errorf("no phrases: %v", v)
	}
	v := vectorOf(t, e, "", "chest pain", " \n", "\xff\xfe", "?", "fever")
	for i, empty := range []bool{true, false, true, true, false, false} {
		if (norm(v[i*8:i*8+8]) == 0) != empty {
			t.Errorf("phrase %d: %v", i, v[i*8:i*8+8])
		}
	}
}

// TestPoisonedPhrases: one that the model cannot run and one that gives no
// number; their neighbours get their vectors.
func TestPoisonedPhrases(t *testing.T) {
	for _, o := range []Options{{}, {Plan: OneByOne()}, {Plan: Arrival(2)}} {
		t.Run("", func(t *testing.T) {
			e := openEncoder(t, tinyEncoder, o)
			phrases := []string{"chest pain", "[poison]", "fever", "[nan] cough", "cough"}
			v, err := e.Encode(t.Context(), phrases)
			var f *Failed
			if !errors.As(err, &f) || !slices.Equal(f.Texts(), []int{1, 3}) || !errors.Is(f.Errs[3], ErrNumbers) {
				t.Fatalf("error %v, want that of 1 and 3", err)
			}
			if strings.Contains(err.Error(), "cough") {
				t.Errorf("the error tells the text: %v", err)
			}
			for i, p := range phrases {
				part := v[i*8 : i*8+8]
				if f.Errs[i] != nil {
					if norm(part) != 0 {
						t.Errorf("phrase %d has a vector", i)
					}
				} else if d := apart(part, vectorOf(t, e, p)); d > 1e-5 {
					t.Errorf("phrase %d is %g apart", i, d)
				}
			}
		})
	}
}

// TestManyPhrases takes more than are sorted together.
func TestManyPhrases(t *testing.T) {
	e := openEncoder(t, tinyEncoder, Options{})
	phrases := make([]string, atOnce+300)
	for i := range phrases {
		phrases[i] = []string{"fever", "chest pain", ""}[i%3]
	}
	phrases[7], phrases[atOnce+5] = "[poison]", "[nan]"
	v, err := e.Encode(t.Context(), phrases)
	var f *Failed
	if !errors.As(err, &f) || !slices.Equal(f.Texts(), []int{7, atOnce + 5}) || f.Of != len(phrases) || len(v) != len(phrases)*8 {
		t.Fatalf("%d numbers, %v", len(v), err)
	}
	if d := apart(v[:24], v[3*8*1400:3*8*1401]); d > 1e-5 {
		t.Errorf("equal phrases are %g apart", d)
	}
}

// TestLongPhrases: 16 tokens a row, 14 of them of the text.
func TestLongPhrases(t *testing.T) {
	half := strings.Repeat("fever ", 14) + strings.Repeat("cough ", 14)
	e := openEncoder(t, tinyEncoder, Options{})
	if v := vectorOf(t, e, half, strings.Repeat("cough ", 14)+strings.Repeat("fever ", 14)); apart(v[:8], v[8:]) > 0.2 || math.Abs(norm(v[:8])-1) > 1e-5 {
		t.Errorf("the windows of a phrase are not averaged: %v", v)
	}
	if v := vectorOf(t, e, half, strings.Repeat("fever ", 14)); apart(v[:8], v[8:]) < 1e-3 {
		t.Error("the end of a long phrase was not read")
	}
	_, err := e.Encode(t.Context(), []string{half + "[poison]", "fever"})
	if f := (*Failed)(nil); !errors.As(err, &f) || !slices.Equal(f.Texts(), []int{0}) {
		t.Errorf("a poisoned window: %v", err)
	}
}

func TestTruncates(t *testing.T) {
	e := openEncoder(t, copied(t, tinyEncoder, map[string]string{"medcode.json": `{"pooling":"cls","long":"truncate","prefix":"chest "}`}), Options{})
	long := strings.Repeat("fever ", 40)
	v := vectorOf(t, e, long, strings.Repeat("fever ", 13))
	if d := apart(v[:8], v[8:]); d > 1e-5 {
		t.Errorf("%g apart", d)
	}
}

func TestPrefixGoesBeforeEveryWindow(t *testing.T) {
	f, err := Open(copied(t, tinyEncoder, map[string]string{"medcode.json": `{"pooling":"mean","prefix":"chest: "}`}))
	if err != nil {
		t.Fatal(err)
	}
	split, err := f.splitter()
	if err != nil {
		t.Fatal(err)
	}
	in := &rows{}
	split(in, 0, strings.Repeat("fever ", 40))
	split(in, 1, "fever")
	split(in, 2, " ")
	if len(in.ids) < 4 || in.text[len(in.text)-1] != 1 {
		t.Fatalf("rows of the texts %v", in.text)
	}
	for i, row := range in.ids {
		if len(row) > f.MaxLength || !slices.Equal(row[:3], in.ids[len(in.ids)-1][:3]) {
			t.Errorf("row %d is %v", i, row)
		}
	}
}

// TestHashEncoder runs the encoder that medcode comes with, as it was run
// before there were model folders.
func TestHashEncoder(t *testing.T) {
	const dir = "../../models/phrase-hash"
	rt := load(t)
	e, err := OpenEncoder(rt, dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s, err := rt.Open(dir+"/model.onnx", onnx.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	tok, err := hashgram.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	phrases := []string{"acute myocardial infarction", "", "gout", strings.Repeat("pain in the chest ", 60), "!"}
	ids := make([][]int64, len(phrases))
	for i, p := range phrases {
		ids[i] = tok.Encode(nil, p)
	}
	want, err := s.Embed(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	if d := apart(vectorOf(t, e, phrases...), want); d > 1e-5 || e.Dim() != 128 {
		t.Errorf("%g apart, %d wide", d, e.Dim())
	}
}

func TestEncodeIsConcurrentAndCloses(t *testing.T) {
	e := openEncoder(t, tinyEncoder, Options{Runs: 2})
	want := vectorOf(t, e, "chest pain", "fever")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				got, err := e.Encode(t.Context(), []string{"chest pain", "fever"})
				if err != nil || apart(got, want) > 1e-5 {
					t.Errorf("%v, %v", got, err)
				}
			}
		})
	}
	wg.Wait()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if v, err := e.Encode(ctx, []string{"fever"}); v != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v, %v", v, err)
	}
	if err := errors.Join(e.Close(), e.Close()); err != nil {
		t.Error(err)
	}
	if v, err := e.Encode(t.Context(), []string{"fever"}); v != nil || !errors.Is(err, onnx.ErrClosed) {
		t.Errorf("closed: %v, %v", v, err)
	}
}

func TestOpenEncoderRefuses(t *testing.T) {
	rt := load(t)
	for name, c := range map[string]struct {
		dir  string
		want error
		says string
	}{
		"a tagger":       {tinyTagger, ErrKind, "not an encoder"},
		"token vectors":  {copied(t, tinyEncoder, map[string]string{"medcode.json": `{"pooling":"inside"}`}), ErrFolder, "vector a token"},
		"another width":  {copied(t, tinyEncoder, map[string]string{"config.json": edited(t, tinyEncoder+"/config.json", `"hidden_size": 8`, `"hidden_size": 9`)}), ErrFolder, "hidden_size"},
		"small table":    {copied(t, tinyEncoder, map[string]string{"config.json": edited(t, tinyEncoder+"/config.json", `"vocab_size": `, `"vocab_size": 2, "was": `)}), ErrFolder, "tokenizer.json"},
		"bad tokenizer":  {copied(t, tinyEncoder, map[string]string{"tokenizer.json": "{}"}), ErrFolder, "tokenizer.json"},
		"other's table":  {copied(t, "../../models/phrase-hash", map[string]string{"config.json": edited(t, "../../models/phrase-hash/config.json", `"vocab_size": 131072`, `"vocab_size": 65`)}), ErrFolder, "buckets"},
		"damaged graph":  {copied(t, tinyEncoder, map[string]string{"model.onnx": "x"}), nil, "model.onnx"},
		"missing folder": {"nowhere", ErrFolder, "nowhere"},
	} {
		_, err := OpenEncoder(rt, c.dir, Options{})
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.want, c.says)
		}
	}
	if _, err := OpenTagger(rt, tinyEncoder, Options{}); !errors.Is(err, ErrKind) {
		t.Errorf("an encoder as a tagger: %v", err)
	}
	few := `"id2label": {"0": "O", "1": "problem"}, "x": {`
	dir := copied(t, tinyTagger, map[string]string{"config.json": strings.Replace(edited(t, tinyTagger+"/config.json", `"id2label": {`, few), "label2id", "y", 1)})
	if _, err := OpenTagger(rt, dir, Options{}); !errors.Is(err, ErrFolder) || !strings.Contains(err.Error(), "8 classes") {
		t.Errorf("fewer labels than classes: %v", err)
	}
}
