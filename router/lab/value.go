package lab

import (
	"slices"
	"strconv"
	"strings"

	"medcode/internal/lab"
)

// result is what stands behind the name of a test.
type result struct {
	parts  []string // the value; several where slashes part them: 120/80
	at     int      // where the value begins, the end of the text read where there is none
	end    int      // of the value and its unit
	unit   string   // UCUM
	flag   string
	method string
	away   int    // words between the name and the value that are no links
	listed bool   // one of several that were positive, or negative
	limits string // the range of reference, as written
}

func (r *result) found() bool { return len(r.parts) > 0 }

// value is the part of the value at a place: the whole one, or a half of two.
func (r *result) value(part int) string {
	switch {
	case len(r.parts) == 0:
		return ""
	case part < len(r.parts):
		return r.parts[part]
	}
	return ""
}

// maxAway is how many words may stand between a name and its value.
const maxAway = 4

// reading reads the text behind one name.
type reading struct {
	s     string
	items []item
	i     int

	paired bool   // the values of two names are read: 42 and 2.3
	row    bool   // in a row of a table
	given  string // a unit that stands before the value
	result
}

// buffer is memory that one reading of a document uses again and again.
type buffer struct {
	items  []item
	places []place
}

// read reads s[lo:hi], the text behind a name up to what is next of interest;
// paired: behind two names, parted by "and".
func (b *buffer) read(s string, lo, hi int, paired bool) result {
	b.items = scan(b.items[:0], s, lo, min(hi, lo+maxReach))
	r := reading{s: s, items: b.items, paired: paired}
	return r.read()
}

func (r *reading) read() result {
	for r.i < len(r.items) && !r.found() {
		if !r.step() {
			return r.result
		}
	}
	if r.found() {
		r.after()
	}
	return r.result
}

// maxReach is how many bytes behind a name are read.
const maxReach = 160

// step reads one item before the value; false where there is none to come.
func (r *reading) step() bool {
	it := &r.items[r.i]
	switch it.kind {
	case number:
		return r.number(r.i)
	case compare:
		if r.i+1 < len(r.items) && r.items[r.i+1].kind == number {
			return r.number(r.i)
		}
		r.i++
	case up, down:
		r.flag = arrow(it.kind)
		r.i++
	case then:
		r.i++
	case mark:
		return r.punctuation(it)
	case word:
		return r.word(it)
	}
	return true
}

func (r *reading) punctuation(it *item) bool {
	switch it.text {
	case "(", "[":
		return r.bracket()
	case "+":
		return r.plus()
	case "-":
		if r.wordAfter(r.i) == "ve" {
			r.take([]string{"negative"}, r.i, r.i+2)
			return true
		}
	case "/":
		if w := r.wordAfter(r.i + 1); r.i == 0 && it.glued && (w == "hpf" || w == "lpf") {
			r.given = map[string]string{"hpf": "/[HPF]", "lpf": "/[LPF]"}[w]
			r.i++
		}
	case ":", "=", "~", "#", "*", "|", "_", "^", ")", "]", "\"", "'":
	case ".":
		if r.i+1 < len(r.items) && r.items[r.i+1].text != "." && r.items[r.i+1].kind != number {
			return false
		}
	case "%":
		if r.i == 0 && it.glued {
			r.given = "%"
		}
	case ",":
		if r.i > 0 || r.i+1 >= len(r.items) || r.items[r.i+1].kind != number && r.items[r.i+1].kind != compare {
			return false
		}
	default:
		if it.text == ";" || it.text == "?" || it.text == "!" {
			return false
		}
	}
	r.i++
	return true
}

// plus reads ++ as a grade; one behind a name is its charge: K+, Na+.
func (r *reading) plus() bool {
	n := r.i
	for n < len(r.items) && r.items[n].text == "+" {
		n++
	}
	count := n - r.i
	if r.wordAfter(n) == "ve" {
		r.take([]string{"positive"}, r.i, n+1)
		return true
	}
	if count == 1 && r.items[r.i].glued && r.i == 0 || r.i == 0 && r.items[0].start > 0 && r.s[r.items[0].start-1] != ' ' && count < 2 {
		r.i = n
		return true
	}
	r.take([]string{strconv.Itoa(min(count, 4)) + "+"}, r.i, n)
	return true
}

// bracket reads a value that stands alone in brackets, or skips them.
func (r *reading) bracket() bool {
	n := r.closing(r.i)
	inside := r.items[r.i+1 : max(n-1, r.i+1)]
	switch {
	case len(inside) > 0 && inside[0].kind == number && !r.reference(inside) && r.alone(n):
		return r.number(r.i + 1)
	case len(inside) > 0 && inside[len(inside)-1].end < len(r.s) && r.unitOf(inside):
	case len(inside) > 0:
		r.describe(r.s[inside[0].start:inside[len(inside)-1].end])
	}
	r.i = n
	return true
}

// unitOf takes a unit that stands in brackets before the value.
func (r *reading) unitOf(inside []item) bool {
	lo, hi := inside[0].start, inside[len(inside)-1].end
	unit, n := lab.Unit(r.s[lo:])
	if n == 0 || lo+n != hi {
		return false
	}
	r.given = unit
	return true
}

// alone tells whether no number follows the brackets that end before item n.
func (r *reading) alone(n int) bool {
	return !slices.ContainsFunc(r.items[n:], func(it item) bool { return it.kind == number })
}

// reference tells whether items are a range of reference: 4.0-11.0, <5.
func (r *reading) reference(in []item) bool {
	return len(in) >= 3 && in[0].kind == number && in[1].text == "-" && in[2].kind == number
}

// closing is the item after the bracket that closes the one at i.
func (r *reading) closing(i int) int {
	for n := i + 1; n < len(r.items); n++ {
		if t := r.items[n].text; t == ")" || t == "]" {
			return n + 1
		}
	}
	return len(r.items)
}

func (r *reading) describe(inside string) {
	switch low := strings.ToLower(inside); {
	case strings.Contains(low, "ckd-epi"), strings.Contains(low, "ckd epi"):
		r.method = "calculated (CKD-EPI)"
	case strings.Contains(low, "mdrd"):
		r.method = "calculated (MDRD)"
	}
}

// take keeps a value that the items [from, to) hold, and reads its unit.
func (r *reading) take(parts []string, from, to int) {
	r.parts = parts
	r.at, r.end = r.items[from].start, r.items[to-1].end
	r.i = to
	r.readUnit()
}

func (r *reading) readUnit() {
	unit, n := lab.Unit(r.s[r.end:])
	if n > 0 && unit == "[lb_av]" && r.end+n < len(r.s) && r.s[r.end+n-1] == '#' && digit(r.s[r.end+n]) {
		return // the number of the next one
	}
	if n == 0 && r.given != "" {
		r.unit = r.given
	}
	if n == 0 || unit == "[in_i]" && strings.TrimSpace(r.s[r.end:r.end+n]) == "in" && r.wordAfter(r.i+1) != "" {
		return // "9.0 in April"
	}
	r.unit = unit
	r.end += n
	for r.i < len(r.items) && r.items[r.i].start < r.end {
		r.i++
	}
}

// word reads a word before the value.
func (r *reading) word(it *item) bool {
	if v, n := r.verbal(); n > 0 {
		r.take([]string{v}, r.i, r.i+n)
		return true
	}
	if f, ok := flagWords[it.text]; ok {
		r.flag = f
		r.i++
		return true
	}
	switch {
	case ends[it.text]:
		return false
	case it.text == "from" && r.later():
		return true
	case !links[it.text]:
		r.away++
	}
	r.i++
	return r.away <= maxAway
}

// later passes over "from 0.9 to", so that the later value is read.
func (r *reading) later() bool {
	for n := r.i + 1; n < min(len(r.items), r.i+8); n++ {
		if t := &r.items[n]; (t.text == "to" || t.kind == then) && n+1 < len(r.items) && r.items[n+1].kind == number {
			r.i = n + 1
			return true
		}
	}
	return false
}

// after reads what follows a value: marks of a high or low one, and a later
// value.
func (r *reading) after() {
	for r.i < len(r.items) {
		it := &r.items[r.i]
		switch {
		case it.kind == up, it.kind == down:
			r.flag = arrow(it.kind)
		case it.kind == then:
			r.next()
			continue
		case it.text == "(" && r.stamp():
			return
		case it.text == "(" || it.text == "[":
			r.marked()
			continue
		case it.text == "*":
			if r.flag == "" && it.glued {
				r.flag = "A"
			}
		case it.text == "|" && r.unit == "":
			r.end = it.end
			r.readUnit()
		case it.text == "|":
		case it.kind == number && r.unit == "" && r.reference(r.items[r.i:]):
			r.end = r.items[r.i+2].end
			r.i += 3
			r.readUnit()
			continue
		case it.kind == word && r.flagged(it):
		case it.kind == word && r.unit == "" && r.flag != "" && r.late(it):
			continue
		default:
			return
		}
		r.i++
	}
}

// late reads a unit behind the flag of a value: 126 L MEQ/L.
func (r *reading) late(it *item) bool {
	unit, n := lab.Unit(r.s[it.start:])
	if n < 3 || lab.KindOf(unit) == "" {
		return false
	}
	r.unit, r.end = unit, it.start+n
	for r.i < len(r.items) && r.items[r.i].start < r.end {
		r.i++
	}
	return true
}

// next takes the value behind an arrow in place of the one before it.
func (r *reading) next() {
	r.i++
	compared := r.i+1 < len(r.items) && r.items[r.i].kind == compare && r.items[r.i+1].kind == number
	if compared || r.i < len(r.items) && r.items[r.i].kind == number {
		unit := r.unit
		r.unit = ""
		if !r.number(r.i) {
			r.i = len(r.items)
		}
		if r.unit == "" {
			r.unit = unit
		}
	}
}

// stamp tells whether brackets hold the time of the value before them.
func (r *reading) stamp() bool {
	n := r.closing(r.i)
	if n-r.i < 3 || n > len(r.items) {
		return false
	}
	if !r.row && n < len(r.items) && r.items[n].kind == then {
		return false
	}
	_, end := stampAt(r.s, r.items[r.i].start, r.items[n-1].end)
	return end == r.items[n-1].end
}

// marked reads a flag in brackets; a range of reference is passed over.
func (r *reading) marked() {
	n := r.closing(r.i)
	if n == r.i+3 && r.items[r.i+1].kind == word {
		if it := &r.items[r.i+1]; !r.flagged(it) && len(it.text) == 1 {
			r.flag = cmpOr(r.flag, marks[strings.ToUpper(it.text)])
		}
	} else if r.reference(r.items[r.i+1:min(n, len(r.items))]) && n <= len(r.items) {
		r.limits = strings.TrimRight(r.s[r.items[r.i+1].start:r.items[n-1].start], " ")
	}
	r.i = n
}

// flagged takes a mark behind the value.
func (r *reading) flagged(it *item) bool {
	written := r.s[it.start:it.end]
	if f, ok := marks[written]; ok {
		r.flag = f
		return true
	}
	f, ok := flagWords[it.text]
	if ok {
		r.flag = f
	}
	return ok
}

func arrow(k kind) string {
	if k == up {
		return "H"
	}
	return "L"
}
