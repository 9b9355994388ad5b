package lab

import (
	"strings"
)

// Kind is what a unit measures, as far as it parts one code from another.
type Kind string

// The kinds of units.
const (
	Moles   Kind = "moles"   // amount of substance per volume
	Mass    Kind = "mass"    // mass per volume
	Percent Kind = "percent" // a share
	Count   Kind = "count"   // number per volume
	Area    Kind = "hpf"     // number per field of a microscope
	Units   Kind = "units"   // arbitrary or enzyme units per volume
	Rate    Kind = "time"    // mass per time
	Ratio   Kind = "ratio"   // per mass or mole of another substance
)

// KindOf is the kind of a UCUM unit, empty for the others.
func KindOf(unit string) Kind {
	over, under, fraction := strings.Cut(unit, "/")
	switch {
	case unit == "%":
		return Percent
	case !fraction:
		return ""
	case strings.HasPrefix(under, "[HPF]"), strings.HasPrefix(under, "[LPF]"):
		return Area
	case under == "d" || under == "(24.h)":
		return Rate
	case !volume(under):
		if over != "" {
			return Ratio
		}
		return ""
	case over == "" || strings.HasPrefix(over, "10*") || strings.HasPrefix(over, "{"):
		return Count
	case strings.HasSuffix(over, "mol") || over == "meq":
		return Moles
	case strings.HasSuffix(over, "g"):
		return Mass
	}
	return Units
}

func volume(s string) bool {
	s, _, _ = strings.Cut(s, "{")
	return s == "L" || s == "dL" || s == "mL" || s == "uL"
}

// Unit reads the unit that s begins with, after blanks; n is the number of
// bytes of s that it takes, 0 where there is none. Spelling is that of notes.
func Unit(s string) (ucum string, n int) {
	skip := len(s) - len(strings.TrimLeft(s, " \t"))
	if skip == len(s) || s[skip] < 0x80 && !begins[s[skip]] {
		return "", 0
	}
	folded, at := fold(s[skip:])
	for size := min(len(folded), maxUnit); size > 0; size-- {
		if u, ok := spellings[folded[:size]]; ok && ends(folded, size) {
			if exact(u, s[skip:]) {
				return u, skip + at[size]
			}
		}
	}
	return "", 0
}

// fold lower-cases the start of s, and drops blanks, "^" and brackets of
// powers; at[i] is the place in s after the byte i of the result.
func fold(s string) (string, [maxUnit + 2]int) {
	var b [maxUnit + 1]byte
	var at [maxUnit + 2]int
	n := 0
	for i := 0; i < len(s) && n <= maxUnit; i++ {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c == '^' || c == '*':
			at[n] = i + 1
			continue
		case c == ' ' && n > 0 && glued(s, i):
			at[n] = i + 1
			continue
		case c == ' ', c == ',', c == ';', c == '\n', c == '\t':
			return string(b[:n]), at
		case c < 0x80:
		case strings.HasPrefix(s[i:], "µ"), strings.HasPrefix(s[i:], "μ"): // micro sign, Greek mu
			c = 'u'
			i++
		case strings.HasPrefix(s[i:], "°"), strings.HasPrefix(s[i:], "º"):
			c = '*'
			i++
		case strings.HasPrefix(s[i:], "²"):
			c = '2'
			i++
		case strings.HasPrefix(s[i:], "³"):
			c = '3'
			i++
		case strings.HasPrefix(s[i:], "⁹"):
			c = '9'
			i += len("⁹") - 1
		case strings.HasPrefix(s[i:], "×"):
			c = 'x'
			i++
		}
		b[n] = c
		n++
		at[n] = i + 1
	}
	return string(b[:n]), at
}

// glued tells whether a blank stands beside a sign that joins a unit:
// "x 10^9 / L", "mL/min/1.73 m2", "ng/mL FEU".
func glued(s string, i int) bool {
	rest := s[i+1:]
	return s[i-1] == '/' || i > 2 && s[i-3:i] == "per" || s[i-1] == 'x' || s[i-1] == 'X' || strings.HasPrefix(rest, "/") ||
		strings.HasPrefix(rest, "m2") || strings.HasPrefix(rest, "m^2") || strings.HasPrefix(rest, "m²") ||
		strings.HasPrefix(rest, "WBC") && strings.HasSuffix(s[:i], "100") || strings.HasPrefix(rest, "H2O") || strings.HasPrefix(rest, "FEU") || strings.HasPrefix(rest, "DDU") || strings.HasPrefix(rest, "Hg") || strings.HasPrefix(rest, "hg")
}

// ends tells whether a unit of the size ends a word.
func ends(s string, size int) bool {
	if size == len(s) {
		return true
	}
	c := s[size]
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
	return !letter(c) && c != '/' || !letter(s[size-1]) && s[size-1] != '*'
}

// exact tells whether letters that mean another thing in the other case stand
// as they have to: F and C of temperatures, g and s.
func exact(ucum, s string) bool {
	switch ucum {
	case "Cel", "[degF]":
		return s[0] != 'c' && s[0] != 'f' || len(s) > 1 && s[1] >= 'a'
	case "g", "s":
		return s[0] >= 'a'
	case "10*3/uL":
		return len(s) > 1 && (s[1] == '/' || s[0] != 'k' && s[0] != 'K')
	}
	return true
}

const maxUnit = 24

// begins holds the bytes that a folded unit begins with.
var begins = firstBytes()

func firstBytes() (t [0x80]bool) {
	for s := range spellings {
		t[s[0]] = true
		if s[0] >= 'a' && s[0] <= 'z' {
			t[s[0]-'a'+'A'] = true
		}
	}
	return t
}

// spellings maps folded spellings to UCUM (ucum.org). Case is safe to fold:
// no two units of results differ by it alone.
var spellings = spell(map[string]string{
	"%":       "% percent pct",
	"10*3/uL": "k/ul k/mcl k/mm3 k/cumm x103/ul x103/mcl 103/ul 103/mcl x10(3)/ul x10(3)/mcl 10e3/ul x10e3/ul th/ul th/cumm thou/ul thou/mcl thousand/ul k x103/mm3 k/cmm",
	"10*9/L":  "x109/l 109/l x10e9/l 10e9/l x10(9)/l x109 e9/l g/l109 bil/l",
	"10*6/uL": "m/ul m/mcl m/mm3 x106/ul x106/mcl 106/ul x10e6/ul mil/ul mill/mcl million/ul m/cumm x10(6)/mcl",
	"10*12/L": "x1012/l 1012/l x10e12/l t/l",
	"/uL":     "/ul /mcl /mm3 cells/ul cells/mcl cells/mm3 cells/cumm cell/ul wbc/ul percumm /cumm /cmm",
	"/[HPF]":  "/hpf perhpf hpf per/hpf /highpowerfield cells/hpf",
	"/[LPF]":  "/lpf perlpf lpf",
	"g/dL":    "g/dl gm/dl gms/dl gm% g% g/100ml grams/dl",
	"g/L":     "g/l gm/l",
	"mg/dL":   "mg/dl mg% mg/100ml mgs/dl",
	"mg/L":    "mg/l",
	"ug/dL":   "ug/dl mcg/dl",
	"ug/L":    "ug/l mcg/l",
	"ug/mL":   "ug/ml mcg/ml",
	"mg/mL":   "mg/ml",
	"ng/mL":   "ng/ml",
	"ng/dL":   "ng/dl",
	"ng/L":    "ng/l",
	"pg/mL":   "pg/ml",
	"pg":      "pg",
	"fL":      "fl femtoliters",

	"ng/mL{FEU}": "ng/mlfeu feung/ml",
	"ug/mL{FEU}": "ug/mlfeu mcg/mlfeu",
	"ng/mL{DDU}": "ng/mlddu",
	"mg/L{FEU}":  "mg/lfeu",
	"mg/g":       "mg/g mg/gm mg/gcr mg/gcreat",
	"mg/mmol":    "mg/mmol",
	"ug/mg":      "ug/mg mcg/mg",
	"ug/g":       "ug/g mcg/g",
	"mmol/mol":   "mmol/mol",
	"mmol/L":     "mmol/l mmols/l mmol mm/l",
	"meq/L":      "meq/l meq meqs/l",
	"umol/L":     "umol/l mcmol/l micromol/l umol",
	"nmol/L":     "nmol/l nmol",
	"pmol/L":     "pmol/l pmol",
	"U/L":        "u/l iu/l units/l unit/l",
	"U/mL":       "u/ml units/ml",
	"[IU]/mL":    "iu/ml",
	"m[IU]/L":    "miu/l mu/l",
	"u[IU]/mL":   "uiu/ml mciu/ml uu/ml mcu/ml",
	"m[IU]/mL":   "miu/ml mu/ml",
	"mosm/kg":    "mosm/kg mosmol/kg mosms/kg mosm",
	"mL/min":     "ml/min cc/min",
	"L/min":      "l/min lpm",
	"cm[H2O]":    "cmh2o cmofwater cmofh2o cmwater",
	"/100{WBCs}": "/100wbc /100wbcs /100whitecells per100wbc",
	"mL/h":       "ml/hr ml/h cc/hr cc/h",
	"mL":         "ml cc",

	"mL/min/{1.73_m2}": "ml/min/1.73m2 ml/min/1.73 ml/min/1.73sqm ml/min/m2 ml/min/1.73m",
	"g/(24.h)":         "g/24h g/24hr g/day gm/24h g/24hrs g/d",
	"mg/(24.h)":        "mg/24h mg/24hr mg/day mg/24hrs mg/d",
	"s":                "s sec secs second seconds",
	"mm/h":             "mm/hr mm/h mm/hour",
	"mm[Hg]":           "mmhg mmofhg torr",
	"kPa":              "kpa",
	"/min":             "/min bpm /minute beats/min breaths/min beats/minute breaths/minute beatsperminute breathsperminute permin perminute br/min",
	"{CFU}/mL":         "cfu/ml colonies/ml col/ml cfu",
	"{copies}/mL":      "copies/ml copies cp/ml",
	"kg":               "kg kgs kilograms kilogram kilos kilo",
	"g":                "g gm grams gram",
	"[lb_av]":          "lb lbs pounds pound #",
	"kg/m2":            "kg/m2 kg/msq kg/sqm",
	"cm":               "cm cms centimeters",
	"m":                "m meters",
	"[in_i]":           "in inches inch \"",
	"Cel":              "*c c degreesc degc celsius degreescelsius degcelsius degreecelsius deg.c",
	"[degF]":           "*f f degreesf degf fahrenheit degreesfahrenheit degreef",
})

func spell(table map[string]string) map[string]string {
	out := map[string]string{}
	for ucum, list := range table {
		for s := range strings.FieldsSeq(list) {
			out[s] = ucum
		}
	}
	return out
}
