package lab

import (
	"strings"

	"medcode/internal/lab"
)

// ahead reads a value that stands directly before the name: "12% bands", "2+
// protein", "trace blood", "positive for nitrites and leukocyte esterase". The
// places are those of a sentence in order; k is the one to be read.
func ahead(s string, all []place, k int) {
	p := &all[k]
	if p.Panel {
		return
	}
	from := max(p.lo-24, 0)
	if k > 0 {
		from = max(from, min(all[k-1].hi, p.lo))
	}
	head := strings.ToLower(strings.TrimRight(s[from:p.lo], " "))
	switch {
	case k > 0 && all[k-1].listed && joins[strings.TrimSpace(head)]:
		p.parts, p.listed = all[k-1].parts, true
	case strings.HasSuffix(head, "positive for"), strings.HasSuffix(head, "pos for"):
		p.parts, p.listed = []string{"positive"}, true
	case strings.HasSuffix(head, "negative for"), strings.HasSuffix(head, "neg for"):
		p.parts, p.listed = []string{"negative"}, true
	case strings.HasSuffix(head, "%"):
		if n := numberBefore(head[:len(head)-1]); n != "" {
			p.parts, p.unit = []string{n}, "%"
		}
	case strings.HasSuffix(head, "+"):
		if n := numberBefore(head[:len(head)-1]); grade(n) {
			p.parts = []string{n + "+"}
		}
	case perField(s[p.hi:]):
		if n := numberBefore(head); n != "" {
			p.parts = []string{n}
			p.unit, _ = lab.Unit(s[p.hi:])
		}
	default:
		word := head[strings.LastIndexAny(head, " ,;:(")+1:]
		if v, ok := sizes[word]; ok {
			p.parts = []string{v}
		}
	}
	if p.found() {
		p.at, p.away = p.lo, 0
	}
}

// perField tells whether a unit of microscopy follows a name: "25 WBC per hpf".
func perField(s string) bool {
	unit, _ := lab.Unit(s)
	return unit == "/[HPF]" || unit == "/[LPF]"
}

// joins are what may stand between the names of a list.
var joins = map[string]bool{",": true, "and": true, ", and": true, "or": true, ", or": true, "/": true, "&": true}

// sizes are the words of amounts that stand before a name.
var sizes = map[string]string{
	"trace": "trace", "small": "small", "moderate": "moderate", "mod": "moderate", "large": "large", "many": "many", "few": "few", "positive": "positive",
	"negative": "negative", "neg": "negative", "pos": "positive",
}

// numberBefore is the number that s ends with.
func numberBefore(s string) string {
	s = strings.TrimRight(s, " ")
	i := len(s)
	for i > 0 && (digit(s[i-1]) || (s[i-1] == '.' || s[i-1] == '-') && i < len(s)) {
		i--
	}
	return s[i:]
}

// needsUrine are tests whose names mean something else where no urine is
// spoken of.
var needsUrine = map[string]bool{"urine blood": true, "urine protein": true, "urobilinogen": true, "urine color": true, "urine clarity": true, "urine casts": true}

// urinary tells whether the tests of a sentence are of urine or another fluid:
// one of them, or the words before them, name it.
func urinary(s string, lo int, all []place) bool {
	for i := range all {
		switch all[i].Name {
		case "UA", "urine dipstick", "leukocyte esterase", "nitrite":
			return true
		}
	}
	head := strings.ToLower(s[lo:all[0].lo])
	for _, w := range []string{"urin", "u/a", "dip", "csf", "fluid", "puncture", "lp", "24"} {
		if strings.Contains(head, w) {
			return true
		}
	}
	return false
}

// out tells whether a name that needs urine has to be dropped.
func (p *place) out(urine bool) bool {
	return needsUrine[p.Name] && p.Use == lab.Short && !urine
}
