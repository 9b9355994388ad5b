package lab

import (
	"strings"

	"medcode/internal/lab"
)

// cells reads what stands between two borders, the bytes [lo, hi), as one cell
// or several. What is not understood makes one cell of words, behind a name
// that it may begin with.
func (p *parser) cells(r *row, lo, hi int) {
	col := r.cols
	first := len(r.cells)
	for i := lo; i < hi && len(r.cells) < mostCells; {
		if n := between(p.doc.Text[i:hi], i == lo); n > 0 {
			i += n
			continue
		}
		var before *cell
		if len(r.cells) > 0 {
			before = &r.cells[len(r.cells)-1]
		}
		if n := arrowAt(p.doc.Text[i:hi]); n > 0 && before != nil && before.content == dated {
			i += n
			continue
		}
		if c := p.doc.Text[i]; before != nil && before.content == dated && i+1 < hi && c == '-' && (p.doc.Text[i+1] == ' ' || before.hi == i) {
			i++
			continue
		}
		if before != nil && before.content == valued && before.hi == i && i+1 < hi && (p.doc.Text[i] == '<' || p.doc.Text[i] == '>') {
			i++ // 0.9<104: a line of a fishbone
		}
		c, end := p.cell(before, i, hi)
		if end <= i {
			if n := label(p.doc.Text[lo:hi]); i < lo+n {
				r.cells = append(r.cells[:first], cell{content: words, lo: lo, hi: lo + n - 1})
				i = lo + n
				continue
			}
			p.unread(r, first, i, hi)
			break
		}
		c.col = col
		r.cells = append(r.cells, c)
		i = end
	}
	for i := first; i < len(r.cells); i++ {
		r.cells[i].col = col
	}
}

// between is the length of a mark at the start of s that parts two cells, or
// leads one.
func between(s string, leads bool) int {
	switch c := s[0]; c {
	case ' ', ',', ';', ':', '=', '\\', '\t':
		return 1
	case '/', '>':
		if len(s) > 1 && s[1] == ' ' {
			return 1
		}
	case '<':
		if len(s) > 1 && !digit(s[1]) && s[1] != ' ' && s[1] != '=' || len(s) > 2 && s[1] == ' ' && letter(s[2]) {
			return 1
		}
	case '-', '*', '+', '%':
		if leads && len(s) > 2 && s[1] == ' ' {
			return 1
		}
	}
	if leads && strings.HasPrefix(s, "•") {
		return len("•")
	}
	return 0
}

// unread makes one cell of what was not understood from i on. A name keeps its
// own cell, with the words behind it.
func (p *parser) unread(r *row, first, i, hi int) {
	if n := len(r.cells); n == first+1 && r.cells[first].content == naming && plainWords(p.doc.Text[i:hi]) {
		r.cells[first].said = p.doc.Text[i:hi]
		return
	}
	if n := len(r.cells); n > first && letter(p.doc.Text[i]) && hi-i < 40 {
		if c := r.cells[n-1].content; c == valued || c == flagged || c == united || c == limits {
			r.cells = append(r.cells, cell{content: remarks, lo: i, hi: hi})
			return
		}
	}
	lo := i
	if len(r.cells) > first {
		lo = r.cells[first].lo
	}
	if len(r.cells) > first && r.cells[first].content == naming {
		first, lo = first+1, i
	}
	r.cells = append(r.cells[:first], cell{content: words, lo: lo, hi: hi})
}

// arrowAt is the length of an arrow at the start of s.
func arrowAt(s string) int {
	for _, a := range [...]string{"-->", "->", "=>", "→", "⇒"} {
		if strings.HasPrefix(s, a) {
			return len(a)
		}
	}
	return 0
}

// label is the length of a few words and a colon at the start of s, which name
// what follows: "BMP order:".
func label(s string) int {
	n := strings.IndexByte(s[:min(len(s), 40)], ':')
	if n < 0 || n+1 >= len(s) || !plainWords(s[:n]) {
		return 0
	}
	return n + 1
}

// plainWords tells whether words may belong to a name: few, and no figures.
func plainWords(s string) bool {
	return len(s) < 40 && len(strings.Fields(s)) <= 4 && !strings.ContainsAny(s, "0123456789.;?!")
}

// cell reads one cell at i; end is where it ends, i where nothing is understood.
func (p *parser) cell(before *cell, i, hi int) (c cell, end int) {
	s := p.doc.Text
	inValue := before != nil && (before.content == valued || before.content == united || before.content == flagged || before.content == limits)
	if role, n := roleAt(s[i:hi]); n > 0 {
		if c, end := p.name(i, hi); end > i+n || end == i+n && role == ofOthers {
			return c, end
		}
		return cell{content: heading, role: role, lo: i, hi: i + n, said: strings.ToLower(s[i : i+n])}, i + n
	}
	if n := missingAt(s[i:hi]); n > 0 {
		return cell{content: missing, lo: i, hi: i + n, said: strings.Trim(s[i:i+n], "-._–—")}, i + n
	}
	if inValue {
		if f, n := flagAt(s[i:hi]); n > 0 {
			return cell{content: flagged, lo: i, hi: i + n, result: result{flag: f}}, i + n
		}
	}
	if n := limitsAt(s[i:hi]); n > 0 && (inValue || s[i] == '(' || s[i] == '[' || strings.Contains(s[i:i+n], " ")) {
		said, unit := bare(s[i : i+n])
		return cell{content: limits, lo: i, hi: i + n, said: said, result: result{unit: unit}}, i + n
	}
	if letter(s[i]) && !inValue {
		if unit, n := lab.Unit(s[i:hi]); n == hi-i && strings.Contains(unit, "/") {
			return cell{content: united, lo: i, hi: hi, result: result{unit: unit}}, hi
		}
		if c, end = p.name(i, hi); end > i {
			return c, end
		}
	}
	if c, end = p.when(i, hi); end > i {
		return c, end
	}
	if c, end = p.value(i, hi); end > i {
		return c, end
	}
	if unit, n := lab.Unit(unwrapped(s[i:hi])); n > 0 && (inValue || s[i] == '(' || !letterNext(s, i+n, hi)) && unit != "" && !nameUnit(s[i:i+n]) {
		n = closed(s, i, i+n, hi)
		return cell{content: united, lo: i, hi: n, result: result{unit: unit}}, n
	}
	if c, end = p.name(i, hi); end > i {
		return c, end
	}
	if f, n := flagAt(s[i:hi]); n > 0 {
		return cell{content: flagged, lo: i, hi: i + n, result: result{flag: f}}, i + n
	}
	return cell{}, i
}

// nameUnit tells whether a spelling of a unit is a name where no value stands
// before it.
func nameUnit(s string) bool {
	switch strings.TrimSpace(s) {
	case "K", "k", "C", "F", "in", "hpf":
		return true
	}
	return false
}

// unwrapped is s without a bracket that it begins with.
func unwrapped(s string) string {
	if s[0] == '(' || s[0] == '[' {
		return s[1:]
	}
	return s
}

// closed is the end of a unit at [lo, hi), with the bracket around it.
func closed(s string, lo, hi, end int) int {
	if s[lo] == '(' || s[lo] == '[' {
		hi++
		if hi < end && (s[hi] == ')' || s[hi] == ']') {
			hi++
		}
	}
	return min(hi, end)
}

func letterNext(s string, i, hi int) bool { return i < hi && (letter(s[i]) || digit(s[i])) }

// value reads a value with its unit, flag and later value.
func (p *parser) value(i, hi int) (cell, int) {
	s := p.doc.Text
	if c := s[i]; !digit(c) && c != '<' && c != '>' && c != '.' && c != '+' && c != '-' && c != '^' && c < 0x80 && verbal[firstWord(s[i:hi])] == nil {
		return cell{}, i
	}
	p.buf.items = scan(p.buf.items[:0], s, i, min(hi, i+maxReach))
	r := reading{s: s, items: p.buf.items, row: true}
	if len(r.items) == 0 {
		return cell{}, i
	}
	res := r.read()
	if !res.found() || res.at != i && !(s[i] == '-' && res.at == i+1 && res.parts[0][0] == '-') {
		return cell{}, i
	}
	end := min(hi, i+maxReach)
	if r.i < len(r.items) {
		end = r.items[r.i].start
	}
	return cell{content: valued, lo: i, hi: max(end, res.end), result: res}, max(end, res.end)
}

func firstWord(s string) string {
	n := 0
	for n < len(s) && letter(s[n]) {
		n++
	}
	return strings.ToLower(s[:n])
}

// name reads the name of a test, or two that a slash joins.
func (p *parser) name(i, hi int) (cell, int) {
	c := cell{content: naming, lo: i}
	if k := p.token(i); i+3 <= hi && k < len(p.doc.Tokens) && hemoglobins(p.doc, k, min(k+2, len(p.doc.Tokens))) && p.doc.Tokens[k].Start == i {
		c.names = append(c.names, p.called(p.doc, k, "hemoglobin"), p.called(p.doc, k+1, "hematocrit"))
		c.hi = p.nameEnd(&c, i+3, hi)
		return c, c.hi
	}
	at := i
	for len(c.names) < 7 {
		n, ok := p.testAt(at, hi)
		if !ok {
			break
		}
		c.names = append(c.names, n)
		at = n.hi
		if at+1 >= hi || p.doc.Text[at] != '/' || p.doc.Text[at+1] == ' ' {
			break
		}
		at++
	}
	if len(c.names) == 0 {
		return cell{}, i
	}
	c.hi = p.nameEnd(&c, c.names[len(c.names)-1].hi, hi)
	return c, c.hi
}

// nameEnd passes over what belongs to a name: its charge, a unit or a second
// name in brackets, words like "serum".
func (p *parser) nameEnd(c *cell, i, hi int) int {
	s := p.doc.Text
	for i < hi {
		rest := strings.TrimLeft(s[i:hi], " ,")
		at := hi - len(rest)
		switch {
		case rest == "":
			return i
		case s[i] == '+':
			i++
			continue
		case rest[0] == '#':
			c.said += " abs"
			i = at + 1
			continue
		case rest[0] == '%' && (len(rest) == 1 || rest[1] == ' ' || rest[1] == ':'):
			c.unit = "%"
			i = at + 1
			continue
		case s[i] == '/' && len(rest) > 3 && (strings.EqualFold(rest[1:4], "hpf") || strings.EqualFold(rest[1:4], "lpf")):
			c.unit = "/[" + strings.ToUpper(rest[1:4]) + "]"
			i = at + 4
			continue
		case rest[0] == '(' || rest[0] == '[':
			end := strings.IndexAny(rest, ")]")
			if end < 0 || limitsAt(rest) > 0 {
				return i
			}
			p.aside(c, rest[1:end])
			i = at + end + 1
			continue
		}
		w := firstWord(rest)
		if !trailing[w] {
			return i
		}
		c.said += " " + w
		i = at + len(w)
	}
	return i
}

// aside reads what stands in brackets behind a name.
func (p *parser) aside(c *cell, inside string) {
	if unit, n := lab.Unit(inside); n > 0 && n == len(strings.TrimRight(inside, " ")) {
		c.unit = unit
		return
	}
	if strings.Trim(inside, " ") == "%" {
		c.unit = "%"
	}
	c.said += " " + strings.ToLower(inside)
}

// trailing are words behind a name that belong to it.
var trailing = set(`ua urine ur csf fluid bld plas serum plasma blood whole automated auto abs absolute calculated calc level lvl total random poc ser
 fasting random trough peak ven art cap venous arterial trend trends serial series log logs sample
 est estimated quant quantitative count enzymatic`)
