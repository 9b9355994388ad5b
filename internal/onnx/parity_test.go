//go:build unix

package onnx

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"medcode/internal/text/tokenizer"
)

// parity is what training/parity.py leaves: a published encoder, and what
// Python made of it.
type parity struct {
	Version      string
	Vocab, Batch int
	Cases        []struct {
		Text    string
		IDs     []int64
		Offsets [][2]int
	}
	Models map[string][][]float64
}

func readParity(t *testing.T) (folder string, p parity) {
	t.Helper()
	folder = os.Getenv("MEDCODE_TEST_PARITY")
	if folder == "" {
		t.Skip("MEDCODE_TEST_PARITY names no folder; training/parity.py numbers makes one and runs this")
	}
	text, err := os.ReadFile(filepath.Join(folder, "parity.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	return folder, p
}

// TestParity: the published encoder gives what it gives in Python, where it was
// pooled and normalised outside of the graph.
func TestParity(t *testing.T) {
	folder, p := readParity(t)
	r := load(t)
	if r.Version() != p.Version {
		t.Logf("library %s here, %s in Python", r.Version(), p.Version)
	}
	rows := tokenize(t, folder, p)
	// The sum of products in half precision depends on their order.
	for kind, tolerance := range map[string]float64{"fp32": 1e-4, "fp16": 2e-3, "int8": 1e-4} {
		s, err := r.Open(filepath.Join(folder, "model-"+kind+".onnx"),
			Options{Pool: PoolMean, Normalize: true, Vocab: p.Vocab, MaxLength: 512})
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		var got []float32
		for part := range slices.Chunk(rows, p.Batch) {
			v, err := s.Embed(t.Context(), part)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, v...)
		}
		apart, worst := furthest(got, p.Models[kind], s.Dim()), leastCosine(got, p.Models["fp32"], s.Dim())
		t.Logf("%s, %d texts: at most %.2g apart from Python; least cosine with Python's fp32 %.5f", kind, len(rows), apart, worst)
		if !(apart <= tolerance) {
			t.Errorf("%s: %g apart, more than %g", kind, apart, tolerance)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// tokenize returns the rows of our own tokenizer, which are to be Python's, and
// to stand where those stand.
func tokenize(t *testing.T, folder string, p parity) (rows [][]int64) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	tok, err := tokenizer.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	var e tokenizer.Encoding
	for _, c := range p.Cases {
		tok.Encode(c.Text, &e)
		row := slices.Concat(tok.Prefix(), e.IDs, tok.Suffix())
		if !slices.Equal(row, c.IDs) {
			t.Errorf("%.40q: ids %v, want %v", c.Text, row, c.IDs)
		}
		for i, at := range c.Offsets {
			if i < e.Len() && (int(e.Starts[i]) != at[0] || int(e.Ends[i]) != at[1]) {
				t.Errorf("%.40q: token %d stands at %d..%d, want %v", c.Text, i, e.Starts[i], e.Ends[i], at)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func furthest(got []float32, want [][]float64, dim int) (most float64) {
	for i, row := range want {
		for j, x := range row {
			if d := math.Abs(float64(got[i*dim+j]) - x); d > most || d != d {
				most = d
			}
		}
	}
	return most
}

func leastCosine(got []float32, want [][]float64, dim int) float64 {
	least := 2.0
	for i, row := range want {
		dot := 0.0
		for j, x := range row {
			dot += float64(got[i*dim+j]) * x
		}
		least = min(least, dot)
	}
	return least
}

// TestServeTimes is no test but the Go half of training/parity.py speed: it
// answers each question on standard input with how long a run takes.
func TestServeTimes(t *testing.T) {
	if os.Getenv("MEDCODE_TEST_PARITY_SERVE") == "" {
		t.Skip("training/parity.py speed runs this")
	}
	r := load(t)
	sessions := map[string]*Session{}
	answers := json.NewEncoder(os.Stdout)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var q struct {
			Path               string
			Rows, Length, Runs int
		}
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		answer := map[string]any{"version": r.Version()}
		if q.Path != "" {
			s, err := opened(t, r, sessions, q.Path)
			if err == nil {
				answer["seconds"], answer["processor"], err = timed(t, s, q.Rows, q.Length, q.Runs)
			}
			if err != nil {
				answer["error"] = fmt.Sprint(err)
			}
		}
		if err := answers.Encode(answer); err != nil {
			t.Fatal(err)
		}
	}
}

// opened keeps one model open at a time, as its counterpart does.
func opened(t *testing.T, r *Runtime, sessions map[string]*Session, path string) (*Session, error) {
	t.Helper()
	if s := sessions[path]; s != nil {
		return s, nil
	}
	for path, s := range sessions {
		if err := s.Close(); err != nil {
			return nil, err
		}
		delete(sessions, path)
	}
	s, err := r.Open(path, Options{Vocab: 1000})
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { s.Close() })
	sessions[path] = s
	return s, nil
}

func timed(t *testing.T, s *Session, rows, length, runs int) (clock, processor float64, err error) {
	t.Helper()
	ids := make([][]int64, rows)
	for i := range ids {
		ids[i] = make([]int64, length)
		for j := range ids[i] {
			ids[i][j] = int64(i*length+j) % 1000
		}
	}
	begin, used := time.Now(), processorTime(t)
	for range runs {
		if _, err := s.Run(t.Context(), ids); err != nil {
			return 0, 0, err
		}
	}
	n := float64(runs)
	return time.Since(begin).Seconds() / n, (processorTime(t) - used) / n, nil
}

// processorTime is what all threads of the process used so far, in seconds,
// the garbage collector's included.
func processorTime(t *testing.T) float64 {
	t.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
