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
)

// wording is the first step: the term is there, has that code, and answers to
// what was asked.
func (d *derivation) wording() (named ontology.CodeID, err error) {
	e := d.evidence
	named, ok := d.release.Find(e.Named)
	if !ok || e.Named == "" {
		return 0, fmt.Errorf("%s has no code %q", d.info.Release, e.Named)
	}
	term, ok := d.term(named)
	if !ok {
		return 0, fmt.Errorf("%s has no %s %q of %s%s", d.info.Release, e.Kind, e.Term, e.Named, at(e.Path))
	}
	if !d.answers(term) {
		return 0, fmt.Errorf("in %s %q does not lead to %s %q (%s)", d.info.Release, e.asked(), e.Kind, e.Term, e.How)
	}
	d.add(Step{Kind: Wording, Text: e.describe(d.release.Local(term)), Source: d.sourceOf(term), From: e.Phrase, To: d.release.Code(named).Code})
	return named, nil
}

func at(path string) string {
	if path == "" {
		return ""
	}
	return " at " + path
}

// describe says how the phrase met the term.
func (e *Evidence) describe(local bool) string {
	term := fmt.Sprintf("%s %q", e.Kind, e.Term)
	if local {
		term = "local " + term
	}
	if e.Path != "" {
		term += " (" + e.Path + ")"
	}
	switch e.How {
	case Exact:
		return "is the " + term
	case Words:
		return "has the words of the " + term
	case Reworded:
		return fmt.Sprintf("said as %q is the %s", e.Asked, term)
	case Part:
		return fmt.Sprintf("holds the words %q of the %s", e.Asked, term)
	case Similar:
		return "shares words with the " + term
	}
	return "means about the same as the " + term + " (by the encoder; replayed as far as the term goes)"
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

// answers looks up what was asked, and tells whether the term comes of it.
func (d *derivation) answers(term ontology.TermID) bool {
	e := d.evidence
	switch e.How {
	case Exact:
		return e.Asked == "" && d.leads(d.release.Exact(normal(e.Phrase)), term)
	case Words:
		return e.Asked == "" && d.leads(d.release.Bag(ontology.BagKey(text.Tokens(nil, e.Phrase))), term)
	case Reworded:
		return d.leads(d.release.Exact(normal(e.Asked)), term) || d.leads(d.release.Bag(ontology.BagKey(text.Tokens(nil, e.Asked))), term)
	case Part:
		return within(e.Asked, e.Phrase) && d.leads(d.release.Bag(e.Asked), term)
	case Similar:
		return slices.ContainsFunc(d.release.Lexical(e.asked(), e.Depth), func(h ontology.Hit) bool { return h.Term.Plain() == term })
	}
	return e.How == Meaning
}

func (d *derivation) leads(found []ontology.TermID, term ontology.TermID) bool {
	return slices.ContainsFunc(found, func(t ontology.TermID) bool { return t.Plain() == term })
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
