package medicine

import "strings"

// time returns the unit of time at item j and the item behind it.
func (r *reading) time(j int) (unit string, after int) {
	if j >= len(r.items) {
		return "", j
	}
	if m, n := r.words.at(r.items, j); m.kind == mTime {
		return m.value, j + n
	}
	return "", j
}

// span reads a number or a range, in digits or words.
func (r *reading) span(j int) (s string, after int) {
	one, k := r.count1(j)
	if one == "" {
		return "", j
	}
	if r.joint(k) == '-' || r.word(k) == "to" || r.word(k) == "or" {
		if two, after := r.count1(k + 1); two != "" {
			return one + "-" + two, after
		}
	}
	return one, k
}

// every reads "q6h", "every 4 to 6 hours", "q 2 weeks", "each month".
func (r *reading) every(i int) int {
	switch r.word(i) {
	case "q", "every", "each":
	default:
		return 0
	}
	if _, n := r.words.at(r.items, i); n > 0 {
		return 0 // a phrase of its own
	}
	s, j := r.span(i + 1)
	if s == "" {
		return 0
	}
	if r.sign(j) == '-' {
		j++
	}
	unit, after := r.time(j)
	if w := r.word(j); unit == "" && (w == "am" || w == "pm") {
		return r.setPart(i, j+1-i, "1/d")
	}
	if unit == "" {
		if r.word(i) != "q" {
			return 0
		}
		unit, after = "h", j
	}
	if f := period(s, unit); f != "" {
		r.frequent(f)
	}
	return after - i
}

// period writes "every s units".
func period(s, unit string) string {
	switch {
	case unit == "h" || unit == "min":
		return "q" + s + unit
	case s == "1":
		return "1/" + unit
	}
	return "1/" + s + unit
}

// times reads "3 times daily", "5x/day", "2 x per week", "four times a day",
// "4-hourly", "once".
func (r *reading) times(i int) int {
	s, j := r.span(i)
	if s == "" {
		return 0
	}
	if r.sign(j) == '-' {
		j++
	}
	if r.word(j) == "hourly" {
		r.frequent("q" + s + "h")
		return j + 1 - i
	}
	switch r.word(j) {
	case "x", "times", "time":
		j++
	default:
		if r.sign(j) != '/' || r.number(i) && r.items[i].value > 6 {
			return 0
		}
		j++
		unit, after := r.time(j)
		if unit != "d" && unit != "wk" || r.word(i) == "i" {
			return 0
		}
		r.frequent(s + "/" + unit)
		return after - i
	}
	for r.sign(j) == '/' || r.word(j) == "a" || r.word(j) == "per" || r.word(j) == "each" || r.word(j) == "every" || r.word(j) == "in" {
		j++
	}
	unit, after := r.time(j)
	switch r.word(j) {
	case "daily":
		unit, after = "d", j+1
	case "weekly":
		unit, after = "wk", j+1
	case "monthly":
		unit, after = "mo", j+1
	}
	if unit == "" || unit == "h" || unit == "min" {
		return 0
	}
	r.frequent(s + "/" + unit)
	return after - i
}

// frequent takes a frequency; the first one stands, but one that only says
// with which meals gives way.
func (r *reading) frequent(f string) {
	if r.frequency == "" || r.frequency == "with meals" || r.frequency == "continuous" && f != "with meals" || r.frequency == "once" {
		r.frequency, r.partOfDay, r.perDay = f, "", true
	}
}

// weak takes a frequency unless there is one.
func (r *reading) weak(f string) {
	if r.frequency == "" {
		r.frequency, r.perDay = f, true
	}
}

// setFrequency takes a frequency that is a phrase. "OD" is the right eye
// beside drops.
func (r *reading) setFrequency(i, n int, f string) int {
	w := r.word(i)
	switch {
	case n == 1 && w == "od" && (r.thing == "drop" || r.site == "eye" || r.form == "eye drops"):
		set(&r.route, "ophthalmic")
		return n
	case n == 1 && w == "now", n == 1 && w == "ac", f == "continuous":
		r.weak(f)
		return n
	case f == "once" && r.frequency != "":
		return n
	}
	r.frequent(f)
	return n
}

// setPart takes a time of day. Two different ones are twice a day; beside
// "daily" it only says when.
func (r *reading) setPart(i, n int, f string) int {
	w := r.word(i)
	if n == 1 && (w == "on" || w == "om") && !r.letters(i) {
		return 0
	}
	switch {
	case r.frequency == "" || r.frequency == "with meals" || r.frequency == "once":
		r.frequency, r.partOfDay, r.perDay = f, partOf(w, r.items, i, n), false
	case r.partOfDay != "" && !r.perDay && r.frequency == "1/d" && partOf(w, r.items, i, n) != r.partOfDay:
		r.frequency = "2/d"
	}
	return n
}

// partOf is "am", "pm" or "hs".
func partOf(w string, items []item, i, n int) string {
	for _, it := range items[i : i+n] {
		switch it.word {
		case "qam", "am", "morning", "mane", "om", "breakfast":
			return "am"
		case "qpm", "pm", "evening", "noon":
			return "pm"
		}
	}
	return "hs"
}

// letters tells whether the two letters at item i are written as a short form:
// in capitals, at the end or before a sign.
func (r *reading) letters(i int) bool {
	if !r.upper(i) {
		return false
	}
	return i+1 >= len(r.items) || r.items[i+1].kind == aSign || r.items[i+1].kind == aNumber || r.word(i+1) == "prn" || r.word(i+1) == "for"
}

// weekdays reads "Mon/Wed/Fri", "on Sundays": so many a week, unless more is
// said.
func (r *reading) weekdays(i int) int {
	seen := map[string]bool{}
	j := i
	for j < len(r.items) {
		if m, n := r.words.at(r.items, j); m.kind == mWeekday {
			seen[m.value] = true
			j += n
			continue
		}
		if s := r.sign(j); s != '/' && s != ',' && s != '&' && r.word(j) != "and" || j+1 >= len(r.items) {
			break
		}
		if m, _ := r.words.at(r.items, j+1); m.kind != mWeekday {
			break
		}
		j++
	}
	r.weak(string(rune('0'+len(seen))) + "/wk")
	return j - i
}

// lasting reads "x 7 days", "for 10 d", "x1".
func (r *reading) lasting(i int) int {
	w := r.word(i)
	if w != "x" && w != "for" && w != "times" {
		return r.course(i)
	}
	j := i + 1
	if r.sign(j) == '-' {
		j++
	}
	if r.number(j) {
		if n := r.british(j); n > 0 {
			return j + n - i
		}
	}
	s, j := r.span(j)
	if s == "" {
		return 0
	}
	if r.sign(j) == '-' {
		j++
	}
	if r.word(j) == "more" || r.word(j) == "full" {
		j++
	}
	unit, after := r.time(j)
	if unit == "" || unit == "min" || unit == "yr" {
		if w == "x" && s == "1" && r.word(i-1) != "repeat" {
			r.weak("once")
			return j - i
		}
		return 0
	}
	if strings.HasPrefix(r.word(i-2), "no") || r.word(i-1) == "ago" || r.word(after) == "prior" || r.word(after) == "before" || r.word(after) == "old" {
		return after - i
	}
	set(&r.duration, s+" "+unit)
	return after - i
}

// course reads "days 2-5", the end of a course.
func (r *reading) course(i int) int {
	if w := r.word(i); w != "days" && w != "day" {
		return 0
	}
	s, j := r.span(i + 1)
	if k := strings.IndexByte(s, '-'); k > 0 {
		set(&r.duration, s[k+1:]+" d")
	}
	return j - i
}
