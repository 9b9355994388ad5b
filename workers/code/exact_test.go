package code

import (
	"strings"
	"testing"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// TestExactQuery: a query that is to be exact is not put to the other sources,
// and an answer without them is not given to one that wants them.
func TestExactQuery(t *testing.T) {
	c := small(t)
	rest := &counting{Source: Lexical{}}
	c.Rest, c.Cache = []Source{rest}, NewCache(8)
	const phrase = "essential hypertensoin"
	if got := codeOne(t, c, Query{Text: phrase, Exact: true}); len(got) != 0 || rest.asked != 0 {
		t.Errorf("exact: %v, %d asked", got, rest.asked)
	}
	if got := codeOne(t, c, Query{Text: phrase}); len(got) == 0 || rest.asked != 1 {
		t.Errorf("not exact: %v, %d asked", got, rest.asked)
	}
	if got := codeOne(t, c, Query{Text: "chest pain, unspecified", Exact: true}); len(got) == 0 {
		t.Error("a wording of the vocabulary was not found")
	}
}

// unitOf refines by the unit alone.
type unitOf struct{}

func (unitOf) Refine(_ *ontology.Release, q *Query, found schemas.Candidates) schemas.Candidates {
	if u := q.Details.Get(schemas.AttrUnit); u != "" {
		return schemas.Candidates{{Code: strings.ToUpper(u)}}
	}
	return found
}

func TestRefine(t *testing.T) {
	c := small(t)
	c.Refiner = unitOf{}
	details := DetailsOf(schemas.LOINC, map[string]string{schemas.AttrUnit: "g/dl", schemas.AttrValue: "9", schemas.AttrDose: "2"})
	if details != "unit\tg/dl\nvalue\t9\n" || DetailsOf(schemas.SNOMED, map[string]string{schemas.AttrUnit: "g"}) != "" {
		t.Errorf("details %q", details)
	}
	if got := codeOne(t, c, Query{Text: "chest pain, unspecified", Details: details}); len(got) != 1 || got[0].Code != "G/DL" {
		t.Errorf("refined: %v", got)
	}
	if got := codeOne(t, c, Query{Text: "chest pain, unspecified"}); len(got) == 0 || got[0].Code == "G/DL" {
		t.Errorf("without details: %v", got)
	}
}
