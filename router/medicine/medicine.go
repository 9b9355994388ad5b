// Package medicine reads what a note says of a medicine beside its name:
// strength, dose form, route, dose, frequency, duration, whether it is taken
// as needed, and whether it is taken at all. It reads sig lines ("20 mg tab 1
// po bid prn"), orders and prose with one grammar: each thing is known by its
// own words, in whatever order they stand.
//
// What is said belongs to the medicine before it, up to the next one; what
// stands before the first medicine of a sentence belongs to that one.
package medicine

import (
	"sort"
	"sync"

	"medcode/router/ner"
	"medcode/router/section"
	"medcode/schemas"
)

// Reader reads sigs. It is safe for concurrent use.
type Reader struct {
	words   *lexicon
	scratch sync.Pool // *lexer
}

// New returns a reader.
func New() *Reader {
	r := &Reader{words: newLexicon()}
	r.scratch.New = func() any { return &lexer{} }
	return r
}

// Read returns the attributes of each span of doc, in the order given: nil for
// spans that are no medicines. The values are those that schemas names.
func (r *Reader) Read(doc *ner.Document, spans []ner.Span) []map[string]string {
	out := make([]map[string]string, len(spans))
	var order []int
	for i := range spans {
		if spans[i].Category == schemas.Medication {
			order = append(order, i)
		}
	}
	if len(order) == 0 {
		return out
	}
	sort.SliceStable(order, func(a, b int) bool { return spans[order[a]].Start < spans[order[b]].Start })
	l := r.scratch.Get().(*lexer)
	defer r.scratch.Put(l)
	for k := 0; k < len(order); {
		from, to := r.stretch(doc, spans[order[k]].Start)
		n := k
		for n < len(order) && spans[order[n]].Start < to {
			n++
		}
		n = max(n, k+1)
		l.read(doc.Text, from, to)
		s := sentence{words: r.words, text: doc.Text, items: l.items, allergies: sectionAt(doc, from) == section.Allergies}
		for _, i := range order[k:n] {
			s.add(spans[i])
		}
		for j, i := range order[k:n] {
			out[i] = s.attributes(j)
		}
		k = n
	}
	return out
}

// stretch returns the sentence at pos, with the ones after it that go on with
// its sig.
func (r *Reader) stretch(doc *ner.Document, pos int) (from, to int) {
	i := sort.Search(len(doc.Sentences), func(i int) bool { return doc.Sentences[i].End > pos })
	if i == len(doc.Sentences) {
		return pos, len(doc.Text)
	}
	from, to = min(doc.Sentences[i].Start, pos), doc.Sentences[i].End
	for n := i + 1; n < len(doc.Sentences) && n <= i+3 && r.words.goesOn(doc.Text[doc.Sentences[n].Start:doc.Sentences[n].End]); n++ {
		to = doc.Sentences[n].End
	}
	return from, to
}

func sectionAt(doc *ner.Document, pos int) string {
	if i := section.At(doc.Sections, pos); i >= 0 {
		return doc.Sections[i].Name
	}
	return ""
}
