package code

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// unharmed drops the codes of poisoning, adverse effects and underdosing
// (T36–T50) that a source proposes for a phrase without a word of harm: the
// name of a drug alone is a treatment, and their titles are hardly more than
// that name. Billable codes whose own wording the phrase is stay.
func unharmed(r *ontology.Release, phrase string, list []Candidate) []Candidate {
	from, ok := r.Find("T36")
	last, also := r.Find("T50")
	if !ok || !also || namesHarm(phrase) {
		return list
	}
	_, end := r.Descendants(last)
	own := func(c *Candidate) bool {
		return (c.Match.Source == SourceExact || c.Match.Source == SourceBag) && (r.Billable(c.Code) || r.KindOf(c.Term) == ontology.Synonym)
	}
	return slices.DeleteFunc(list, func(c Candidate) bool { return c.Code >= from && c.Code < end && !own(&c) })
}

// harmWords begin the words that speak of harm by a drug, as notes and short
// titles write them.
var harmWords = []string{
	"pois", "overd", "toxi", "intox", "advers", "advrs", "adv", "effect", "eff", "react", "underd", "undrd", "undr", "side",
	"ingest", "swallow", "harm", "suicid", "assault", "abuse", "inject", "induced", "reaction", "dose", "dosing", "wrong",
}

func namesHarm(phrase string) bool {
	return slices.ContainsFunc(text.Tokens(nil, phrase), func(t text.Token) bool {
		return slices.ContainsFunc(harmWords, func(w string) bool { return strings.HasPrefix(t.Norm, w) })
	})
}
