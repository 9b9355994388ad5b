package onnx

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

type formCase struct {
	Model, Pool string
	Normalize   bool
	Rows        [][]int64
	Shape       []int
	Data        []float64
}

func forms(t testing.TB) (cases []formCase) {
	t.Helper()
	text, err := os.ReadFile("testdata/forms.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 20 {
		t.Fatalf("only %d cases", len(cases))
	}
	return cases
}

// TestForms: models as exporters write them, each pooled in every way, give
// what numpy makes of the model's own output.
func TestForms(t *testing.T) {
	r := load(t)
	pools := map[string]Pool{"cls": PoolCLS, "mean": PoolMean}
	for _, c := range forms(t) {
		s, err := r.Open("testdata/"+c.Model+".onnx", Options{
			Pool: pools[c.Pool], Normalize: c.Normalize, Vocab: 12, Output: map[string]string{"hidden": "last_hidden_state"}[c.Model],
		})
		if err != nil {
			t.Errorf("%s %q: %v", c.Model, c.Pool, err)
			continue
		}
		out, err := s.Run(t.Context(), c.Rows)
		if err != nil {
			t.Errorf("%s %q: %v", c.Model, c.Pool, err)
		} else {
			checkForm(t, s, out, c)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func checkForm(t *testing.T, s *Session, out *Output, c formCase) {
	t.Helper()
	length, width := 0, c.Shape[len(c.Shape)-1]
	if len(c.Shape) == 3 {
		length = c.Shape[1]
	}
	if out.Rows != c.Shape[0] || out.Length != length || out.Width != width || s.Dim() != width || s.Tokens() != (length > 0) {
		t.Errorf("%s %q: %d × %d × %d, want %v", c.Model, c.Pool, out.Rows, out.Length, out.Width, c.Shape)
		return
	}
	if len(out.Data) != len(c.Data) {
		t.Errorf("%s %q: %d numbers, want %d", c.Model, c.Pool, len(out.Data), len(c.Data))
		return
	}
	for i, want := range c.Data {
		if got := float64(out.Data[i]); !(math.Abs(got-want) <= 1e-6) {
			t.Errorf("%s %q, normalize %t: number %d is %g, want %g", c.Model, c.Pool, c.Normalize, i, got, want)
			return
		}
	}
	if got := out.Row(1)[0]; got != out.Data[len(out.Data)/out.Rows] {
		t.Errorf("%s: row 1 begins with %g", c.Model, got)
	}
}

// TestChooses: which output is taken where nobody names one.
func TestChooses(t *testing.T) {
	d := func(outputs ...tensorInfo) *description {
		return &description{opset: 17, outputs: outputs, inputs: []tensorInfo{{inputIDs, elemInt64, []int64{-1, -1}}}}
	}
	states := tensorInfo{"last_hidden_state", elemFloat, []int64{-1, -1, 8}}
	pooler := tensorInfo{"pooler_output", elemFloat, []int64{-1, 8}}
	sentence := tensorInfo{"sentence_embedding", elemFloat, []int64{-1, 8}}
	odd := tensorInfo{"1234", elemFloat, nil}
	for _, tc := range []struct {
		outputs []tensorInfo
		opts    Options
		want    string // empty: refused
	}{
		{[]tensorInfo{pooler, states}, Options{}, "last_hidden_state"},
		{[]tensorInfo{states, sentence}, Options{}, "sentence_embedding"},
		{[]tensorInfo{states, sentence}, Options{Pool: PoolCLS}, "last_hidden_state"},
		{[]tensorInfo{states, pooler}, Options{Output: "pooler_output"}, "pooler_output"},
		{[]tensorInfo{odd}, Options{}, "1234"},
		{[]tensorInfo{odd}, Options{Pool: PoolCLS}, "1234"},
		{[]tensorInfo{odd, pooler}, Options{}, ""},
		{[]tensorInfo{states}, Options{Output: "typo"}, ""},
		{[]tensorInfo{sentence}, Options{Pool: PoolCLS}, ""},
		{[]tensorInfo{states}, Options{Pool: PoolMean}, ""}, // no mask
		{nil, Options{}, ""},
	} {
		p, err := makePlan(d(tc.outputs...), tc.opts)
		if (err == nil) != (tc.want != "") || err == nil && p.output.name != tc.want {
			t.Errorf("%v, %+v: %v, %v", tc.outputs, tc.opts, p, err)
		}
	}
}

func TestFormsRefused(t *testing.T) {
	r := load(t)
	alone := filepath.Join(t.TempDir(), "alone.onnx")
	whole, err := os.ReadFile("testdata/external.onnx")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(alone, whole, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		path string
		opts Options
		want error
		says string
	}{
		{"testdata/fixed.onnx", Options{}, ErrModel, "free"},
		{"testdata/whole.onnx", Options{}, ErrModel, "floating point"},
		{"testdata/tiny.onnx", Options{Pool: PoolCLS}, ErrModel, "nothing to pool"},
		{"testdata/tiny.onnx", Options{Output: "logits"}, ErrModel, "no output logits"},
		{"testdata/tiny.onnx", Options{Device: "gpu"}, ErrDevice, "none of"},
		{alone, Options{Pool: PoolMean}, nil, "external"},
		{alone, Options{}, nil, "external"},
	} {
		s, err := r.Open(tc.path, tc.opts)
		if err == nil {
			t.Errorf("%s, %+v was opened", tc.path, tc.opts)
			s.Close()
			continue
		}
		if tc.want != nil && !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v does not say %q", tc.path, err, tc.says)
		}
	}
}

// TestDevice: a device that is named and absent stops the start; Auto goes on
// and says why. With a library and a machine that have CUDA this has nothing
// to check.
func TestDevice(t *testing.T) {
	r := load(t)
	if s, err := r.Open(tiny, Options{Device: CUDA}); err == nil {
		defer s.Close()
		if s.Device() != CUDA {
			t.Errorf("runs on %s", s.Device())
		}
		t.Skip("CUDA is there")
	} else if t.Log(err); !errors.Is(err, ErrDevice) || !strings.Contains(err.Error(), LibraryEnv) {
		t.Errorf("cuda: %v does not say what is missing", err)
	}
	s, err := r.Open(tiny, Options{Device: Auto})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.Device() != CPU || !errors.Is(s.Passed(), ErrDevice) {
		t.Errorf("auto: %s, %v", s.Device(), s.Passed())
	}
	checkGolden(t, s, golden(t)[0])
}

// TestCancel stops a run that would never end.
func TestCancel(t *testing.T) {
	r := load(t)
	s, err := r.Open("testdata/endless.onnx", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 20 {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
		if _, err := s.Run(ctx, [][]int64{{3, 1}}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("stopped run: %v", err)
		}
		cancel()
	}
	if _, err := s.Run(t.Context(), [][]int64{{0}}); err != nil {
		t.Errorf("run after a stopped one: %v", err)
	}
}

// TestRunRefuses: what the model cannot take does not reach it, and what it
// does not give is not made up.
func TestRunRefuses(t *testing.T) {
	r := load(t)
	s, err := r.Open("testdata/logits.onnx", Options{Vocab: 10, MaxLength: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, rows := range map[string][][]int64{
		"above the vocabulary": {{1}, {2, 10}},
		"negative":             {{-1}},
		"too long":             {{1}, {1, 2, 3, 4}},
	} {
		if _, err := s.Run(t.Context(), rows); !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Embed(t.Context(), [][]int64{{1}}); !errors.Is(err, ErrModel) {
		t.Errorf("a vector a row of a model that has one a token: %v", err)
	}
	if out, err := s.Run(t.Context(), nil); err != nil || out.Rows != 0 || len(out.Data) != 0 {
		t.Errorf("nothing: %+v, %v", out, err)
	}
	if out, err := s.Run(t.Context(), [][]int64{{1, 2, 9}}); err != nil || out.Length != 3 {
		t.Errorf("run after refusals: %+v, %v", out, err)
	}
}
