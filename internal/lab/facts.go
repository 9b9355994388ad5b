package lab

import (
	"slices"
	"strconv"
	"strings"
)

// Facts is what is said beside the name of a test, in the words that the
// conditions of the table use.
type Facts struct {
	words  []string
	number float64
	bare   bool // number is one without a unit
}

// FactsOf reads the attributes of a result: the value as written, its unit in
// UCUM, specimen, method and timing; empty where the note says nothing.
func FactsOf(value, unit, specimen, method, timing string) *Facts {
	f := &Facts{}
	f.ofUnit(unit)
	f.ofValue(value, unit == "")
	f.said(specimen, specimens)
	f.said(method, methods)
	f.ofTiming(timing)
	return f
}

// Has tells whether a word is among the facts.
func (f *Facts) Has(word string) bool { return slices.Contains(f.words, word) }

func (f *Facts) all(conditions []string) bool {
	for _, c := range conditions {
		if !f.holds(c) {
			return false
		}
	}
	return true
}

// holds tells whether one condition holds: a word, or a bound of a value that
// has no unit.
func (f *Facts) holds(c string) bool {
	if c[0] != '<' && c[0] != '>' {
		return f.Has(c)
	}
	bound, err := strconv.ParseFloat(c[1:], 64)
	return err == nil && f.bare && (c[0] == '>' && f.number > bound || c[0] == '<' && f.number < bound)
}

func (f *Facts) ofUnit(unit string) {
	if unit == "" {
		return
	}
	f.words = append(f.words, unit)
	if k := KindOf(unit); k != "" {
		f.words = append(f.words, string(k))
	}
}

func (f *Facts) ofValue(value string, bare bool) {
	switch n, err := strconv.ParseFloat(strings.TrimLeft(value, "<>="), 64); {
	case value == "":
	case err == nil:
		f.number, f.bare = n, bare
		f.words = append(f.words, "number")
	case strings.HasPrefix(value, "1:"):
		f.words = append(f.words, "titer")
	case strings.HasSuffix(value, "+") || value[0] < '0' || value[0] > '9':
		f.words = append(f.words, "presence")
	}
}

// said adds the words that stand for a phrase.
func (f *Facts) said(phrase string, of []Said) {
	if phrase == "" {
		return
	}
	for _, s := range of {
		if strings.Contains(phrase, s.Key) {
			f.words = append(f.words, s.Value)
		}
	}
}

// Parts of specimens and methods, and the conditions that they meet.
var (
	specimens = []Said{
		{"urine", "urine"},
		{"arterial", "arterial"},
		{"venous", "venous"},
		{"capillary", "capillary"},
		{"blood", "blood"},
		{"cerebrospinal", "csf"},
		{"CSF", "csf"},
		{"fluid", "fluid"},
		{"serum", "serum"},
		{"plasma", "plasma"},
		{"saliva", "saliva"},
		{"sweat", "sweat"},
		{"stool", "stool"},
		{"oral", "oral"},
		{"rectal", "rectal"},
		{"axill", "axillary"},
		{"tympan", "tympanic"},
	}
	methods = []Said{
		{"strip", "strip"},
		{"glucometer", "glucometer"},
		{"point of care", "poc"},
		{"CKD-EPI", "ckdepi"},
		{"MDRD", "mdrd"},
		{"high sensitivity", "hs"},
		{"direct", "direct"},
		{"calculated", "calculated"},
		{"manual", "manual"},
		{"high power", "hpf"},
		{"oral", "oral"},
		{"rectal", "rectal"},
		{"axill", "axillary"},
		{"tympan", "tympanic"},
	}
	timings = []Said{
		{"fasting", "fasting"},
		{"trough", "trough"},
		{"peak", "peak"},
		{"morning", "morning"},
		{"evening", "evening"},
		{"random", "random"},
		{"24 h", "24h"},
		{"1 h after 50 g", "1h50g"},
		{"1 h after 75 g", "1h75g"},
		{"2 h after 75 g", "2h75g"},
		{"2 h after 100 g", "2h100g"},
	}
)

func (f *Facts) ofTiming(timing string) {
	f.said(timing, timings)
	if f.Has("24h") && strings.HasPrefix(timing, "last") {
		f.words = slices.DeleteFunc(f.words, func(w string) bool { return w == "24h" })
	}
}
