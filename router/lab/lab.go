// Package lab reads laboratory results and vital signs: the names of tests,
// also the short ones that mean a test only beside a value ("K 3.2"), and what
// stands beside them: value, unit, flag, specimen, method and time.
//
// A value belongs to the name before it, over words that link the two ("INR
// supratherapeutic at 5.8"). Ranges of reference, dates, times of day, doses
// and numbers of days are no values. Of values on both sides of an arrow, and
// "from … to …", the later one counts. Names that slashes join share values
// that slashes part ("BUN/Cr 42/2.3").
package lab

import (
	"cmp"
	"slices"
	"strings"

	"medcode/internal/lab"
	"medcode/internal/text"
	"medcode/router/ner"
	"medcode/router/section"
	"medcode/schemas"
)

// Reader finds and reads tests. It is safe for concurrent use.
type Reader struct {
	table *lab.Table
}

// New reads the table of tests. It panics where the table that is built in
// has a mistake.
func New() *Reader {
	t, err := lab.Read()
	if err != nil {
		panic(err)
	}
	return &Reader{t}
}

// place is a test named in a sentence: the bytes [lo, hi) and what was read.
type place struct {
	lo, hi int
	lab.Named
	part int // of values that are parted by slashes
	result
	index int    // of the span, where it comes from one
	fixed bool   // a table gives its result
	when  string // what a table says of the time
	tail  int    // where its cell ends
	aside string // words behind the name in a table, in lower case
	sure  bool   // its table is one of results
	urine bool   // its table is one of urine
}

// Find adds the tests of the table to the spans of a document, in the order of
// the text. A test takes the place of what other recognisers saw in the same
// words, but for problems and procedures that it is a part of, and medicines
// that no value follows.
func (r *Reader) Find(doc *ner.Document, spans []ner.Span) []ner.Span {
	var found []place
	var buf buffer
	tables := r.sheet(doc, spans, &buf)
	tok := 0
	for _, s := range doc.Sentences {
		first := firstToken(doc.Tokens, &tok, s)
		for _, p := range r.sentence(doc, s, first, tok, &buf, tables) {
			if !tables.holds(p.lo) || p.Panel && !tables.within(p.lo) {
				found = append(found, p)
			}
		}
	}
	if len(tables.places) > 0 {
		found = append(found, tables.accepted()...)
		slices.SortStableFunc(found, func(a, b place) int { return cmp.Compare(a.lo, b.lo) })
	}
	if len(tables.lines) > 0 {
		spans = slices.DeleteFunc(slices.Clone(spans), tables.stray)
	}
	if len(found) > 0 {
		spans = settle(spans, found)
	}
	return prescribe(doc.Text, spans)
}

// prescribe makes medicines of tests that a dose follows: "calcium 500 mg".
func prescribe(s string, spans []ner.Span) []ner.Span {
	copied := false
	for i := range spans {
		if spans[i].Category != schemas.Test || !dosed(s[spans[i].End:min(len(s), spans[i].End+24)]) {
			continue
		}
		if !copied {
			spans, copied = slices.Clone(spans), true
		}
		spans[i].Category, spans[i].Terms = schemas.Medication, []ner.Term{{Ontology: schemas.RxNorm}}
	}
	return spans
}

// dosed tells whether a dose stands directly at the start of s.
func dosed(s string) bool {
	if t := strings.TrimLeft(s, " "); t == "" || !digit(t[0]) {
		return false
	}
	var scratch [6]item
	items := scan(scratch[:0], s, 0, len(s))
	return len(items) > 2 && items[0].kind == number && items[1].kind == word && doses[items[1].text] && items[2].text != "/" && items[2].text != "%"
}

var doses = set("mg mcg meq unit units iu tablet tablets tab tabs capsule capsules")

// firstToken moves tok behind the last token of a sentence and returns the
// first one in it.
func firstToken(toks []text.Token, tok *int, s section.Span) int {
	for *tok < len(toks) && toks[*tok].Start < s.Start {
		*tok++
	}
	first := *tok
	for *tok < len(toks) && toks[*tok].Start < s.End {
		*tok++
	}
	return first
}

// Read returns the attributes of each span that is a test, in the order given,
// under the keys of schemas; nil for other spans and where nothing is said.
func (r *Reader) Read(doc *ner.Document, spans []ner.Span) []map[string]string {
	out := make([]map[string]string, len(spans))
	var all []place
	for i := range spans {
		if s := &spans[i]; s.Category == schemas.Test {
			all = append(all, place{lo: s.Start, hi: s.End, Named: r.named(doc, s), index: i})
		}
	}
	slices.SortStableFunc(all, func(a, b place) int { return cmp.Compare(a.lo, b.lo) })
	var c *context
	var buf buffer
	tables := r.sheet(doc, spans, &buf)
	tables.fix(all)
	for _, s := range doc.Sentences {
		n := 0
		for n < len(all) && all[n].lo < s.End {
			n++
		}
		if n == 0 {
			continue
		}
		in := all[:n]
		all = all[n:]
		buf.around(doc.Text, s.End, in)
		c = contextOf(doc.Text, s, in, c)
		c.stand(tables.ground(in[0].lo))
		if c.date == "" {
			c.date = tables.moment(in[0].lo)
		}
		for k := range in {
			next := k + 1
			for next < len(in) && in[next].lo == in[k].lo {
				next++
			}
			c.turn(in, k)
			c.next = s.End
			if next < len(in) {
				c.next = in[next].lo
			}
			out[in[k].index] = c.attributes(&in[k], &buf)
		}
	}
	return out
}

// named is the test of a span: by the name under which it is passed on, or the
// words of the text. One that the table does not know has no name.
func (r *Reader) named(doc *ner.Document, s *ner.Span) lab.Named {
	for _, t := range s.Terms {
		if t.Ontology == schemas.LOINC {
			if n, ok := r.table.Named(t.Text); ok {
				return n
			}
		}
	}
	if n, ok := r.table.Named(doc.Text[s.Start:s.End]); ok {
		return n
	}
	return lab.Named{Test: &lab.Test{}}
}

// settle puts tests among spans. What a test holds, or shares its bounds with,
// gives way to it.
func settle(spans []ner.Span, found []place) []ner.Span {
	spans = slices.Clone(spans)
	slices.SortStableFunc(spans, func(a, b ner.Span) int { return cmp.Compare(a.Start, b.Start) })
	tests := make([]ner.Span, 0, len(found))
	near := window{spans: spans}
	for i := range found {
		p := &found[i]
		if !slices.ContainsFunc(near.at(p.lo, p.hi), func(s ner.Span) bool { return p.yields(&s) }) {
			tests = append(tests, ner.Span{Start: p.lo, End: p.hi, Category: schemas.Test, Terms: []ner.Term{{Ontology: schemas.LOINC, Text: p.Name}}})
		}
	}
	near = window{spans: tests}
	out := make([]ner.Span, 0, len(spans)+len(tests))
	for i := range spans {
		s := &spans[i]
		if !taken(s, near.at(s.Start, s.End)) {
			out = append(out, *s)
		}
	}
	out = append(out, tests...)
	slices.SortStableFunc(out, func(a, b ner.Span) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// taken tells whether a span gives way to a test that shares words with it.
// Its terms in other vocabularies go over to a test of the same words.
func taken(s *ner.Span, tests []ner.Span) bool {
	for k := range tests {
		t := &tests[k]
		if t.Start >= s.End || s.Start >= t.End || larger(s, t) && !guessed(s) || s.Category == schemas.Problem && t.Terms[0].Text == "pain score" {
			continue
		}
		if s.Start == t.Start && s.End == t.End && s.Category == schemas.Test {
			t.Terms = append(t.Terms, others(s.Terms)...)
		}
		return true
	}
	return false
}

// window yields the spans near a place, for places in the order of the text.
type window struct {
	spans []ner.Span // in that order too
	first int
}

// longest is how many bytes of a span are reckoned with; longer ones are found
// where they begin.
const longest = 512

func (w *window) at(lo, hi int) []ner.Span {
	for w.first < len(w.spans) && w.spans[w.first].Start < lo-longest {
		w.first++
	}
	end := w.first
	for end < len(w.spans) && w.spans[end].Start < hi {
		end++
	}
	return w.spans[w.first:end]
}

// others are the terms of a test in other vocabularies.
func others(terms []ner.Term) []ner.Term {
	return slices.DeleteFunc(slices.Clone(terms), func(t ner.Term) bool { return t.Ontology == schemas.LOINC || t.Ontology == schemas.RxNorm })
}

// larger tells whether a problem or procedure goes beyond the test that it
// shares words with, and stays beside it.
func larger(s, test *ner.Span) bool {
	return (s.Start < test.Start || s.End > test.End) && s.Category != schemas.Test && s.Category != schemas.Medication
}

// yields tells whether a test gives way to a span.
func (p *place) yields(s *ner.Span) bool {
	if p.lo >= s.End || s.Start >= p.hi {
		return false
	}
	inside := s.Start <= p.lo && p.hi <= s.End && (s.Start < p.lo || p.hi < s.End)
	switch s.Category {
	case schemas.Test:
		return inside && !p.found()
	case schemas.Medication:
		if p.fixed {
			return false
		}
		return !guessed(s) && (inside || !p.found()) || !p.found() && p.Use != lab.Plain
	case schemas.Anatomy:
		return false
	}
	holds := s.Start <= p.lo && p.hi <= s.End
	return !guessed(s) && holds && !p.found() || s.Category != schemas.Social && !p.found() && p.Use != lab.Plain
}

// guessed tells whether a span is in no vocabulary: a model found it.
func guessed(s *ner.Span) bool {
	return !slices.ContainsFunc(s.Terms, func(t ner.Term) bool { return t.Text != "" })
}
