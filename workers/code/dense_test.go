package code

import (
	"context"
	"slices"
	"testing"

	"medcode/internal/ontology"
	"medcode/internal/vector"
	"medcode/schemas"
)

// rowsFound finds the same rows for every query.
type rowsFound []vector.Hit

func (f rowsFound) Search(_ context.Context, queries []float32, k int) ([][]vector.Hit, error) {
	out := make([][]vector.Hit, len(queries))
	for i := range out {
		out[i] = f[:min(k, len(f))]
	}
	return out, nil
}

func TestDenseCandidates(t *testing.T) {
	r := smallRelease(t)
	rows := DenseRows(r)
	a, b := rows[0], rows[1]
	other := r.Info().Terms - 1 // stands for a local term
	for _, tt := range []struct {
		name            string
		official, local rowsFound
		want            []ontology.TermID
	}{
		{"nothing", nil, nil, nil},
		{"one", rowsFound{{ID: 0, Score: .9}}, nil, []ontology.TermID{a}},
		{"a code once", rowsFound{{ID: 0, Score: .9}, {ID: 0, Score: .8}, {ID: 1, Score: .7}}, nil, []ontology.TermID{a, b}},
		{"a local term that is as near", rowsFound{{ID: 0, Score: .9}}, rowsFound{{ID: 0, Score: .9}}, []ontology.TermID{ontology.TermID(other), a}},
		{"a local term in between", rowsFound{{ID: 0, Score: .9}, {ID: 1, Score: .5}}, rowsFound{{ID: 0, Score: .6}}, []ontology.TermID{a, ontology.TermID(other), b}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ix := &Index{Search: tt.official, Rows: []ontology.TermID{a, b}}
			if tt.local != nil {
				ix.Local, ix.LocalRows = tt.local, []ontology.TermID{ontology.TermID(other)}
			}
			d := NewDense(oneNumber{}, func(*ontology.Release) (*Index, error) { return ix, nil })
			got, err := d.Candidates(t.Context(), r, []string{"x"}, 5)
			if err != nil {
				t.Fatal(err)
			}
			var terms []ontology.TermID
			for i, c := range got[0] {
				terms = append(terms, c.Term)
				if c.Code != r.CodeOf(c.Term) || i > 0 && c.Match.Score > got[0][i-1].Match.Score {
					t.Errorf("candidate %d is %+v", i, c)
				}
			}
			if !slices.Equal(terms, tt.want) {
				t.Errorf("terms %v, want %v", terms, tt.want)
			}
		})
	}
}

// sharing makes a release of LOINC in which codes share a wording.
func sharing(t *testing.T, codes int) *ontology.Release {
	t.Helper()
	b := ontology.NewBuilder(ontology.Info{Ontology: schemas.LOINC, Release: "test"})
	for i := range codes {
		code := string(rune('1'+i)) + "-0"
		if _, err := b.AddCode(ontology.CodeEntry{Code: code, Display: "Test number " + code, Billable: true}); err != nil {
			t.Fatal(err)
		}
		b.AddTerm(code, ontology.Synonym, "Glucose", "")
		b.AddTerm(code, ontology.Abbreviation, "GLU", "")
	}
	file, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ontology.FromBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestDenseRows(t *testing.T) {
	for _, tt := range []struct{ codes, want int }{{1, 2}, {shared, 2 * shared}, {shared + 1, shared + 1}} {
		r := sharing(t, tt.codes)
		rows := DenseRows(r)
		if len(rows) != tt.want {
			t.Errorf("%d codes that share a wording have %d rows, want %d", tt.codes, len(rows), tt.want)
		}
		for _, id := range rows {
			if k := r.KindOf(id); k != ontology.Title && k != ontology.Synonym {
				t.Errorf("a %s has a vector", k)
			}
		}
	}
	if rows := LocalRows(sharing(t, 1)); len(rows) != 0 {
		t.Errorf("local rows %v of a release without local terms", rows)
	}
}
