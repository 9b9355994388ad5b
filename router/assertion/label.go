package assertion

import (
	"slices"
	"strings"
)

// labels are the letters that stand for relatives in dictated family
// histories: mother, father, brother, sister, daughter, son.
var labels = [...]string{"M", "F", "B", "S", "D", "Mo", "Fa", "MO", "FA", "Br"}

// parents are those of labels of which a line has to have one.
const parents = 2

// labelReach is how far, in bytes, a line is searched for other letters.
const labelReach = 240

// isLabel tells whether token t is a letter that stands for a relative: one of
// labels at the start of a clause, before a colon, dash, plus or "with", on a
// line that has two of them, one a parent's.
func (r *reader) isLabel(t int) bool {
	tok := &r.toks[t]
	if n := tok.end - tok.start; n > 2 || tok.sign != 0 || !isUpper(r.note[tok.start]) || !slices.Contains(labels[:], r.text(t)) || !r.introduces(t) {
		return false
	}
	line, found, parent := r.lineAround(tok.start), 0, false
	for i, l := range labels {
		if hasLabel(line, l) {
			found++
			parent = parent || i < parents || l[len(l)-1]|0x20 != 'r' && len(l) == 2
		}
	}
	return found > 1 && parent
}

// introduces tells whether what parts a label from what it labels stands
// behind token t, which begins a clause.
func (r *reader) introduces(t int) bool {
	if t+1 >= len(r.toks) || t > 0 && r.toks[t-1].sign == 0 {
		return false
	}
	switch r.toks[t+1].sign {
	case ':', '+', '-':
		return true
	}
	return strings.EqualFold(r.text(t+1), "w") || strings.EqualFold(r.text(t+1), "with")
}

// lineAround is the line at byte i of the note, as far as labelReach.
func (r *reader) lineAround(i int) string {
	lo, hi := max(0, i-labelReach), min(len(r.note), i+labelReach)
	if n := strings.LastIndexByte(r.note[lo:i], '\n'); n >= 0 {
		lo += n + 1
	}
	if n := strings.IndexByte(r.note[i:hi], '\n'); n >= 0 {
		hi = i + n
	}
	return r.note[lo:hi]
}

// hasLabel tells whether a label labels something in a line.
func hasLabel(line, label string) bool {
	for i := range len(line) {
		if !strings.HasPrefix(line[i:], label) || i > 0 && isWord[line[i-1]] {
			continue
		}
		rest := strings.TrimLeft(line[i+len(label):], " ")
		for _, sign := range [...]string{":", "-", "+", "–", "—", "w/", "with "} {
			if strings.HasPrefix(rest, sign) {
				return true
			}
		}
	}
	return false
}
