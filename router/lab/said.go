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
	}
	c.date, c.load = dateIn(head), tolerance(s[at.Start:at.End])
	return c
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
			return w
		}
	}
	return ""
}

// attributes of one test.
func (c *context) attributes(p *place, buf *buffer) map[string]string {
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
	}
	for _, s := range p.Says {
		put(s.Key, s.Value)
	}
	c.name(p, put)
	c.around(p, put)
	if strings.Contains(p.Name, "glucose") {
		put(schemas.AttrTiming, c.load)
	}
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
			put(s[0], s[1])
		}
	}
}

// nameWords are words of a name, and before it, that say how and where from.
var nameWords = map[string][][2]string{
	"serum": {{schemas.AttrSpecimen, "serum"}}, "plasma": {{schemas.AttrSpecimen, "plasma"}}, "urine": {{schemas.AttrSpecimen, "urine"}},
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

var gasTests = map[string]bool{
	"blood pH": true, "pCO2": true, "pO2": true, "bicarbonate": true, "base excess": true, "lactate": true, "SpO2": true, "total CO2": true,
	"ionized calcium": true, "sodium": true, "potassium": true, "glucose": true, "hemoglobin": true,
}
