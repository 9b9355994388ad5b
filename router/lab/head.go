package lab

import (
	"slices"
	"strings"

	"medcode/internal/lab"
)

// column is one column of a table, by what stands above it.
type column struct {
	lo, hi int // where the heading stands, in bytes of its line
	col    int // between which borders
	role   role
	names  []place
	said   string // a date
	unit   string
	text   string // of heading, in lower case
}

// head is the heading of a table.
type head struct {
	columns  []column
	cols     int
	from, to int  // the bytes of its line
	deep     bool // two lines make it
	used     bool // rows have been read below it
	tests    bool // its columns are those of tests, else of dates or of what the cells hold
	limits   bool // a column of ranges
	early    bool // that column stands before the values
	strong   bool // it says that this is a table of results
}

// headOf reads a row as the heading of a table, nil where it is none: at least
// two tests, two dates, or two names of columns, and no value.
func headOf(r *row) *head {
	clocks(r)
	names := 0
	for i := range r.cells {
		if c := &r.cells[i]; c.content == naming && !c.names[0].Panel {
			names += len(c.names)
		}
	}
	dates, roles := r.count[dated], r.count[heading]+min(r.count[united], 1)
	strange := r.count[words] + r.count[remarks]
	switch {
	case r.count[valued] > 0 || names > 1 && r.count[limits] >= names || strange > 1 && (names == 0 || r.cols < 4) || strange == 1 && r.cols < 3 && (names < 3 || r.cells[0].content != words):
		return nil
	case names >= 2 && dates <= 1, names == 1 && (dates == 1 || r.roleAny(ofDates)):
	case dates >= 2 && names <= 1:
	case roles >= 2 && names == 0 && (r.roleAny(ofValues) || r.roleAny(ofNames)):
	case roles >= 1 && dates == 1 && r.roleAny(ofNames) && names == 0:
	default:
		return nil
	}
	return headFrom(r, names >= 2 || names == 1 && dates < 2)
}

// roleAny tells whether a row has the heading of a column.
func (r *row) roleAny(of role) bool {
	return slices.ContainsFunc(r.cells, func(c cell) bool { return c.content == heading && c.role == of })
}

// years makes dates of the values of a row that has nothing but years.
func years(r *row) {
	if r.count[valued]+r.count[limits] < 2 || r.count[valued] == 0 || r.count[naming]+r.count[words]+r.count[dated] > 1 {
		return
	}
	if dashed(r) {
		return
	}
	for i := range r.cells {
		if c := &r.cells[i]; c.content == valued && (len(c.parts) != 1 || len(c.parts[0]) != 4 || c.unit != "" || c.parts[0] < "1990" || c.parts[0] > "2100") {
			return
		}
	}
	for i := range r.cells {
		if c := &r.cells[i]; c.content == valued {
			c.content, c.said = dated, c.parts[0]
			r.count[valued]--
			r.count[dated]++
		}
	}
}

// dashed makes dates of the values of a row that has nothing but months and days
// with a dash: 02-24.
func dashed(r *row) bool {
	for i := range r.cells {
		c := &r.cells[i]
		if c.content != valued && c.content != limits {
			continue
		}
		month, day, ok := strings.Cut(cmpOr(c.value(0), c.said), "-")
		if !ok || len(c.parts) > 1 || len(day) != 2 || c.unit != "" || c.flag != "" || !monthDay(month, day) {
			return false
		}
	}
	for i := range r.cells {
		if c := &r.cells[i]; c.content == valued || c.content == limits {
			r.count[c.content]--
			c.content, c.said = dated, cmpOr(c.value(0), c.said)
			r.count[dated]++
		}
	}
	return true
}

// clocks makes times of the values of a row that has nothing but times of day,
// and dates.
func clocks(r *row) {
	years(r)
	n := 0
	for i := range r.cells {
		if c := &r.cells[i]; c.content == valued {
			if len(c.parts) != 1 || c.unit != "" || c.flag != "" || !clock(c.parts[0]) {
				return
			}
			n++
		}
	}
	if n == 0 || n+r.count[dated] < 2 || r.count[words] > 1 || r.count[naming] > 1 {
		return
	}
	for i := range r.cells {
		if c := &r.cells[i]; c.content == valued {
			c.content, c.said = dated, c.parts[0]
			r.count[valued]--
			r.count[dated]++
		}
	}
}

func headFrom(r *row, tests bool) *head {
	h := &head{cols: r.cols, tests: tests, from: r.lo, to: r.hi}
	values := false
	for i := range r.cells {
		c := &r.cells[i]
		col := column{lo: c.lo - r.lo, hi: c.hi - r.lo, col: c.col, role: c.role}
		switch c.content {
		case naming:
			if c.names[0].Panel {
				continue
			}
			col.names = named(c)
			col.unit = c.unit
			if c.names[0].Use == lab.Drug && c.names[0].Name == "insulin level" {
				col.names, col.role = nil, ofOthers // what was given
			}
		case dated:
			col.said, col.role = c.said, ofValues
			if tests {
				col.role = ofDates
			}
			if n := len(h.columns); n > 0 && i > 0 && r.cells[i-1].content == dated && h.columns[n-1].col == c.col && partOf(h.columns[n-1].said, c.said) {
				h.columns[n-1].said += " " + c.said
				h.columns[n-1].hi = col.hi
				continue
			}
		case united:
			if n := len(h.columns); n > 0 && h.columns[n-1].unit == "" && (tests || h.columns[n-1].role == ofValues && (h.columns[n-1].col == c.col || h.columns[n-1].said != "")) {
				h.columns[n-1].unit = c.unit
				continue
			}
			col.role, col.unit = ofValues, c.unit
		case heading:
			col.text = c.said
			if c.role == ofLimits {
				h.limits, h.early = true, !values
			}
		case words:
			col.role = ofOthers
			if i == 0 {
				col.role = ofNames
			}
		default:
			continue
		}
		values = values || col.role == ofValues
		h.columns = append(h.columns, col)
	}
	if len(h.columns) > 1 && h.columns[0].text == "result" || len(h.columns) > 1 && h.columns[0].text == "results" {
		if slices.ContainsFunc(h.columns[1:], func(c column) bool { return c.role == ofValues }) {
			h.columns[0].role = ofNames
		}
	}
	h.strong = h.limits || values && slices.ContainsFunc(h.columns, func(c column) bool { return c.role == ofUnits || c.role == ofFlags || c.said != "" })
	return h
}

// partOf tells whether a time goes on with the day before it: 2/24 AM.
func partOf(day, next string) bool {
	return strings.ContainsAny(day, "0123456789") && !hourOnly(day) && (hourOnly(next) || !strings.ContainsAny(next, "0123456789"))
}

// extend takes a second line of the heading: times below dates.
func (h *head) extend(next *head) bool {
	a, b := h.values(), next.values()
	if h.deep || h.tests || next.tests || len(a) == 0 || len(a) != len(b) || len(next.columns) > len(b)+1 {
		return false
	}
	for i := range a {
		if a[i].said == "" || b[i].said == "" {
			return false
		}
	}
	for i := range a {
		a[i].said += " " + b[i].said
	}
	h.deep = true
	return true
}

// values are the columns that hold values.
func (h *head) values() []*column {
	var out []*column
	for i := range h.columns {
		if c := &h.columns[i]; h.tests && len(c.names) > 0 || !h.tests && (c.role == ofValues && !h.interpreted(i) || c.role == ofEarlier) {
			out = append(out, c)
		}
	}
	return out
}

// interpreted tells whether a column merely says what another means.
func (h *head) interpreted(int) bool { return false }

// nearest is the index of the column that stands above the bytes [lo, hi) of a
// row, -1 where none does.
func nearest(cols []*column, lo, hi int) int {
	best, apart := -1, 5
	for i, c := range cols {
		d := 0
		if hi <= c.lo {
			d = c.lo - hi + 1
		} else if c.hi <= lo {
			d = lo - c.hi + 1
		}
		if d < apart {
			best, apart = i, d
		}
	}
	return best
}
