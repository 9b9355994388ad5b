package code

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// Refiner replaces the codes found for a phrase by more specific ones that
// what the note says beside the phrase supports: the strength of a medicine,
// the unit of a result. It returns found where there is nothing to refine, and
// never changes it.
type Refiner interface {
	Refine(r *ontology.Release, q *Query, found schemas.Candidates) schemas.Candidates
}

// Details is what a note says beside a phrase, as one comparable value: lines
// of a key of schemas, a tab and a value, in the order of the keys.
type Details string

// DetailsOf keeps of the attributes of a mention those that the codes of an
// ontology depend on.
func DetailsOf(o schemas.Ontology, attributes map[string]string) Details {
	var b strings.Builder
	for _, key := range detailKeys(o) {
		if v := attributes[key]; v != "" {
			b.WriteString(key + "\t" + v + "\n")
		}
	}
	return Details(b.String())
}

// Get is the value of a key, empty where the note says nothing of it.
func (d Details) Get(key string) string {
	for line := range strings.SplitSeq(string(d), "\n") {
		if k, v, ok := strings.Cut(line, "\t"); ok && k == key {
			return v
		}
	}
	return ""
}

func detailKeys(o schemas.Ontology) []string {
	switch o {
	case schemas.RxNorm:
		return medicineKeys
	case schemas.LOINC:
		return testKeys
	}
	return nil
}

var (
	medicineKeys = []string{schemas.AttrForm, schemas.AttrRoute, schemas.AttrStrength}
	testKeys     = []string{schemas.AttrMethod, schemas.AttrSpecimen, schemas.AttrTiming, schemas.AttrUnit, schemas.AttrValue}
)

// refine lets the refiner of the ontology look at every answer.
func (c *Coder) refine(releases Releases, queries []Query, answers []Answer) error {
	if c.Refiner == nil {
		return nil
	}
	for i := range queries {
		r, _, err := releases.InForce(c.Ontology, queries[i].Date)
		if err != nil {
			return err
		}
		refined := c.Refiner.Refine(r, &queries[i], answers[i].Codings)
		answers[i].Codings = refined[:min(len(refined), max(wanted(&queries[i]), 1))]
		answers[i].Codings = slices.Clip(answers[i].Codings)
	}
	return nil
}
