package code

import (
	"strings"

	"medcode/internal/lab"
	"medcode/internal/text"
)

// axes are the parts of a LOINC long common name: "Component [Property] in
// System by Method --Challenge" (LOINC Users' Guide, appendix F). Parts that
// the name leaves out are empty.
type axes struct {
	component, property, system, method, challenge string
}

// axesOf reads a name. A name of another form has its component only.
func axesOf(name string) (a axes) {
	name, a.challenge, _ = strings.Cut(name, " --")
	name, a.method, _ = strings.Cut(name, " by ")
	component, rest, bracket := strings.Cut(name, " [")
	if bracket {
		var ok bool
		if a.property, rest, ok = strings.Cut(rest, "]"); !ok {
			return axes{component: name}
		}
		a.component = component
		rest = strings.TrimSpace(rest)
		for _, link := range []string{"in ", "of "} {
			if after, ok := strings.CutPrefix(rest, link); ok {
				a.system = after
			}
		}
		return a
	}
	for _, link := range []string{" in ", " of "} {
		if c, s, ok := strings.Cut(name, link); ok {
			a.component, a.system = c, s
			return a
		}
	}
	a.component = name
	return a
}

// toward is what a code would be called that agrees with the facts.
func (a axes) toward(f *lab.Facts) axes {
	switch {
	case f.Has(string(lab.Moles)) && strings.HasPrefix(a.property, "Mass/"):
		a.property = "Moles/" + a.property[len("Mass/"):]
	case f.Has(string(lab.Mass)) && (a.property == "Moles/volume" || a.property == "Molecules/volume"):
		a.property = "Mass/volume"
	case f.Has(string(lab.Units)) && a.property == "Mass/volume":
		a.property = "Units/volume"
	}
	for _, s := range systems {
		if f.Has(s.fact) && !strings.Contains(a.system, s.part) {
			a.system = s.system
			break
		}
	}
	if f.Has("24h") && a.system == "Urine" {
		a.system = "24 hour Urine"
	}
	for _, c := range []string{"trough", "peak"} {
		if f.Has(c) {
			a.challenge = c
		}
	}
	if f.Has("strip") && a.system == "Urine" {
		a.method = "Test strip"
	}
	return a
}

// systems are the specimens that a fact asks for, the closest first; part is
// what a name holds that agrees with it already.
var systems = []struct{ fact, part, system string }{
	{"csf", "Cerebral spinal fluid", "Cerebral spinal fluid"},
	{"fluid", "fluid", "Body fluid"},
	{"urine", "Urine", "Urine"},
	{"stool", "Stool", "Stool"},
	{"saliva", "Saliva", "Saliva (oral fluid)"},
	{"arterial", "rterial blood", "Arterial blood"},
	{"venous", "enous blood", "Venous blood"},
	{"capillary", "apillary blood", "Capillary blood"},
}

func normalized(s string) string { return text.Normalize(s) }
