package lab

import (
	"strconv"
	"strings"

	"medcode/internal/lab"
)

// number reads a value that begins at item i; false where reading ends there.
// Dates, times of day, and how often or how long something was done are none.
func (r *reading) number(i int) bool {
	from, sign := i, ""
	if r.items[i].kind == compare {
		sign = r.items[i].text
		i++
	}
	if r.items[i].kind != number {
		r.i = i
		return true
	}
	if sign == "" && r.negative(i) {
		sign = "-"
	}
	first := r.items[i].text
	to := i + 1
	switch {
	case r.joined(to, "'"):
		n := to + 2
		if r.at1(n, "\"") {
			n++
		}
		r.take([]string{first + "'" + r.items[to+1].text + "\""}, from, n)
		return true
	case r.joined(to, "/"):
		return r.fraction(from, i)
	case r.joined(to, ":"):
		return r.titre(from, i)
	case r.joined(to, "-") && sign == "":
		if word := r.wordAfter(to + 2); word != "" && spans[word] {
			r.i = to + 2 // "for 2-3 days"
			return true
		}
		parts := []string{first + "-" + r.items[to+1].text}
		to += 2
		if r.joined(to, "/") && r.joined(to+2, "-") {
			parts = append(parts, r.items[to+1].text+"-"+r.items[to+3].text) // BP 110-132/60-78
			to += 4
		}
		r.take(parts, from, to)
		return true
	case r.paired && r.wordAfter(to) == "and" && to+1 < len(r.items) && r.items[to+1].kind == number:
		r.take([]string{first, r.items[to+1].text}, from, to+2)
		return true
	case r.at1(to, "+") && grade(first):
		r.take([]string{first + "+"}, from, to+1)
		return true
	case r.ordinal(to):
		r.behindClock(to + 2)
		return true
	case r.elapsed(i):
		r.i = to
		return true
	}
	if strings.HasSuffix(first, "0") && r.at1(to, "s") {
		r.take([]string{first + "s"}, from, to+1) // "in the 140s"
		return true
	}
	r.take([]string{sign + first}, from, to)
	return true
}

// behindClock passes over the minutes of a time of day.
func (r *reading) behindClock(i int) {
	for r.i = i; r.i+1 < len(r.items) && r.items[r.i].text == ":" && r.items[r.i+1].glued; {
		r.i += 2
	}
}

// ordinal tells whether the number before item i counts tests, each with its
// time: "Trop 2 @ 17:10: 0.05".
func (r *reading) ordinal(i int) bool {
	return i+1 < len(r.items) && r.items[i].text == "@" && r.items[i+1].kind == number && len(r.items[i-1].text) == 1 &&
		strings.Contains(r.s[r.items[i+1].end:min(len(r.s), r.items[i+1].end+6)], ": ")
}

// negative tells whether a minus sign stands before the number at item i, and
// no dash between a name and its value.
func (r *reading) negative(i int) bool {
	return i > 0 && r.items[i-1].text == "-" && r.items[i].glued && !r.items[i-1].glued
}

// joined tells whether a sign and a number stand at item i without blanks.
func (r *reading) joined(i int, sign string) bool {
	return i+1 < len(r.items) && r.items[i].text == sign && r.items[i].glued && r.items[i+1].kind == number && r.items[i+1].glued
}

func (r *reading) at1(i int, sign string) bool {
	return i < len(r.items) && r.items[i].text == sign && r.items[i].glued
}

func grade(n string) bool { return len(n) == 1 && n[0] >= '1' && n[0] <= '4' }

// fraction reads values parted by slashes; a date is passed over.
func (r *reading) fraction(from, i int) bool {
	parts := []string{r.items[i].text}
	to := i + 1
	for r.joined(to, "/") {
		parts = append(parts, r.items[to+1].text)
		to += 2
	}
	if date(parts) && (r.dated(from) || to < len(r.items) && r.items[to].text == ":" && from == 0) {
		r.i = to
		return true
	}
	r.take(parts, from, to)
	return true
}

// dated tells whether a word before item i says that a date follows.
func (r *reading) dated(i int) bool {
	return i > 0 && r.items[i-1].kind == word && (r.items[i-1].text == "on" || r.items[i-1].text == "from" || r.items[i-1].text == "since")
}

// date tells whether numbers parted by slashes may be month and day.
func date(parts []string) bool {
	if len(parts) > 3 {
		return false
	}
	bounds := []int{12, 31, 2100}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 1 && i < 2 || n > bounds[i] {
			return false
		}
	}
	return true
}

// titre reads 1:320; a time of day is passed over.
func (r *reading) titre(from, i int) bool {
	low := r.items[i+2].text
	if n, err := strconv.Atoi(low); r.items[i].text == "1" && err == nil && n >= 2 && len(low) < 6 && !(len(low) == 2 && low[0] == '0') {
		r.take([]string{"1:" + low}, from, i+3)
		return true
	}
	r.i = i + 3
	return true
}

// elapsed tells whether a number counts times, days or doses.
func (r *reading) elapsed(i int) bool {
	if i > 0 {
		switch prev := &r.items[i-1]; prev.text {
		case "#", "x", "×", "day", "days", "week", "hospital", "age", "aged", "grade", "stage", "type", "tube":
			return !strings.HasPrefix(r.s[r.items[i].end:], "10")
		}
	}
	if unit, _ := lab.Unit(r.s[r.items[i].end:]); lab.KindOf(unit) != "" || unit == "s" || unit == "/min" || unit == "mm/h" {
		return false
	}
	if r.at1(i+1, "h") && len(r.items[i].text) < 3 {
		switch r.items[i].text {
		case "6", "8", "12", "24", "48", "72":
			return true // "intake and output 24H"
		}
	}
	if i+1 < len(r.items) && marks[r.s[r.items[i+1].start:r.items[i+1].end]] != "" {
		return false
	}
	return spans[r.wordAfter(i+1)]
}

// wordAfter is the word at item i, empty where there is none.
func (r *reading) wordAfter(i int) string {
	if i < len(r.items) && r.items[i].text == "-" && i+1 < len(r.items) {
		i++ // 3-day
	}
	if i < len(r.items) && r.items[i].kind == word {
		return r.items[i].text
	}
	return ""
}
