package lab

import (
	"slices"
	"strconv"
	"strings"

	"medcode/internal/lab"
	"medcode/router/section"
)

// downward reads a row of values without names: under a line of as many names,
// of the test that a title names, or, in a list that goes down the page, what
// belongs to the last name.
func (t *tables) downward(r *row) bool {
	if t.upright {
		if c := r.of(valued); c != nil && r.count[valued] == 1 && len(c.parts) == 1 && strings.Contains(c.parts[0], "-") && digit(c.parts[0][0]) {
			c.content, c.said = limits, t.doc.Text[c.lo:c.hi]
			r.count[valued]--
			r.count[limits]++
		}
		if r.only(limits, united, flagged, heading) {
			return t.complete(r)
		}
	}
	if !r.only(valued, dated, flagged, limits, united, missing, heading) || r.count[valued]+r.count[dated]+r.count[missing] == 0 {
		return false
	}
	if up, ok := t.above(); ok {
		if h := headOf(&up); h != nil && h.tests && t.below(r, h) {
			t.head = h
			return true
		}
		if names := titleOf(&up); names != nil && up.only(naming, heading, united, limits) {
			if t.timed(r, names) {
				t.title, t.over = names, section.Span{Start: up.lo, End: up.hi}
				t.cover(up.lo, up.hi)
				return true
			}
			if t.under(r, names) {
				t.cover(up.lo, up.hi)
				return true
			}
			return false
		}
	}
	return t.title != nil && t.timed(r, t.title)
}

// under reads the value of the test that the line before names.
func (t *tables) under(r *row, names []place) bool {
	vals, unit, limit, _ := t.bareFields(r)
	if len(vals) != 1 || vals[0].content != valued {
		return false
	}
	t.put(names, vals[0], unit, "", limit)
	t.upright = true
	return true
}

// bareFields are the fields of a row without a heading.
func (t *tables) bareFields(r *row) (vals []*cell, unit, limit, when string) {
	none := &head{cols: -1}
	old := t.head
	t.head = none
	vals, unit, limit, when = t.fields(r, r.cells)
	t.head = old
	return vals, unit, limit, when
}

// complete takes the unit, the flag and the range of the last result.
func (t *tables) complete(r *row) bool {
	p := &t.out.places[len(t.out.places)-1]
	for i := range r.cells {
		switch c := &r.cells[i]; {
		case c.content == united && p.unit == "":
			p.unit = c.unit
		case c.content == flagged && p.flag == "":
			p.flag = c.flag
		case c.content == limits:
			p.limits, p.unit = c.said, cmpOr(p.unit, c.unit)
		}
	}
	return true
}

// timed reads a row of times with a value each, of one test.
func (t *tables) timed(r *row, names []place) bool {
	cells := r.cells
	if len(cells) > 1 && cells[0].content == valued && cells[0].unit == "" && len(cells[0].parts) == 1 && clock(cells[0].parts[0]) && r.count[dated] == 0 {
		cells[0].content, cells[0].said = dated, cells[0].parts[0]
	}
	return t.timedPairs(cells, names)
}

// log reads a test with several values, each behind its time.
func (t *tables) log(r *row) bool {
	if len(r.cells) < 3 || r.cells[0].content != naming || r.count[naming] != 1 || r.cells[0].names[0].Panel {
		return false
	}
	names := named(&r.cells[0])
	if !t.timedPairs(r.cells[1:], names) {
		return false
	}
	t.title, t.over = names, section.Span{Start: r.lo, End: r.hi}
	return true
}

// timedPairs reads pairs of a time and a value.
func (t *tables) timedPairs(cells []cell, names []place) bool {
	var when []string
	var vals []*cell
	if len(cells) > 1 && cells[0].content == valued && cells[1].content == dated {
		return t.stamped(cells, names)
	}
	for i := range cells {
		switch c := &cells[i]; {
		case (c.content == dated || c.content == valued && c.unit == "" && len(c.parts) == 1 && clock(c.parts[0])) && len(when) == len(vals):
			if c.content == valued {
				c.said = c.parts[0]
			}
			when = append(when, c.said)
		case c.content == dated && !c.found():
			when[len(when)-1] += " " + c.said
		case c.content == valued || c.content == dated:
			if len(when) != len(vals)+1 {
				return false
			}
			vals = append(vals, c)
		case c.content == flagged && len(vals) > 0:
			vals[len(vals)-1].flag = c.flag
		case c.content == united && len(vals) > 0:
			vals[len(vals)-1].unit = c.unit
		default:
			return false
		}
	}
	if len(vals) == 0 || len(when) != len(vals) {
		return false
	}
	for i, v := range vals {
		t.put(names, v, "", when[i], "")
	}
	return true
}

// stamped reads values with their times behind them: 142 (0600), 188 (1200).
func (t *tables) stamped(cells []cell, names []place) bool {
	if len(cells)%2 != 0 {
		return false
	}
	for i := 0; i < len(cells); i += 2 {
		if cells[i].content != valued || cells[i+1].content != dated {
			return false
		}
	}
	for i := 0; i < len(cells); i += 2 {
		t.put(names, &cells[i], "", cells[i+1].said, "")
	}
	return true
}

// pairs reads a row of names, each with its value behind it, that borders part.
func (t *tables) pairs(r *row) bool {
	if r.cols < 2 && !t.io && (r.count[naming] != 1 || len(r.cells[0].names) < 2) || r.count[words] > 0 || r.count[valued]+r.count[limits] < r.count[naming]-r.count[missing] {
		return false
	}
	groups := groupsOf(r)
	for _, g := range groups {
		swing(g)
		labelled(g)
	}
	for _, g := range groups {
		if n := count(g, valued); n > 1 && !shares(g) || n == 0 && count(g, missing) != 1 {
			return false
		}
	}
	lead := ""
	for i := 0; i < len(r.cells) && r.cells[i].content != naming; i++ {
		if r.cells[i].content == dated {
			lead = strings.TrimSpace(lead + " " + r.cells[i].said)
		}
	}
	for _, g := range groups {
		one := row{lo: r.lo, hi: r.hi, cells: g[1:], cols: r.cols}
		vals, unit, limit, when := t.bareFields(&one)
		if len(vals) == 0 {
			continue
		}
		when = cmpOr(when, lead)
		t.put(named(&g[0]), vals[0], unit, when, limit)
		if len(vals) == 2 && shares(g) {
			t.put(sided(named(&g[0]), "abs"), vals[1], "", when, "")
		}
	}
	return len(groups) > 0
}

// swing takes a range for the value of a vital sign that has no other: HR (88-114).
func swing(g []cell) {
	if len(g) != 2 || g[1].content != limits || !strings.Contains(g[1].said, "-") {
		return
	}
	switch g[0].names[0].Name {
	case "heart rate", "respiratory rate", "body temperature", "SpO2", "mean arterial pressure", "systolic blood pressure", "diastolic blood pressure":
		g[1].content, g[1].parts = valued, []string{strings.ReplaceAll(g[1].said, " ", "")}
	}
}

// labelled gives the values behind the name of a column to that column: "Ref:
// 0.4-4.0".
func labelled(g []cell) {
	for i := 1; i < len(g); i++ {
		if g[i-1].content == heading && g[i].content == valued && g[i-1].role == ofLimits {
			g[i].content, g[i].said = limits, g[i].parts[0]
		}
	}
}

// shares tells whether a name has a share and a count behind it: 81 % 8.7 K/uL.
func shares(g []cell) bool {
	var units []string
	for i := range g {
		if g[i].content == valued {
			units = append(units, g[i].unit)
		}
	}
	return len(units) == 2 && units[0] == "%" && units[1] != "%"
}

// groupsOf parts a row before each name; nil where it does not begin with one.
func groupsOf(r *row) [][]cell {
	var out [][]cell
	for i := range r.cells {
		c := &r.cells[i]
		if c.content == naming {
			if c.names[0].Panel {
				return nil
			}
			out = append(out, r.cells[i:i:i])
		} else if len(out) == 0 {
			if c.content == heading || c.content == dated {
				continue
			}
			return nil
		}
		out[len(out)-1] = append(out[len(out)-1], *c)
	}
	return out
}

func count(cells []cell, of content) int {
	n := 0
	for i := range cells {
		if cells[i].content == of {
			n++
		}
	}
	return n
}

// put keeps the result of one or two tests in a table.
func (t *tables) put(names []place, v *cell, unit, when, limit string) {
	if v.content == missing && v.said == "" {
		return
	}
	names = slices.Clone(names)
	for i := range names {
		p := &names[i]
		own := p.unit
		p.result = v.result
		p.at, p.end = v.lo, v.hi
		p.unit = cmpOr(v.unit, cmpOr(unit, cmpOr(own, t.unit)))
		p.when, p.limits, p.fixed = when, cmpOr(limit, v.limits), true
		t.absolute(p)
		t.sense(p)
	}
	if len(names) == 1 && names[0].Name == "blood pressure" && len(v.parts) == 2 {
		upper, _ := t.table.Named("systolic blood pressure")
		lower, _ := t.table.Named("diastolic blood pressure")
		names = append(names, names[0])
		names[0].Named, names[1].Named = upper, lower
	}
	if len(names) > 1 && len(v.parts) == len(names) {
		for i := range names {
			names[i].part = i
		}
	} else if len(v.parts) > 1 {
		for i := range names {
			names[i].parts = whole(names[i].Name, v.parts)
		}
	}
	t.out.places = append(t.out.places, names...)
}

// absolute takes the count of cells for a name that says so.
func (t *tables) absolute(p *place) {
	if !strings.Contains(p.aside, "abs") {
		return
	}
	if of, ok := t.table.Named("absolute " + t.doc.Text[p.lo:p.hi]); ok {
		p.Named = of
	}
}

// differential takes the cells of a block for shares where their values make up
// a hundred.
func (r *Reader) differential(in []place) {
	sum, n := 0., 0
	for i := range in {
		if _, ok := shareNames[in[i].Name]; ok && in[i].unit == "" {
			v, _ := strconv.ParseFloat(in[i].value(in[i].part), 64)
			sum, n = sum+v, n+1
		}
	}
	if n < 3 || sum < 90 || sum > 110 {
		return
	}
	for i := range in {
		if name, ok := shareNames[in[i].Name]; ok && in[i].unit == "" {
			in[i].Named, _ = r.table.Named(name)
		}
	}
}

// shareNames are the tests of shares, by the name of the test of counts.
var shareNames = map[string]string{
	"neutrophil count": "neutrophil share", "segmented neutrophils": "segmented neutrophils", "band neutrophils": "band neutrophils",
	"lymphocyte count": "lymphocyte share", "absolute monocyte count": "monocyte share", "absolute eosinophil count": "eosinophil share",
	"absolute basophil count": "basophil share",
}

// meters takes the sugars of a log, one for each meal or several under a name
// that is one of the ward, for those of a glucometer.
func (t *tables) meters(in []place) {
	several := map[int]int{}
	for i := range in {
		several[in[i].lo]++
	}
	for i := range in {
		p := &in[i]
		if p.Name != "glucose" || several[p.lo] < 2 && !mealtime(p.when) {
			continue
		}
		if p.Use == lab.Short && p.hi-p.lo < 4 && strings.ToLower(t.doc.Text[p.lo:p.hi]) != "glu" || mealtime(p.when) || strings.Contains(p.aside, "log") {
			p.Named, _ = t.table.Named("POC glucose")
		}
	}
}

// mealtime tells whether a time is reckoned from a meal.
func mealtime(when string) bool {
	for w := range strings.FieldsSeq(strings.ToLower(when)) {
		if w == "ac" || w == "pc" || w == "hs" || w == "pp" || w == "bedtime" || meals[w] {
			return true
		}
	}
	return false
}

// settleUrine decides about names that need urine, once a table is read: in a
// table of blood "protein" is the total one, and others are no tests.
func (t *tables) settleUrine() {
	in := t.out.places[t.first:]
	t.saturations(in)
	t.meters(in)
	t.differential(in)
	urine := slices.ContainsFunc(in, func(p place) bool {
		return p.Name == "leukocyte esterase" || p.Name == "nitrite" || p.Name == "specific gravity" || p.Name == "urine ketones" || p.Name == "urobilinogen"
	})
	if urine {
		for i := range in {
			in[i].urine = true
		}
		return
	}
	for i := range in {
		if p := &in[i]; p.Name == "urine protein" && p.Use == lab.Short {
			if of, ok := t.table.Named("total protein"); ok && numeric(p.value(0)) {
				p.Named = of
			}
		}
	}
}

func numeric(v string) bool { return v != "" && digit(v[0]) && !strings.HasSuffix(v, "+") }
