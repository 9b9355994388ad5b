package coderef

import (
	"regexp"
	"strings"
)

var (
	intent   = regexp.MustCompile(`^(?:fifth|5th) or (?:sixth|six|6th)[ -]characters? (.+)$`)
	place    = regexp.MustCompile(`^(fourth|fifth|sixth|seventh|4th|5th|6th|7th)[ -]characters? (.+)$`)
	pair     = regexp.MustCompile(`^(?:fifth|5th) to (?:sixth|6th)[ -]characters? ([0-9A-Z]{2})$`)
	final    = regexp.MustCompile(`^final characters? -?([0-9A-Z]+)$`)
	digits   = regexp.MustCompile(`^\.?[0-9A-Z]+(?:-\.?[0-9A-Z]+|-)?(?:[,. ]+\.?[0-9A-Z]+-?)*$`)
	choice   = regexp.MustCompile(`^\.?([0-9A-Z])(?:-([0-9A-Z]))?$`)
	openWord = "open fracture 7th character"
)

// openFracture are the seventh characters of open fractures at the initial
// encounter, in all definitions of the Tabular List.
const openFracture = "BC"

// qualifier reads what follows "with"; from is the length of the code before
// it. It returns nil for what it does not know.
func qualifier(s string, from int) func(key string) bool {
	s = strings.TrimSpace(s)
	switch m := []string(nil); {
	case s == openWord:
		return at(6, openFracture)
	case match(intent, s, &m):
		if m[1] == "to indicate intent" {
			return intentIn("123456")
		}
		return intentIn(set(m[1]))
	case match(pair, s, &m):
		return func(key string) bool { return len(key) >= 6 && key[4:6] == m[1] }
	case match(place, s, &m):
		if set(m[2]) == "" {
			return nil
		}
		return at(placeOf(m[1]), set(m[2]))
	case match(final, s, &m):
		return func(key string) bool { return strings.HasSuffix(key, m[1]) }
	case digits.MatchString(s):
		return following(s, from)
	}
	return nil
}

func match(re *regexp.Regexp, s string, m *[]string) bool {
	*m = re.FindStringSubmatch(s)
	return *m != nil
}

// set lists the characters of "1-4 or 6"; empty where it is no such list.
func set(s string) string {
	var out []byte
	for _, part := range comma.Split(s, -1) {
		m := choice.FindStringSubmatch(part)
		if m == nil {
			return ""
		}
		last := m[1][0]
		if m[2] != "" {
			last = m[2][0]
		}
		for c := m[1][0]; c <= last; c++ {
			out = append(out, c)
		}
	}
	return string(out)
}

func placeOf(word string) int {
	switch word {
	case "fourth", "4th":
		return 3
	case "fifth", "5th":
		return 4
	case "sixth", "6th":
		return 5
	}
	return 6
}

func at(i int, chars string) func(string) bool {
	return func(key string) bool { return len(key) > i && strings.IndexByte(chars, key[i]) >= 0 }
}

// intentIn looks at the character of T36–T65 that tells the intent: the sixth,
// or the fifth where the sixth is a placeholder or missing. (T40.411 has a 1
// in both places; only the sixth is the intent.)
func intentIn(chars string) func(string) bool {
	if chars == "" {
		return nil
	}
	return func(key string) bool {
		switch {
		case len(key) >= 6 && key[5] != 'X':
			return strings.IndexByte(chars, key[5]) >= 0
		case len(key) >= 5:
			return strings.IndexByte(chars, key[4]) >= 0
		}
		return false
	}
}

// following reads ".51-.52" or ".17, .27, .97": what follows the category, or
// where the code before says more than that, what the code ends with.
func following(s string, from int) func(string) bool {
	var want []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '.' }) {
		lo, hi, _ := strings.Cut(part, "-")
		if want = append(want, lo); hi != "" {
			want = append(want, hi)
		}
	}
	want = fillRange(want, s)
	return func(key string) bool {
		for _, w := range want {
			if from > 3 && strings.HasSuffix(key, w) || from == 3 && len(key) > 3 && strings.HasPrefix(key[3:], w) {
				return true
			}
		}
		return false
	}
}

// fillRange adds what lies between the ends of a range such as ".51-.53".
func fillRange(ends []string, s string) []string {
	if !strings.Contains(s, "-.") || len(ends) != 2 || len(ends[0]) != len(ends[1]) {
		return ends
	}
	n := len(ends[0]) - 1
	if ends[0][:n] != ends[1][:n] {
		return ends
	}
	for c := ends[0][n] + 1; c < ends[1][n]; c++ {
		ends = append(ends, ends[0][:n]+string(c))
	}
	return ends
}
