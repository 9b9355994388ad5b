package ner

import (
	"cmp"
	"slices"
	"strings"

	"medcode/internal/text"
	"medcode/schemas"
)

// track is what a scene tells of: scenes of one track do not overlap.
type track uint8

const (
	unmeant    track = iota // words that only look like a scene
	hardship                // Z55–Z65
	mechanism               // V00–Y89
	supplement              // Y90–Y99
	tracks
)

func (s *cause) track() track {
	switch {
	case s.code == nothing:
		return unmeant
	case s.code[0] == 'Z':
		return hardship
	case s.code >= "Y9":
		return supplement
	}
	return mechanism
}

// happening is a scene over tokens first to last.
type happening struct {
	*cause
	first, last int
}

// telling is a pass over what befell a person.
type telling struct {
	*pass
	flow  []text.Token      // see flowing
	codes map[string]string // of the wordings, see codeOf
	words sieve             // of the sentence
}

// external adds what patterns say of how an injury came about and of what makes
// a life hard, in the place of what is less exact within their words.
func (p *pass) external(spans []Span) []Span {
	if p.how == nil {
		return spans
	}
	t := &telling{pass: p, flow: p.flowing(), codes: map[string]string{}}
	found := false
	for from := 0; from < len(t.flow); {
		to := from + 1
		for to < len(t.flow) && t.flow[to].Before != text.Stop {
			to++
		}
		var more bool
		spans, more = t.scene(spans, from, to)
		found = found || more
		from = to
	}
	if !found {
		return spans
	}
	return inOrder(t.blurred(spans))
}

// flowing are the tokens of the document without the commas that only the end
// of a line makes; what a colon parts is one sentence here.
func (p *pass) flowing() []text.Token {
	dst := slices.Clone(p.doc.Tokens)
	for i := range dst {
		switch {
		case dst[i].Before == text.Comma && wraps(p.doc.Text, p.doc.Tokens, i):
			dst[i].Before = text.Space
		case i > 0 && dst[i].Before == text.Stop && strings.TrimRight(p.doc.Text[dst[i-1].End:dst[i].Start], " ") == ":":
			dst[i].Before = text.Comma
		}
	}
	return dst
}

// scene reads the sentence of tokens from to to.
func (p *telling) scene(spans []Span, from, to int) ([]Span, bool) {
	p.words = sieve{}
	for i := from; i < to; i++ {
		p.words.add(p.flow[i].Norm)
	}
	before := len(spans)
	found := p.happenings(from, to, false)
	spans, found = p.present(spans, found, from, to)
	changed := len(found) > 0 || len(spans) != before
	by := parted(found)
	for i := range by[unmeant] {
		spans = p.unsaid(spans, &by[unmeant][i])
	}
	spans, others := p.told(spans, &by, from, to)
	if others || !p.hurt(spans, from, to) {
		before = len(spans)
		spans = p.bare(spans, from, to)
		return spans, changed || len(spans) != before
	}
	more := parted(append(by[unmeant], p.happenings(from, to, true)...))
	for i := range more[supplement] {
		spans = p.happened(spans, &more[supplement][i], byAccident)
	}
	return spans, changed || len(more[supplement]) > 0
}

// parted shares what is found out among the tracks, without what overlaps one
// before it or is not meant.
func parted(found []happening) (by [tracks][]happening) {
	for _, h := range found {
		t := h.track()
		if slices.ContainsFunc(by[t], h.meets) || slices.ContainsFunc(by[unmeant], h.meets) {
			continue
		}
		by[t] = append(by[t], h)
	}
	return by
}

// told adds what befell the patient; others tells whether it befell somebody
// else.
func (p *telling) told(spans []Span, by *[tracks][]happening, from, to int) (_ []Span, others bool) {
	if len(by[hardship])+len(by[mechanism])+len(by[supplement]) == 0 {
		return spans, false
	}
	intent := p.intent(from, to)
	for t := hardship; t < tracks; t++ {
		for i := range by[t] {
			h := &by[t][i]
			if p.anothers(h, from) {
				others = others || t == mechanism
				spans = p.unsaid(spans, h)
				continue
			}
			spans = p.happened(spans, h, intent)
		}
	}
	return spans, others
}

// childhood is where what happened as a child has its codes: it stays.
const childhood = "Z62.81"

// present drops what makes a life hard from a sentence that says that it is over,
// denied, or what is offered to all.
func (p *telling) present(spans []Span, found []happening, from, to int) ([]Span, []happening) {
	toks := p.flow[from:to]
	start, end := toks[0].Start, toks[len(toks)-1].End
	hard := func(s Span) bool {
		return s.Category == schemas.Social && start <= s.Start && s.End <= end && !strings.HasPrefix(p.codeOf(&s), childhood)
	}
	harder := func(h happening) bool { return h.track() == hardship && !strings.HasPrefix(h.code, childhood) }
	if !slices.ContainsFunc(spans, hard) && !slices.ContainsFunc(found, harder) {
		return spans, found
	}
	for _, class := range []string{"@over", "@offered", "@denied"} {
		if p.has(class, from, to) {
			return slices.DeleteFunc(spans, hard), slices.DeleteFunc(found, harder)
		}
	}
	return spans, found
}

// rank orders what is found: what only looks like a scene, then what is exact.
func (h *happening) rank() int {
	switch {
	case h.code == nothing:
		return 0
	case vague(h.code):
		return 2
	}
	return 1
}

// happenings are the scenes of a sentence by rank, then from left to right, the
// longest first.
func (p *telling) happenings(from, to int, supplements bool) (out []happening) {
	for i := from; i < to; i++ {
		norm := p.flow[i].Norm
		out = p.begins(out, p.said[i].how, i, from, to, supplements)
		if startsWithDigit(norm) {
			out = p.begins(out, p.how.first[digits], i, from, to, supplements)
		}
	}
	slices.SortStableFunc(out, func(a, b happening) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.first, b.first), cmp.Compare(b.last, a.last))
	})
	return out
}

// begins adds those of some scenes that begin at token i.
func (p *telling) begins(out []happening, scenes []*cause, i, from, to int, supplements bool) []happening {
	for _, s := range scenes {
		if s.needsCause() != supplements || !s.may(&p.words) {
			continue
		}
		if n := match(p.flow[i:to], s.steps, false); n > 0 && p.fits(s, from, to) {
			out = append(out, happening{s, i, i + n - 1})
		}
	}
	return out
}

func (h *happening) meets(o happening) bool { return h.first <= o.last && o.first <= h.last }

// fits tells whether the sentence has the words that a scene asks for, and none
// that speak against it.
func (p *telling) fits(s *cause, from, to int) bool {
	return !slices.ContainsFunc(s.when, func(c clue) bool {
		return c.class != nil && (c.class.sieve.meets(&p.words) && c.class.among(p.flow[from:to])) == c.not
	})
}

// anyCause is the clue that asks for an injury or its cause in the sentence.
const anyCause = "@cause"

func (s *cause) needsCause() bool {
	return slices.ContainsFunc(s.when, func(c clue) bool { return c.name == anyCause })
}

// bare drops the places and activities of the vocabulary from a sentence.
func (p *telling) bare(spans []Span, from, to int) []Span {
	start, end := p.flow[from].Start, p.flow[to-1].End
	idle := func(s Span) bool { return start <= s.Start && s.End <= end && p.codeOf(&s) >= "Y92" && p.isCause(&s) }
	return slices.DeleteFunc(spans, idle)
}

// hurt tells whether a sentence speaks of an injury, or of how one came about; a
// semicolon does not part it from the one before.
func (p *telling) hurt(spans []Span, from, to int) bool {
	for from > 0 && (p.flow[from].Before != text.Stop || strings.Contains(p.doc.Text[p.flow[from-1].End:p.flow[from].Start], ";")) {
		from--
	}
	start, end := p.flow[from].Start, p.flow[to-1].End
	if p.has("@hurt", from, to) {
		return true
	}
	return slices.ContainsFunc(spans, func(s Span) bool {
		return start <= s.Start && s.End <= end && injury(p.codeOf(&s))
	})
}

// injury tells of a code whether it is an injury or the cause of one; poisoning,
// allergy and complications are none.
func injury(code string) bool {
	return code >= "S" && code < "T36" || code >= "T66" && code < "T78" || code >= "V" && code < "Y9"
}

// has tells whether a sentence has a word of a class.
func (p *telling) has(class string, from, to int) bool {
	c := p.how.classes[class]
	return c.sieve.meets(&p.words) && c.among(p.flow[from:to])
}

// anothers tells whether a relative or friend is the one of whom a scene tells,
// as its subject right before it. What strains a family is the patient's.
func (p *telling) anothers(h *happening, from int) bool {
	if h.code[0] == 'Z' && (h.code >= "Z57" && h.code < "Z59" || h.code >= "Z59.1" && h.code < "Z65") {
		return false
	}
	i := h.first - 1
	for ; i >= from && p.flow[i+1].Before == text.Space && p.how.classes["@linking"].has(p.flow[i].Norm); i-- {
	}
	if i < from || p.flow[i+1].Before != text.Space || !p.how.classes["@kinsman"].has(p.flow[i].Norm) {
		return false
	}
	for k := i; k > from && k > i-2 && p.flow[k].Before == text.Space; k-- {
		if p.how.classes["@beside"].has(p.flow[k-1].Norm) {
			return false // "by her husband"
		}
	}
	return true
}

// intent is whose doing a sentence says that it was; an accident without a word
// on it (Official Guidelines I.C.20.g).
func (p *telling) intent(from, to int) int {
	switch {
	case p.has("@unclear", from, to):
		return byNobody
	case p.has("@accident", from, to):
		return byAccident
	case p.has("@self", from, to):
		return byOneself
	case p.has("@another", from, to):
		return byAnother
	}
	return byAccident
}

// happened adds the span of a scene.
func (p *telling) happened(spans []Span, h *happening, intent int) []Span {
	start, end := p.flow[h.first].Start, p.flow[h.last].End
	term := h.terms[intent]
	if term == "" {
		term = h.terms[byAccident]
	}
	if code, _, ok := strings.Cut(term, "#"); ok {
		if term = p.level(code, p.flow[h.last].Start, end); term == "" {
			return spans
		}
	}
	if h.track() == hardship {
		return p.hardened(spans, Span{Start: start, End: end, Category: schemas.Social, Terms: []Term{{schemas.ICD10CM, term}}})
	}
	return p.caused(spans, Span{Start: start, End: end, Category: schemas.Problem, Terms: []Term{{schemas.ICD10CM, term}}}, h.track())
}
