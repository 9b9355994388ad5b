package lab

import (
	"strings"

	"medcode/internal/lab"
)

// unitEnd is where a unit at i ends, after a blank or none; i without one.
func unitEnd(s string, i int) int {
	if i >= len(s) {
		return i
	}
	_, n := lab.Unit(s[i:])
	return i + n
}

// when reads a date, a time, or what stands for one: 3/14, 2024-03-14 0600,
// 6 AM, Day 2, admission, (0600). What may be a value too keeps it as one.
func (p *parser) when(i, hi int) (cell, int) {
	s := p.doc.Text
	if s[i] == '(' || s[i] == '[' {
		said, end := stampAt(s, i, hi)
		return cell{content: dated, lo: i, hi: end, said: said}, end
	}
	if s[i] == '@' {
		k := skipIn(s, i+1, hi, " ")
		said, end := dateAt(s, k, hi)
		if n := digitsEnd(s, k, hi); end == k && n-k == 4 && clock(s[k:n]) {
			said, end = s[k:n], n
		}
		if end > k {
			return cell{content: dated, lo: i, hi: end, said: said}, end
		}
		return cell{}, i
	}
	said, end := dateAt(s, i, hi)
	if end == i {
		if end = hoursEnd(s, i, hi); end == i {
			return cell{}, i
		}
		said = s[i:end]
	}
	c := cell{content: dated, lo: i, hi: end, said: said}
	if posture[strings.ToLower(said)] {
		c.said = strings.ToLower(said)
	}
	if v, n := p.value(i, hi); n == end && strings.Count(said, "/") < 2 {
		c.result = v.result
	}
	return c, end
}

// stampAt reads a time in brackets, which begin at i; end is i for none.
func stampAt(s string, i, hi int) (said string, end int) {
	said, end = dateAt(s, i+1, hi)
	if w := firstWord(s[i+1 : hi]); end == i+1 && dayWords[w] {
		said, end = s[i+1:i+1+len(w)], i+1+len(w)
	}
	if n := digitsEnd(s, i+1, hi); end == i+1 && n-i == 5 && clock(s[i+1:n]) {
		said, end = s[i+1:n], n
	}
	if end > i+1 && end < hi && (s[end] == ')' || s[end] == ']') {
		return said, end + 1
	}
	return "", i
}

// dateAt reads a date, a time, or both, that begins at i: as written, the day
// before the hour.
func dateAt(s string, i, hi int) (said string, end int) {
	if i >= hi {
		return "", i
	}
	end = dayEnd(s, i, hi)
	if end == i {
		if end = clockEnd(s, i, hi, false); end == i {
			return "", i
		}
		if k := skipIn(s, end, hi, " "); k > end && k < hi {
			if n := numericDay(s, k, hi); n > k {
				return s[k:n] + " " + s[i:end], n
			}
		}
		return s[i:end], end
	}
	k := skipIn(s, end, min(hi, end+4), " @,T-")
	if strings.HasPrefix(s[k:hi], "at ") {
		k += 3
	}
	if k > end && k < hi {
		if n := clockEnd(s, k, hi, true); n > k {
			return s[i:end] + " " + s[k:n], n
		}
	}
	return s[i:end], end
}

// dateEnd is the end of a date that begins at i, i where there is none.
func dateEnd(s string, i, hi int) int {
	_, end := dateAt(s, i, hi)
	return end
}

// dayEnd is the end of a day: 3/14/24, 2024-03-14, 14-Mar, Mar 14 2024, HD 2,
// POD#1, Day 3, today, admission.
func dayEnd(s string, i, hi int) int {
	if n := numbered(s, i, hi); n > i {
		return n
	}
	if digit(s[i]) {
		if n := max(afterMeal(s, i, hi), spanEnd(s, i, hi)); n > i {
			return n
		}
		return numericDay(s, i, hi)
	}
	w := firstWord(s[i:hi])
	end := i + len(w)
	if w == "" || end < hi && letterNext(s, end, hi) && !digit(s[end]) {
		return i
	}
	switch {
	case months[w]:
		k := skipIn(s, end, hi, " .-")
		n := digitsEnd(s, k, hi)
		if n == k || n-k > 2 {
			if len(w) == 3 && w != "may" && s[i] >= 'A' && s[i] <= 'Z' && !letterNext(s, end, hi) {
				return end // Jan Feb Mar
			}
			return i
		}
		return yearEnd(s, n, hi)
	case w == "hd" || w == "pod" || w == "day" || w == "dol" || w == "visit" || w == "wk" || w == "week" || w == "month" || w == "yr" || w == "year" || w == "tube":
		k := skipIn(s, end, hi, " #")
		if n := digitsEnd(s, k, hi); n > k && n-k < 3 {
			return n
		}
		if w == "day" && (end == hi || strings.HasPrefix(s[end:hi], "  ")) {
			return end
		}
	case phases[w] && (end == hi || s[end] == ' ' || s[end] == '\r'):
		return end
	case w == "d" && strings.HasPrefix(strings.ToLower(s[end:hi]), "/c"):
		return end + 2
	case w == "ac" || w == "pc" || w == "bedtime" || w == "hs" || w == "qhs":
		k := skipIn(s, end, hi, " -")
		if next := firstWord(s[k:hi]); meals[next] && k > end {
			return k + len(next)
		}
		return end
	case dayWords[w]:
		if w == "on" || w == "pre" || w == "post" || w == "before" || w == "after" {
			k := skipIn(s, end, hi, " -")
			next := firstWord(s[k:hi])
			if dayWords[next] || meals[next] || events[next] {
				return k + len(next)
			}
			return i
		}
		return end
	}
	return i
}

// afterMeal is the end of a time behind a meal: 2h pp, 1 hr post.
func afterMeal(s string, i, hi int) int {
	a := skipIn(s, digitsEnd(s, i, hi), hi, " -")
	unit := firstWord(s[a:hi])
	if unit != "h" && unit != "hr" && unit != "hour" && unit != "hours" && unit != "hrs" {
		return i
	}
	b := skipIn(s, a+len(unit), hi, " -")
	switch w := firstWord(s[b:hi]); w {
	case "pp", "post", "postprandial", "later":
		return b + len(w)
	}
	return i
}

// numbered is the end of a time that is a number in a row: D1, T0, C2D8, #3, 2nd.
func numbered(s string, i, hi int) int {
	switch c := s[i]; {
	case c == '#' && i+1 < hi && digit(s[i+1]):
		n := digitsEnd(s, i+1, hi)
		if n-i < 4 && (n == hi || s[n] == ' ') {
			return n
		}
	case (c == 'D' || c == 'T' || c == 'C') && i+1 < hi && digit(s[i+1]):
		n := digitsEnd(s, i+1, hi)
		if c == 'C' && (n >= hi || s[n] != 'D') {
			return i
		}
		if c == 'C' {
			n = digitsEnd(s, n+1, hi)
		}
		if n-i < 6 && (n == hi || s[n] == ' ' || s[n] == ':') && (c != 'T' || n == i+2 && s[i+1] < '3') {
			return n
		}
	case digit(c):
		n := digitsEnd(s, i, hi)
		switch firstWord(s[n:hi]) {
		case "st", "nd", "rd", "th":
			if n-i < 3 {
				return n + 2
			}
		}
	}
	return i
}

// spanEnd is the end of a time since something: 6 mo, 2 weeks.
func spanEnd(s string, i, hi int) int {
	a := digitsEnd(s, i, hi)
	k := skipIn(s, a, min(hi, a+1), " ")
	switch w := firstWord(s[k:hi]); w {
	case "mo", "mos", "month", "months", "wk", "wks", "week", "weeks", "yr", "yrs", "year", "years", "min", "day", "days":
		if n := k + len(w); a-i < 3 && (n == hi || !letterNext(s, n, hi) && s[n] != '/') {
			return n
		}
	}
	return i
}

// dayWords stand for a day or a time of it.
var dayWords = set(`today yesterday admission admit discharge baseline am pm noon midnight morning evening bedtime hs breakfast bkfst brkfst bfast
 lunch dinner supper fasting supine standing sitting lying pp postprandial on pre post before after preop postop overnight arrival triage now sun mon tue tues wed thu thur thurs fri sat
 sunday monday tuesday wednesday thursday friday saturday afternoon night`)

// hoursEnd is the end of hours from a start, as the heading of a column: 0h, 3 hr.
func hoursEnd(s string, i, hi int) int {
	a := digitsEnd(s, i, hi)
	k := skipIn(s, a, min(hi, a+1), " ")
	switch w := firstWord(s[k:hi]); w {
	case "h", "hr", "hour", "hours", "hrs":
		if n := k + len(w); a > i && a-i < 3 && (n == hi || s[n] == ' ') && s[k] != 'H' {
			return n
		}
	}
	return i
}

// posture is how a patient was while a pressure was taken.
var posture = set("supine standing sitting lying")

// events are what pressures and tests are taken before and after.
var events = set("op hd tx rx cath abx iv dose infusion pci surgery intubation")

// phases stand for a time in the heading of a column.
var phases = set("adm initial repeat pre post preop postop prehd posthd old new first second third eve noc eves nights days prev peak final")

// numericDay is the end of a day in figures at i, i where there is none.
func numericDay(s string, i, hi int) int {
	a := digitsEnd(s, i, hi)
	if a >= hi || a+1 >= hi {
		return i
	}
	sep := s[a]
	if sep == '-' || sep == ' ' {
		if w := firstWord(s[a+1 : hi]); months[w] && a-i <= 2 && w != "may" {
			return yearEnd(s, a+1+len(w), hi)
		}
	}
	if sep != '/' && sep != '-' && sep != '.' || !digit(s[a+1]) {
		return i
	}
	b := digitsEnd(s, a+1, hi)
	full := b+1 < hi && s[b] == sep && digit(s[b+1])
	if !full && sep == '/' && b-a == 5 && s[a+1] == '2' && monthDay(s[i:a], "1") {
		return b
	}
	if !full {
		if sep != '/' || b < hi && (s[b] == '/' || s[b] == '.' || s[b] == '-') || !monthDay(s[i:a], s[a+1:b]) {
			return i
		}
		return b
	}
	c := digitsEnd(s, b+1, hi)
	if c < hi && (s[c] == sep || s[c] == '.' && c+1 < hi && digit(s[c+1])) {
		return i
	}
	x, y, z := a-i, b-a-1, c-b-1
	if x == 4 && y <= 2 && z <= 2 || x <= 2 && y <= 2 && (z == 4 || z == 2) && (monthDay(s[i:a], s[a+1:b]) || monthDay(s[a+1:b], s[i:a])) {
		return c
	}
	return i
}

func monthDay(m, d string) bool {
	return len(m) <= 2 && len(d) <= 2 && date([]string{m, d})
}

// yearEnd passes over a year behind a day: ", 2024", "-24".
func yearEnd(s string, i, hi int) int {
	k := skipIn(s, i, hi, " ,-")
	if n := digitsEnd(s, k, hi); n-k == 4 && s[k] == '2' || n-k == 2 && k == i+1 && s[i] == '-' {
		return n
	}
	return i
}

func digitsEnd(s string, i, hi int) int {
	for i < hi && digit(s[i]) {
		i++
	}
	return i
}

func skipIn(s string, i, hi int, set string) int {
	for i < hi && strings.IndexByte(set, s[i]) >= 0 {
		i++
	}
	return i
}

// clockEnd is the end of a time of day at i: 06:00, 0600, 6 AM, 0600h. Four
// figures without a nought before them are one behind a date only.
func clockEnd(s string, i, hi int, behindDay bool) int {
	a := digitsEnd(s, i, hi)
	switch {
	case a == i || a-i > 4:
		return i
	case a < hi && s[a] == ':' && a-i <= 2:
		b := digitsEnd(s, a+1, hi)
		if b-a != 3 || s[a+1] > '5' {
			return i
		}
		if titre := s[i:a] == "1" && halfEnd(s, b, hi) == b; titre {
			return i
		}
		if b+2 < hi && s[b] == ':' && digitsEnd(s, b+1, hi) == b+3 {
			b += 3
		}
		return halfEnd(s, b, hi)
	case a-i <= 2:
		if n := halfEnd(s, a, hi); n > a {
			return n
		}
		if a < hi && (s[a] == 'a' || s[a] == 'p') && !letterNext(s, a+1, hi) {
			return a + 1 // 7a, 11p
		}
	case a-i == 4 && clock(s[i:a]) && a+4 < hi && s[a] == '-' && digitsEnd(s, a+1, hi) == a+5 && clock(s[a+1:a+5]):
		return a + 5 // a shift: 0700-1500
	case a-i == 4 && clock(s[i:a]) && (behindDay || s[i] == '0' || a < hi && s[a] == 'h' && !letterNext(s, a+1, hi) || strings.HasPrefix(s[a:hi], " hrs") || strings.HasPrefix(s[a:hi], " hours")):
		if a < hi && (s[a] == '.' && a+1 < hi && digit(s[a+1]) || s[a] == '/' || s[a] == '-' && digitsEnd(s, a+1, hi) > a+4) {
			return i
		}
		if strings.HasPrefix(s[a:hi], " hrs") {
			return a + len(" hrs")
		}
		if a < hi && s[a] == 'h' {
			return a + 1
		}
		return a
	}
	return i
}

// halfEnd passes over AM and PM.
func halfEnd(s string, i, hi int) int {
	k := skipIn(s, i, hi, " ")
	if k+1 < hi && (s[k]|32 == 'a' || s[k]|32 == 'p') && s[k+1]|32 == 'm' && !letterNext(s, k+2, hi) {
		return k + 2
	}
	return i
}
