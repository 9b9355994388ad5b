package attribute

import (
	"slices"

	"medcode/internal/text"
	"medcode/schemas"
)

// give puts a cue to every mention that holds it, else to the nearest one, and
// to what overlaps it; one that speaks of the whole sentence to all.
func (r *Reader) give(toks []text.Token, f found, at []place, idx []int, out []map[string]string) {
	if f.how == whole {
		for _, i := range idx {
			put(out, i, f.cue)
		}
		return
	}
	near, _ := slices.BinarySearchFunc(idx, f.first-reachBack-maxMention, func(i, pos int) int { return at[i].first - pos })
	idx = idx[near:]
	holder, best := r.find(toks, f, at, idx)
	wordy := f.key == keySite || f.key == keyDetail
	if holder >= 0 && !wordy {
		put(out, holder, f.cue)
	}
	if best >= 0 && (holder < 0 || f.key == keyDetail) {
		put(out, best, f.cue)
		at[best].far = max(at[best].far, f.last)
	}
	if holder < 0 {
		holder = best
	}
	for _, i := range idx {
		if holder >= 0 && i != holder && at[i].first <= at[holder].last && at[holder].first <= at[i].last && !within(f, at[i], wordy) {
			put(out, i, f.cue)
		}
	}
}

// within tells whether a mention says the words of a cue itself.
func within(f found, p place, wordy bool) bool {
	return wordy && p.first <= f.first && f.last <= p.last
}

// find returns the mention that holds a cue and the nearest that does not,
// by index; -1 for none.
func (r *Reader) find(toks []text.Token, f found, at []place, idx []int) (holder, best int) {
	holder, best = -1, -1
	bestFar := 1 << 30
	for _, i := range idx {
		p := at[i]
		if p.first > f.last+reachAhead {
			break
		}
		switch {
		case p.first <= f.last && f.first <= p.last:
			if holder < 0 {
				holder = i
			}
		case f.last < p.first:
			if far := p.first - f.last; far <= reachAhead && (far < bestFar || leads(toks, f, p)) && joined(toks, f.last, p.first) {
				best, bestFar = i, far
			}
		case p.last < f.first:
			from := p.far
			if f.key == schemas.AttrLaterality {
				from = p.last // sides come thick where several things are told
			}
			if far := f.first - from; far <= reachBack && far <= bestFar && linked(toks, from, f.first) {
				best, bestFar = i, far
			}
		}
	}
	return holder, best
}

// leads tells whether a cue speaks of the mention after it alone: a phrase
// that says so ("late effect of"), or a side right before it and after a comma
// ("left pain, right swelling").
func leads(toks []text.Token, f found, p place) bool {
	return f.how == following || p.first == f.last+1 && toks[f.first].Before == text.Comma && f.key == schemas.AttrLaterality
}

// put keeps the first value of a key: inner cues come before outer ones of a
// later place, and two different sides are both.
func put(out []map[string]string, i int, c cue) {
	if out[i] == nil {
		out[i] = map[string]string{}
	}
	had, ok := out[i][c.key]
	switch {
	case !ok:
		out[i][c.key] = c.value
	case had == c.value:
	case c.key == keySite || c.key == keyDetail:
		out[i][c.key] = addWords(had, c.value)
	case c.key == schemas.AttrSeverity:
		if graver(c.value, had) {
			out[i][c.key] = c.value
		}
	case c.key == schemas.AttrLaterality:
		out[i][c.key] = "bilateral"
	case c.key == schemas.AttrAcuity && both(had, c.value, "acute", "chronic"):
		out[i][c.key] = "acute on chronic"
	}
}

// graver tells whether a severity is the higher one: that is the one to code
// where a stay saw several (Official Guidelines I.C.7.a.4).
func graver(a, b string) bool {
	order := []string{"indeterminate", "mild", "moderate", "severe"}
	return slices.Index(order, a) > slices.Index(order, b)
}

func both(a, b, x, y string) bool { return a == x && b == y || a == y && b == x }

// joined tells whether nothing parts the tokens i < j.
func joined(toks []text.Token, i, j int) bool {
	for k := i + 1; k <= j; k++ {
		if toks[k].Before == text.Stop {
			return false
		}
		if k < j && ends[toks[k].Norm] {
			return false
		}
	}
	return true
}

// linked tells whether the tokens after i up to j go on about i.
func linked(toks []text.Token, i, j int) bool {
	for k := i + 1; k <= j; k++ {
		with := k == j-1 && toks[k].Norm == "with" // "with delayed healing"
		if toks[k].Before == text.Stop || k < j && ends[toks[k].Norm] && !with {
			return false
		}
	}
	return true
}

// ends are words after which another thing is spoken of.
var ends = map[string]bool{
	"and": true, "but": true, "or": true, "with": true, "without": true, "no": true, "not": true, "denie": true, "denies": true,
	"who": true, "which": true, "while": true, "then": true, "is": true, "was": true, "were": true, "had": true, "ha": true, "has": true,
}
