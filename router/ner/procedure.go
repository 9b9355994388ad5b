package ner

import (
	"slices"
	"strings"
	"sync"

	"medcode/internal/concept"
	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
	"medcode/router/section"
	"medcode/schemas"
)

// practice names procedures and findings by the words that notes have for
// them.
type practice struct {
	lexicon *concept.Lexicon
	release *ontology.Release
	terms   sync.Map // code → named
}

// named is a concept of a release as a span has it.
type named struct {
	term     Term
	category schemas.Category // empty where the release lacks it
}

// newPractice returns the names of the built-in table, and those made of the
// official ones, for a release of SNOMED CT. The table is part of the program
// and its tests read it: it has no mistakes.
func newPractice(r *ontology.Release) *practice {
	l, err := concept.New(overlay.Concepts(), concept.OfficialOf(r))
	if err != nil {
		panic(err)
	}
	return &practice{lexicon: l, release: r}
}

// concepts adds the procedures and findings that the table names to the spans
// of a document. A procedure takes the place of what the vocabulary reads into
// its words and leaves problems alone; a finding gives a problem or a
// circumstance its concept, and is a span of its own only where there is none.
func (p *pass) concepts(spans []Span) []Span {
	if p.practice == nil {
		return spans
	}
	toks := p.doc.Tokens
	for _, f := range p.practice.lexicon.Find(p.doc.Text, toks, p.capitals) {
		s := Span{Start: toks[f.First].Start, End: toks[f.Last].End}
		if p.headed(&s) && !test(p.practice, f.Code) {
			continue
		}
		if f.Code == concept.None {
			spans = unnamed(spans, &s)
			continue
		}
		n := p.practice.of(&f)
		if f.First == f.Last && p.meansOther(f.First, n.category) {
			continue
		}
		s.Category, s.Terms = n.category, []Term{n.term}
		switch n.category {
		case schemas.Procedure:
			spans = perform(spans, s)
		case schemas.Problem, schemas.Social:
			spans = notice(spans, s, f.First == f.Last && slices.Contains(bare, toks[f.First].Norm) || p.explained(f.Last))
		}
	}
	return inOrder(spans)
}

// explained tells whether a short form in brackets follows token i: what it
// stands for is a term of its own, of which the words before are a part.
func (p *pass) explained(i int) bool {
	toks := p.doc.Tokens
	for next := i + 1; next < len(toks) && next <= i+6 && toks[next].Before != text.Stop; next++ {
		if toks[next].Before == text.Comma {
			return toks[next].Upper && strings.HasPrefix(p.doc.Text[toks[next-1].End:], " (")
		}
	}
	return false
}

// headed tells whether a span lies in the heading of a section.
func (p *pass) headed(s *Span) bool {
	i := section.At(p.doc.Sections, s.Start)
	return i >= 0 && s.Start < p.doc.Sections[i].HeadEnd
}

// test tells whether a concept is one of a test that its result stands behind:
// "CXR: clear" says that one was done.
func test(w *practice, code string) bool {
	name := strings.ToLower(w.name(code).term.Text)
	return slices.ContainsFunc(tests, func(s string) bool { return strings.Contains(name, s) })
}

var tests = []string{"x-ray", "tomogra", "imaging", "echo", "electrocardio", "scopy", "ultraso", "graphy", "biopsy", "radiogra", "stress test", "review of systems", "puncture"}

// of is the concept of what was found, or one that stands in for it where the
// release lacks it.
func (w *practice) of(f *concept.Found) named {
	n := w.name(f.Code)
	if n.category != "" {
		return n
	}
	for _, code := range w.lexicon.Instead(f) {
		if n = w.name(code); n.category != "" {
			break
		}
	}
	return n
}

// name is the concept of a code, under a wording with which a worker finds it.
func (w *practice) name(code string) named {
	if n, ok := w.terms.Load(code); ok {
		return n.(named)
	}
	n := w.look(code)
	w.terms.Store(code, n)
	return n
}

func (w *practice) look(code string) named {
	id, ok := w.release.Find(code)
	if !ok {
		return named{}
	}
	if _, can := w.release.Emit(id); !can {
		return named{}
	}
	n := named{category: schemas.Problem}
	c := w.release.Code(id)
	switch {
	case c.Class == "procedure" || c.Class == "regime/therapy":
		n.category = schemas.Procedure
	case c.Class == "finding" && habit(c.Display):
		n.category = schemas.Social
	}
	n.term = Term{schemas.SNOMED, c.Display}
	if list := w.release.Exact(text.Normalize(c.Display)); len(list) == 0 || w.release.CodeOf(list[0]) != id {
		n.term.Text = code
	}
	return n
}

// habit tells whether a finding is no problem of the body: how somebody lives,
// or that something is as it should be.
func habit(name string) bool {
	name = strings.ToLower(name)
	if strings.Contains(name, "abnormal") && !strings.Contains(name, "no abnormal") {
		return false
	}
	return slices.ContainsFunc(habits, func(w string) bool { return strings.Contains(name, w) })
}

var habits = []string{
	"smok", "tobacco", "drink", "alcohol", "diet", "lives", "living", "employ", "retired", "homeless", "house", "sexual", "drug u", "misuse", "snuff", "exercise",
	"fit and well", "no abnormality", "normal", "asymptomatic", "feels well", "well nourished", "pupils equal", "well baby", "complian", "immuniz", "job", "caregiver", "contracep", "vegetarian", "vegan", "active", "sedentary", "work", "liquid", "attend", "widow",
}

// perform adds a procedure: what the vocabulary names within it goes, and it
// goes itself where the vocabulary has a longer name for it.
func perform(spans []Span, f Span) []Span {
	from, to := around(spans, f)
	if slices.ContainsFunc(spans[from:to], func(s Span) bool {
		return s.Category == schemas.Procedure && s.Start <= f.Start && f.End <= s.End && s.End-s.Start > f.End-f.Start && known(&s, schemas.SNOMED)
	}) {
		return spans
	}
	spans = deleteAround(spans, f, func(s Span) bool {
		switch {
		case s.Start >= f.End || f.Start >= s.End:
			return false
		case s.Category == schemas.Procedure:
			f.Terms = append(f.Terms, without(s.Terms, schemas.SNOMED)...)
			return true
		case s.Category == schemas.Test && s.Start == f.Start && s.End == f.End:
			f.Terms = append(f.Terms, without(s.Terms, schemas.SNOMED)...)
			return true
		}
		return f.Start <= s.Start && s.End <= f.End && s.Category != schemas.Problem &&
			(s.Category == schemas.Anatomy || len(without(s.Terms, schemas.SNOMED)) == 0 && len(s.Terms) > 0)
	})
	return insert(spans, f)
}

// bare are words that name a finding only with what it is of: alone they are no
// span of their own.
var bare = []string{
	"tender", "tenderness", "painful", "weak", "swollen", "rigid", "confused", "mass", "nodule", "stress", "altered", "aggressive", "imbalance",
	"ataxic", "hypotonic", "clear", "collapsed", "collapse", "cp", "sore", "hurt", "bump", "growth", "knot", "stiff", "limp", "runs", "frequency", "urgency",
	"congested", "swelling", "pain", "discomfort", "fall", "fell", "fit", "shaking", "bleed", "asymptomatic", "soreness", "ha", "spotting", "wasting", "stiffness", "lactating", "weakened", "nervous", "irritable", "puffy",
}

// notice adds a finding: problems and circumstances of life that it overlaps
// take its concept in the place of a less precise one.
func notice(spans []Span, f Span, weak bool) []Span {
	from, to := around(spans, f)
	near, met := spans[from:to], false
	for i := range near {
		s := &near[i]
		if s.Start >= f.End || f.Start >= s.End || s.Category != schemas.Problem && s.Category != schemas.Social {
			continue
		}
		met = true
		if inside := f.Start <= s.Start && s.End <= f.End; inside || !known(s, schemas.SNOMED) {
			if s.Terms = append(without(s.Terms, schemas.SNOMED), f.Terms...); len(s.Terms) == 1 {
				s.Category = f.Category
			}
		}
	}
	if met || weak {
		return spans
	}
	if slices.ContainsFunc(near, func(s Span) bool {
		return s.Category != schemas.Anatomy && s.Start <= f.Start && f.End <= s.End && s.End-s.Start > f.End-f.Start
	}) {
		return spans // part of the name of something else
	}
	spans = deleteAround(spans, f, func(s Span) bool {
		return s.Category == schemas.Anatomy && f.Start <= s.Start && s.End <= f.End
	})
	return insert(spans, f)
}

// unnamed takes the concepts from what is named within d.
func unnamed(spans []Span, d *Span) []Span {
	from, to := around(spans, *d)
	for i := from; i < to; i++ {
		if s := &spans[i]; s.Start >= d.Start && s.End <= d.End {
			s.Terms = without(s.Terms, schemas.SNOMED)
		}
	}
	return deleteAround(spans, *d, func(s Span) bool {
		return s.Category == schemas.Procedure && s.Start >= d.Start && s.End <= d.End && len(s.Terms) == 0
	})
}

// without are the terms of all other ontologies.
func without(terms []Term, o schemas.Ontology) []Term {
	return slices.DeleteFunc(slices.Clone(terms), func(t Term) bool { return t.Ontology == o })
}
