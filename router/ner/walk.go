package ner

import (
	"medcode/internal/ontology"
	"medcode/schemas"
)

// walk finds the terms of a vocabulary as they are printed, the leftmost
// longest.
func (p *pass) walk(v *vocabulary) {
	toks := p.doc.Tokens
	for i := 0; i < len(toks); i++ {
		n, terms := v.Longest(toks, i)
		if n == 0 {
			continue
		}
		h, ok := p.accept(v, i, n, terms)
		if !ok {
			continue
		}
		p.hits = append(p.hits, h)
		i += n - 1
	}
}

// accept decides whether a term may be read at tokens [i, i+n).
func (p *pass) accept(v *vocabulary, i, n int, terms []ontology.TermID) (h hit, ok bool) {
	for _, t := range terms[:min(len(terms), 32)] {
		id := v.CodeOf(t)
		if _, can := v.Emit(id); !can || !p.readable(v, t, id, i, n) {
			continue
		}
		category, can := categoryOf(v, id)
		if !can {
			continue
		}
		keep := v.ontology == schemas.LOINC && (v.Default(id) || v.KindOf(t) >= ontology.Synonym)
		return hit{
			first: i, last: i + n - 1, category: category, ontology: v.ontology,
			id: id, term: t, release: v.Release, keep: keep,
		}, true
	}
	return hit{}, false
}

// readable tells whether a term means its code in running text.
func (p *pass) readable(v *vocabulary, t ontology.TermID, id ontology.CodeID, i, n int) bool {
	if v.KindOf(t) == ontology.Abbreviation {
		return n > 1 || p.written(i)
	}
	if n > 1 {
		return true
	}
	tok := &p.doc.Tokens[i]
	if len(tok.Norm) < 3 || tok.Norm[0] < 'a' || ontology.StopWord(tok.Norm) ||
		p.words.info[ontology.WordHash(tok.Norm)].everyday {
		return false
	}
	return v.ontology != schemas.LOINC && v.ontology != schemas.HCPCS || v.Default(id) || v.Info().Starter
}

// categoryOf is what kind of thing a code names; false where it is nothing
// that a note is coded for.
func categoryOf(v *vocabulary, id ontology.CodeID) (schemas.Category, bool) {
	switch v.ontology {
	case schemas.RxNorm:
		return schemas.Medication, true
	case schemas.LOINC:
		return schemas.Test, true
	case schemas.HCPCS:
		return schemas.Device, true
	}
	switch v.Code(id).Class {
	case "disorder", "finding", "morphologic abnormality", "event":
		return schemas.Problem, true
	case "procedure", "regime/therapy":
		return schemas.Procedure, true
	case "body structure":
		return schemas.Anatomy, true
	case "physical object":
		return schemas.Device, true
	case "substance", "product", "medicinal product", "medicinal product form", "clinical drug":
		return schemas.Medication, true
	case "observable entity":
		return schemas.Test, true
	}
	return "", false
}
