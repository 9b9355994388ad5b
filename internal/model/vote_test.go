package model

import (
	"fmt"
	"strings"
	"testing"

	"medcode/schemas"
)

func TestVote(t *testing.T) {
	p := func(start, end int, score float32) Entity {
		return Entity{Start: start, End: end, Label: schemas.Problem, Score: score}
	}
	d := func(start, end int, score float32) Entity {
		return Entity{Start: start, End: end, Label: schemas.Medication, Score: score}
	}
	for _, c := range []struct {
		name  string
		lists [][]Entity
		least int
		want  string
	}{
		{"all agree", [][]Entity{{p(0, 5, 1)}, {p(0, 5, .5)}, {p(0, 5, .6)}}, 2, "problem 0-5 0.70"},
		{"one alone", [][]Entity{{p(0, 5, 1)}, {}, {}}, 2, ""},
		{"one alone suffices", [][]Entity{{p(0, 5, .9)}, {}, {}}, 1, "problem 0-5 0.30"},
		{"most exact wins", [][]Entity{{p(0, 10, .9)}, {p(2, 10, .8)}, {p(2, 10, .8)}}, 2, "problem 2-10 0.83"},
		{"a touch is no vote", [][]Entity{{p(0, 10, 1)}, {p(9, 20, 1)}}, 2, ""},
		{"labels are counted apart", [][]Entity{{p(0, 5, 1)}, {d(0, 5, .6)}, {d(0, 5, .6)}}, 1, "medication 0-5 0.40"},
		{"ties go to the score", [][]Entity{{p(0, 5, .7)}, {d(0, 5, .9)}}, 1, "medication 0-5 0.45"},
		{"equal scores go to the longer", [][]Entity{{p(3, 8, .9)}, {p(0, 4, .9)}}, 1, "problem 3-8 0.45"},
		{"in order", [][]Entity{{p(20, 25, 1), p(0, 5, 1)}}, 1, "problem 0-5 1.00, problem 20-25 1.00"},
		{"nobody", nil, 1, ""},
	} {
		var got []string
		for _, e := range Vote(c.lists, c.least) {
			got = append(got, fmt.Sprintf("%s %d-%d %.2f", e.Label, e.Start, e.End, e.Score))
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: got %q, want %q", c.name, s, c.want)
		}
	}
}
