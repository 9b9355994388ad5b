package model

import (
	"cmp"
	"slices"
)

// Vote merges what several recognisers found in one text, a list each. A span
// has the votes of the recognisers that have one of the same label which
// overlaps it by half at least (intersection over union); those with fewer
// than least are dropped. Of spans that overlap one stays: that with the most
// votes, then that which most have exactly so, then that with the greatest sum
// of its voters' scores, then the longer, then the earlier. Its score is that
// sum over the number of recognisers, so that who is silent counts as 0.
func Vote(lists [][]Entity, least int) []Entity {
	var all []candidate
	for _, list := range lists {
		for _, e := range list {
			c := candidate{Entity: e}
			if slices.ContainsFunc(all, c.same) {
				continue
			}
			c.count(lists)
			if c.votes >= least {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, better)
	var kept []Entity
	for _, c := range all {
		if !slices.ContainsFunc(kept, func(k Entity) bool { return c.Start < k.End && k.Start < c.End }) {
			c.Score = c.sum / float32(len(lists))
			kept = append(kept, c.Entity)
		}
	}
	slices.SortFunc(kept, func(a, b Entity) int { return cmp.Compare(a.Start, b.Start) })
	return kept
}

type candidate struct {
	Entity
	votes, exact int
	sum          float32
}

func (c *candidate) same(d candidate) bool {
	return c.Start == d.Start && c.End == d.End && c.Label == d.Label
}

func (c *candidate) count(lists [][]Entity) {
	for _, list := range lists {
		best, found := float32(0), false
		for _, e := range list {
			if e.Label == c.Label && near(e, c.Entity) {
				best, found = max(best, e.Score), true
				if e.Start == c.Start && e.End == c.End {
					c.exact++
				}
			}
		}
		if found {
			c.votes++
			c.sum += best
		}
	}
}

// near says whether two spans share half of what they cover together.
func near(a, b Entity) bool {
	both := min(a.End, b.End) - max(a.Start, b.Start)
	return both > 0 && 2*both >= max(a.End, b.End)-min(a.Start, b.Start)
}

func better(a, b candidate) int {
	return cmp.Or(
		cmp.Compare(b.votes, a.votes), cmp.Compare(b.exact, a.exact), cmp.Compare(b.sum, a.sum),
		cmp.Compare(b.End-b.Start, a.End-a.Start), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Label, b.Label),
	)
}
