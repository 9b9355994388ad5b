package main

import (
	"fmt"
	"math"
	"slices"
	"time"
)

func median(v []float64) float64 { return quantile(v, 0.5) }
func least(v []float64) float64  { return slices.Min(v) }
func most(v []float64) float64   { return slices.Max(v) }

// quantile is the value at rank p of the sorted values (nearest rank); of two
// in the middle, their mean.
func quantile(v []float64, p float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(v))
	if p == 0.5 && len(s)%2 == 0 {
		return (s[len(s)/2-1] + s[len(s)/2]) / 2
	}
	return s[min(len(s)-1, int(math.Ceil(p*float64(len(s))))-1)]
}

// milliseconds turns latencies into numbers.
func milliseconds(d []time.Duration) []float64 {
	out := make([]float64, len(d))
	for i, x := range d {
		out[i] = float64(x) / float64(time.Millisecond)
	}
	return out
}

// short3 prints three significant digits, whole numbers with their thousands
// told apart.
func short3(x float64) string {
	switch a := math.Abs(x); {
	case a >= 100:
		return thousands(int(math.Round(x)))
	case a >= 10:
		return fmt.Sprintf("%.1f", x)
	case a >= 1:
		return fmt.Sprintf("%.2f", x)
	}
	return fmt.Sprintf("%.3g", x)
}
