package code

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// unharmed drops the codes of poisoning, adverse effects and underdosing
// (T36–T50), and of harm to the unborn (Q86), that a source proposes for a
// phrase without a word of harm: the name of a drug alone is a treatment, and
// their titles are hardly more than that name. Billable codes whose own wording
// the phrase is stay; the short title of a header ("Penicillins") is no such
// wording.
func unharmed(r *ontology.Release, phrase string, list []Candidate) []Candidate {
	unfit := func(c Candidate) bool { return harmful(r, &c) }
	if r.Info().Ontology != schemas.ICD10CM || !slices.ContainsFunc(list, unfit) || namesHarm(phrase) {
		return list
	}
	return slices.DeleteFunc(list, unfit)
}

// harmful tells whether a candidate is harm by a drug and not by the very
// wording of its code.
func harmful(r *ontology.Release, c *Candidate) bool {
	own := c.Match.Source == SourceExact || c.Match.Source == SourceBag
	if own && (r.Billable(c.Code) || r.KindOf(c.Term) != ontology.ShortTitle) {
		return false
	}
	code := r.Code(c.Code).Code
	return code >= "T36" && code < "T51" || strings.HasPrefix(code, "Q86")
}

// harmWords begin the words that speak of harm by a drug, as notes and short
// titles write them.
var harmWords = []string{
	"poi", "overd", "toxi", "intox", "adv", "eff", "react", "und", "side", "ingest", "swallow", "harm", "suicid", "assault",
	"abuse", "inject", "induced", "dose", "dosing", "wrong", "discontinu", "withdraw", "fetal", "fetus", "embryo", "dysmorph", "syndrome",
}

func namesHarm(phrase string) bool {
	return slices.ContainsFunc(text.Tokens(nil, phrase), func(t text.Token) bool {
		return slices.ContainsFunc(harmWords, func(w string) bool { return strings.HasPrefix(t.Norm, w) })
	})
}
