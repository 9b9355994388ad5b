// Package ner finds the spans of a note that name something codable. A
// recogniser yields spans with the ontologies that know them; what they mean
// in their context is decided elsewhere.
package ner

import (
	"medcode/internal/text"
	"medcode/router/section"
	"medcode/schemas"
)

// Document is a note as read once for all recognisers.
type Document struct {
	Text      string
	Tokens    []text.Token
	Sections  []section.Section
	Sentences []section.Span
}

// NewDocument splits a text into sections, sentences and tokens.
func NewDocument(s string) *Document {
	secs := section.Split(s)
	return &Document{
		Text: s, Tokens: text.Tokens(make([]text.Token, 0, len(s)/5), s),
		Sections: secs, Sentences: section.Sentences(s, secs),
	}
}

// Span is one thing named in a document: bytes [Start, End) of its text.
type Span struct {
	Start, End int
	Category   schemas.Category
	Terms      []Term  // the vocabularies that hold a term for it
	Means      string  // what a short form stands for in this note, empty where it is none
	Score      float32 // of the model that found it, 0 where a vocabulary names it
}

// Term is the wording under which a vocabulary knows a span; empty where the
// recogniser knows only that the span belongs to that ontology.
type Term struct {
	Ontology schemas.Ontology
	Text     string
}
