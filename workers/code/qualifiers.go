package code

import (
	"context"
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// qualifier is a kind of word that narrows a diagnosis and does not change
// which it is. Where no vocabulary has a phrase, it is looked up without them;
// the completion then takes the code that says the side, the severity or the
// course, where the classification has one.
type qualifier uint8

const (
	ofSide qualifier = 1 << iota
	ofSeverity
	ofCourse
	ofPosition
)

// qualifierSteps are what is left out, one after another until a wording is
// known: the least first.
var qualifierSteps = []qualifier{ofSide, ofSide | ofSeverity, ofSide | ofCourse, ofSide | ofPosition, ofSide | ofSeverity | ofCourse, ofSide | ofSeverity | ofCourse | ofPosition}

var qualifiers = map[string]qualifier{
	"left": ofSide, "right": ofSide, "lt": ofSide, "rt": ofSide, "bilateral": ofSide, "bilaterally": ofSide, "unilateral": ofSide, "both": ofSide, "sided": ofSide,
	"mild": ofSeverity, "moderate": ofSeverity, "severe": ofSeverity, "marked": ofSeverity, "significant": ofSeverity, "slight": ofSeverity, "profound": ofSeverity,
	"acute": ofCourse, "chronic": ofCourse, "subacute": ofCourse, "recurrent": ofCourse, "persistent": ofCourse, "intermittent": ofCourse, "ongoing": ofCourse,
	"stable": ofCourse, "worsening": ofCourse, "uncontrolled": ofCourse, "known": ofCourse, "progressive": ofCourse,
	"upper": ofPosition, "lower": ofPosition, "middle": ofPosition, "mid": ofPosition, "lobe": ofPosition, "distal": ofPosition, "proximal": ofPosition,
	"medial": ofPosition, "lateral": ofPosition, "anterior": ofPosition, "posterior": ofPosition, "superior": ofPosition, "inferior": ofPosition,
}

// maxQualified is the length in words up to which a phrase is looked up so. Long
// ones are official wordings, misspelt or reordered, which the other sources
// find: at any length, 1.4 % more of the reordered long titles lost their side.
const maxQualified = 6

// sides are short forms of the words that classifications use; a letter alone
// means a side only at the beginning of a phrase.
var sides = map[string]string{"l": "left", "r": "right", "lt": "left", "rt": "right", "both": "bilateral", "bilaterally": "bilateral"}

// unqualified returns the phrase without the words of each step, as far as the
// step leaves out something more, and the side that a short form means.
func unqualified(toks []text.Token) (shorter []string, means string) {
	if len(toks) > maxQualified {
		return nil, ""
	}
	rest := toks
	if len(toks) > 1 && toks[1].Before == text.Space {
		if means = sides[toks[0].Norm]; means != "" {
			rest = toks[1:]
		}
	}
	for _, t := range rest {
		if len(t.Norm) > 1 && sides[t.Norm] != "" {
			means = sides[t.Norm]
		}
	}
	for _, step := range qualifierSteps {
		var words []string
		for _, t := range rest {
			if qualifiers[t.Norm]&step == 0 {
				words = append(words, t.Norm)
			}
		}
		s := strings.Join(words, " ")
		if s != "" && (len(words) < len(rest) || means != "") && !slices.Contains(shorter, s) {
			shorter = append(shorter, s)
		}
	}
	return shorter, means
}

// unqualify asks the first source for phrases that it does not know, with
// fewer and fewer qualifiers.
func (c *Coder) unqualify(ctx context.Context, r *ontology.Release, queries []Query, at []int, pools []pool) error {
	if c.Ontology != schemas.ICD10CM && c.Ontology != schemas.SNOMED {
		return nil
	}
	for _, i := range at {
		p := &pools[i]
		if len(p.found) > 0 || queries[i].Exact {
			continue
		}
		shorter, means := unqualified(text.Tokens(nil, p.phrase))
		if len(shorter) == 0 {
			continue
		}
		lists, err := c.First.Candidates(ctx, r, shorter, depth)
		if err != nil {
			return err
		}
		for n, found := range lists {
			if len(found) > 0 {
				p.shorter = shorter[n]
				p.found, p.stated = unharmed(r, p.phrase, found), p.stated.With(p.phrase+" "+means)
				break
			}
		}
	}
	return nil
}
