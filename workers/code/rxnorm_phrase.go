package code

import (
	"strings"

	"medcode/internal/ontology"
)

// productPhrase takes a look-up such as "lisinopril 20 mg tab po daily" apart:
// the name before the first number, the strength, and the form named behind
// it. The name is empty where there is no strength.
func productPhrase(phrase string) (name string, state ontology.RxStatement) {
	words := strings.Fields(strings.ToLower(phrase))
	at := -1
	for i, w := range words {
		if i > 0 && w[0] >= '0' && w[0] <= '9' {
			if state.Strength = strengthAt(words[i:]); state.Strength != "" {
				at = i
				break
			}
		}
	}
	if at < 0 {
		return "", state
	}
	release := ""
	end := at
	for end > 1 && phraseRelease[words[end-1]] != "" {
		end--
		release = phraseRelease[words[end]]
	}
	for _, w := range words[at:] {
		w = strings.Trim(w, ",.;:()")
		if phraseRelease[w] != "" {
			release = phraseRelease[w]
		}
		if f := phraseForms[w]; f != "" && state.Form == "" {
			state.Form = f
		}
		if r := phraseRoutes[w]; r != "" {
			state.Route = r
		}
	}
	switch {
	case (state.Form == "tablet" || state.Form == "capsule") && release != "":
		state.Form = strings.TrimSpace(state.Form + " " + release)
	case state.Form == "" && (release == "ER"):
		state.Form = release
	case state.Form == "" && (release == "ODT" || release == "chewable"):
		state.Form = "tablet " + release
	}
	return strings.Join(words[:end], " "), state
}

// strengthAt reads "20mg", "20 mg", "5-325 mg", "400 mg/5 ml" at the first
// words.
func strengthAt(words []string) string {
	s := strings.ReplaceAll(words[0], ",", "")
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.' || s[n] == '/' || s[n] == '-') {
		n++
	}
	number, unit := s[:n], s[n:]
	rest := words[1:]
	if unit == "" && len(rest) > 0 {
		unit, rest = rest[0], rest[1:]
	}
	base, per, divided := strings.Cut(strings.Trim(unit, ",.;:()"), "/")
	base = phraseUnits[base]
	if base == "" {
		return ""
	}
	if !divided {
		return number + " " + base
	}
	digits := strings.TrimRight(per, "abcdefghijklmnopqrstuvwxyz")
	per = strings.TrimLeft(per, "0123456789.")
	if per == "" && len(rest) > 0 {
		per = strings.Trim(rest[0], ",.;:()")
	}
	if digits != "" {
		per = digits + " " + per
	}
	return number + " " + base + "/" + per
}

var (
	phraseUnits = map[string]string{
		"mg": "mg", "mcg": "mcg", "ug": "mcg", "µg": "mcg", "g": "g", "gm": "g", "gram": "g", "grams": "g", "meq": "mEq", "units": "units", "unit": "units", "iu": "units", "%": "%",
		"milligram": "mg", "milligrams": "mg", "microgram": "mcg", "micrograms": "mcg",
	}
	phraseRelease = map[string]string{
		"er": "ER", "xr": "ER", "xl": "ER", "sr": "ER", "la": "ER", "cr": "ER", "cd": "ER", "dr": "DR", "ec": "DR", "odt": "ODT", "chewable": "chewable",
	}
	phraseForms = map[string]string{
		"tab": "tablet", "tabs": "tablet", "tablet": "tablet", "tablets": "tablet", "cap": "capsule", "caps": "capsule", "capsule": "capsule", "capsules": "capsule",
		"cream": "cream", "ointment": "ointment", "gel": "gel", "lotion": "lotion", "patch": "patch", "solution": "solution", "soln": "solution", "suspension": "suspension",
		"susp": "suspension", "syrup": "syrup", "suppository": "suppository", "inhaler": "inhaler", "hfa": "MDI", "injection": "injection", "inj": "injection", "vial": "vial",
		"syringe": "syringe", "pen": "pen", "lozenge": "lozenge", "shampoo": "shampoo", "gum": "gum",
	}
	phraseRoutes = map[string]string{
		"po": "oral", "oral": "oral", "iv": "intravenous", "im": "intramuscular", "sc": "subcutaneous", "sq": "subcutaneous", "subq": "subcutaneous", "sl": "sublingual",
		"pr": "rectal", "topical": "topical",
	}
)
