package ontology

import (
	"math"
	"strconv"
	"strings"
)

// rxPer is what an amount is of.
type rxPer uint8

const (
	perUnit rxPer = iota // a tablet, or whatever is counted
	perML
	perHour
	perActuation
	perMG // of the mass of a cream: a proportion
)

// rxFigure is a strength in the units of RxNorm: milligrams, international
// units, milliequivalents or others by their name.
type rxFigure struct {
	value float64
	unit  string // "mg", "unt", "meq", …; empty where nothing is known
	per   rxPer
}

func (f rxFigure) known() bool { return f.unit != "" }

// rxUnits are the units of strengths as RxNorm prints them.
var rxUnits = map[string]struct {
	unit   string
	factor float64
}{
	"MG": {"mg", 1}, "MCG": {"mg", .001}, "G": {"mg", 1000}, "UNT": {"unt", 1}, "IU": {"unt", 1}, "MEQ": {"meq", 1}, "%": {"%", 1},
	"ML": {"ml", 1}, "CELLS": {"cells", 1}, "IR": {"ir", 1}, "BAU": {"bau", 1}, "AU": {"au", 1}, "MCI": {"mci", 1}, "MMOL": {"mmol", 1},
	"VECTOR-GENOMES": {"vg", 1}, "ACTUAT": {"actuat", 1}, "CFU": {"cfu", 1}, "PFU": {"pfu", 1}, "BILLION-CELLS": {"gcells", 1},
}

// rxFigureOf reads a strength as RxNorm prints it: "25", "MG/ML".
func rxFigureOf(number, unit string) (f rxFigure, ok bool) {
	base, per, divided := strings.Cut(unit, "/")
	u, ok := rxUnits[base]
	if !ok || number == "" || number[0] < '0' || number[0] > '9' {
		return f, false
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", ""), 64)
	if err != nil {
		return f, false
	}
	f = rxFigure{value: n * u.factor, unit: u.unit}
	if !divided {
		return f, true
	}
	switch per {
	case "ML":
		f.per = perML
	case "HR":
		f.per = perHour
	case "ACTUAT":
		f.per = perActuation
	case "MG":
		f.per = perMG
	default:
		f.unit += "/" + strings.ToLower(per)
	}
	return f, true
}

// rxStated is a strength as a note states it: the amounts of its parts, in
// what they are given.
type rxStated struct {
	amounts []float64 // in the unit
	unit    string    // mg, unt, meq, ml, %
	per     rxPer
}

// rxStatedOf reads what schemas.AttrStrength holds: "20 mg", "5/325 mg",
// "875-125 mg", "400 mg/5 mL", "25 mcg/h", "0.1 %", "2 %+0.5 %", "1 mg/72 h";
// false where it is none of these.
func rxStatedOf(s string) (st rxStated, ok bool) {
	for part := range strings.SplitSeq(strings.ToLower(s), "+") {
		numbers, unit, found := strings.Cut(strings.TrimSpace(part), " ")
		if !found {
			return st, false
		}
		base, per, divided := strings.Cut(unit, "/")
		factor := st.unitOf(base)
		if factor == 0 || divided && !st.perOf(per, &factor) {
			return st, false
		}
		for number := range strings.FieldsFuncSeq(numbers, func(r rune) bool { return r == '/' || r == '-' }) {
			n, err := strconv.ParseFloat(number, 64)
			if err != nil || !(n > 0) {
				return st, false
			}
			st.amounts = append(st.amounts, n*factor)
		}
	}
	return st, len(st.amounts) > 0
}

// unitOf sets the unit and returns what an amount is multiplied by, 0 for a
// unit that no strength has.
func (st *rxStated) unitOf(base string) float64 {
	switch strings.TrimSpace(base) {
	case "mg":
		st.unit = "mg"
		return 1
	case "mcg", "ug":
		st.unit = "mg"
		return .001
	case "g":
		st.unit = "mg"
		return 1000
	case "unit", "units":
		st.unit = "unt"
		return 1
	case "meq", "%", "ml", "mmol":
		st.unit = strings.TrimSpace(base)
		return 1
	}
	return 0
}

// perOf sets what the amount is of, and divides by how much of it.
func (st *rxStated) perOf(per string, factor *float64) bool {
	number, unit, found := strings.Cut(strings.TrimSpace(per), " ")
	n := 1.0
	if found {
		var err error
		if n, err = strconv.ParseFloat(number, 64); err != nil || !(n > 0) {
			return false
		}
	} else {
		unit = number
	}
	switch unit {
	case "ml":
		st.per = perML
	case "h", "hr":
		st.per = perHour
	case "spray", "puff", "actuation":
		st.per = perActuation
	case "d":
		st.per, n = perHour, 24*n
	default:
		return false
	}
	*factor /= n
	return true
}

// near allows for the rounding of printed strengths.
func near(a, b float64) bool { return math.Abs(a-b) <= .02*math.Max(a, b) }

// fits tells whether a product has the strength that is stated: each amount is
// that of one part, or the only amount is the sum of all parts or belongs to
// the first.
func (st *rxStated) fits(p *rxProduct) bool {
	if len(st.amounts) == len(p.parts) {
		return st.each(p)
	}
	if len(st.amounts) != 1 {
		return false
	}
	sum, unit := 0.0, st.unit
	for i := range p.parts {
		f := p.parts[i].strength
		if f.unit != unit || f.per != p.parts[0].strength.per {
			return false
		}
		sum += f.value
	}
	whole := rxPart{strength: rxFigure{value: sum, unit: unit, per: p.parts[0].strength.per}}
	return st.one(st.amounts[0], &whole, p) || st.one(st.amounts[0], &p.parts[0], p)
}

// each pairs the amounts with the parts, in any order.
func (st *rxStated) each(p *rxProduct) bool {
	var used [32]bool
	if len(p.parts) > len(used) {
		return false
	}
	for _, a := range st.amounts {
		found := false
		for i := range p.parts {
			if !used[i] && st.one(a, &p.parts[i], p) {
				used[i], found = true, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// one tells whether an amount is the strength of a part. What a container
// holds may be stated by its concentration or as a whole, a puff by its mass,
// and a cream by its percentage.
func (st *rxStated) one(a float64, part *rxPart, p *rxProduct) bool {
	f := part.strength
	switch {
	case st.unit == "%":
		return f.unit == "%" && near(f.value, a) || f.unit == "mg" && (f.per == perML && near(f.value, a*10) || f.per == perMG && near(f.value, a/100))
	case f.unit != st.unit || f.unit == "":
		return false
	case f.per == st.per:
		return near(f.value, a)
	case st.per == perUnit && f.per == perActuation:
		return near(f.value, a)
	case st.per == perUnit && f.per == perML && p.volume > 0:
		return near(f.value*p.volume, a)
	}
	return false
}
