package ner

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"medcode/router/section"
	"medcode/schemas"
)

// Entity is what a model found in a text: bytes [Start, End) of it.
type Entity struct {
	Start, End int
	Category   schemas.Category
	Score      float32 // 0–1
}

// Tagger finds entities in texts, one list a text, each in the order of its
// text.
type Tagger interface {
	Tag(ctx context.Context, texts []string) ([][]Entity, error)
}

// Neural finds entities with a model. Sentences of all documents that are
// read together go to the model together.
type Neural struct {
	Tagger Tagger
	Least  float32           // entities of a lower score are left out
	Models map[string]string // the models behind the tagger, name → version
	Gate   *Gate             // only sentences that it finds worth it are read; nil: all
}

// Find returns the entities of each document, in the order of its text, and
// an error for each document that the model fails at: one does not take the
// others along. known is what vocabularies found in each document, in the order
// of its text. The error of ctx ends it.
func (n *Neural) Find(ctx context.Context, docs []*Document, known [][]Span) ([][]Entity, []error) {
	out, errs := make([][]Entity, len(docs)), make([]error, len(docs))
	err := n.find(ctx, docs, known, out)
	if err == nil {
		return out, errs
	}
	for i := range docs {
		if len(docs) > 1 && ctx.Err() == nil {
			err = n.find(ctx, docs[i:i+1], known[i:i+1], out[i:i+1])
		}
		errs[i] = err
	}
	return out, errs
}

var errEntity = errors.New("the recogniser returned a span outside its text")

// find fills out, one list a document.
func (n *Neural) find(ctx context.Context, docs []*Document, known [][]Span, out [][]Entity) error {
	var texts []string
	var at []place
	for i, doc := range docs {
		out[i] = nil
		w := walk{doc: doc, known: known[i]}
		for _, s := range doc.Sentences {
			if n.Gate != nil && !n.Gate.worth(&w, s) {
				continue
			}
			if text := doc.Text[s.Start:s.End]; !doc.heading(s) && strings.ContainsFunc(text, unicode.IsLetter) {
				texts, at = append(texts, text), append(at, place{i, s.Start})
			}
		}
	}
	found, err := n.Tagger.Tag(ctx, texts)
	if err != nil {
		return err
	}
	for i, list := range found {
		for _, e := range list {
			if e.Start < 0 || e.Start >= e.End || e.End > len(texts[i]) {
				return errEntity
			}
			if e.Start, e.End = trim(texts[i], e.Start, e.End); e.Score >= n.Least && e.Start < e.End {
				e.Start, e.End = e.Start+at[i].start, e.End+at[i].start
				out[at[i].doc] = append(out[at[i].doc], e)
			}
		}
	}
	return nil
}

// trim leaves out words at the ends of a span that begin or end no name, and
// what is no word.
func trim(text string, start, end int) (int, int) {
	for {
		word := strings.Trim(text[start:end], " ,.;:-")
		if word == "" {
			return start, start
		}
		start += strings.Index(text[start:end], word)
		end = start + len(word)
		first, _, several := strings.Cut(word, " ")
		last := word[strings.LastIndexByte(word, ' ')+1:]
		switch {
		case joining(first) && !several:
			return start, start
		case joining(first):
			start += len(first)
		case joining(last):
			end -= len(last)
		default:
			return start, end
		}
	}
}

// joining tells whether a word only joins others.
func joining(word string) bool {
	switch strings.ToLower(word) {
	case "a", "an", "and", "as", "at", "by", "for", "from", "his", "her", "in", "is", "its", "of", "on", "or", "the", "their", "this", "to", "was", "were", "with":
		return true
	}
	return false
}

// place is where a text comes from.
type place struct{ doc, start int }

// heading tells whether a sentence is the heading of a section.
func (d *Document) heading(s section.Span) bool {
	i := section.At(d.Sections, s.Start)
	return i >= 0 && s.Start < d.Sections[i].HeadEnd
}

// certain is the score from which the borders of a model's entity are taken
// for a term of the vocabulary inside it.
const certain = 0.8

// Combine adds what a model found to what the vocabularies name:
//
//   - What a vocabulary names stays, under its term.
//   - An entity that holds one term of its own category, and nothing else but
//     parts of the body, lends it its borders where the model is certain: the
//     term is then a part of what is said, as in "acute gouty arthritis".
//   - An entity that overlaps nothing but parts of the body is added, to be
//     coded by all means of the ontologies of its category.
//   - Every other entity is dropped, so is one that only names a part of the
//     body.
//
// Both lists are in the order of the text; so is the result.
func Combine(known []Span, found []Entity) []Span {
	for _, e := range found {
		terms := termsOf(e.Category)
		if terms == nil {
			continue
		}
		inside, beyond := touching(known, e)
		switch {
		case beyond || len(inside) > 1 || onlyBody(known, e):
		case len(inside) == 0:
			known = insert(known, Span{Start: e.Start, End: e.End, Category: e.Category, Terms: terms, Score: e.Score})
		case known[inside[0]].Category == e.Category && e.Score >= certain:
			known[inside[0]].Start, known[inside[0]].End = e.Start, e.End
		}
	}
	return known
}

// touching lists the spans that lie inside an entity, parts of the body left
// out; beyond tells whether one reaches beyond it.
func touching(known []Span, e Entity) (inside []int, beyond bool) {
	for i := range known {
		s := &known[i]
		switch {
		case s.Category == schemas.Anatomy && e.Category != schemas.Anatomy, s.End <= e.Start, s.Start >= e.End:
		case s.Start >= e.Start && s.End <= e.End:
			inside = append(inside, i)
		default:
			beyond = true
		}
	}
	return inside, beyond
}

// onlyBody tells whether a vocabulary knows an entity as a part of the body.
func onlyBody(known []Span, e Entity) bool {
	return slices.ContainsFunc(known, func(s Span) bool {
		return s.Category == schemas.Anatomy && s.Start <= e.Start && s.End >= e.End
	})
}

func insert(spans []Span, s Span) []Span {
	at, _ := slices.BinarySearchFunc(spans, s.Start, func(o Span, start int) int { return o.Start - start })
	return slices.Insert(spans, at, s)
}

// termsOf are the ontologies in which an entity of a category is looked up,
// with no wording known; nil where it would be of no use.
func termsOf(c schemas.Category) []Term {
	switch c {
	case schemas.Problem:
		return []Term{{Ontology: schemas.ICD10CM}, {Ontology: schemas.SNOMED}}
	case schemas.Medication:
		return []Term{{Ontology: schemas.RxNorm}}
	case schemas.Test:
		return []Term{{Ontology: schemas.LOINC}}
	case schemas.Device:
		return []Term{{Ontology: schemas.HCPCS}}
	case schemas.Procedure:
		return []Term{{Ontology: schemas.SNOMED}}
	}
	return nil
}
