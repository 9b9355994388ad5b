package model

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"testing"

	"medcode/internal/onnx"
)

var errPoison = errors.New("poison")

func rowsOf(lengths ...int) [][]int64 {
	rows := make([][]int64, len(lengths))
	for i, n := range lengths {
		rows[i] = slices.Repeat([]int64{int64(i + 1)}, n)
	}
	return rows
}

// collect runs rows and returns the sums by row, and what failed.
func collect(t *testing.T, e *engine, ctx context.Context, rows [][]int64) (map[int]float32, map[int]error, error) {
	t.Helper()
	var mu sync.Mutex
	got := map[int]float32{}
	failed, err := e.run(ctx, rows, func(row int, data []float32, _ *onnx.Output) error {
		mu.Lock()
		defer mu.Unlock()
		if _, twice := got[row]; twice {
			t.Errorf("row %d came twice", row)
		}
		got[row] = data[0]
		return nil
	})
	return got, failed, err
}

func TestEngineKeepsOrder(t *testing.T) {
	rows := rowsOf(3, 40, 1, 0, 17, 17, 5, 90, 2, 2, 2)
	for _, o := range []Options{{}, {Runs: 1}, {Budget: 20, Runs: 3}, {Plan: OneByOne()}, {Plan: Arrival(4)}} {
		got, failed, err := collect(t, newEngine(&summing{}, o, 64, onnx.CPU), t.Context(), rows)
		if err != nil || len(failed) != 0 || len(got) != len(rows) {
			t.Fatalf("%+v: %d rows, %v, %v", o, len(got), failed, err)
		}
		for i, r := range rows {
			if want := float32((i + 1) * len(r)); got[i] != want {
				t.Errorf("%+v: row %d gave %v, want %v", o, i, got[i], want)
			}
		}
	}
	if got, failed, err := collect(t, newEngine(&summing{}, Options{}, 64, onnx.CPU), t.Context(), nil); len(got)+len(failed) != 0 || err != nil {
		t.Errorf("no rows: %v %v %v", got, failed, err)
	}
}

// TestPoisonTakesNoneAlong fails every run that holds row 3.
func TestPoisonTakesNoneAlong(t *testing.T) {
	s := &summing{fail: func(_ context.Context, rows [][]int64) error {
		for _, r := range rows {
			if slices.Contains(r, 4) {
				return errPoison
			}
		}
		return nil
	}}
	var mu sync.Mutex
	singles := 0
	e := newEngine(s, Options{Plan: Arrival(4), Observe: Observer{Ran: func(b Batch) {
		mu.Lock()
		defer mu.Unlock()
		if b.Single {
			singles++
		}
	}}}, 64, onnx.CPU)
	got, failed, err := collect(t, e, t.Context(), rowsOf(2, 2, 2, 2, 2, 2))
	if err != nil || len(got) != 5 || len(failed) != 1 || !errors.Is(failed[3], errPoison) {
		t.Errorf("%d rows, failed %v, %v", len(got), failed, err)
	}
	if singles != 4 {
		t.Errorf("%d rows were run again, want the 4 of the failed batch", singles)
	}
}

func TestEngineStops(t *testing.T) {
	closed := &summing{fail: func(context.Context, [][]int64) error { return onnx.ErrClosed }}
	if _, _, err := collect(t, newEngine(closed, Options{Runs: 1}, 64, onnx.CPU), t.Context(), rowsOf(2, 2)); !errors.Is(err, onnx.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	if len(closed.runs) != 1 {
		t.Errorf("%d runs after the model was closed", len(closed.runs))
	}
	ctx, cancel := context.WithCancel(t.Context())
	ends := &summing{fail: func(ctx context.Context, _ [][]int64) error {
		cancel()
		return errors.New("terminated")
	}}
	if _, _, err := collect(t, newEngine(ends, Options{Plan: Arrival(2)}, 64, onnx.CPU), ctx, rowsOf(2, 2, 2, 2, 2)); !errors.Is(err, context.Canceled) || len(ends.runs) > runtime.GOMAXPROCS(0) {
		t.Errorf("cancelled: %v after %d runs", err, len(ends.runs))
	}
	if _, _, err := collect(t, newEngine(&summing{}, Options{}, 64, onnx.CPU), ctx, rowsOf(2)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
}

// TestSmallCallsUseEveryCore: a call below the budget is divided, a tiny one
// is not.
func TestSmallCallsUseEveryCore(t *testing.T) {
	for _, c := range []struct{ rows, length, batches int }{{8, 4, 1}, {32, 16, 2}, {1, 16, 1}} {
		s := &summing{}
		if _, _, err := collect(t, newEngine(s, Options{Runs: 2}, 2048, onnx.CPU), t.Context(), rowsOf(slices.Repeat([]int{c.length}, c.rows)...)); err != nil {
			t.Fatal(err)
		}
		if len(s.runs) != c.batches {
			t.Errorf("%d rows of %d went in %d batches, want %d", c.rows, c.length, len(s.runs), c.batches)
		}
	}
}

func TestFailedNamesTexts(t *testing.T) {
	f := &Failed{Of: 9, Errs: map[int]error{7: errPoison, 2: ErrNumbers}}
	if got, want := f.Error(), "model: 2 of 9 texts have no result; number 2: "+ErrNumbers.Error(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if !errors.Is(f, errPoison) || !errors.Is(f, ErrNumbers) {
		t.Error("the errors of the texts are not wrapped")
	}
}
