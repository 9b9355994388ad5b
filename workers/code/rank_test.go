package code

import (
	"math/rand/v2"
	"strings"
	"testing"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// threshold is the default below which an answer is withheld.
const threshold = .5

func TestFirstCode(t *testing.T) {
	c := small(t)
	for _, w := range []struct {
		phrase, code string
		given        bool   // confident enough to be an answer
		why          string // a part of the trail
	}{
		{"chest pain", "R07.9", true, `exact: index "Pain chest" (Pain > chest)`},
		{"Pain in the chest", "R07.9", true, `index "Pain chest"`},
		{"ear inflammation", "H66.99", false, "exact: synonym"}, // before the header H66
		{"HTN", "I10", true, `exact: abbreviation "HTN"`},
		{"fracture of right distal radius", "S52.501A", true, "S52.501 is not billable, its unspecified code is S52.501A"},
		{"abdomnal pain", "R10.9", true, "similar words"},
		{"autosomal recessive nonsyndromic deafness 23", "H90.5", true, `reworded: index "Deafness sensorineural"`},
		{"DFNB9", "H90.5", true, "reworded"},
		{"spastic paraplegia, autosomal dominant, type 4", "G11.4", true, "reworded"},
		{"broken left radius", "S52.502A", false, ""},
		{"subsequent visit, lower end of right radius", "S52.501D", false, ""},
		{"the weather in spring", "", false, ""},
		{"", "", false, ""},
	} {
		got := codeOne(t, c, Query{Text: w.phrase})
		if w.code == "" {
			if len(got) > 0 && got[0].Confidence >= threshold {
				t.Errorf("%q: %v, want nothing worth an answer", w.phrase, got[0])
			}
			continue
		}
		if len(got) == 0 || got[0].Code != w.code {
			t.Errorf("%q: %v, want %s first", w.phrase, got, w.code)
			continue
		}
		if w.given && got[0].Confidence < threshold {
			t.Errorf("%q: %s has %.2f only", w.phrase, w.code, got[0].Confidence)
		}
		if !strings.Contains(got[0].Why, w.why) {
			t.Errorf("%q: why is %q, want %q in it", w.phrase, got[0].Why, w.why)
		}
	}
}

// TestNumberWanted: K widens what comes after the first code, and changes
// neither it nor the order.
func TestNumberWanted(t *testing.T) {
	c := small(t)
	for _, p := range []string{"chest pain", "abdomnal pain", "pain", "fracture radius", "otitis media of the ear"} {
		base := codeOne(t, c, Query{Text: p})
		var before schemas.Candidates
		for _, k := range []int{1, 3, 10, 100} {
			got := codeOne(t, c, Query{Text: p, K: k})
			if len(got) > k || len(got) == 0 {
				t.Fatalf("%q: %d codes for K %d", p, len(got), k)
			}
			if got[0].Code != base[0].Code || got[0].Confidence != base[0].Confidence {
				t.Errorf("%q: first %v with K %d, %v without", p, got[0], k, base[0])
			}
			for i := range before {
				if got[i].Code != before[i].Code {
					t.Errorf("%q: code %d changes with K: %v, %v", p, i, got[i], before[i])
				}
			}
			before = got
		}
	}
	if got := codeOne(t, c, Query{Text: "chest pain"}); len(got) != 1 {
		t.Errorf("a known phrase has %v, want its own code alone", got)
	}
}

func TestTermOverText(t *testing.T) {
	got := codeOne(t, small(t), Query{Text: "it hurts here", Term: "chest pain"})
	if len(got) == 0 || got[0].Code != "R07.9" {
		t.Errorf("got %v, want the code of the term", got)
	}
}

func TestMeaningJoins(t *testing.T) {
	c := small(t)
	r := c.Releases.(one).Release
	id, _ := r.Find("I10")
	c.Rest = append(c.Rest, fixed{"raised pressure": {{Term: r.Exact("htn")[0], Code: id, Match: Match{Source: SourceDense, Score: .9}}}})
	got := codeOne(t, c, Query{Text: "raised pressure"})
	if len(got) == 0 || got[0].Code != "I10" || !strings.HasPrefix(got[0].Why, SourceDense) {
		t.Errorf("got %v", got)
	}
}

// TestOnlyBillable: whatever the sources propose, only codes that may leave do,
// each once, with confidences between 0 and 1 that fall.
func TestOnlyBillable(t *testing.T) {
	r := smallRelease(t)
	rng := rand.New(rand.NewPCG(4, 4))
	sources := []string{SourceExact, SourceBag, SourceReworded, SourcePart, SourceLexical, SourceDense}
	for range 3000 {
		p := &pool{release: r, phrase: []string{"chest pain", "", "left 2 x", "fracture"}[rng.IntN(4)]}
		for range rng.IntN(30) {
			term := ontology.TermID(rng.IntN(r.Info().Terms)) | ontology.TermID(rng.IntN(4))<<30
			p.found = append(p.found, Candidate{Term: term, Code: r.CodeOf(term), Match: Match{
				Source: sources[rng.IntN(len(sources))], Score: rng.Float64() * 10,
				QueryCoverage: rng.Float64(), TermCoverage: rng.Float64(), Codes: rng.IntN(3),
			}})
		}
		o := schemas.Ontologies()[rng.IntN(len(schemas.Ontologies()))]
		k := 1 + rng.IntN(20)
		checkCodings(t, r, rank(p, o, k), k)
	}
}

func checkCodings(t *testing.T, r *ontology.Release, got schemas.Candidates, k int) {
	t.Helper()
	if len(got) > k {
		t.Fatalf("%d codes, want %d at most", len(got), k)
	}
	seen, last := map[string]bool{}, 1.0
	for _, g := range got {
		id, ok := r.Find(g.Code)
		if !ok || !r.Billable(id) {
			t.Fatalf("%s left and is not billable", g.Code)
		}
		if seen[g.Code] {
			t.Fatalf("%s comes twice", g.Code)
		}
		if !(g.Confidence >= 0 && g.Confidence <= last) {
			t.Fatalf("confidence %v after %v", g.Confidence, last)
		}
		seen[g.Code], last = true, g.Confidence
		if g.Why == "" || g.Display == "" {
			t.Fatalf("%+v has no trail or no title", g)
		}
	}
}

// TestNumbersAreNotGuessed: a phrase without a letter has no code but an exact
// one, whatever lies near its vector.
func TestNumbersAreNotGuessed(t *testing.T) {
	c := small(t)
	r := c.Releases.(one).Release
	id, _ := r.Find("I10")
	near := []Candidate{{Term: r.Exact("htn")[0], Code: id, Match: Match{Source: SourceDense, Score: .9}}}
	c.Rest = append(c.Rest, fixed{"42": near, "x42": near})
	if got := codeOne(t, c, Query{Text: "42"}); len(got) > 0 {
		t.Errorf("a number got %v", got)
	}
	if got := codeOne(t, c, Query{Text: "x42"}); len(got) == 0 {
		t.Error("a word got nothing")
	}
}
