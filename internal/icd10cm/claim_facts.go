package icd10cm

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
)

// facts are what the claim rules ask of a code, read once.
type facts struct {
	code, display string
	vague         bool // its title leaves something unspecified
	says          values
	words         []string // content words of the title that are on no axis, sorted
	excludes1     set      // not coded together with it
	first         set      // to be coded before it
	additional    set      // to be coded after it
	together      set      // named by any companion note: never in conflict
	rank          rank
	acute         int // which of phases it is the acute form of, from 1
	chronic       int
	symptoms      []int // rows of the symptom table that it is a symptom of
	manifestation bool
	exempt        bool
	infection     bool  // it asks for the organism
	leads, led    uint8 // see order
	degree        int   // see degreeOf
}

// facts returns what is known of a code.
func (e *Engine) facts(id ontology.CodeID) *facts {
	if int(id) >= len(e.known) {
		return e.readFacts(id)
	}
	if f := e.known[id].Load(); f != nil {
		return f
	}
	f := e.readFacts(id)
	e.known[id].Store(f)
	return f
}

func (e *Engine) readFacts(id ontology.CodeID) *facts {
	c := e.release.Code(id)
	title := strings.ToLower(c.Display)
	f := &facts{
		code: c.Code, display: c.Display, rank: e.rankOf(id, title), symptoms: e.symptomsOf(id),
		vague:         strings.Contains(title, "unspecified") || strings.Contains(title, "not otherwise specified"),
		manifestation: e.release.Manifestation(id), exempt: e.release.POAExempt(id),
	}
	f.acute, f.chronic = e.phase(id)
	var words []string
	f.says, words = read(titleWords(c.Display))
	f.words = slices.DeleteFunc(content(words), filler)
	var ex1, first, more, also []ontology.CodeRange
	for _, n := range e.release.Notes(id) {
		switch n.Kind {
		case ontology.Excludes1:
			ex1 = append(ex1, n.Codes...)
		case ontology.CodeFirst:
			first = append(first, n.Codes...)
		case ontology.UseAdditional:
			more = append(more, n.Codes...)
		case ontology.CodeAlso:
			also = append(also, n.Codes...)
		}
	}
	own := union([]ontology.CodeRange{{Lo: id, Hi: id + 1}})
	f.excludes1 = e.amended(id, union(ex1)).without(own)
	if e.sets.bleeding.has(id) {
		f.excludes1 = f.excludes1.without(e.quiet) // the note means these lesions with bleeding
	}
	if e.sets.coma.has(id) {
		f.excludes1 = f.excludes1.without(e.sets.awake) // the note means coma of these conditions
	}
	f.first, f.additional = union(first).without(own), union(more).without(own)
	f.leads, f.led = e.order(id)
	f.degree = e.degreeOf(id, c.Code)
	f.infection = slices.ContainsFunc(e.sets.organisms, func(o ontology.CodeRange) bool {
		return slices.ContainsFunc(f.additional, func(r ontology.CodeRange) bool { return r.Lo < o.Hi && o.Lo < r.Hi })
	})
	f.together = union(slices.Concat([]ontology.CodeRange(f.first), f.additional, also))
	return f
}

// filler tells whether a word of a title names no part of the disease.
func filler(w string) bool {
	switch w {
	case "other", "site", "part", "type", "organ", "specified", "uncomplicated", "organism", "nos", "elsewhere", "classified", "episode":
		return true
	}
	return false
}

// exclusion says where an Excludes1 note of one code names another; empty where
// none does.
func (e *Engine) exclusion(at, named ontology.CodeID) string {
	if !e.facts(at).excludes1.has(named) {
		return ""
	}
	for _, n := range e.release.Notes(at) {
		if n.Kind == ontology.Excludes1 && n.Names(named) {
			return "Tabular " + n.Edition + ", Excludes1 at " + n.At
		}
	}
	for _, a := range e.amendments {
		if a.added && a.at.has(at) && a.named.has(named) {
			return "Tabular addenda " + a.edition + ", Excludes1 of " + e.facts(at).code
		}
	}
	return ""
}
