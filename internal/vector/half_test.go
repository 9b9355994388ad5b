package vector

import (
	"math"
	"math/rand/v2"
	"testing"
)

// halfValue is binary16 by its definition.
func halfValue(h uint16) float64 {
	exponent, fraction := int(h>>10&31), float64(h&1023)
	v := math.Ldexp(fraction, -24)
	switch {
	case exponent == 31 && fraction == 0:
		v = math.Inf(1)
	case exponent == 31:
		v = math.NaN()
	case exponent > 0:
		v = math.Ldexp(1024+fraction, exponent-25)
	}
	if h&0x8000 != 0 {
		v = -v
	}
	return v
}

func TestEveryHalf(t *testing.T) {
	for i := range 1 << 16 {
		h := uint16(i)
		want, got := halfValue(h), float64(fromHalf(h))
		if math.IsNaN(want) {
			if !math.IsNaN(got) || !math.IsNaN(float64(fromHalf(toHalf(float32(got))))) {
				t.Fatalf("%#04x is %v, want not a number", h, got)
			}
			continue
		}
		if got != want || math.Signbit(got) != math.Signbit(want) {
			t.Fatalf("%#04x is %v, want %v", h, got, want)
		}
		if back := toHalf(float32(got)); back != h {
			t.Fatalf("%#04x → %v → %#04x", h, got, back)
		}
	}
}

// nearest is the half next to x, ties to the even one, by looking at its
// neighbours.
func nearest(x float32) uint16 {
	if x >= 65520 {
		return 0x7c00
	}
	low, high := uint16(0), uint16(0x7bff)
	for low+1 < high {
		if mid := low + (high-low)/2; halfValue(mid) <= float64(x) {
			low = mid
		} else {
			high = mid
		}
	}
	below, above := float64(x)-halfValue(low), halfValue(high)-float64(x)
	if below < above || below == above && low&1 == 0 {
		return low
	}
	return high
}

func TestToHalfRounds(t *testing.T) {
	check := func(x float32) {
		t.Helper()
		want := nearest(x)
		if got := toHalf(x); got != want {
			t.Fatalf("%g is %#04x, want %#04x", x, got, want)
		}
		if got := toHalf(-x); got != want|0x8000 {
			t.Fatalf("%g is %#04x, want %#04x", -x, got, want|0x8000)
		}
	}
	for h := range uint16(0x7bff) { // halfway, and a step to either side
		middle := float32((halfValue(h) + halfValue(h+1)) / 2)
		check(middle)
		check(math.Nextafter32(middle, 0))
		check(math.Nextafter32(middle, 1e9))
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		check(float32(math.Exp2(rng.Float64()*44 - 27)))
	}
	for _, x := range []float32{65503, 65504, 65519.99, 65520, 1e9, math.MaxFloat32, float32(math.Inf(1)), math.SmallestNonzeroFloat32} {
		check(x)
	}
}
