package concept

// spelt writes out the names that a pattern stands for: alternatives are
// parted by "|", those of a part of a name stand in parentheses, and one of
// them may be empty.
func spelt(pattern string) []string {
	out, _ := choice(pattern, 0)
	return out
}

// choice reads alternatives from i up to the closing parenthesis, or the end.
func choice(s string, i int) (out []string, end int) {
	for {
		var list []string
		list, i = sequence(s, i)
		out = append(out, list...)
		if i >= len(s) || s[i] == ')' {
			return out, i
		}
		i++
	}
}

// sequence reads words and alternatives in parentheses up to a bar.
func sequence(s string, i int) (out []string, end int) {
	out = []string{""}
	from := i
	for ; i < len(s) && s[i] != '|' && s[i] != ')'; i++ {
		if s[i] != '(' {
			continue
		}
		out = combine(out, []string{s[from:i]})
		var list []string
		list, i = choice(s, i+1)
		out = combine(out, list)
		from = i + 1
	}
	return combine(out, []string{s[min(from, len(s)):i]}), i
}

// combine puts every second part behind every first one.
func combine(first, second []string) []string {
	if len(second) == 1 && second[0] == "" {
		return first
	}
	out := make([]string, 0, len(first)*len(second))
	for _, a := range first {
		for _, b := range second {
			out = append(out, a+b)
		}
	}
	return out
}
