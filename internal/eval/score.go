// Package eval measures: it reads the evaluation sets that MEDCODE_DATA holds
// and scores what the stages answer. It knows none of the stages; each is
// given to it as a function.
package eval

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Counts are the outcomes of a yes-or-no question against a gold standard.
type Counts struct{ TP, FP, FN, TN int }

// Add counts one answer.
func (c *Counts) Add(gold, got bool) {
	switch {
	case gold && got:
		c.TP++
	case got:
		c.FP++
	case gold:
		c.FN++
	default:
		c.TN++
	}
}

// Plus returns the sum of c and d.
func (c Counts) Plus(d Counts) Counts {
	return Counts{c.TP + d.TP, c.FP + d.FP, c.FN + d.FN, c.TN + d.TN}
}

// N is the number of answers counted.
func (c Counts) N() int { return c.TP + c.FP + c.FN + c.TN }

// Precision is the share of right ones among the positive answers, 0 for none.
func (c Counts) Precision() float64 { return ratio(c.TP, c.TP+c.FP) }

// Recall is the share of the gold positives found, 0 for none.
func (c Counts) Recall() float64 { return ratio(c.TP, c.TP+c.FN) }

// F1 is the harmonic mean of precision and recall, 0 where there are no true
// positives.
func (c Counts) F1() float64 { return ratio(2*c.TP, 2*c.TP+c.FP+c.FN) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Score is a set of counts with the interval of its F1.
type Score struct {
	Counts
	Low, High float64 // 95 % bootstrap interval of F1
}

// String gives the score on one line.
func (s Score) String() string {
	return fmt.Sprintf("P %.3f  R %.3f  F1 %.3f [%.3f, %.3f]  n %d, positive %d",
		s.Precision(), s.Recall(), s.F1(), s.Low, s.High, s.N(), s.TP+s.FN)
}

// Resamples is the number of bootstrap samples of an interval.
const Resamples = 1000

// Interval returns the 2.5th and 97.5th percentile of metric over bootstrap
// samples of n documents (Efron and Tibshirani 1993, percentile method). A
// sample is given as indices of documents, drawn with replacement. The same
// n and metric give the same interval on every run.
func Interval(n int, metric func(sample []int) float64) (low, high float64) {
	if n == 0 {
		return 0, 0
	}
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	sample := make([]int, n)
	values := make([]float64, Resamples)
	for i := range values {
		for j := range sample {
			sample[j] = rng.IntN(n)
		}
		values[i] = metric(sample)
	}
	slices.Sort(values)
	return values[Resamples*25/1000], values[Resamples*975/1000-1]
}

// ScoreOf sums the counts of documents and gives the sum the interval that a
// bootstrap over the documents yields.
func ScoreOf(docs []Counts) Score {
	var s Score
	for _, d := range docs {
		s.Counts = s.Plus(d)
	}
	s.Low, s.High = Interval(len(docs), func(sample []int) float64 {
		var c Counts
		for _, i := range sample {
			c = c.Plus(docs[i])
		}
		return c.F1()
	})
	return s
}
