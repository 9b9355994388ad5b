package proof

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// How tells in which way a phrase met a wording.
type How string

// The ways. All but Meaning are looked up again when a proof is made.
const (
	Exact    How = "exact"              // as it is written
	Words    How = "words"              // its words in another order
	Reworded How = "reworded"           // said in another way
	Part     How = "part of the phrase" // some of its words
	Similar  How = "similar words"      // BM25, misspellings corrected
	Meaning  How = "similar meaning"    // by the encoder, which a release does not hold
	Ruled    How = "claim rule"         // no wording: a rule put the code on the claim
)

// wording is the first step: the term is there, has that code, and answers to
// what was asked. A code that a rule put on the claim has no such step.
func (d *derivation) wording() (named ontology.CodeID, err error) {
	e := d.evidence
	named, ok := d.release.Find(e.Named)
	switch {
	case !ok || e.Named == "":
		return 0, fmt.Errorf("%s has no code %q", d.info.Release, e.Named)
	case e.How == Ruled:
		return named, nil
	}
	term, ok := d.term(named)
	if !ok {
		return 0, fmt.Errorf("%s has no %s %q of %s%s", d.info.Release, e.Kind, e.Term, e.Named, at(e.Path))
	}
	distance, ok := d.answers(term)
	if !ok {
		return 0, fmt.Errorf("in %s what was looked up does not lead to %s %q (%s)", d.info.Release, e.Kind, e.Term, e.How)
	}
	d.add(Step{Kind: Wording, Text: e.describe(d.release.Local(term), distance), Source: d.sourceOf(term), From: e.Phrase, To: d.release.Code(named).Code})
	return named, nil
}

func at(path string) string {
	if path == "" {
		return ""
	}
	return " at " + path
}

// describe says how the phrase met the term, and whether it met it as printed.
func (e *Evidence) describe(local bool, distance int) string {
	term := fmt.Sprintf("%s %q", e.Kind, e.Term)
	if local {
		term = "local " + term
	}
	term = "the " + term
	if distance > 0 {
		term = "a freer form of " + term
	}
	if e.Path != "" {
		term += " (" + e.Path + ")"
	}
	switch e.How {
	case Exact:
		return e.without() + "is " + term
	case Words:
		return e.without() + "has the words of " + term
	case Reworded:
		return fmt.Sprintf("said as %q is %s", e.Asked, term)
	case Part:
		return fmt.Sprintf("holds the words %q of %s", e.Asked, term)
	case Similar:
		return "shares words with " + term
	}
	return "means about the same as " + term + " (by the encoder; replayed as far as the term goes)"
}

// without tells what was looked up where it is not the whole phrase.
func (e *Evidence) without() string {
	if e.Asked == "" {
		return ""
	}
	return fmt.Sprintf("as %q, without words that only narrow it, ", e.Asked)
}

// asked is what was looked up.
func (e *Evidence) asked() string {
	if e.Asked != "" {
		return e.Asked
	}
	return e.Phrase
}

// term finds the term of the evidence among those of its code. Terms are in
// the order of their codes, those of one house behind them.
func (d *derivation) term(code ontology.CodeID) (ontology.TermID, bool) {
	n := d.info.Terms
	lo := sort.Search(n, func(i int) bool { return d.release.CodeOf(ontology.TermID(i)) >= code })
	for i := lo; i < n && d.release.CodeOf(ontology.TermID(i)) == code; i++ {
		if d.is(ontology.TermID(i)) {
			return ontology.TermID(i), true
		}
	}
	for i := n; i < n+d.release.LocalTerms(); i++ {
		if t := ontology.TermID(i); d.release.CodeOf(t) == code && d.is(t) {
			return t, true
		}
	}
	return 0, false
}

func (d *derivation) is(id ontology.TermID) bool {
	t, e := d.release.Term(id), d.evidence
	return t.Kind.String() == e.Kind && t.Text == e.Term && t.Path == e.Path
}

// answers looks up what was asked. It tells whether the term comes of it, and
// how far from its printed form.
func (d *derivation) answers(term ontology.TermID) (distance int, ok bool) {
	e := d.evidence
	if (e.How == Exact || e.How == Words) && !narrows(e.Phrase, e.Asked) {
		return 0, false
	}
	switch e.How {
	case Exact:
		return leads(term, d.release.Exact(normal(e.asked())))
	case Words:
		return leads(term, d.release.Bag(ontology.BagKey(text.Tokens(nil, e.asked()))))
	case Reworded:
		if distance, ok = leads(term, d.release.Exact(normal(e.Asked))); ok {
			return distance, ok
		}
		return leads(term, d.release.Bag(ontology.BagKey(text.Tokens(nil, e.Asked))))
	case Part:
		if within(e.Asked, e.Phrase) {
			return leads(term, d.release.Bag(e.Asked))
		}
	case Similar:
		found := d.release.Lexical(e.asked(), e.Depth)
		return 0, slices.ContainsFunc(found, func(h ontology.Hit) bool { return h.Term.Plain() == term })
	}
	return 0, e.How == Meaning
}

func leads(to ontology.TermID, found []ontology.TermID) (distance int, ok bool) {
	for _, t := range found {
		if t.Plain() == to {
			return t.Distance(), true
		}
	}
	return 0, false
}

// narrows tells whether a phrase has all words of what was looked up.
func narrows(phrase, asked string) bool {
	all := text.Tokens(nil, phrase)
	for _, w := range text.Tokens(nil, asked) {
		if !slices.ContainsFunc(all, func(t text.Token) bool { return t.Norm == w.Norm }) {
			return false
		}
	}
	return true
}

// within tells whether all words of an order-free key are words of a phrase.
func within(key, phrase string) bool {
	var words []string
	for _, t := range text.Tokens(nil, phrase) {
		words = append(words, ontology.Canonical(t.Norm))
	}
	for w := range strings.FieldsSeq(key) {
		if !slices.Contains(words, w) {
			return false
		}
	}
	return key != ""
}

// normal is the normal form of a phrase as the coder looks it up.
func normal(s string) string {
	toks := text.Tokens(nil, s)
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = t.Norm
	}
	return strings.Join(words, " ")
}
