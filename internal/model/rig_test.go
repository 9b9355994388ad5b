package model

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"medcode/internal/onnx"
)

const (
	tinyEncoder = "testdata/encoder"
	tinyTagger  = "testdata/tagger"
)

// load returns ONNX Runtime. The test is skipped where there is none, which
// MEDCODE_REQUIRE_NATIVE=1 forbids.
func load(t testing.TB) *onnx.Runtime {
	t.Helper()
	path, err := onnx.Library("", "../../var/lib")
	if errors.Is(err, onnx.ErrNoLibrary) && os.Getenv("MEDCODE_REQUIRE_NATIVE") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := onnx.Load(path)
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

func openEncoder(t testing.TB, dir string, o Options) *Encoder {
	t.Helper()
	e, err := OpenEncoder(load(t), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func openTagger(t testing.TB, o Options) *Tagger {
	t.Helper()
	g, err := OpenTagger(load(t), tinyTagger, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	return g
}

// copied is a copy of a folder whose files may be changed; edit maps a file to
// its new content, "" removes it.
func copied(t testing.TB, from string, edit map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), filepath.Base(from))
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	for name, text := range edit {
		path := filepath.Join(dir, name)
		err := os.Remove(path)
		if text != "" {
			if err = os.MkdirAll(filepath.Dir(path), 0o755); err == nil {
				err = os.WriteFile(path, []byte(text), 0o644)
			}
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	return dir
}

// edited is a file's text with one part of it replaced.
func edited(t testing.TB, path, old, with string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(raw), old) {
		t.Fatalf("%s has no %q", path, old)
	}
	return strings.Replace(string(raw), old, with, 1)
}

// summing is a runner that gives the sum of a row, or fails as told.
type summing struct {
	fail func(ctx context.Context, rows [][]int64) error
	mu   sync.Mutex
	runs [][]int // lengths of the rows of each run
}

func (s *summing) Run(ctx context.Context, rows [][]int64) (*onnx.Output, error) {
	s.mu.Lock()
	var lengths []int
	for _, r := range rows {
		lengths = append(lengths, len(r))
	}
	s.runs = append(s.runs, lengths)
	s.mu.Unlock()
	if s.fail != nil {
		if err := s.fail(ctx, rows); err != nil {
			return nil, err
		}
	}
	out := &onnx.Output{Rows: len(rows), Width: 1}
	for _, r := range rows {
		sum := int64(0)
		for _, id := range r {
			sum += id
		}
		out.Data = append(out.Data, float32(sum))
	}
	return out, nil
}
