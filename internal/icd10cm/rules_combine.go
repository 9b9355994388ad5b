package icd10cm

import (
	"strings"

	"medcode/internal/ontology"
)

// combination is a row of the table of conditions that one code, or another
// one, stands for when they come together: combination codes (Official
// Guidelines I.B.9) and the presumption of "with" and "in" (I.A.15).
type combination struct {
	all    string // "I25.10 + I20.0": a line for each, in the notation of compile
	drops  string // places in all that the new code replaces: "12"; the others stay
	gives  string // the new code; empty: the dropped lines just go
	why    string
	rule   string
	linked bool // not where the note says that the second is not due to the first
	stated bool // only where the note says that the first is due to the second
}

// combo is a combination for one release.
type combo struct {
	*combination
	all   []set
	sieve []sieve // of all
	drops []int
	gives ontology.CodeID
}

func compileCombos(r *ontology.Release) []combo {
	rows := combinations()
	out := make([]combo, 0, len(rows))
	for i := range rows {
		c := combo{combination: &rows[i]}
		complete := true
		for part := range strings.SplitSeq(rows[i].all, " + ") {
			in := compile(r, part)
			complete = complete && len(in) > 0
			c.all = append(c.all, in)
			c.sieve = append(c.sieve, in.sieve())
		}
		for _, d := range rows[i].drops {
			c.drops = append(c.drops, int(d-'1'))
		}
		if rows[i].gives != "" && complete {
			id, ok := r.Find(rows[i].gives)
			complete = ok && r.Billable(id)
			c.gives = id
		}
		if complete {
			out = append(out, c)
		}
	}
	return out
}

// combine applies the table, row by row.
func (s *sheet) combine() {
	var at [4]int
	has := s.sieve()
	for i := range s.combos {
		c := &s.combos[i]
		for c.passes(&has) && c.meets(s, &at) && c.apply(s, at[:len(c.all)]) {
			has = s.sieve()
		}
	}
}

// passes tells whether a note may have something for each part.
func (c *combo) passes(has *sieve) bool {
	for i := range c.sieve {
		if !c.sieve[i].meets(has) {
			return false
		}
	}
	return true
}

// meets finds a line of its own for each part of a combination.
func (c *combo) meets(s *sheet, at *[4]int) bool {
	for k, in := range c.all {
		at[k] = -1
		for i := range s.lines {
			if !in.has(s.lines[i].id) || k > 0 && at[0] == i || k > 1 && at[1] == i {
				continue
			}
			at[k] = i
			break
		}
		if at[k] < 0 {
			return false
		}
	}
	return (!c.linked || !s.unlinked(at[1], at[0])) && (!c.stated || s.stated(at[0], at[1]))
}

// apply reports whether something changed.
func (c *combo) apply(s *sheet, at []int) bool {
	rule := section(c.rule)
	if len(c.drops) == 0 {
		if s.index(c.gives) >= 0 {
			return false
		}
		s.add(at[0], c.gives, c.why, rule)
		return true
	}
	gone := make([]int, 0, 2)
	for _, d := range c.drops {
		if s.lines[at[d]].id != c.gives || c.combination.gives == "" {
			gone = append(gone, at[d])
		}
	}
	if len(gone) == 0 {
		return false
	}
	if c.combination.gives == "" {
		s.drop(gone[0], c.why, rule)
		return true
	}
	s.replace(gone, c.gives, c.why, rule)
	return true
}
