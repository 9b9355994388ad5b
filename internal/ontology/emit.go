package ontology

import (
	"regexp"
	"strings"
)

// leastSpecific returns, plus one, the billable code to answer for header i:
// of its children the one that adds least to what the header says, step by
// step; 0 if none is billable. Children were linked before.
func (b *Builder) leastSpecific(i int) uint32 {
	best, bestScore := uint32(0), 0.0
	parent := strings.ToLower(b.codes[i].Display)
	for c := uint32(i + 1); c < b.codes[i].high; c = b.codes[c].high {
		child := &b.codes[c]
		if child.emit == 0 {
			continue
		}
		score := vagueness(child.key, strings.ToLower(child.Display), parent)
		if best == 0 || score > bestScore {
			best, bestScore = child.emit, score
		}
	}
	return best
}

var without = regexp.MustCompile(`\bwithout\b`)

// vagueness scores how little a child's title adds to its parent's. The order
// of preference is that of the Official Guidelines, I.B.: unspecified, else
// without complication, else the residual .9; an injury is taken for an
// initial encounter, a fracture for a closed one.
func vagueness(key, title, parent string) float64 {
	count := func(s string) float64 { return float64(strings.Count(title, s) - strings.Count(parent, s)) }
	score := 4*count("unspecified") + 3*count("not otherwise specified")
	if strings.Contains(title, "initial encounter") {
		score += 3
	}
	if strings.Contains(title, "initial encounter for closed") {
		score++
	}
	if without.MatchString(title) && !without.MatchString(parent) {
		score += 1.5
	}
	if strings.Contains(title, " with ") && !strings.Contains(parent, " with ") {
		score -= 8 // names something that the header does not
	}
	if strings.Contains(title, "other") {
		score--
	}
	if strings.HasSuffix(key, "9") {
		score++
	}
	return score
}
