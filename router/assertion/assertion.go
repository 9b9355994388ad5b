// Package assertion reads the context of mentions in clinical text: negated,
// uncertain, hypothetical, historical or resolved, and whose they are.
//
// The method is that of NegEx (Chapman et al., J Biomed Inform 2001;34:301)
// and ConText (Harkema et al., J Biomed Inform 2009;42:839): cues before and
// after a mention, cues that only look like one, and words that end a cue's
// scope. On top of it come scopes of lists, brackets and "name: value" lines,
// and the section of the note. A sentence is read once in each direction,
// whatever the number of cues and mentions in it.
package assertion

import (
	"cmp"
	"slices"
	"sync"

	"medcode/router/section"
)

// Whose a mention is.
const (
	Patient = "patient"
	Family  = "family"
	Other   = "other"
)

// Assertion is the context of one mention.
type Assertion struct {
	Negated      bool // absent: denied, not found, ruled out, resolved
	Uncertain    bool // possible, suspected, still to be ruled out
	Hypothetical bool // might come: "return if", "risk of", screening
	Historical   bool // of the past, or listed under a past history
	Resolved     bool // was there and is gone; Negated is set too
	Conditional  bool // there, but only under a circumstance: on exertion, whenever she takes penicillin
	Reaction     bool // what something brought once that is not to be had again, as a list of allergies has it; Conditional is set too
	Experiencer  string
	Cue          string // the text that decided, as it stands in the note; "" for none or the section's name

	own bool // said to be the patient's
}

// maxKept is the length in tokens of the longest sentence whose scratch space
// is kept for the next call.
const maxKept = 1 << 14

// Detector finds the context of mentions. It is safe for concurrent use.
type Detector struct {
	lex     *lexicon
	scratch sync.Pool
}

// New compiles the cues.
func New() *Detector {
	d := &Detector{lex: compile(cues())}
	d.scratch.New = func() any { return new(reader) }
	return d
}

// Assess returns the context of each mention, in the order given. secs and
// sentences are those of section.Split and section.Sentences for the note;
// a mention outside of every sentence is the patient's, without context.
// A mention that runs over a sentence's end is read where it begins.
func (d *Detector) Assess(note string, secs []section.Section, sentences, mentions []section.Span) []Assertion {
	out := make([]Assertion, len(mentions))
	r := d.scratch.Get().(*reader)
	defer func() {
		if r.note = ""; cap(r.toks) < maxKept {
			d.scratch.Put(r)
		}
	}()
	r.order = r.order[:0]
	for i := range mentions {
		out[i].Experiencer = Patient
		r.order = append(r.order, i)
	}
	slices.SortFunc(r.order, func(a, b int) int { return cmp.Compare(mentions[a].Start, mentions[b].Start) })
	next, end := 0, 0
	var list intro
	for _, s := range sentences {
		if s.Start < end || s.End > len(note) || s.Start >= s.End {
			continue
		}
		list.follow(note, end, s)
		end = s.End
		for next < len(r.order) && mentions[r.order[next]].Start < s.Start {
			next++
		}
		first := next
		for next < len(r.order) && mentions[r.order[next]].Start < s.End {
			next++
		}
		if first < next {
			d.recall(r, note, &list, s)
			d.sentence(r, note, s, mentions, r.order[first:next], out)
		}
	}
	bySection(secs, mentions, out)
	return out
}

// recall sets what the introduction of a list says of sentence s.
func (d *Detector) recall(r *reader, note string, list *intro, s section.Span) {
	if !list.open || s == list.line {
		r.carried = 0
		return
	}
	if !list.read {
		r.carried, list.read = 0, true
		d.introduce(r, note, list.line)
	}
}

// sentence assesses the mentions of one sentence, given by index and sorted.
func (d *Detector) sentence(r *reader, note string, s section.Span, mentions []section.Span, idx []int, out []Assertion) {
	r.scan(d.lex, note, s)
	r.mark(mentions, idx)
	r.match(d.lex)
	r.forward(d.lex)
	r.backward(d.lex)
	t := 0
	for _, i := range idx {
		for t < len(r.toks)-1 && r.toks[t].end <= mentions[i].Start {
			t++
		}
		r.answer(d.lex, note, t, &out[i])
	}
}

// bySection adds what the section alone tells.
func bySection(secs []section.Section, mentions []section.Span, out []Assertion) {
	for i, m := range mentions {
		k := section.At(secs, m.Start)
		if k < 0 {
			continue
		}
		switch secs[k].Name {
		case section.PastMedical, section.PastSurgical:
			out[i].Historical = true
		case section.Allergies:
			out[i].Reaction = !out[i].Negated && !out[i].Hypothetical
			out[i].Conditional = out[i].Reaction
		case section.Family:
			if out[i].Experiencer == Patient && !out[i].own {
				out[i].Experiencer = Family
			}
		}
	}
}
