package lab

import (
	"slices"
	"strings"

	"medcode/internal/lab"
)

// rows takes a row that holds results.
func (t *tables) rows(r *row) bool {
	if t.head == nil && r.count[naming] > 0 {
		t.title = nil
	}
	switch {
	case t.head != nil && t.head.tests && r.count[naming] == 0:
		return t.below(r, t.head)
	case t.head != nil && !t.head.tests && t.across(r):
		return true
	case r.count[naming] == 0:
		return t.downward(r)
	case r.cells[0].content == valued && t.wrapped(r):
		return true
	}
	return t.log(r) || t.pairs(r) || t.backward(r)
}

// backward reads a row whose value stands before the name.
func (t *tables) backward(r *row) bool {
	if r.cols < 2 || len(r.cells) < 2 || r.cells[0].content != valued || r.cells[1].content != naming || r.cells[1].names[0].Panel || r.cells[0].hi > r.cells[1].lo-2 {
		return false
	}
	rest := row{lo: r.lo, hi: r.hi, cells: r.cells[2:], cols: r.cols}
	for i := range rest.cells {
		switch rest.cells[i].content {
		case limits, united, flagged, remarks:
		default:
			return false
		}
	}
	_, unit, limit, when := t.bareFields(&rest)
	t.put(named(&r.cells[1]), &r.cells[0], unit, when, limit)
	return true
}

// wrapped reads a row that begins with the value of the name with which the
// line before ends.
func (t *tables) wrapped(r *row) bool {
	up, ok := t.above()
	if !ok || len(up.cells) < 2 || up.cells[len(up.cells)-1].content != naming {
		return false
	}
	open := &up.cells[len(up.cells)-1]
	n := slices.IndexFunc(r.cells, func(c cell) bool { return c.content == naming })
	head, rest := *r, *r
	head.cells, rest.cells = r.cells[:n], r.cells[n:]
	vals, unit, limit, _ := t.bareFields(&head)
	if len(vals) != 1 || open.names[0].Panel || !t.pairs(&rest) {
		return false
	}
	t.put(named(open), vals[0], unit, "", limit)
	t.cover(open.lo, open.hi)
	return true
}

// below fills the columns of tests with a row of values: results of one time,
// or what holds for the columns, their units and ranges.
func (t *tables) below(r *row, h *head) bool {
	if r.count[words] > 1 || r.count[words] == 1 && r.cells[0].content != words && !h.role(ofOthers) {
		return false
	}
	when, vals := "", []*cell(nil)
	var label role
	for i := range r.cells {
		c := &r.cells[i]
		switch {
		case c.content == dated && i <= 1 && (h.role(ofDates) || !c.found() || i == 0 && (h.above(r, c) == nil || len(h.values()) < len(r.cells))):
			when = strings.TrimSpace(when + " " + c.said)
		case c.content == heading && i == 0:
			label = c.role
		case h.other(r, c):
		case c.content == valued, c.content == missing, c.content == dated && c.found():
			vals = append(vals, c)
		case c.content == flagged && len(vals) > 0 && vals[len(vals)-1].flag == "":
			vals[len(vals)-1].flag = c.flag
		}
	}
	cols := h.values()
	switch {
	case label == ofUnits || r.count[united] > 0 && len(vals) == 0:
		return t.unitsOf(r, cols)
	case label == ofLimits || label == ofFlags || r.count[limits] > 0 && len(vals) == 0:
		return true
	case len(vals) == 0:
		return false
	}
	if (when == "" || h.role(ofDates)) && len(cols) == len(vals)-1 && len(vals[0].parts) == 1 && clock(vals[0].parts[0]) {
		when, vals = strings.TrimSpace(when+" "+vals[0].parts[0]), vals[1:]
	}
	return t.assign(r, h, cols, vals, when)
}

// other tells whether a cell stands in a column of what is no result.
func (h *head) other(r *row, c *cell) bool {
	if !h.role(ofOthers) {
		return false
	}
	col := h.above(r, c)
	return col != nil && col.role == ofOthers
}

func (h *head) role(of role) bool {
	return slices.ContainsFunc(h.columns, func(c column) bool { return c.role == of })
}

// unitsOf takes a row of units for the columns above it.
func (t *tables) unitsOf(r *row, cols []*column) bool {
	k := 0
	for i := range r.cells {
		if c := &r.cells[i]; c.content == united {
			n := nearest(cols, c.lo-r.lo, c.hi-r.lo)
			if r.count[united] == len(cols) {
				n = k
			}
			if n >= 0 {
				cols[n].unit = c.unit
			}
			k++
		}
	}
	return true
}

// assign gives the values of a row to the tests of the columns.
func (t *tables) assign(r *row, h *head, cols []*column, vals []*cell, when string) bool {
	if len(vals) == len(cols) {
		for i, c := range cols {
			t.put(c.names, vals[i], c.unit, when, "")
		}
		return true
	}
	if t.flat(cols, vals, when) {
		return true
	}
	at := columnsOf(r, h, cols, vals)
	if at == nil {
		return false
	}
	for i, v := range vals {
		t.put(cols[at[i]].names, v, cols[at[i]].unit, when, "")
	}
	return true
}

// flat gives values that slashes part to tests that are written in the same
// way: Na/K/Cl over 138/4.1/101.
func (t *tables) flat(cols []*column, vals []*cell, when string) bool {
	var names []place
	var parts []string
	for _, c := range cols {
		names = append(names, c.names...)
	}
	for _, v := range vals {
		if len(v.parts) == 0 {
			return false
		}
		for _, p := range v.parts {
			parts = append(parts, strings.TrimLeft(p, "<>"))
		}
	}
	if len(names) != len(parts) || len(names) < 2 {
		return false
	}
	for i := range names {
		t.put(names[i:i+1], &cell{result: result{parts: parts[i : i+1], at: vals[0].at, end: vals[0].end}}, "", when, "")
	}
	return true
}

// columnsOf finds the columns of the values of a row, by the borders where row and
// heading have as many, else by where they stand; nil where two share one.
func columnsOf(r *row, h *head, cols []*column, vals []*cell) []int {
	out := make([]int, len(vals))
	for i, v := range vals {
		if r.barred {
			out[i] = slices.IndexFunc(cols, func(c *column) bool { return c.col == v.col })
		} else {
			out[i] = nearest(cols, v.lo-r.lo, v.hi-r.lo)
		}
		if out[i] < 0 || slices.Contains(out[:i], out[i]) {
			return nil
		}
	}
	return out
}

// across reads a row that begins with a test, or is one of the test in the
// title, under columns of dates or of what the cells hold.
func (t *tables) across(r *row) bool {
	names, first := t.title, 0
	if c := r.of(naming); c != nil && r.count[naming] == 1 {
		names, first = named(c), slices.IndexFunc(r.cells, func(c cell) bool { return c.content == naming })+1
	} else if r.count[naming] > 1 {
		return false
	} else if names == nil {
		if names = t.unknown(r); names == nil {
			return false
		}
		first = 1
	}
	when := ""
	if first == 0 && len(r.cells) > 0 && r.cells[0].content == dated {
		when, first = r.cells[0].said, 1
	}
	if names[0].Panel {
		return false
	}
	cells := r.cells[first:]
	if first > 1 && len(cells) == 0 {
		cells = r.cells[:first-1] // the name stands last
	}
	vals, unit, limit, day := t.fields(r, cells)
	when = strings.TrimSpace(when + " " + day)
	cols := t.head.values()
	if limit == "" && t.head.limits && len(vals) == len(cols)+1 {
		k := len(vals) - 1
		if t.head.early {
			k = 0
		}
		limit = t.doc.Text[vals[k].lo:vals[k].hi]
		vals = slices.Delete(vals, k, k+1)
	}
	if len(vals) == 0 || len(cols) == 0 {
		return false
	}
	at := t.columns(r, cols, vals)
	if at == nil {
		return false
	}
	if len(t.title) > 0 && &names[0] == &t.title[0] {
		t.cover(t.over.Start, t.over.End)
	}
	for i, v := range vals {
		if at[i] < 0 {
			continue
		}
		c := cols[at[i]]
		said := strings.TrimSpace(when + " " + c.said)
		if c.role == ofEarlier {
			said = c.text
		}
		names[0].sure = names[0].sure || t.head.strong
		t.put(sided(t.ofEye(names, c.text), c.text), v, cmpOr(c.unit, unit), said, limit)
	}
	return true
}

// sided are the tests of a row under a column that makes them absolute counts.
func sided(names []place, text string) []place {
	if !strings.Contains(text, "abs") && !strings.Contains(text, "#") {
		return names
	}
	names = slices.Clone(names)
	for i := range names {
		names[i].aside += " abs"
	}
	return names
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// columns are the columns of the values of a row. Of a table with one column of
// values the first counts.
func (t *tables) columns(r *row, cols []*column, vals []*cell) []int {
	out := make([]int, len(vals))
	switch {
	case len(vals) == len(cols):
		for i := range out {
			out[i] = i
		}
		return out
	case len(cols) == 1:
		for i := range out {
			out[i] = -1
		}
		out[0] = 0
		for i, v := range vals {
			if c := t.head.above(r, v); c != nil && c.role == cols[0].role && c.lo == cols[0].lo {
				out[0], out[i] = -1, 0
				break
			}
		}
		return out
	}
	return columnsOf(r, t.head, cols, vals)
}

// fields are the values of a row, each with its flag, and its unit and range.
func (t *tables) fields(r *row, cells []cell) (vals []*cell, unit, limit, when string) {
	flag := ""
	for i := range cells {
		c := &cells[i]
		over := noRole
		if h := t.head.above(r, c); h != nil {
			over = h.role
		}
		switch {
		case over == ofLimits && c.content != missing:
			said, of := bare(t.doc.Text[c.lo:c.hi])
			limit, unit = said, cmpOr(unit, of)
		case c.content == dated && (over == ofDates || over == noRole && !c.found() || t.head.role(ofDates)):
			when = strings.TrimSpace(when + " " + c.said)
		case over == ofOthers || over == ofDates:
		case over == ofFlags && c.content == valued && c.flag == "" || c.content == words:
		case c.content == valued, c.content == missing && (over == noRole || over == ofValues), c.content == dated && c.found():
			vals = append(vals, c)
			if flag != "" && c.flag == "" {
				c.flag, flag = flag, ""
			}
		case c.content == united:
			unit = c.unit
		case c.content == limits:
			limit, unit = c.said, cmpOr(unit, c.unit)
		case c.content == flagged && len(vals) > 0:
			if v := vals[len(vals)-1]; v.flag == "" || v.flag == "A" {
				v.flag = c.flag
			}
		case c.content == flagged:
			flag = c.flag
		}
	}
	return vals, unit, limit, when
}

// above is the column in which a cell of a row stands: by the bars, or by the
// place in the line; nil for none, or where the table has no heading.
func (h *head) above(r *row, c *cell) *column {
	if r.barred {
		for i := range h.columns {
			if h.columns[i].col == c.col {
				return &h.columns[i]
			}
		}
		return nil
	}
	if r.cols < 3 {
		return nil
	}
	cols := make([]*column, len(h.columns))
	for i := range h.columns {
		cols[i] = &h.columns[i]
	}
	if k := nearest(cols, c.lo-r.lo, c.hi-r.lo); k >= 0 {
		return cols[k]
	}
	return nil
}

// unknown makes a test of the words at the start of a row under a heading that
// speaks of results.
func (t *tables) unknown(r *row) []place {
	if !t.head.strong || len(r.cells) < 2 || r.cells[0].content != words || r.count[words] != 1 || r.count[valued] == 0 {
		return nil
	}
	c := &r.cells[0]
	s := t.doc.Text[c.lo:c.hi]
	if len(s) > 60 || len(s) < 2 || !letter(s[0]) && !digit(s[0]) || strings.ContainsAny(s, ".?!") {
		return nil
	}
	return []place{{lo: c.lo, hi: c.hi, Named: lab.Named{Test: &lab.Test{}}}}
}
