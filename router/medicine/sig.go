package medicine

import "strings"

// sig is what is said of one medicine.
type sig struct {
	strength, form, route, dose, frequency, duration string
	prn                                              bool

	release   string // ER, DR, ODT, SL, chewable, IR
	site      string // eye, ear, nose, vagina
	count     string // of the dose, as far as it is a count: "1-2"
	thing     string // what is counted
	partOfDay string // the words of the frequency, where it says when
	total     float64
	totalUnit string
	perML     bool
	perDay    bool // the frequency is daily without saying when
	mixed     bool // the name is one of several ingredients
	insulin   bool
	percent   bool
	bareMass  bool // the strength was written without its unit
}

// reading walks over the items of what is said of one medicine.
type reading struct {
	*sig
	words *lexicon
	text  string
	items []item
	used  int // the item behind the last one that meant something
}

// farthest is how many items that say nothing may stand between two that do.
const farthest = 10

// read takes the items [from, to) in.
func (r *reading) read(from, to int) {
	all := r.items
	r.items = all[:to]
	r.used = from
	for i := from; i < to; {
		n := r.one(i)
		if n > 0 {
			r.used = i + n
		} else if i-r.used > farthest {
			break // the sentence goes on to something else
		}
		i += max(n, 1)
	}
	r.items = all
}

// one reads what begins at item i and returns how many items it took.
func (r *reading) one(i int) int {
	it := &r.items[i]
	switch it.kind {
	case aNumber:
		return r.figure(i)
	case aWord:
		for _, f := range []func(int) int{r.skipped, r.times, r.every, r.lasting, r.counted, r.plain} {
			if n := f(i); n > 0 {
				return n
			}
		}
	case aSign:
		if it.sign == '#' {
			return r.dispensed(i)
		}
	}
	return 0
}

// word is the word at item i, empty where there is none.
func (r *reading) word(i int) string {
	if i < 0 || i >= len(r.items) || r.items[i].kind != aWord {
		return ""
	}
	return r.items[i].word
}

func (r *reading) sign(i int) byte {
	if i < 0 || i >= len(r.items) || r.items[i].kind != aSign {
		return 0
	}
	return r.items[i].sign
}

func (r *reading) number(i int) bool {
	return i >= 0 && i < len(r.items) && r.items[i].kind == aNumber
}

// upper tells whether an item is written in capitals.
func (r *reading) upper(i int) bool {
	s := r.text[r.items[i].start:r.items[i].end]
	return strings.ToUpper(s) == s
}

// dispensed skips "#30".
func (r *reading) dispensed(i int) int {
	if r.number(i + 1) {
		return 2
	}
	return 1
}

// skipped passes over amounts that are no dose: what is dispensed, and the
// most that may be taken.
func (r *reading) skipped(i int) int {
	switch r.word(i) {
	case "max", "maximum", "disp", "dispense", "qty", "quantity", "refill", "refills", "until", "goal", "not":
	default:
		return 0
	}
	n := 1
	for n < 8 && i+n < len(r.items) {
		if s := r.sign(i + n); s == ',' || s == ';' || s == '.' {
			break
		}
		if w := r.word(i + n); w == "prn" {
			break
		}
		n++
	}
	return n
}

// plain takes a word or phrase of the vocabulary.
func (r *reading) plain(i int) int {
	m, n := r.words.at(r.items, i)
	switch m.kind {
	case mForm:
		r.setForm(m.value)
	case mRelease:
		set(&r.release, m.value)
	case mSite:
		set(&r.site, m.value)
	case mRoute:
		return r.setRoute(i, n, m.value)
	case mFrequency:
		return r.setFrequency(i, n, m.value)
	case mPartOfDay:
		return r.setPart(i, n, m.value)
	case mPRN:
		r.prn = true
	case mDrip:
		r.weak("continuous")
	case mSliding:
		set(&r.dose, m.value)
	case mWeekday:
		return r.weekdays(i)
	default:
		return 0
	}
	return n
}

func set(at *string, value string) {
	if *at == "" {
		*at = value
	}
}

// setForm takes a dose form, or what a dose is counted in.
func (r *reading) setForm(form string) {
	switch form {
	case "puff":
	case "spray":
		if r.site == "nose" || r.route == "nasal" {
			set(&r.form, "nasal spray")
		}
		set(&r.thing, "spray")
	case "drop":
		set(&r.thing, "drop")
	case "packet":
	default:
		if better(form, r.form) {
			r.form = form
		}
	}
}

// better tells whether a form says more than the one known.
func better(form, known string) bool {
	return known == "" || known == "inhaler" && (form == "MDI" || form == "DPI") || (known == "vial" || known == "solution") && form == "neb solution"
}

// setRoute takes a route; short forms that are words too count in capitals, or
// beside drops.
func (r *reading) setRoute(i, n int, route string) int {
	w := r.word(i)
	if n == 1 {
		switch w {
		case "ad", "au", "os", "ou":
			if !r.upper(i) && r.thing != "drop" && r.site == "" {
				return 0
			}
		case "top", "pr", "im", "td":
			if w == "im" && i+1 < len(r.items) && r.items[i+1].glued {
				return 0
			}
		}
	}
	if r.route != "" && r.route != route && (r.sign(i-1) == '/' || r.word(i-1) == "or") {
		r.route = "?" // by either
		return n
	}
	set(&r.route, route)
	return n
}

// finish completes what follows from several things said.
func (r *sig) finish() {
	if r.route == "?" {
		r.route = ""
	}
	r.sites()
	if r.bareMass && (r.route == "inhaled" || r.thing == "puff") {
		r.strength = strings.TrimSuffix(r.strength, "mg") + "mcg"
	}
	r.forms()
	r.dosed()
	if r.strength == "" && r.total > 0 {
		r.ofTotal()
	}
	if r.form == "nasal spray" && strings.HasSuffix(r.strength, " mcg") {
		r.strength += "/spray"
	}
	if r.form == "" && r.perML && (r.route == "intramuscular" || r.route == "subcutaneous" || r.route == "intravenous") {
		r.form = "injection"
	}
}

// sites turns drops and sprays into those of the place where they are given.
func (r *sig) sites() {
	switch {
	case r.site == "eye" && (r.form == "" || r.form == "solution" || r.form == "suspension") && r.thing == "drop", r.route == "ophthalmic" && r.thing == "drop" && r.form == "":
		r.form = "eye drops"
	case r.site == "eye" && r.form == "ointment", r.route == "ophthalmic" && r.form == "ointment":
		r.form = "eye ointment"
	case r.site == "ear" && r.thing == "drop" && r.form == "", r.route == "otic" && r.thing == "drop" && r.form == "":
		r.form = "ear drops"
	case r.site == "vagina" && r.form == "cream", r.route == "vaginal" && r.form == "cream":
		r.form = "vaginal cream"
	}
	switch r.form {
	case "eye drops", "eye ointment":
		set(&r.route, "ophthalmic")
	case "ear drops":
		set(&r.route, "otic")
	case "nasal spray":
		set(&r.route, "nasal")
	case "vaginal cream":
		set(&r.route, "vaginal")
	case "MDI", "DPI", "inhaler", "neb solution":
		set(&r.route, "inhaled")
	}
	if r.form == "" && r.thing == "spray" && (r.site == "nose" || r.route == "nasal") {
		r.form = "nasal spray"
	}
	if r.route == "" && r.thing == "puff" {
		r.route = "inhaled"
	}
	if r.route == "" && r.site == "nose" {
		r.route = "nasal"
	}
	if r.route == "" && r.site == "vagina" {
		r.route = "vaginal"
	}
}

// forms joins a dose form with how it releases.
func (r *sig) forms() {
	solid := r.form == "tablet" || r.form == "capsule"
	switch r.release {
	case "ER", "ER 24 h", "ER 12 h", "DR":
		if solid {
			r.form += " " + r.release
		} else if r.form == "" && r.release != "DR" {
			r.form = r.release
		}
	case "ODT", "chewable":
		if r.form == "" || r.form == "tablet" {
			r.form = "tablet " + r.release
		}
	case "IR":
		set(&r.form, "tablet")
	}
	switch {
	case r.form == "tablet" && r.route == "sublingual":
		r.form = "tablet SL"
	case r.form == "film" && r.route == "sublingual":
		r.form = "film SL"
	case (r.thing == "spray" || r.thing == "puff") && r.route == "sublingual" && r.form == "":
		r.form = "spray SL"
	}
}

// dosed writes the dose of what is counted.
func (r *sig) dosed() {
	if r.dose != "" || r.count == "" {
		return
	}
	unit := r.thing
	if unit == "" {
		unit, _, _ = strings.Cut(r.form, " ")
		if unit != "tablet" && unit != "capsule" && unit != "patch" && unit != "suppository" {
			return
		}
	}
	r.dose = counting(r.count, unit)
}

// counting writes a count of things: "2 tablets", "0.5 tablet", "1-2 puffs".
func counting(count, unit string) string {
	last := count[strings.LastIndexByte(count, '-')+1:]
	switch {
	case last == "1" || strings.HasPrefix(last, "0."):
	case strings.HasSuffix(unit, "patch"):
		unit += "es"
	case strings.HasSuffix(unit, "suppository"):
		unit = "suppositories"
	default:
		unit += "s"
	}
	return count + " " + unit
}
