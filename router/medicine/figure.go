package medicine

import (
	"strings"
)

// figure reads what begins with a number: a strength, a dose, a frequency.
func (r *reading) figure(i int) int {
	for _, f := range []func(int) int{r.british, r.times, r.quantity, r.counted, r.whole, r.bare} {
		if n := f(i); n > 0 {
			return n
		}
	}
	return 1
}

// british reads "5/7", "2/52" and "3/12": so many days, weeks or months.
func (r *reading) british(i int) int {
	if r.sign(i+1) != '/' || !r.number(i+2) || r.items[i].value != float64(int(r.items[i].value)) || r.items[i].value > 28 {
		return 0
	}
	if u, _ := r.unit(i + 3); u != "" || r.sign(i+3) == '/' || r.used >= i && r.strength == "" && r.dose == "" {
		return 0
	}
	unit := map[string]string{"7": "d", "52": "wk", "12": "mo"}[r.items[i+2].word]
	if unit == "" {
		return 0
	}
	set(&r.duration, r.items[i].word+" "+unit)
	return 3
}

// amount reads "5/325 mg", "400 mg/5 mL", "2%/0.5%", "5 mcg/kg/min"; false
// where no unit follows the numbers.
func (r *reading) amount(i int) (a amount, ok bool) {
	a.bracket = r.sign(i-1) == '('
	a.numbers, a.values = append(a.numbers, r.items[i].word), append(a.values, r.items[i].value)
	j := i + 1
	for len(a.numbers) < 4 {
		u, after := r.unit(j)
		if u != "" {
			if a.unit != "" && u != a.unit {
				return a, a.unit != ""
			}
			a.unit, j = u, after
		}
		s := r.joint(j)
		if s == 0 || !r.number(j+1) {
			break
		}
		if u != "" {
			next, _ := r.unit(j + 2) // "5 mg/325 mg", but not "400 mg/5 mL"
			if next != u {
				break
			}
			s = '+'
		}
		a.joint = s
		a.numbers, a.values = append(a.numbers, r.items[j+1].word), append(a.values, r.items[j+1].value)
		j += 2
	}
	if a.unit == "" {
		return a, false
	}
	r.per(&a, j)
	return a, true
}

// quantity takes an amount with a unit: the strength, or the dose.
func (r *reading) quantity(i int) int {
	a, ok := r.amount(i)
	if !ok {
		return 0
	}
	n := a.next - i
	if a.level {
		return n
	}
	r.everyHours(&a)
	switch per := a.per; {
	case per == "day" || per == "d":
		return n
	case strings.HasPrefix(per, "m2") || strings.HasPrefix(per, "kg") || strings.HasPrefix(per, "min") || per == "h" && !r.patched() || per == "hr" && !r.patched():
		set(&r.dose, a.String())
	case a.unit == "mL":
		if per == "" {
			set(&r.dose, a.String())
		} else if strings.HasPrefix(per, "h") {
			set(&r.dose, a.String())
		}
	case a.unit == "units" && per == "":
		r.units(&a)
	case per != "" || a.unit == "%":
		r.concentration(&a)
	default:
		r.mass(&a)
	}
	return n
}

// everyHours reads "850 mg/8 h" as every eight hours, but of a patch.
func (r *reading) everyHours(a *amount) {
	hours, unit, ok := strings.Cut(a.per, " ")
	if !ok || unit != "h" && unit != "hr" || len(hours) > 2 || hours == "24" || r.patched() {
		return
	}
	r.frequent("q" + hours + "h")
	a.per = ""
}

// patched tells whether the medicine is a patch, which releases so much an
// hour; the word may stand behind the figure.
func (r *reading) patched() bool {
	if r.form == "patch" || r.route == "transdermal" {
		return true
	}
	for i := range r.items {
		if w := r.items[i].word; w == "patch" || w == "patches" || w == "transdermal" {
			return true
		}
	}
	return false
}

// units takes international units: a strength of what is counted, else a dose.
func (r *reading) units(a *amount) {
	if a.next < len(r.items) {
		if m, _ := r.words.at(r.items, a.next); m.kind == mForm && (m.value == "tablet" || m.value == "capsule") && !r.insulin {
			set(&r.strength, a.String())
			return
		}
	}
	set(&r.dose, a.String())
}

// concentration takes a strength of a liquid, a cream, a spray or a patch.
func (r *reading) concentration(a *amount) {
	switch a.per {
	case "mL":
		r.perML = true
	case "hr":
		a.per = "h"
	case "24 hr", "24 h":
		a.per = "24 h"
	case "72 hr", "3 days", "3 d":
		a.per = "72 h"
	case "7 days", "7 d":
		a.per = "168 h"
	}
	r.percent = r.percent || a.unit == "%"
	set(&r.strength, a.String())
}

// combines is how many times the second number of "5-325" is the first, at
// least, where it is no range.
const combines = 4

// mass takes milligrams and the like: the strength of one unit, or, as a
// range, beside a percentage, or in brackets, the dose.
func (r *reading) mass(a *amount) {
	if a.joint == '-' && len(a.values) == 3 {
		a.only()
	}
	switch {
	case a.bracket && r.count != "" && len(a.values) == 1:
		if r.total == 0 {
			r.total, r.totalUnit = a.values[0], a.unit
		}
	case a.joint == '-' && !r.mixed && len(a.values) == 2 && a.values[0] < a.values[1] && a.values[1] < combines*a.values[0]:
		if r.strength == "" {
			set(&r.dose, a.String())
		}
	case r.percent || r.perML:
		set(&r.dose, a.String())
	default:
		if a.joint == '+' && a.unit != "%" {
			a.joint = '/'
		}
		set(&r.strength, a.String())
	}
}

// ofTotal finds the strength of one where the text says what all hold: "2
// capsules (600 mg)".
func (r *sig) ofTotal() {
	n := firstNumber(r.count)
	if n <= 0 || strings.Contains(r.count, "-") {
		n = 1
	}
	r.strength = formatNumber(r.total/n) + " " + r.totalUnit
}

func firstNumber(s string) float64 {
	v := 0.0
	frac := 0.0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.' && frac == 0:
			frac = 1
		case isDigit(c) && frac > 0:
			frac /= 10
			v += float64(c-'0') * frac
		case isDigit(c):
			v = 10*v + float64(c-'0')
		default:
			return v
		}
	}
	return v
}

// counted reads a count of units: "2 tabs", "1-2 puffs", "half a tablet", "one
// to two capsules".
func (r *reading) counted(i int) int {
	count, j := r.count1(i)
	if count == "" {
		return 0
	}
	if s := r.joint(j); s == '-' || r.word(j) == "or" || r.word(j) == "to" {
		if second, after := r.count1(j + 1); second != "" {
			count, j = count+"-"+second, after
		}
	}
	k := j
	for k < len(r.items) && k < j+2 && adjectives[r.word(k)] {
		k++
	}
	if k >= len(r.items) {
		return 0
	}
	m, n := r.words.at(r.items, k)
	unit := m.value
	if r.word(k) == "gtt" {
		m, n, unit = meaning{mForm, "drop"}, 1, "drop"
	}
	if r.number(k) && !r.number(i) && k == j && r.count == "" {
		r.count = count // "two 500 mg tablets"
		return j - i
	}
	if m.kind != mForm || !countable[unit] {
		return r.uncounted(i, j, k, count, m)
	}
	if unit == "neb solution" {
		unit = "neb"
	}
	if v := firstNumber(count); v > 12 || r.count != "" {
		r.setForm(m.value) // what is dispensed, or a second step
		return k + n - i
	}
	r.count = count
	if unit == "drop" || unit == "spray" || unit == "puff" && r.thing != "spray" || r.thing == "" {
		r.thing = unit
	}
	r.setForm(m.value)
	return k + n - i
}

var adjectives = map[string]bool{"chewable": true, "small": true, "large": true, "more": true, "extra": true}

// countable are the units of a dose that is a count.
var countable = map[string]bool{
	"tablet": true, "capsule": true, "puff": true, "spray": true, "drop": true, "patch": true, "suppository": true, "vial": true,
	"packet": true, "lozenge": true, "neb solution": true, "film": true, "syringe": true, "pen": true, "enema": true, "gum": true, "injection": true,
}

// count1 reads one count at item i, in digits or words.
func (r *reading) count1(i int) (count string, next int) {
	if r.number(i) {
		return r.items[i].word, i + 1
	}
	if i >= len(r.items) || r.items[i].kind != aWord {
		return "", i
	}
	m, n := r.words.at(r.items, i)
	switch m.kind {
	case mCount:
		if r.word(i) == "i" && r.text[r.items[i].start] == 'I' && i > 0 && !r.upper(i-1) {
			return "", i
		}
		if m.value == "1" && r.word(i+n) == "and" && r.word(i+n+1) == "half" {
			return "1.5", i + n + 2
		}
		return m.value, i + n
	case mHalf:
		return m.value, i + n
	}
	return "", i
}

// uncounted takes a count without its unit before a route or a frequency: "1
// po bid", "2 tid". Ones after a mass are of the form known.
func (r *reading) uncounted(i, j, k int, count string, m meaning) int {
	if k != j || r.count != "" || firstNumber(count) > 6 || (r.strength == "" && r.form == "") || r.insulin {
		return 0
	}
	switch {
	case m.kind == mRoute || m.kind == mFrequency || m.kind == mPartOfDay:
	case r.word(k) == "q" || r.word(k) == "every":
	default:
		return 0
	}
	r.count = count
	return j - i
}

// whole reads "7-day course", "14 days of", "12 h on / 12 h off".
func (r *reading) whole(i int) int {
	j := i + 1
	if r.sign(j) == '-' {
		j++
	}
	unit, after := r.time(j)
	switch {
	case unit == "" || unit == "min":
		return 0
	case r.word(after) == "on" && r.joint(after+1) == '/' && unit == "h":
		r.weak("1/d")
		return min(after+5, len(r.items)) - i
	case r.word(after) == "course" || r.word(after) == "of" || r.word(after) == "trial":
		set(&r.duration, r.items[i].word+" "+unit)
	}
	return after - i
}

// bare takes a number without a unit right behind the name: "5/325", "0.4 SL",
// "20 daily".
func (r *reading) bare(i int) int {
	if r.strength != "" || r.dose != "" || r.count != "" || r.used < i {
		return 0
	}
	joined := r.items[i].word
	j := i + 1
	for r.joint(j) != 0 && r.sign(j) != 0 && r.number(j+1) {
		joined += string(r.sign(j)) + r.items[j+1].word
		j += 2
	}
	if j < len(r.items) && !r.ends(j) {
		return 0
	}
	switch {
	case r.insulin && j == i+1:
		r.dose = joined + " units"
	case r.insulin: // a mixture: 70/30
	case j == i+1 || r.mixed || strings.Contains(joined, "/"):
		r.strength, r.bareMass = joined+" mg", true
	default:
		return 0
	}
	return j - i
}

// ends tells whether a number may stand without a unit before item j.
func (r *reading) ends(j int) bool {
	if s := r.sign(j); s != 0 {
		return s == ',' || s == ';' || s == '.' || s == '('
	}
	if r.word(j) == "q" || r.word(j) == "every" || r.word(j) == "x" {
		return true
	}
	if r.number(j) {
		return true
	}
	m, _ := r.words.at(r.items, j)
	switch m.kind {
	case mRoute, mFrequency, mPartOfDay, mPRN, mForm:
		return true
	}
	return false
}
