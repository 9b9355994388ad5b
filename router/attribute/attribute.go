// Package attribute reads what a note says about a mention beyond its name
// and decides its code: which side, how acute, how severe, which stage, which
// encounter, how a fracture heals, which trimester.
//
// A cue inside a mention belongs to it. One outside belongs to the nearest
// mention of its sentence that it can qualify: before the mention without
// anything in between ("left" in "left lower lobe pneumonia"), or after it
// over linking words ("pain in the left knee"). Cues never cross punctuation
// that ends a clause, but for the sides of one that stands alone.
package attribute

import (
	"maps"
	"slices"
	"strings"

	"medcode/internal/text"
	"medcode/router/section"
	"medcode/schemas"
)

// How far, in tokens, a cue may stand from its mention.
const (
	reachAhead = 3  // the cue stands before the mention
	reachBack  = 6  // the cue stands after it
	maxCue     = 4  // tokens of a cue
	maxMention = 96 // tokens of a mention and what is said of it that a cue is looked for behind
)

// Reader finds attributes. It is safe for concurrent use.
type Reader struct {
	cues  map[string]cue
	first map[string]bool // words that a cue begins with
}

// New compiles the cues.
func New() *Reader {
	r := &Reader{cues: map[string]cue{}, first: map[string]bool{}}
	for _, c := range lexicon() {
		for _, phrase := range c.phrases {
			r.add(phrase, cue{c.key, c.value})
		}
	}
	r.worded()
	return r
}

func (r *Reader) add(phrase string, c cue) {
	norm := text.Normalize(phrase)
	r.cues[norm] = c
	head, _, _ := strings.Cut(norm, " ")
	r.first[head] = true
}

// cue is a word or phrase that gives an attribute a value.
type cue struct{ key, value string }

// found is a cue at the tokens [first, last] of the document.
type found struct {
	cue
	first, last int
}

// Read returns the attributes of each mention, in the order given; nil where
// there are none. Mentions are byte ranges of the text that toks come from.
func (r *Reader) Read(toks []text.Token, sentences, mentions []section.Span) []map[string]string {
	out := make([]map[string]string, len(mentions))
	at := places(toks, mentions)
	order := make([]int, len(mentions))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return at[a].first - at[b].first })
	next, m := 0, 0
	for _, s := range sentences {
		for next < len(toks) && toks[next].Start < s.Start {
			next++
		}
		from := next
		for next < len(toks) && toks[next].Start < s.End {
			next++
		}
		for m < len(order) && at[order[m]].first < from {
			m++
		}
		begin := m
		for m < len(order) && at[order[m]].first < next {
			m++
		}
		if begin < m {
			r.sentence(toks, from, next, at, order[begin:m], out)
		}
	}
	dominant(toks, at, out)
	return out
}

// place is the tokens [first, last] of a mention, and the last token of what
// was said of it so far.
type place struct{ first, last, far int }

func places(toks []text.Token, mentions []section.Span) []place {
	out := make([]place, len(mentions))
	for i, m := range mentions {
		n, _ := slices.BinarySearchFunc(toks, m.Start, func(t text.Token, pos int) int {
			if t.End <= pos {
				return -1
			}
			return 1
		})
		out[i] = place{n, n, n}
		for out[i].last+1 < len(toks) && toks[out[i].last+1].Start < m.End {
			out[i].last++
		}
		out[i].far = out[i].last
	}
	return out
}

// sentence gives the cues among the tokens [from, to) to the mentions of the
// sentence, given by index in the order of the text.
func (r *Reader) sentence(toks []text.Token, from, to int, at []place, idx []int, out []map[string]string) {
	sides := map[string]bool{}
	for i := from; i < to; {
		f, ok := r.longest(toks, i, to)
		if !ok {
			i++
			continue
		}
		if f.key == schemas.AttrLaterality {
			sides[f.value] = true
		}
		if f.value != "" {
			r.give(toks, f, at, idx, out)
		}
		i = f.last + 1
	}
	if len(sides) == 1 {
		for side := range sides {
			alone(side, idx, out)
		}
	}
}

// alone gives the only side that a sentence names to its only mention.
func alone(side string, idx []int, out []map[string]string) {
	if len(idx) == 1 && side != "" {
		put(out, idx[0], cue{schemas.AttrLaterality, side})
	}
}

// longest returns the longest cue that begins at token i.
func (r *Reader) longest(toks []text.Token, i, to int) (f found, ok bool) {
	if !r.first[toks[i].Norm] {
		return f, false
	}
	phrase := ""
	for j := i; j < min(i+maxCue, to); j++ {
		if j > i {
			if toks[j].Before != text.Space {
				break
			}
			phrase += " "
		}
		phrase += toks[j].Norm
		if c, known := r.cues[phrase]; known {
			f, ok = found{c, i, j}, true
		}
	}
	return f, ok
}

// give puts a cue to every mention that holds it, else to the nearest one.
func (r *Reader) give(toks []text.Token, f found, at []place, idx []int, out []map[string]string) {
	held := false
	best, bestFar := -1, 1<<30
	near, _ := slices.BinarySearchFunc(idx, f.first-reachBack-maxMention, func(i, pos int) int { return at[i].first - pos })
	for _, i := range idx[near:] {
		p := at[i]
		if p.first > f.last+reachAhead {
			break
		}
		switch {
		case p.first <= f.last && f.first <= p.last:
			held = true
			if f.key != keySite && f.key != keyDetail { // its words say so
				put(out, i, f.cue)
			}
		case f.last < p.first:
			if far := p.first - f.last; far <= reachAhead && (far < bestFar || leads(toks, f, p)) && joined(toks, f.last, p.first) {
				best, bestFar = i, far
			}
		case p.last < f.first:
			if far := f.first - p.far; far <= reachBack && far <= bestFar && linked(toks, p.far, f.first) {
				best, bestFar = i, far
			}
		}
	}
	if !held && best >= 0 {
		put(out, best, f.cue)
		at[best].far = max(at[best].far, f.last)
	}
}

// leads tells whether a cue stands right before a mention and after a comma:
// then it is no word of the mention before ("left pain, right swelling").
func leads(toks []text.Token, f found, p place) bool {
	return p.first == f.last+1 && toks[f.first].Before == text.Comma && f.key == schemas.AttrLaterality
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

// Merge adds to what is already known of a mention; known values stay.
func Merge(known, more map[string]string) map[string]string {
	if known == nil {
		return more
	}
	merged := maps.Clone(more)
	if merged == nil {
		return known
	}
	maps.Copy(merged, known)
	return merged
}
