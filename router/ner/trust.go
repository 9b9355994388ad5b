package ner

import (
	"strings"

	"medcode/internal/ontology"
)

// best returns the most trusted term of an order-free key that has an answer.
// Freer variants of index terms are for look-up only.
func (p *pass) best(terms []ontology.TermID) (ontology.TermID, bool) {
	for _, t := range terms[:min(len(terms), 24)] {
		if p.icd.KindOf(t) == ontology.Index && t.Distance() > 1 {
			continue
		}
		if _, ok := p.icd.Emit(p.icd.CodeOf(t)); ok {
			return t, true
		}
	}
	return 0, false
}

// single tells whether one word may stand for a problem by itself.
func (p *pass) single(w *word, t ontology.TermID) bool {
	switch p.icd.KindOf(t) {
	case ontology.Synonym:
		return !w.nosingle && !strings.Contains(p.icd.Term(t).Text, " ")
	case ontology.Abbreviation:
		return !w.nosingle && p.written(w.tok)
	case ontology.ShortTitle:
		return false
	}
	if w.nosingle || t.Distance() > 1 || t.Distance() > 0 && p.icd.KindOf(t) == ontology.Index && (!w.single || strings.Contains(p.icd.Term(t).Text, " ")) {
		return false // a listed word that only refers to another ("see also") is as sure
	}
	return w.single || isDisease(ontology.Canonical(p.doc.Tokens[w.tok].Norm))
}

// written tells whether a token is written as abbreviations are: in capitals
// where those mean something, or without any vowel.
func (p *pass) written(tok int) bool {
	t := &p.doc.Tokens[tok]
	return (t.Upper || p.plurals(tok) && !p.capitals) || len(t.Norm) >= 3 && !strings.ContainsAny(t.Norm, "aeiouy")
}

// plurals tells whether a token is a short form in the plural: "UTIs".
func (p *pass) plurals(tok int) bool {
	t := &p.doc.Tokens[tok]
	w := p.doc.Text[t.Start:t.End]
	return len(w) > 2 && w[len(w)-1] == 's' && strings.ToUpper(w[:len(w)-1]) == w[:len(w)-1]
}

// isDisease tells whether a word ends as names of diseases and symptoms do.
func isDisease(w string) bool { return diseaseEndings.end(w) }

var diseaseEndings = newEndings(
	"itis", "osis", "oma", "emia", "uria", "pathy", "algia", "penia", "rrhea", "rrhage", "phagia", "pnea", "plegia",
	"paresis", "ectasis", "megaly", "trophy", "plasia", "stasis", "cele", "dynia", "opia", "opsia", "phasia",
	"phonia", "sthenia", "cytosis", "ptysis", "malacia", "edema", "ism", "esthesia", "thorax", "cardia", "emesis",
	"rexia", "trichia", "genesis", "kinesia", "taxia", "praxia", "arthria", "philia", "phobia", "mania", "poiesis",
	"lysis", "schisis", "syncope", "geusia", "uresis", "iasis", "coria", "phakia", "chezia",
)
