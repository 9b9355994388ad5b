package onnx

import (
	"context"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
)

// TestMemoryIsFlat runs batches of every shape; what the process holds must
// not depend on how many there were. Buffers and the race detector may grow for
// a round or two; a leak grows in each: one tensor not destroyed is some 350
// bytes a run. Every eighth run is stopped before it begins to work.
func TestMemoryIsFlat(t *testing.T) {
	r := load(t)
	for name, opts := range map[string]Options{
		"tiny":   {},
		"hidden": {Pool: PoolMean, Normalize: true, Vocab: 12},
		"old":    {}, // a vector a token
	} {
		s, err := r.Open("testdata/"+name+".onnx", opts)
		if err != nil {
			t.Fatal(err)
		}
		checkFlat(t, s, name)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func checkFlat(t *testing.T, s *Session, name string) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	grown, before := 0, resident(t)
	for range 5 {
		for i := range 20_000 {
			ctx, cancel := context.WithCancel(t.Context())
			if i%8 == 0 {
				cancel()
			}
			if _, err := s.Run(ctx, randomIDs(rng, 12, 40, 12)); err != nil && i%8 != 0 {
				t.Fatal(err)
			}
			cancel()
		}
		after := resident(t)
		if grown = after - before; grown < 3<<10 {
			return
		}
		before = after
	}
	t.Errorf("%s: 20,000 runs still leave %d KiB behind", name, grown)
}

// TestMemoryOfModel runs MEDCODE_TEST_ONNX_RUNS batches of random shapes, up to
// 16 × 64, on the model MEDCODE_TEST_ONNX_MODEL and reports what the process holds
// after 1,000, 10,000, 100,000 … of them; training/parity.py leaves models. It
// takes minutes. At most a twentieth may be added after the first thousand.
func TestMemoryOfModel(t *testing.T) {
	path := os.Getenv("MEDCODE_TEST_ONNX_MODEL")
	runs, _ := strconv.Atoi(os.Getenv("MEDCODE_TEST_ONNX_RUNS"))
	if path == "" || runs < 10_000 {
		t.Skip("MEDCODE_TEST_ONNX_MODEL names no model, or MEDCODE_TEST_ONNX_RUNS is below 10000")
	}
	s, err := load(t).Open(path, Options{Pool: PoolMean, Normalize: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rng, first, last := rand.New(rand.NewPCG(3, 4)), 0, 0
	for i, next := 1, 1000; i <= runs; i++ {
		if _, err := s.Run(t.Context(), randomIDs(rng, 16, 64, 1000)); err != nil {
			t.Fatal(err)
		}
		if i != next && i != runs {
			continue
		}
		last = resident(t)
		t.Logf("%d KiB after %d batches", last, i)
		if first == 0 {
			first = last
		}
		next *= 10
	}
	if last > first+first/20 {
		t.Errorf("it grew from %d to %d KiB", first, last)
	}
}

// randomIDs is up to rows rows of less than length ids below vocab.
func randomIDs(rng *rand.Rand, rows, length int, vocab int64) [][]int64 {
	ids := make([][]int64, 1+rng.IntN(rows))
	for i := range ids {
		ids[i] = make([]int64, rng.IntN(length))
		for j := range ids[i] {
			ids[i][j] = rng.Int64N(vocab)
		}
	}
	return ids
}

// resident is the process's memory in KiB, less what Go could give back.
func resident(t *testing.T) int {
	t.Helper()
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kib, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kib
}
