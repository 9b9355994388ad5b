package lab

import (
	"slices"
	"sort"
	"strings"

	"medcode/internal/lab"
	"medcode/router/ner"
	"medcode/router/section"
	"medcode/schemas"
)

// sheet is what the tables of a document hold: results, in the order of their
// names, and the lines that were read for them.
type sheet struct {
	places  []place
	lines   []section.Span
	grounds []ground
	moments []moment
}

// holds tells whether a byte lies in a line of a table.
func (s *sheet) holds(at int) bool {
	k, ok := slices.BinarySearchFunc(s.lines, at, func(l section.Span, at int) int { return l.Start - at })
	if ok {
		return true
	}
	return k > 0 && at < s.lines[k-1].End
}

// within tells whether a byte lies in the cell of a name.
func (s *sheet) within(at int) bool {
	i := sort.Search(len(s.places), func(i int) bool { return s.places[i].lo > at }) - 1
	return i >= 0 && at < s.places[i].tail
}

// sheet reads the tables of a document: lines whose cells stand in columns
// under a heading of dates, of tests or of what the columns hold; rows of names
// and values that wide blanks, tabs or bars part; and lists with a name in one
// line and its value in the next. Lines that are not understood as a whole are
// left to the reading of sentences.
func (r *Reader) sheet(doc *ner.Document, spans []ner.Span, buf *buffer) *sheet {
	t := tables{parser: parser{Reader: r, doc: doc, buf: buf}}
	s := doc.Text
	for lo := 0; lo < len(s); {
		h := shapeOf(s, lo)
		t.line(h, spans)
		lo = h.hi + 1
	}
	t.close()
	slices.SortStableFunc(t.out.places, func(a, b place) int { return a.lo - b.lo })
	slices.SortFunc(t.out.lines, func(a, b section.Span) int { return a.Start - b.Start })
	return &t.out
}

// accepted are the results that are those of tests: of medicines only levels.
func (s *sheet) accepted() []place {
	out := make([]place, 0, len(s.places))
	for _, p := range s.places {
		kind := lab.KindOf(p.unit)
		if g := s.ground(p.lo); g != nil {
			p.sure = p.sure || g.levels
		}
		switch {
		case p.Use == lab.Drug && kind != lab.Mass && kind != lab.Moles && kind != lab.Units && !p.sure && !levelled(p.aside):
		case p.dose() || p.out(p.urine || s.urine(p.lo)):
		default:
			out = append(out, p)
		}
	}
	return out
}

// levels tells whether a line above a byte speaks of the levels of medicines.
func (s *sheet) levels(at int) bool {
	g := s.ground(at)
	return g != nil && g.levels
}

// levelled tells whether words behind the name of a medicine say that it was
// measured.
func levelled(aside string) bool {
	return strings.Contains(aside, "level") || strings.Contains(aside, "lvl") || strings.Contains(aside, "trough") || strings.Contains(aside, "peak") || strings.Contains(aside, "random")
}

// stray tells whether a span is a test in a line of a table, of which the table
// gives no result: the WBC of "0.0 /100 WBC".
func (s *sheet) stray(of ner.Span) bool {
	if of.Category != schemas.Test || !s.holds(of.Start) {
		return false
	}
	i := sort.Search(len(s.places), func(i int) bool { return s.places[i].lo >= of.End }) - 1
	return i < 0 || s.places[i].hi <= of.Start
}

// urine tells whether a line above gives a byte to urine.
func (s *sheet) urine(at int) bool {
	g := s.ground(at)
	return g != nil && g.fluid != ""
}

// fix gives the tests of a text, in order, what the tables say of them. Where a
// name has several results the tests of that name take one each.
func (s *sheet) fix(all []place) {
	k, used := 0, -1
	for i := range all {
		a := &all[i]
		for k < len(s.places) && s.places[k].lo < a.lo {
			k++
		}
		if i == 0 || all[i-1].lo != a.lo {
			used = k
		}
		for n := used; n < len(s.places) && s.places[n].lo == a.lo; n++ {
			p := s.places[n]
			if p.hi != a.hi || p.Name != a.Name {
				continue
			}
			index := a.index
			*a, used = p, n+1
			a.index = index
			break
		}
	}
}

// around reads what stands behind the tests of a sentence, but for those that
// a table gives.
func (b *buffer) around(s string, end int, in []place) {
	fixed := slices.ContainsFunc(in, func(p place) bool { return p.fixed })
	if !fixed {
		b.results(s, end, in)
		return
	}
	kept := slices.Clone(in)
	b.results(s, end, in)
	for i := range kept {
		if kept[i].fixed {
			in[i] = kept[i]
		}
	}
}

// tables reads the lines of a document one after the other.
type tables struct {
	parser
	out     sheet
	ready   bool         // known has been filled
	head    *head        // of the table that is being read
	last    shape        // the line before, where it may be a heading; hi 0 for none
	title   []place      // the one test that a line above the table names
	over    section.Span // that line
	upright bool         // the last result is of a list that goes down the page
	first   int          // of the places of this table
	blanks  int          // empty lines before this one
	unit    string       // that a line above gives to all values
	culture int          // lines that may still be those of a culture
	fresh   bool         // the line before names a specimen
	strange int          // lines under a heading that were not understood
}

// line reads the next line.
func (t *tables) line(h shape, spans []ner.Span) {
	if h.empty() {
		t.blanks++
		if !t.fresh {
			t.leave(h.lo)
		}
		if t.blanks > 1 {
			t.close()
			t.leave(h.lo)
			t.culture = 0
		}
		return
	}
	t.blanks, t.fresh = 0, false
	t.heads(&h)
	if t.culture > 0 && h.letters > 0 && h.hi-h.lo < 200 {
		t.culture--
		if t.susceptible(&h) {
			t.cover(h.lo, h.hi)
			return
		}
	}
	if !t.worth(&h) {
		t.plain(&h)
		return
	}
	if !t.ready {
		t.known, t.ready = t.testsOf(spans), true
	}
	t.seek(h.lo)
	row := t.parse(h)
	switch {
	case row.ruled:
	case t.opens(&row):
	case len(row.cells) > 0 && t.rows(&row):
		t.cover(h.lo, h.hi)
		if t.head != nil && !t.head.used {
			t.head.used = true
			t.cover(t.head.from, t.head.to)
		}
		t.strange = 0
	default:
		t.plain(&h)
		return
	}
	t.last = shape{}
}

func (t *tables) cover(lo, hi int) {
	t.out.lines = append(t.out.lines, section.Span{Start: lo, End: hi})
}

// seek moves to the first token of a line.
func (p *parser) seek(lo int) {
	for p.tok < len(p.doc.Tokens) && p.doc.Tokens[p.tok].End <= lo {
		p.tok++
	}
}

// worth tells whether a line has to be read cell by cell.
func (t *tables) worth(h *shape) bool {
	if h.letters+h.digits == 0 && !h.barred && h.leads != '-' && h.leads != '=' && h.leads != '<' {
		return false
	}
	if h.barred || h.parted || h.dense() || t.last.hi > 0 && h.hi-h.lo < 48 && (digit(h.leads) || h.leads == '<' || h.leads == '>') ||
		t.head != nil && t.strange < 3 && h.hi-h.lo < 160 {
		return true
	}
	if t.upright && h.hi-h.lo < 24 || t.io && h.digits > 0 && h.hi-h.lo < 48 {
		return true
	}
	if h.hi-h.lo > 60 || t.last.hi == 0 && !t.upright {
		return false
	}
	line := strings.TrimLeft(t.doc.Text[h.lo:h.hi], " \t")
	if _, n := roleAt(line); n > 0 && h.digits > 0 {
		return true
	}
	w := firstWord(line)
	_, marked := flagWords[w]
	return verbal[w] != nil || t.upright && (marked || h.digits > 0 || h.letters < 3)
}

// plain keeps a line that is no row: it may be the heading of what follows.
func (t *tables) plain(h *shape) {
	t.upright = false
	t.strange++
	if h.hi-h.lo > 120 || t.strange > 3 {
		t.close()
	}
	t.last = *h
}

// close ends a table.
func (t *tables) close() {
	t.settleUrine()
	t.head, t.title, t.unit, t.upright, t.strange = nil, nil, "", false, 0
	t.last = shape{}
	t.first = len(t.out.places)
}

// above parses the line before, where it may be a heading.
func (t *tables) above() (row, bool) {
	if t.last.hi == 0 || t.last.hi-t.last.lo > 160 {
		return row{}, false
	}
	at := t.tok
	for t.tok > 0 && t.doc.Tokens[t.tok-1].Start >= t.last.lo {
		t.tok--
	}
	r := t.parse(t.last)
	t.tok = at
	return r, true
}

// opens takes a row as the heading of a table.
func (t *tables) opens(r *row) bool {
	if t.head != nil && t.head.tests && r.count[naming]+r.count[heading] == 0 {
		return false
	}
	h := headOf(r)
	if h == nil {
		return false
	}
	if t.head != nil && t.head.extend(h) {
		return true
	}
	if c := r.of(naming); c != nil && !h.tests {
		t.title = titleOf(r)
	} else if c == nil {
		if up, ok := t.above(); ok && up.count[valued] == 0 {
			t.title, t.over = titleOf(&up), section.Span{Start: up.lo, End: up.hi}
		}
	}
	t.head, t.strange, t.upright = h, 0, false
	return true
}

// titleOf is the test that a line names, where it names just one.
func titleOf(r *row) []place {
	c := r.of(naming)
	if c == nil || r.count[naming] != 1 || c.names[0].Panel {
		return nil
	}
	return named(c)
}

// named are the tests of a cell, with what the cell says of their unit.
func named(c *cell) []place {
	out := slices.Clone(c.names)
	for i := range out {
		out[i].unit, out[i].aside, out[i].tail = c.unit, c.said, c.hi
	}
	return out
}
