package lab

import (
	"strings"

	"medcode/router/section"
	"medcode/schemas"
)

// context is what a sentence says of all tests in it.
type context struct {
	s        string
	end      int
	gas      int    // where a blood gas is named, -1
	gases    string // its specimen
	dipstick int    // where a urinalysis is named, -1
	strip    bool   // by a test strip
	csf      int    // where a puncture is named, -1
	fluid    string
	method   string // that a line above gives
	load     string // the time of a tolerance test
	date     string // before the first test
	next     int    // where the next test begins
}

// contextOf reads a sentence; what the one before it on the same line said of
// a specimen still holds.
func contextOf(s string, at section.Span, in []place, before *context) *context {
	c := &context{s: s, end: at.End, gas: -1, dipstick: -1, csf: -1}
	for i := range in {
		switch in[i].Name {
		case "ABG":
			c.gas, c.gases = in[i].lo, "arterial blood"
		case "VBG":
			c.gas, c.gases = in[i].lo, "venous blood"
		case "UA", "urine dipstick":
			c.dipstick, c.strip = in[i].lo, in[i].Name != "UA"
		}
	}
	head := s[at.Start:in[0].lo]
	low := strings.ToLower(head)
	for _, f := range fluids {
		if strings.Contains(low, f[0]) || strings.HasPrefix(strings.ToLower(s[in[0].lo:in[0].hi]), f[0]+" ") {
			c.csf, c.fluid = at.Start, f[1]
			break
		}
	}
	if w := strings.TrimSpace(low); c.dipstick < 0 && strings.HasSuffix(w, ":") && (strings.Contains(w, "urin") || strings.Contains(w, "u/a") || strings.Contains(w, "dip")) {
		c.dipstick, c.strip = at.Start, strings.Contains(w, "dip")
	}
	if before != nil && c.gas < 0 && c.dipstick < 0 && c.csf < 0 && !strings.Contains(s[before.end:at.Start], "\n") {
		c.gases, c.strip, c.fluid = before.gases, before.strip, before.fluid
		c.gas, c.dipstick, c.csf = before.gas, before.dipstick, before.csf
	} else if before != nil && c.gas < 0 && c.csf < 0 && before.gas >= 0 && pureGas[in[0].Name] && strings.Count(s[before.end:at.Start], "\n") < 2 {
		c.gas, c.gases = at.Start, before.gases
	}
	if in[0].Panel && len(in) > 1 {
		head = s[at.Start:in[1].lo] // "Lipids 6/1: TC 231"
	}
	c.date, c.load = dateIn(head), tolerance(s[at.Start:at.End])
	return c
}

// turn takes the date at the head of a line with which a test of a sentence of
// several lines begins.
func (c *context) turn(in []place, k int) {
	if k == 0 || in[k].lo == in[k-1].lo || !strings.Contains(c.s[in[k-1].lo:in[k].lo], "\n") {
		return
	}
	from, to := strings.LastIndexByte(c.s[:in[k].lo], '\n')+1, in[k].lo
	if in[k].Panel && k+1 < len(in) {
		to = in[k+1].lo
	}
	if to-from < maxReach {
		if day := dateIn(c.s[from:to]); day != "" {
			c.date = day
		}
	}
}

// stand takes the specimen that a line above gives to the tests of a sentence
// which names none itself.
func (c *context) stand(g *ground) {
	switch {
	case g == nil || c.gas >= 0 || c.dipstick >= 0 || c.csf >= 0:
	case g.method != "":
		c.method = g.method
	case g.gases != "":
		c.gas, c.gases = 0, g.gases
	case g.fluid == urine:
		c.dipstick = 0
	default:
		c.csf, c.fluid = 0, g.fluid
	}
}

var fluids = [][2]string{
	{"csf", "cerebrospinal fluid"},
	{"lp:", "cerebrospinal fluid"},
	{"lumbar puncture", "cerebrospinal fluid"},
	{"pleural fluid", "pleural fluid"},
	{"ascit", "ascitic fluid"},
	{"peritoneal fluid", "peritoneal fluid"},
	{"synovial fluid", "synovial fluid"},
	{"joint fluid", "synovial fluid"},
	{"paracentesis", "ascitic fluid"},
	{"thoracentesis", "pleural fluid"},
}

// dateIn finds a month and day written with a slash.
func dateIn(s string) string {
	for w := range strings.FieldsSeq(s) {
		w = strings.Trim(w, "():,;")
		if parts := strings.Split(w, "/"); len(parts) >= 2 && date(parts) {
			if i := strings.Index(s, w); i >= 0 {
				if said, end := dateAt(s, i, len(s)); end > i {
					return said
				}
			}
			return w
		}
	}
	return ""
}

// attributes of one test.
func (c *context) attributes(p *place, buf *buffer) map[string]string {
	if p.fixed {
		return c.tabled(p, buf)
	}
	out := map[string]string{}
	put := func(key, value string) {
		if value != "" && out[key] == "" {
			out[key] = value
		}
	}
	if !p.Panel {
		put(schemas.AttrValue, p.value(p.part))
		put(schemas.AttrUnit, p.unit)
		put(schemas.AttrFlag, p.flag)
		put(schemas.AttrMethod, p.method)
		put(schemas.AttrRange, p.limits)
	}
	for _, s := range p.Says {
		put(s.Key, s.Value)
	}
	c.name(p, put)
	put(schemas.AttrSpecimen, panels[p.Name])
	if p.Name == "gram stain" {
		put(schemas.AttrSpecimen, ofCulture(c.s[max(0, p.lo-mostAbove):p.lo]))
	}
	c.around(p, put)
	if p.found() && !p.Panel {
		put(schemas.AttrFlag, judged(c.s[:p.lo]))
	}
	if strings.Contains(p.Name, "glucose") {
		put(schemas.AttrTiming, c.load)
	}
	put(schemas.AttrTiming, inner(c.s, p))
	put(schemas.AttrTiming, c.time(p, buf))
	put(schemas.AttrTiming, c.date)
	if len(out) == 0 {
		return nil
	}
	return out
}

// mostAbove is how far above a stain the name of its culture may stand.
const mostAbove = 120

// ofCulture is the specimen of the culture that the last lines of s name.
func ofCulture(s string) string {
	low := strings.ToLower(s[strings.LastIndex(s, "\n\n")+1:])
	i := max(strings.LastIndex(low, " culture"), strings.LastIndex(low, " cx"))
	if i < 0 {
		return ""
	}
	w := low[strings.LastIndexAny(low[:i], " \n\t-:")+1 : i]
	for _, said := range nameWords[w] {
		if said[0] == schemas.AttrSpecimen {
			return said[1]
		}
	}
	if w == "blood" {
		return w
	}
	return ""
}

// judged is the flag of a word that stands directly before a name: "elevated
// lactate 4.2".
func judged(head string) string {
	head = strings.TrimRight(head[max(0, len(head)-16):], " ")
	w := strings.ToLower(head[strings.LastIndexAny(head, " ,;:.(\n\t-/")+1:])
	switch w {
	case "elevated", "high", "raised", "increased":
		return "H"
	case "low", "decreased", "reduced":
		return "L"
	case "critical":
		return "critical"
	case "abnormal":
		return "A"
	}
	return ""
}

// panels are the specimens of the panels that have one of their own.
var panels = map[string]string{
	"UA": urine, "urine dipstick": urine, "ABG": "arterial blood", "VBG": "venous blood",
}

// inner is the time between a name and its value: "UCx 2/18: no growth".
func inner(s string, p *place) string {
	if p.at <= p.hi || p.at-p.hi > 40 || p.at > len(s) || strings.Contains(s[p.hi:p.at], "\n") {
		return ""
	}
	for i := p.hi; i < p.at; i++ {
		if !digit(s[i]) || i > p.hi && letterNext(s, i-1, i) {
			continue
		}
		if said, end := dateAt(s, i, p.at); end > i {
			return said
		}
	}
	return ""
}

// hourOnly tells whether a time is one of day, without the day.
func hourOnly(when string) bool {
	return clock(when) || clockEnd(when, 0, len(when), true) == len(when)
}

// tabled are the attributes of a result that a table gives.
func (c *context) tabled(p *place, buf *buffer) map[string]string {
	out := map[string]string{}
	put := func(key, value string) {
		if value != "" && out[key] == "" {
			out[key] = value
		}
	}
	put(schemas.AttrValue, p.value(p.part))
	put(schemas.AttrUnit, p.unit)
	put(schemas.AttrFlag, p.flag)
	put(schemas.AttrRange, p.limits)
	put(schemas.AttrMethod, p.method)
	for _, s := range p.Says {
		put(s.Key, s.Value)
	}
	c.name(p, put)
	for w := range strings.FieldsSeq(p.aside) {
		for _, s := range nameWords[w] {
			put(s[0], s[1])
		}
	}
	c.around(p, put)
	if p.when != "" && hourOnly(p.when) && c.date != "" && !hourOnly(c.date) && dateEnd(c.date, 0, len(c.date)) == len(c.date) && dayEnd(c.date, 0, len(c.date)) == len(c.date) {
		p.when = c.date + " " + p.when
	}
	put(schemas.AttrTiming, p.when)
	if n := strings.IndexByte(c.s[p.hi:max(c.next, p.hi)], '\n'); n >= 0 {
		c.next = p.hi + n
	}
	put(schemas.AttrTiming, inner(c.s, p))
	put(schemas.AttrTiming, c.time(p, buf))
	put(schemas.AttrTiming, c.date)
	if len(out) == 0 {
		return nil
	}
	return out
}

// name reads the words of the name, and those beside it.
func (c *context) name(p *place, put func(key, value string)) {
	from := max(p.lo-24, 0)
	if i := strings.LastIndexAny(c.s[from:p.lo], ",;.:\n)/0123456789"); i >= 0 {
		from += i + 1
	}
	for w := range strings.FieldsFuncSeq(strings.ToLower(c.s[from:p.hi]), func(r rune) bool { return r == ' ' || r == '-' || r == '/' || r == '(' || r == ')' }) {
		for _, s := range nameWords[w] {
			if !p.Panel || s[1] != urine || w == "urine" {
				put(s[0], s[1])
			}
		}
	}
}

// nameWords are words of a name, and before it, that say how and where from.
var nameWords = map[string][][2]string{
	"serum": {{schemas.AttrSpecimen, "serum"}}, "plasma": {{schemas.AttrSpecimen, "plasma"}}, "urine": {{schemas.AttrSpecimen, "urine"}},
	"ven": {{schemas.AttrSpecimen, "venous blood"}}, "art": {{schemas.AttrSpecimen, "arterial blood"}}, "cap": {{schemas.AttrSpecimen, "capillary blood"}},
	"rapid": {{schemas.AttrMethod, "rapid"}}, "nares": {{schemas.AttrSpecimen, "nares"}}, "nasal": {{schemas.AttrSpecimen, "nares"}},
	"ua": {{schemas.AttrSpecimen, "urine"}}, "ur": {{schemas.AttrSpecimen, "urine"}},
	"urinary": {{schemas.AttrSpecimen, "urine"}}, "arterial": {{schemas.AttrSpecimen, "arterial blood"}},
	"venous": {{schemas.AttrSpecimen, "venous blood"}}, "capillary": {{schemas.AttrSpecimen, "capillary blood"}},
	"csf": {{schemas.AttrSpecimen, "cerebrospinal fluid"}}, "stool": {{schemas.AttrSpecimen, "stool"}}, "fecal": {{schemas.AttrSpecimen, "stool"}},
	"sputum": {{schemas.AttrSpecimen, "sputum"}}, "wound": {{schemas.AttrSpecimen, "wound"}}, "throat": {{schemas.AttrSpecimen, "throat"}},
	"fingerstick": {{schemas.AttrSpecimen, "capillary blood"}, {schemas.AttrMethod, "glucometer"}},
	"poc":         {{schemas.AttrMethod, "point of care"}}, "dipstick": {{schemas.AttrMethod, "test strip"}, {schemas.AttrSpecimen, "urine"}},
	"dip":     {{schemas.AttrMethod, "test strip"}, {schemas.AttrSpecimen, "urine"}},
	"fasting": {{schemas.AttrTiming, "fasting"}}, "random": {{schemas.AttrTiming, "random"}}, "trough": {{schemas.AttrTiming, "trough"}},
	"peak": {{schemas.AttrTiming, "peak"}}, "am": {{schemas.AttrTiming, "morning"}}, "morning": {{schemas.AttrTiming, "morning"}},
	"postprandial": {{schemas.AttrTiming, "post meal"}}, "hs": {{schemas.AttrMethod, "high sensitivity"}},
}

// around takes the specimen of a panel that stands before the test.
func (c *context) around(p *place, put func(key, value string)) {
	put(schemas.AttrMethod, c.method)
	switch {
	case p.Panel:
	case c.gas >= 0 && p.lo >= c.gas && gasTests[p.Name]:
		put(schemas.AttrSpecimen, c.gases)
	case c.dipstick >= 0 && p.lo > c.dipstick:
		put(schemas.AttrSpecimen, "urine")
		if k := p.unit; c.strip && k != "/[HPF]" && k != "/[LPF]" {
			put(schemas.AttrMethod, "test strip")
		}
	case c.csf >= 0:
		put(schemas.AttrSpecimen, c.fluid)
	}
}

// pureGas are tests of blood gases alone.
var pureGas = map[string]bool{
	"blood pH": true, "pCO2": true, "pO2": true, "PaO2": true, "PaCO2": true, "SaO2": true, "bicarbonate": true, "base excess": true,
	"arterial pH": true,
}

var gasTests = map[string]bool{
	"blood pH": true, "pCO2": true, "pO2": true, "bicarbonate": true, "base excess": true, "lactate": true, "SpO2": true, "total CO2": true,
	"ionized calcium": true, "carboxyhemoglobin": true, "methemoglobin": true, "oxygen saturation": true, "sodium": true, "potassium": true, "glucose": true, "hemoglobin": true,
}
