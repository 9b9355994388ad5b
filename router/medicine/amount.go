package medicine

import "strings"

// amount is numbers with a unit, and what they are of.
type amount struct {
	numbers []string
	values  []float64
	joint   byte // between the numbers: / or -, or + where each has its unit
	unit    string
	per     string // "mL", "5 mL", "hr", "kg/min", as it is to be written
	bracket bool   // it stands in brackets
	next    int    // the item behind it
	level   bool   // it is of blood or urine, no medicine
}

// joint is what joins two numbers at item j: / or -, which "to" is too.
func (r *reading) joint(j int) byte {
	switch s := r.sign(j); {
	case s == '/' || s == '-':
		return s
	case r.word(j) == "to" && r.number(j+1):
		return '-'
	}
	return 0
}

// unit returns the unit at item j and the item behind it.
func (r *reading) unit(j int) (unit string, after int) {
	if r.sign(j) == '%' {
		return "%", j + 1
	}
	if j >= len(r.items) {
		return "", j
	}
	m, n := r.words.at(r.items, j)
	if m.kind != mUnit {
		return "", j
	}
	return m.value, j + n
}

// per reads what an amount is of.
func (r *reading) per(a *amount, j int) {
	a.next = j
	var parts []string
	for r.sign(j) == '/' || r.word(j) == "per" {
		k := j + 1
		count := ""
		if r.number(k) {
			count, k = r.items[k].word, k+1
		}
		if k >= len(r.items) || r.items[k].kind != aWord {
			break
		}
		unit := perUnits[r.items[k].word]
		if unit == "" {
			a.level = len(parts) == 0 && r.sign(j) == '/' && levels[r.items[k].word]
			break
		}
		if unit == "m2" && r.number(k+1) && r.items[k+1].glued {
			k++
		}
		if count != "" && count != "1" {
			unit = count + " " + unit
		}
		parts, j = append(parts, unit), k+1
		if len(parts) == 2 {
			break
		}
	}
	if len(parts) > 0 {
		a.per, a.next = strings.Join(parts, "/"), j
	}
}

// perUnits writes what an amount may be of.
var perUnits = map[string]string{
	"ml": "mL", "mls": "mL", "cc": "mL", "milliliter": "mL", "hr": "hr", "hrs": "hr", "h": "h", "hour": "hr", "hours": "hr", "min": "min", "minute": "min", "kg": "kg", "m": "m2",
	"spray": "spray", "puff": "puff", "actuation": "actuation", "inhalation": "puff", "dose": "dose", "day": "day", "days": "days",
	"d": "d",
}

// levels are what the amount of an analyte is of.
var levels = map[string]bool{"dl": true, "l": true, "ul": true, "mm": true, "cumm": true, "gdl": true}

// String writes an amount.
func (a *amount) String() string {
	joint := "-"
	if a.joint == '/' {
		joint = "/"
	}
	var s string
	if a.joint == '+' {
		joint = "/"
		if a.unit == "%" {
			joint = " %+"
		}
	}
	s = strings.Join(a.numbers, joint) + " " + a.unit
	if a.per != "" {
		s += "/" + a.per
	}
	return s
}

// only keeps, of "0-0-20 mg", one a part of the day, what is taken.
func (a *amount) only() {
	for i, v := range a.values {
		if v > 0 {
			a.numbers, a.values = a.numbers[i:i+1], a.values[i:i+1]
			return
		}
	}
}
