// Package allergy reads what a note lists among the allergies: medicines,
// classes of medicines and other substances, each with the official wording of
// its code in ICD-10-CM (Z88 and Z91.0-).
package allergy

import (
	"slices"
	"strings"

	"medcode/internal/text"
	"medcode/router/ner"
	"medcode/router/section"
	"medcode/schemas"
)

// longest is the number of words of the longest entry of the table.
const longest = 3

// Reader finds allergens. It is safe for concurrent use.
type Reader struct {
	known  map[string]int // normal form → row of table
	starts map[string]bool
}

// New compiles the table.
func New() *Reader {
	r := &Reader{known: map[string]int{}, starts: map[string]bool{}}
	for i, row := range table {
		for phrase := range strings.SplitSeq(row.names, "|") {
			norm := text.Normalize(phrase)
			r.known[norm] = i
			first, _, _ := strings.Cut(norm, " ")
			r.starts[first] = true
		}
	}
	return r
}

// Find adds the allergens of the sections of allergies that no span holds.
// Spans stay in the order of the text where they were.
func (r *Reader) Find(doc *ner.Document, spans []ner.Span) []ner.Span {
	var held []bool // bytes of the text that a span of the vocabularies holds
	for i := range doc.Sections {
		s := &doc.Sections[i]
		if s.Name != section.Allergies {
			continue
		}
		if held == nil {
			held = bytesOf(doc, spans)
		}
		spans = r.section(doc, s.Start, s.End, held, spans)
	}
	return spans
}

func bytesOf(doc *ner.Document, spans []ner.Span) []bool {
	held := make([]bool, len(doc.Text))
	for _, s := range spans {
		for b := s.Start; b < s.End; b++ {
			held[b] = true
		}
	}
	return held
}

func (r *Reader) section(doc *ner.Document, start, end int, held []bool, spans []ner.Span) []ner.Span {
	toks := doc.Tokens
	i, _ := slices.BinarySearchFunc(toks, start, func(t text.Token, at int) int { return t.Start - at })
	for ; i < len(toks) && toks[i].Start < end; i++ {
		row, n := r.at(toks, i)
		if n == 0 || slices.Contains(held[toks[i].Start:toks[i+n-1].End], true) {
			continue
		}
		spans = append(spans, ner.Span{
			Start: toks[i].Start, End: toks[i+n-1].End, Category: table[row].category,
			Terms: []ner.Term{{Ontology: schemas.ICD10CM, Text: table[row].wording}},
		})
		i += n - 1
	}
	return spans
}

// at returns the row of the longest entry that begins at token i, and its words.
func (r *Reader) at(toks []text.Token, i int) (row, n int) {
	if !r.starts[toks[i].Norm] {
		return 0, 0
	}
	phrase := ""
	for j := i; j < min(i+longest, len(toks)); j++ {
		if j > i {
			if toks[j].Before != text.Space {
				break
			}
			phrase += " "
		}
		phrase += toks[j].Norm
		if k, ok := r.known[phrase]; ok {
			row, n = k, j-i+1
		}
	}
	return row, n
}

// Wording is that of the code for an allergy to a medicine or substance, by its name.
func (r *Reader) Wording(name string) string {
	for _, t := range text.Tokens(nil, name) {
		if row, ok := r.known[t.Norm]; ok {
			return table[row].wording
		}
		for _, s := range stems {
			if s.end != "" && strings.HasSuffix(t.Norm, s.end) || s.begin != "" && strings.HasPrefix(t.Norm, s.begin) {
				return s.wording
			}
		}
	}
	return otherDrug
}
