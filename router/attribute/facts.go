package attribute

import (
	"strconv"

	"medcode/internal/text"
	"medcode/schemas"
)

// Facts are what a note's text says of the patient, where its header does not.
type Facts struct {
	Age      *int   // completed years
	Sex      string // female, male or empty
	Pregnant bool
	Weeks    int // completed weeks of gestation, 0 where not stated
}

// head is how many tokens of a note are searched for the patient's age and
// sex: further down other people come up.
const head = 150

// FactsOf reads the facts of a note.
func FactsOf(toks []text.Token) Facts {
	var f Facts
	top := toks[:min(len(toks), head)]
	for i := range top {
		f.age(top, i)
		f.sex(top, i)
	}
	if f.Sex != "male" && (f.Age == nil || *f.Age >= 9) { // a newborn's gestational age is its own
		for i := range toks {
			f.pregnancy(toks, i)
		}
	}
	return f
}

// age reads "57-year-old", "57 yo", "aged 57", "3-month-old", "newborn boy".
func (f *Facts) age(toks []text.Token, i int) {
	if f.Age != nil {
		return
	}
	n, ok := number(toks, i, 120)
	switch {
	case is(toks, i, "aged", "age") && !ok:
		if n, ok = number(toks, i+1, 120); ok {
			f.Age = &n
		}
	case ok && (is(toks, i+1, "yo", "y") || is(toks, i+1, "year", "yr", "y") && is(toks, i+2, "old", "o", "of")):
		f.Age = &n
	case ok && is(toks, i+1, "month", "mo", "week", "day") && is(toks, i+2, "old"):
		if !is(toks, i+1, "month", "mo") {
			n = 0
		}
		n /= 12
		f.Age = &n
	case is(toks, i, "newborn", "neonate") && is(toks, i+1, "boy", "girl", "male", "female", "infant", "baby"):
		f.Age = new(int)
	}
}

// sex reads "old woman", "a pleasant gentleman", "sex: F".
func (f *Facts) sex(toks []text.Token, i int) {
	if f.Sex != "" {
		return
	}
	word := sexOf[toks[i].Norm]
	switch {
	case word == "":
	case is(toks, i-1, "sex", "gender"), len(toks[i].Norm) == 1 && is(toks, i-1, "yo", "old", "o"):
		f.Sex = word
	case len(toks[i].Norm) > 1 && after(toks, i, "old", "yo", "aged", "a", "an", "this", "newborn", "infant", "neonate"):
		f.Sex = word
	}
}

var sexOf = map[string]string{
	"male": "male", "man": "male", "gentleman": "male", "boy": "male", "m": "male",
	"female": "female", "woman": "female", "lady": "female", "girl": "female", "f": "female",
}

// after tells whether one of the words stands up to four tokens before i,
// with nothing but a comma in between.
func after(toks []text.Token, i int, words ...string) bool {
	for k := i - 1; k >= max(0, i-4) && toks[k+1].Before != text.Stop; k-- {
		if is(toks, k, words...) {
			return true
		}
	}
	return false
}

// pregnancy reads "pregnant", "32 weeks of gestation", "gestational age of 32
// weeks", "G2P1 at 32 weeks".
func (f *Facts) pregnancy(toks []text.Token, i int) {
	switch toks[i].Norm {
	case "pregnant":
		if !is(toks, i-1, "not", "never", "become", "became", "get", "non") {
			f.Pregnant = true
			f.weeks(toks, i-6, i)
		}
	case "gestation", "pregnancy", "ga", "ega", "iup":
		f.weeks(toks, i-6, i+5)
	case "gestational":
		if is(toks, i+1, "age") {
			f.weeks(toks, i+2, i+7)
		}
	}
}

// weeks reads a number of weeks among the tokens [from, to).
func (f *Facts) weeks(toks []text.Token, from, to int) {
	for i := max(from, 0); i < min(to, len(toks)) && f.Weeks == 0; i++ {
		n, ok := number(toks, i, 43)
		if ok && n >= 3 && (is(toks, i+1, "week", "wk", "w") || is(toks, i+2, "week", "wk")) {
			f.Weeks, f.Pregnant = n, true
		}
	}
}

func is(toks []text.Token, i int, words ...string) bool {
	if i < 0 || i >= len(toks) {
		return false
	}
	for _, w := range words {
		if toks[i].Norm == w {
			return true
		}
	}
	return false
}

func number(toks []text.Token, i, most int) (n int, ok bool) {
	if i < 0 || i >= len(toks) || toks[i].Norm == "" || toks[i].Norm[0] < '0' || toks[i].Norm[0] > '9' {
		return 0, false
	}
	n, err := strconv.Atoi(toks[i].Norm)
	return n, err == nil && n <= most
}

// Complete adds to the attributes of a problem how far a pregnancy is, where
// the text does not say it there.
func (f *Facts) Complete(attributes map[string]string, category schemas.Category) map[string]string {
	if f.Weeks == 0 || category != schemas.Problem {
		return attributes
	}
	if attributes == nil {
		attributes = map[string]string{}
	}
	attributes[schemas.AttrWeeks] = strconv.Itoa(f.Weeks)
	if attributes[schemas.AttrTrimester] == "" {
		attributes[schemas.AttrTrimester] = Trimester(f.Weeks)
	}
	return attributes
}

// Trimester of so many completed weeks of gestation, as the Tabular List
// counts them (chapter 15): the first up to 13 weeks and 6 days, the third
// from 28 weeks; empty for none.
func Trimester(weeks int) string {
	switch {
	case weeks <= 0:
		return ""
	case weeks < 14:
		return "first"
	case weeks < 28:
		return "second"
	}
	return "third"
}
