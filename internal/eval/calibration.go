package eval

import (
	"cmp"
	"math"
	"slices"
)

// Judged is a first answer: how sure it was of itself, and whether it was
// right.
type Judged struct {
	Confidence float64
	Right      bool
}

const (
	bins = 15
	// MinCalibration is the least number of answers whose calibration error is
	// worth a figure.
	MinCalibration = 1000
)

// Calibration says what confidences are worth.
type Calibration struct {
	N int
	// ECE is the expected calibration error over 15 bins of equal mass (Naeini
	// and others 2015; equal mass as in Nguyen and O'Connor 2015), -1 for
	// fewer than MinCalibration answers.
	ECE      float64
	Coverage []Coverage // of the most confident answers, at bounds of their error
	Half     Abstention // where answers below .5 are withheld
}

// Coverage is the greatest share of answers, the most confident ones, of which
// no more than Error are wrong (risk and coverage, El-Yaniv and Wiener 2010).
type Coverage struct{ Error, Share, Confidence float64 }

// Abstention is what a threshold lets through.
type Abstention struct{ Given, Right Share }

// Calibrate compares confidences with outcomes.
func Calibrate(answers []Judged) Calibration {
	list := slices.Clone(answers)
	slices.SortStableFunc(list, func(a, b Judged) int { return cmp.Compare(b.Confidence, a.Confidence) })
	c := Calibration{N: len(list), ECE: -1}
	if len(list) >= MinCalibration {
		c.ECE = expectedError(list)
	}
	for _, bound := range []float64{.05, .1} {
		c.Coverage = append(c.Coverage, coverage(list, bound))
	}
	for _, j := range list {
		given := j.Confidence >= .5
		c.Half.Given.add(given)
		if given {
			c.Half.Right.add(j.Right)
		}
	}
	return c
}

// expectedError takes answers sorted by confidence. Those of one confidence
// count as right in the share in which they are, so that their order does not
// matter where a bin ends among them.
func expectedError(list []Judged) float64 {
	gaps := make([]float64, 0, len(list))
	for len(list) > len(gaps) {
		same := list[len(gaps):]
		if n := slices.IndexFunc(same, func(j Judged) bool { return j.Confidence != same[0].Confidence }); n > 0 {
			same = same[:n]
		}
		right := 0.0
		for _, j := range same {
			if j.Right {
				right++
			}
		}
		for range same {
			gaps = append(gaps, same[0].Confidence-right/float64(len(same)))
		}
	}
	sum := 0.0
	for i := range bins {
		bin := 0.0
		for _, g := range gaps[i*len(gaps)/bins : (i+1)*len(gaps)/bins] {
			bin += g
		}
		sum += math.Abs(bin)
	}
	return sum / float64(len(gaps))
}

// coverage takes answers sorted by confidence; those of one confidence are
// let through together.
func coverage(list []Judged, bound float64) Coverage {
	best := Coverage{Error: bound, Confidence: 1}
	wrong := 0
	for i, j := range list {
		if !j.Right {
			wrong++
		}
		last := i+1 == len(list) || list[i+1].Confidence != j.Confidence
		if last && float64(wrong) <= bound*float64(i+1) {
			best.Share, best.Confidence = float64(i+1)/float64(len(list)), j.Confidence
		}
	}
	return best
}
