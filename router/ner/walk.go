package ner

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// vocabulary is a release whose terms are matched word by word, in order.
type vocabulary struct {
	*ontology.Release
	ontology schemas.Ontology
	usual    map[uint64]bool // the built-in wordings, by phraseSum
	at       int             // among Dictionary.ordered
	bit      uint32          // of facts, 1 << at
}

// walk finds the terms of a vocabulary as they are printed, the leftmost
// longest. No term reaches over punctuation.
func (p *pass) walk(v *vocabulary) {
	toks := p.doc.Tokens
	for i := 0; i < len(toks); i++ {
		f := p.said[i]
		if f.begins&v.bit == 0 {
			continue
		}
		n, terms := v.LongestFrom(f.begun[v.at], toks[:p.fences[i]], i)
		if n == 0 || n == 1 && f.silent&v.bit != 0 || p.words.everyday[phraseSum(toks[i:i+n])] {
			continue
		}
		if h, ok := p.accept(v, i, n, terms); ok {
			p.hits = append(p.hits, h)
			i += n - 1
		}
	}
}

// accept takes the first term that may be read at tokens [i, i+n).
func (p *pass) accept(v *vocabulary, i, n int, terms []ontology.TermID) (h hit, ok bool) {
	usual := v.usual[phraseSum(p.doc.Tokens[i:i+n])]
	for _, t := range terms[:min(len(terms), 32)] {
		id := v.CodeOf(t)
		if _, can := v.Emit(id); !can || !p.readable(v, t, i, n) {
			continue
		}
		r := reading{v: v, id: id, term: t, usual: usual || v.Default(id) && v.Info().Starter, toks: p.doc.Tokens[i : i+n]}
		category, can := r.category()
		if !can {
			continue
		}
		return hit{
			first: i, last: i + n - 1, category: category, ontology: v.ontology,
			id: id, term: t, release: v.Release, keep: v.ontology == schemas.LOINC && usual, weak: r.weak,
		}, true
	}
	return hit{}, false
}

// silent tells whether a word alone means nothing in a vocabulary, however it
// is written.
func (d *Dictionary) silent(v *vocabulary, f *facts) bool {
	toks := []text.Token{{Norm: f.norm, Before: text.Stop}}
	p := pass{Dictionary: d, doc: &Document{Tokens: toks}}
	_, terms := v.Longest(toks, 0)
	for _, t := range terms {
		if v.KindOf(t) == ontology.Abbreviation {
			return false
		}
	}
	_, ok := p.accept(v, 0, 1, terms)
	return !ok
}

// readable tells whether the words of a term may be that term in a note.
func (p *pass) readable(v *vocabulary, t ontology.TermID, i, n int) bool {
	tok := &p.doc.Tokens[i]
	switch {
	case v.KindOf(t) == ontology.Abbreviation:
		return n > 1 || p.written(i)
	case n > 1:
		return t.Distance() <= 1 && (v.ontology != schemas.RxNorm || t.Distance() == 0 && len(tok.Norm) > 2 && tok.Norm[0] >= 'a')
	}
	return len(tok.Norm) > 2 && tok.Norm[0] >= 'a' && !ontology.StopWord(tok.Norm)
}

// reading is a term at a place of a note.
type reading struct {
	v     *vocabulary
	id    ontology.CodeID
	term  ontology.TermID
	toks  []text.Token
	usual bool // the wording is a built-in one
	weak  bool // names something only together with another vocabulary
}

// category is what kind of thing is named; false where it is nothing that a
// note is coded for.
func (r *reading) category() (schemas.Category, bool) {
	switch r.v.ontology {
	case schemas.RxNorm:
		return schemas.Medication, true
	case schemas.LOINC:
		return schemas.Test, r.usual || r.isTest()
	case schemas.HCPCS:
		return schemas.Device, r.isDevice()
	}
	return r.concept()
}

// isTest tells whether a LOINC name that is not usual is still one of a
// measurement: many are those of documents and questionnaires.
func (r *reading) isTest() bool {
	if len(r.toks) == 1 {
		return false
	}
	c := r.v.Code(r.id)
	if c.Class != "" && r.v.KindOf(r.term) == ontology.Synonym {
		return false // related names of common tests are often wider than they
	}
	return slices.ContainsFunc(r.toks, func(t text.Token) bool { return slices.Contains(testWords, t.Norm) })
}

var testWords = []string{
	"antibody", "ab", "antigen", "ag", "igg", "igm", "iga", "ige", "dna", "rna", "pcr", "culture", "panel", "count", "serum",
	"plasma", "urine", "csf", "level", "ratio", "titer", "screen", "test", "xr", "ct", "mri", "mr", "us", "nm", "scan",
	"rate", "pressure", "temperature", "index", "fraction", "volume", "ray", "ultrasound", "ekg", "ecg", "polysomnography",
}

// isDevice tells whether a HCPCS code is one of equipment or supplies, and the
// word a usual one where it stands alone.
func (r *reading) isDevice() bool {
	c := r.v.Code(r.id)
	if !strings.ContainsAny(c.Code[:1], "ABCEKLQV") || strings.HasPrefix(c.Display, "Injection") {
		return false
	}
	return len(r.toks) > 1 || r.usual
}

// concept reads the semantic tag of a SNOMED concept.
func (r *reading) concept() (schemas.Category, bool) {
	switch r.v.Code(r.id).Class {
	case "disorder", "finding", "event":
		return schemas.Problem, true
	case "procedure", "regime/therapy":
		return schemas.Procedure, true
	case "body structure":
		return schemas.Anatomy, true
	case "physical object":
		return schemas.Device, true
	case "substance":
		r.weak = !r.usual
		return schemas.Medication, true
	case "product", "medicinal product", "medicinal product form", "clinical drug":
		return schemas.Medication, true
	case "observable entity":
		return schemas.Test, r.usual || len(r.toks) > 1
	}
	return "", false
}

// phraseSum is a key of the words of toks, whatever their order.
func phraseSum(toks []text.Token) (sum uint64) {
	for i := range toks {
		sum += ontology.WordHash(toks[i].Norm)
	}
	return sum
}
