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
			r.add(phrase, cue{c.key, c.value, c.how})
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
type cue struct {
	key, value string
	how        reach
}

// reach is which mentions a cue speaks of.
type reach uint8

const (
	nearest   reach = iota
	following       // the one after it, where there is one: "late effect of …"
	whole           // all of its sentence: "subsequent encounter"
)

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
		put(out, idx[0], cue{key: schemas.AttrLaterality, value: side})
	}
}

// longest returns the longest cue that begins at token i.
func (r *Reader) longest(toks []text.Token, i, to int) (f found, ok bool) {
	if f, ok = letterSide(toks, i, to); ok {
		return f, true
	}
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
