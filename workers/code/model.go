package code

import (
	_ "embed"
	"encoding/json"
	"math"
	"sync"

	"medcode/schemas"
)

// weightsJSON is written by training/rank.py.
//
//go:embed weights.json
var weightsJSON []byte

// weights holds a model for each kind of candidates.
type weights struct {
	Columns struct{ Open, Known []string }
	Models  map[string]*model
}

// fitted parses the weights once.
var fitted = sync.OnceValue(func() *weights {
	w := &weights{}
	if err := json.Unmarshal(weightsJSON, w); err != nil {
		panic("weights.json, part of this program, cannot be read: " + err.Error())
	}
	return w
})

// model is a network of one hidden layer (the mean of several) that scores
// candidates, and a
// logistic model of whether the first of them is right. Codes that have the
// phrase as a wording have the second part alone.
type model struct {
	Mean, Scale []float64   // of each feature
	Hidden      [][]float64 // a row of weights a unit
	Bias, Out   []float64   // of each unit
	Sure        []float64   // of each feature of the first, then log share, margin, 1
}

func (w *weights) known(o schemas.Ontology) *model {
	switch o {
	case schemas.ICD10CM, schemas.SNOMED:
		return w.Models[string(o)+" known"]
	}
	return w.Models["other known"]
}

func (w *weights) open(o schemas.Ontology, dense bool) *model {
	switch {
	case dense:
		return w.Models[string(o)+" dense"]
	case o == schemas.ICD10CM:
		return w.Models["icd10cm"]
	}
	return w.Models["other"]
}

// normalise brings features to mean 0 and deviation 1 on the training data.
func (m *model) normalise(row []float64) {
	for i, v := range row {
		row[i] = (v - m.Mean[i]) * m.Scale[i]
	}
}

// score is of use for comparison only; row is normalised.
func (m *model) score(row []float64) float64 {
	s := 0.0
	for u, w := range m.Hidden {
		h := m.Bias[u]
		for i, v := range row {
			h += w[i] * v
		}
		if h > 0 {
			s += h * m.Out[u]
		}
	}
	return s
}

const (
	clip      = 4 // of normalised features, so that a strange one does not decide
	maxMargin = 8
)

// confidence is the probability that the first candidate is right (Platt
// 1999): row is its normalised features, share its part of the softmax, margin
// how far its score is above the second.
func (m *model) confidence(row []float64, share, margin float64) float64 {
	n := len(row)
	x := m.Sure[n]*math.Log(share) + m.Sure[n+1]*min(maxMargin, margin) + m.Sure[n+2]
	for i, v := range row {
		x += m.Sure[i] * max(-clip, min(clip, v))
	}
	return 1 / (1 + math.Exp(-x))
}
