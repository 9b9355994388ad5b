package code

import (
	"math"
	"slices"
	"testing"

	"medcode/schemas"
)

// TestWeightsFit: the weights were trained on the features of this code.
func TestWeightsFit(t *testing.T) {
	w := fitted()
	if !slices.Equal(w.Columns.Open, openNames()) || !slices.Equal(w.Columns.Known, knownNames()) {
		t.Fatalf("the weights are of other features; run training/rank.py")
	}
	for _, o := range schemas.Ontologies() {
		checkModel(t, w.known(o), len(knownNames()))
		for _, dense := range []bool{false, true} {
			checkModel(t, w.open(o, dense), len(openNames()))
		}
	}
}

func checkModel(t *testing.T, m *model, columns int) {
	t.Helper()
	if m == nil {
		t.Fatal("no model")
	}
	if len(m.Mean) != columns || len(m.Scale) != columns || len(m.Sure) != columns+3 || len(m.Bias) != len(m.Out) || len(m.Hidden) != len(m.Out) {
		t.Errorf("%d means, %d scales, %d weights of confidence for %d columns", len(m.Mean), len(m.Scale), len(m.Sure), columns)
	}
	for _, h := range m.Hidden {
		if len(h) != columns {
			t.Errorf("a unit has %d weights for %d columns", len(h), columns)
		}
	}
}

func TestModel(t *testing.T) {
	m := &model{
		Mean: []float64{1, 0}, Scale: []float64{2, 1},
		Hidden: [][]float64{{1, 1}, {-1, 0}}, Bias: []float64{0, .5}, Out: []float64{3, 10},
		Sure: []float64{0, 0, 1, 1, .25},
	}
	row := []float64{2, 1}
	m.normalise(row) // 2, 1
	if got := m.score(row); got != 9 {
		t.Errorf("score %v, want 9: the second unit is off", got)
	}
	want := 1 / (1 + math.Exp(-(math.Log(.5) + 1 + .25)))
	if got := m.confidence(row, .5, 1); math.Abs(got-want) > 1e-12 {
		t.Errorf("confidence %v, want %v", got, want)
	}
	if m.confidence(row, .5, 1e9) != m.confidence(row, .5, maxMargin) {
		t.Error("the margin is not bounded")
	}
}

func TestFeatureRowsHaveNames(t *testing.T) {
	c := small(t)
	list, err := c.Features(t.Context(), []Query{{Text: "chest pain"}, {Text: "pain of the radius"}, {Text: "zzz"}})
	if err != nil {
		t.Fatal(err)
	}
	if !list[0].Known || list[1].Known || len(list[1].Codes) == 0 || len(list[2].Codes) != 0 {
		t.Fatalf("got %+v", list)
	}
	for _, f := range list {
		for i, row := range f.Rows {
			if len(row) != len(FeatureNames(f.Known)) {
				t.Errorf("%s has %d features, %d names", f.Codes[i], len(row), len(FeatureNames(f.Known)))
			}
			for n, v := range row {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%s: %s is %v", f.Codes[i], FeatureNames(f.Known)[n], v)
				}
			}
		}
	}
}
