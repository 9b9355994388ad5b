package onnx

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const tiny = "testdata/tiny.onnx"

// load returns the library, unloaded when the test ends. The test is skipped
// where there is none, which MEDCODE_REQUIRE_NATIVE=1 forbids.
func load(t testing.TB) *Runtime {
	t.Helper()
	path, err := Library("", "../../var/lib")
	if errors.Is(err, ErrNoLibrary) && os.Getenv("MEDCODE_REQUIRE_NATIVE") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func open(t testing.TB, r *Runtime) *Session {
	t.Helper()
	s, err := r.Open(tiny, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

type goldenCase struct {
	IDs       [][]int64   `json:"ids"`
	Embedding [][]float64 `json:"embedding"`
}

// golden holds what ONNX Runtime gives when called from Python.
func golden(t testing.TB) (cases []goldenCase) {
	t.Helper()
	text, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

func checkGolden(t testing.TB, s *Session, c goldenCase) {
	t.Helper()
	got, err := s.Embed(context.Background(), c.IDs)
	if err != nil {
		t.Error(err)
		return
	}
	if len(got) != len(c.IDs)*s.Dim() {
		t.Errorf("%d numbers for %d rows of %d", len(got), len(c.IDs), s.Dim())
		return
	}
	for i, want := range c.Embedding {
		for j, x := range want {
			if g := float64(got[i*s.Dim()+j]); !(math.Abs(g-x) <= 1e-6) {
				t.Errorf("%v: row %d, column %d is %g, want %g", c.IDs, i, j, g, x)
			}
		}
	}
}

func TestEmbedGolden(t *testing.T) {
	r := load(t)
	if v := r.Version(); !strings.HasPrefix(v, "1.") {
		t.Errorf("version is %q", v)
	}
	s := open(t, r)
	if s.Dim() != 8 {
		t.Errorf("dim is %d, want 8", s.Dim())
	}
	cases := golden(t)
	if len(cases) < 4 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		checkGolden(t, s, c)
	}
}

func TestEmbedConcurrently(t *testing.T) {
	s, cases := open(t, load(t)), golden(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 200 {
				checkGolden(t, s, cases[(i+j)%len(cases)])
			}
		})
	}
	group.Wait()
}

func TestEmbedBadInput(t *testing.T) {
	s := open(t, load(t))
	stopped, stop := context.WithCancel(t.Context())
	stop()
	wide := make([]int64, maxIDs/2)
	for name, tc := range map[string]struct {
		ctx  context.Context
		ids  [][]int64
		want error
	}{
		"negative":  {t.Context(), [][]int64{{1}, {-1}}, ErrInput},
		"too much":  {t.Context(), [][]int64{wide, {1}, {2}}, ErrInput},
		"cancelled": {stopped, [][]int64{{1}}, context.Canceled},
	} {
		if _, err := s.Embed(tc.ctx, tc.ids); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if got, err := s.Embed(t.Context(), nil); err != nil || got != nil {
		t.Errorf("nothing: %v, %v", got, err)
	}
	if _, err := s.Embed(t.Context(), [][]int64{{16}}); err == nil || !strings.Contains(err.Error(), "out of") {
		t.Errorf("a number above the vocabulary: %v", err)
	}
	checkGolden(t, s, golden(t)[0]) // and the session goes on
}

func TestOpenRefuses(t *testing.T) {
	r := load(t)
	if _, err := r.Open("testdata/wrong.onnx", Options{}); !errors.Is(err, ErrModel) ||
		!strings.Contains(err.Error(), "pixels") || !strings.Contains(err.Error(), inputIDs) {
		t.Errorf("another input: %v", err)
	}
	whole, err := os.ReadFile(tiny)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "bad.onnx")
	for _, size := range []int{0, 1, 50, len(whole) / 2, len(whole) - 1} {
		if err := os.WriteFile(path, whole[:size], 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Open(path, Options{}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("cut to %d bytes: %v", size, err)
		}
	}
	if _, err := r.Open(path+".absent", Options{}); err == nil {
		t.Error("an absent model was opened")
	}
}

func TestClose(t *testing.T) {
	r := load(t)
	if _, err := Load(r.Path()); !errors.Is(err, ErrLoaded) {
		t.Errorf("second library: %v", err)
	}
	s := open(t, r)
	if err := r.Close(); !errors.Is(err, ErrInUse) {
		t.Errorf("library closed under a session: %v", err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Embed(t.Context(), [][]int64{{1}}); !errors.Is(err, ErrClosed) {
		t.Errorf("embed after Close: %v", err)
	}
	for range 2 {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := r.Open(tiny, Options{}); !errors.Is(err, ErrClosed) {
		t.Errorf("open after Close: %v", err)
	}
}

// BenchmarkEmbed is the cost of a call around a model that costs nothing.
func BenchmarkEmbed(b *testing.B) {
	s := open(b, load(b))
	ids := [][]int64{{1, 2, 3, 4, 5, 6, 7, 8}}
	for b.Loop() {
		if _, err := s.Embed(b.Context(), ids); err != nil {
			b.Fatal(err)
		}
	}
}
