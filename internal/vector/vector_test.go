package vector

import (
	"cmp"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// clustered returns n unit vectors of dim numbers around centres, the shape
// that embeddings of related terms have.
func clustered(seed uint64, n, dim, centres int) []float32 {
	return bunched(seed, n, dim, centres, .6)
}

// bunched is clustered with a distance from the centres.
func bunched(seed uint64, n, dim, centres int, apart float64) []float32 {
	around := rand.New(rand.NewPCG(7, 7)) // the same centres for rows and queries
	centre := make([]float64, centres*dim)
	for i := range centre {
		centre[i] = around.NormFloat64()
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([]float32, 0, n*dim)
	row := make([]float64, dim)
	for range n {
		c, norm := rng.IntN(centres)*dim, 0.0
		for j := range row {
			row[j] = centre[c+j] + apart*rng.NormFloat64()
			norm += row[j] * row[j]
		}
		for _, x := range row {
			out = append(out, float32(x/math.Sqrt(norm)))
		}
	}
	return out
}

// naive is what every index is held against: all scores, sorted.
func naive(dim int, rows, query []float32, k int) []Hit {
	var all []Hit
	for id := 0; id < len(rows)/dim; id++ {
		var s float64
		for j, x := range rows[id*dim : (id+1)*dim] {
			s += float64(x) * float64(query[j])
		}
		all = append(all, Hit{ID: int64(id), Score: float32(s)})
	}
	slices.SortFunc(all, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
	})
	return all[:min(k, len(all))]
}

func TestExactAgainstNaive(t *testing.T) {
	for _, tc := range []struct{ rows, dim, queries, k int }{
		{1, 1, 1, 1},
		{3, 5, 2, 10}, // fewer rows than k
		{1000, 7, 9, 10},
		{701, 64, 5, 25},
		{5000, 16, 4, 3},
	} {
		rows, queries := clustered(1, tc.rows, tc.dim, 20), clustered(2, tc.queries, tc.dim, 20)
		ix, err := NewExact(tc.dim, rows)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ix.Search(t.Context(), queries, tc.k)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			same(t, naive(tc.dim, rows, queries[i*tc.dim:(i+1)*tc.dim], tc.k), got[i])
		}
	}
}

// same fails unless both hold the same rows in the same order; rows whose
// scores differ by rounding alone may change places.
func same(t *testing.T, want, got []Hit) {
	t.Helper()
	if len(want) != len(got) {
		t.Fatalf("%d hits, want %d", len(got), len(want))
	}
	for i := range want {
		if gap := math.Abs(float64(want[i].Score - got[i].Score)); gap > 2e-6 {
			t.Fatalf("hit %d is %+v, want %+v", i, got[i], want[i])
		}
		if want[i].ID != got[i].ID && !tied(want, i) {
			t.Fatalf("hit %d is row %d, want %d", i, got[i].ID, want[i].ID)
		}
	}
}

func tied(hits []Hit, i int) bool {
	near := func(j int) bool {
		return j >= 0 && j < len(hits) && math.Abs(float64(hits[i].Score-hits[j].Score)) < 2e-6
	}
	return near(i-1) || near(i+1) || i == len(hits)-1
}

func TestExactEqualRowsComeByNumber(t *testing.T) {
	rows := slices.Repeat([]float32{1, 0}, 50)
	ix, err := NewExact(2, rows)
	if err != nil {
		t.Fatal(err)
	}
	hits, err := ix.Search(t.Context(), []float32{1, 0}, 7)
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range hits[0] {
		if h.ID != int64(i) {
			t.Errorf("place %d holds row %d", i, h.ID)
		}
	}
}

func TestExactDoesNotDependOnBatch(t *testing.T) {
	const dim = 33
	ix, err := NewExact(dim, clustered(1, 999, dim, 10))
	if err != nil {
		t.Fatal(err)
	}
	queries := clustered(2, 11, dim, 10)
	together, err := ix.Search(t.Context(), queries, 5)
	if err != nil {
		t.Fatal(err)
	}
	for i := range together {
		alone, err := ix.Search(t.Context(), queries[i*dim:(i+1)*dim], 5)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(alone[0], together[i]) {
			t.Errorf("query %d: %v alone, %v in a batch", i, alone[0], together[i])
		}
	}
}

func TestBadInput(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for name, tc := range map[string]struct {
		dim  int
		rows []float32
		want error
	}{
		"no columns": {0, nil, ErrShape},
		"negative":   {-3, nil, ErrShape},
		"too wide":   {maxDim + 1, nil, ErrShape},
		"ragged":     {3, make([]float32, 7), ErrShape},
		"nan":        {2, []float32{0, nan}, ErrValue},
		"infinite":   {1, []float32{inf}, ErrValue},
		"overflow":   {1, []float32{-1e30}, ErrValue},
	} {
		if _, err := NewExact(tc.dim, tc.rows); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}
