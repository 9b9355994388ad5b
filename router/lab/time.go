package lab

import (
	"strings"
)

// time reads when a result was taken, behind its value.
func (c *context) time(p *place, buf *buffer) string {
	end := c.next
	from := max(p.end, p.hi)
	if from >= end {
		return ""
	}
	rest := c.s[from:min(end, from+60)]
	if i := strings.IndexAny(rest, ";("); i >= 0 {
		if said := bracketed(rest[i:]); said != "" && !strings.ContainsAny(rest[:i], "0123456789") {
			return said
		}
		rest = rest[:i]
	}
	if i := strings.Index(rest, " from "); i >= 0 {
		rest = rest[:i] // what it was before
	}
	buf.items = scan(buf.items[:0], rest, 0, len(rest))
	items := buf.items
	for i := range items {
		if t := timeAt(rest, items, i); t != "" {
			return t
		}
	}
	return ""
}

// bracketed is the time that stands in brackets at the start of s.
func bracketed(s string) string {
	if s[0] != '(' {
		return ""
	}
	if said, end := stampAt(s, 0, len(s)); end > 0 {
		return said
	}
	inside, _, _ := strings.Cut(s[1:], ")")
	first, rest, _ := strings.Cut(strings.ToLower(inside), " ")
	if (first == "this" || first == "last" || first == "on") && (partOfDay[rest] || stays[rest]) || rest == "" && (first == "yesterday" || first == "today" || first == "overnight") {
		return inside
	}
	return ""
}

// timeAt reads a time that begins at item i.
func timeAt(s string, items []item, i int) string {
	if w := items[i].text; i+1 < len(items) && (w == "on" || w == "at" || w == "@") {
		if said, end := dateAt(s, items[i+1].start, len(s)); end > items[i+1].start && (digit(said[0]) || months[firstWord(said)] || stayWords[firstWord(said)]) {
			return said
		}
	}
	word := func(k int) string {
		if k < len(items) {
			return items[k].text
		}
		return ""
	}
	upTo := func(k int) string { return s[items[i].start:items[k].end] }
	switch w := word(i); {
	case w == "on" && stays[word(i+1)], w == "in" && months[word(i+1)]:
		return upTo(i + 1)
	case w == "at" && clock(word(i+1)):
		return word(i + 1)
	case w == "on" && i+3 < len(items) && items[i+1].kind == number && word(i+2) == "/" && items[i+3].kind == number:
		return s[items[i+1].start:items[i+3].end]
	case (w == "before" || w == "after") && meals[word(i+1)]:
		return upTo(i + 1)
	case w == "last" && i+2 < len(items) && items[i+1].kind == number && units[word(i+2)]:
		return upTo(i + 2)
	case units[word(i+1)] && word(i+2) == "ago":
		return upTo(i + 2)
	case w == "yesterday" || w == "today" || w == "overnight":
		return w
	case w == "this" && partOfDay[word(i+1)], w == "last" && (partOfDay[word(i+1)] || units[word(i+1)]), w == "at" && word(i+1) == "bedtime",
		(w == "pre" || w == "post") && word(i+1) == "-" && meals[word(i+2)]:
		return upTo(i + 1)
	}
	return ""
}

// clock tells whether s is a time of day in four digits.
func clock(s string) bool {
	return len(s) == 4 && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) && s < "2400" && s[2] < '6'
}

var (
	stays     = set("admission discharge arrival presentation")
	partOfDay = set("morning afternoon evening night am pm")
	meals     = set("breakfast bkfst brkfst bfast lunch dinner meal meals supper exercise dialysis transfusion")
	units     = set("h hr hrs hour hours day days week weeks month months year years")
	months    = set(`january february march april may june july august september october november december
 jan feb mar apr jun jul aug sep sept oct nov dec`)
)

// tolerance reads when a glucose of a tolerance test was taken: "2 h after 75 g
// glucose". The load is 75 g where none is named.
func tolerance(s string) string {
	low := strings.ToLower(s)
	if !strings.Contains(low, "gtt") && !strings.Contains(low, "tolerance") && !strings.Contains(low, "glucose load") {
		return ""
	}
	hours, load := "", "75"
	items := scan(nil, low, 0, len(low))
	for i := range items {
		if items[i].kind != number || i+1 == len(items) {
			continue
		}
		behind := items[i+1].text
		if behind == "-" && i+2 < len(items) {
			behind = items[i+2].text
		}
		switch behind {
		case "h", "hr", "hour", "hrs", "hours":
			hours = items[i].text
		case "g", "gm", "gram", "grams":
			load = items[i].text
		}
	}
	if hours == "" {
		return ""
	}
	return hours + " h after " + load + " g glucose"
}
