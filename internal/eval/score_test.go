package eval

import (
	"math"
	"testing"
)

func TestCounts(t *testing.T) {
	var c Counts
	for _, a := range [][2]bool{{true, true}, {true, true}, {true, false}, {false, true}, {false, false}} {
		c.Add(a[0], a[1])
	}
	if c != (Counts{TP: 2, FP: 1, FN: 1, TN: 1}) || c.N() != 5 {
		t.Fatalf("got %+v", c)
	}
	for _, m := range []float64{c.Precision(), c.Recall(), c.F1()} {
		if math.Abs(m-2./3) > 1e-12 {
			t.Errorf("got %v, want 2/3", m)
		}
	}
	if (Counts{TN: 3}).F1() != 0 {
		t.Error("F1 without positives must be 0")
	}
}

func TestInterval(t *testing.T) {
	mean := func(sample []int) float64 {
		sum := 0.
		for _, i := range sample {
			sum += float64(i % 2)
		}
		return sum / float64(len(sample))
	}
	low, high := Interval(400, mean)
	// The standard error of a mean of 400 coins is .025.
	if math.Abs(low-.451) > .012 || math.Abs(high-.549) > .012 {
		t.Errorf("interval [%v, %v]", low, high)
	}
	again, _ := Interval(400, mean)
	if again != low {
		t.Error("the interval changes from run to run")
	}
	if low, high := Interval(0, mean); low != 0 || high != 0 {
		t.Error("no documents must give an empty interval")
	}
}

func TestScoreOf(t *testing.T) {
	s := ScoreOf([]Counts{{TP: 3, FN: 1}, {TP: 2, FP: 1}, {TN: 4}})
	if s.Counts != (Counts{TP: 5, FP: 1, FN: 1, TN: 4}) {
		t.Fatalf("got %+v", s.Counts)
	}
	if s.Low > s.F1() || s.High < s.F1() {
		t.Errorf("F1 %v outside of [%v, %v]", s.F1(), s.Low, s.High)
	}
}
