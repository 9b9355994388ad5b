package lab

import (
	"strings"

	"medcode/router/ner"
)

// content is what a cell of a table holds.
type content uint8

const (
	words   content = iota // what was not understood
	naming                 // the name of a test, or two that a slash joins
	valued                 // a value, with its unit and flag
	united                 // a unit alone
	flagged                // a flag alone
	limits                 // a range of reference
	dated                  // a date, a time, or what stands for one
	heading                // the name of a column
	missing                // a mark for nothing: "--", "pending"
	remarks                // words behind a value: "on room air"
	contents
)

// cell is a part of a row, the bytes [lo, hi).
type cell struct {
	content content
	lo, hi  int
	col     int     // of those that bars, tabs or wide blanks part
	names   []place // of naming
	result          // of valued, united, flagged; of dated too, where it may be a value
	role    role    // of heading
	said    string  // of dated and limits: as written
}

// row is a line of a text in cells.
type row struct {
	lo, hi int
	cells  []cell
	cols   int  // how many cells hard borders make
	barred bool // the borders are bars or tabs, so that empty cells count
	count  [contents]int
	ruled  bool // a line drawn below a heading
}

// only tells whether a row has cells of the given contents alone.
func (r *row) only(list ...content) bool {
	n := 0
	for _, c := range list {
		n += r.count[c]
	}
	return n == len(r.cells)
}

// of is the first cell of a content, nil where there is none.
func (r *row) of(c content) *cell {
	for i := range r.cells {
		if r.cells[i].content == c {
			return &r.cells[i]
		}
	}
	return nil
}

// Bounds of what is read as a table.
const (
	mostLine  = 600 // bytes
	mostCells = 64
)

// shape is what the bytes of a line show at a glance.
type shape struct {
	lo, hi          int
	letters, digits int
	parted, barred  bool
	leads           byte // the first byte that is no blank, 0 for none
}

// shapeOf looks at the line that begins at lo.
func shapeOf(s string, lo int) shape {
	h := shape{lo: lo, hi: len(s)}
	if n := strings.IndexByte(s[lo:], '\n'); n >= 0 {
		h.hi = lo + n
	}
	if h.hi-lo > mostLine {
		return shape{lo: lo, hi: h.hi, leads: 'x'}
	}
	for i := lo; i < h.hi; i++ {
		c := s[i]
		switch {
		case c == ' ' || c == '\r':
			h.parted = h.parted || h.leads != 0 && i > lo+1 && s[i-1] == ' ' && i+1 < h.hi && s[i-2] != ' ' && s[i-2] != '.'
			continue
		case digit(c):
			h.digits++
		case letter(c):
			h.letters++
		case c == '|' || c == '\t':
			h.barred = true
			continue
		case c == '.' && strings.HasPrefix(s[i:h.hi], "..."):
			h.parted = true
		}
		if h.leads == 0 {
			h.leads = c
		}
	}
	return h
}

// dense tells whether a line has so many figures that it may be a row.
func (h *shape) dense() bool {
	return h.digits > 0 && h.digits*3 >= h.letters*2 && h.letters+h.digits < 200
}

// empty tells whether a line has nothing in it.
func (h *shape) empty() bool { return h.leads == 0 && !h.barred }

// parser reads the lines of a document as rows.
type parser struct {
	*Reader
	doc   *ner.Document
	known []ner.Span // tests that other recognisers saw, in the order of the text
	buf   *buffer
	io    bool // of intake and output
	tok   int  // the first token at or behind the line being read
}

// parse reads a line as a row of cells.
func (p *parser) parse(h shape) row {
	s := p.doc.Text
	r := row{lo: h.lo, hi: h.hi, barred: h.barred}
	if ruler(s[h.lo:h.hi]) {
		r.ruled = true
		return r
	}
	for lo := h.lo; lo <= h.hi && len(r.cells) < mostCells; {
		hi, next := border(s, lo, h.hi, h.barred)
		if a, b := trim(s, lo, hi); a < b {
			p.cells(&r, a, b)
		}
		r.cols++
		lo = next
	}
	if h.barred && h.leads != 0 && strings.HasPrefix(strings.TrimLeft(s[h.lo:h.hi], " "), "|") {
		for i := range r.cells {
			r.cells[i].col--
		}
		r.cols--
	}
	for i := range r.cells {
		r.count[r.cells[i].content]++
	}
	return r
}

// ruler tells whether a line is drawn: ---, |---|---|, =====.
func ruler(s string) bool {
	return len(strings.TrimSpace(s)) > 2 && strings.Trim(s, " \t\r-=_|+:*") == ""
}

// border is the end of the cell that begins at lo, and where the next begins.
func border(s string, lo, hi int, barred bool) (end, next int) {
	for i := lo; i < hi; i++ {
		switch {
		case barred && (s[i] == '|' || s[i] == '\t'):
			return i, i + 1
		case barred:
		case s[i] == ' ' && i+1 < hi && s[i+1] == ' ', s[i] == '.' && strings.HasPrefix(s[i:hi], "..."), s[i] == '_' && strings.HasPrefix(s[i:hi], "___"):
			c := s[i]
			for end = i; i < hi && (s[i] == c || s[i] == ' '); i++ {
			}
			if blankBefore(s, lo, end) {
				return lo, i
			}
			return end, i
		}
	}
	return hi, hi + 1
}

func blankBefore(s string, lo, end int) bool { return strings.TrimSpace(s[lo:end]) == "" }

// trim cuts off blanks and the marks of lists.
func trim(s string, lo, hi int) (int, int) {
	for lo < hi && (s[lo] == ' ' || s[lo] == '\r' || s[lo] == '\t') {
		lo++
	}
	for hi > lo && (s[hi-1] == ' ' || s[hi-1] == '\r' || s[hi-1] == '\t') {
		hi--
	}
	return lo, hi
}
