package code

import (
	"slices"
	"strings"

	"medcode/internal/lab"
	"medcode/internal/ontology"
	"medcode/schemas"
)

// LOINC is the Refiner of test results. The name alone stands for the code
// that usage has settled, in the table of internal/lab; unit, value, specimen,
// method and time lead from there to the code of the same component that they
// ask for. Codes that a release does not answer with are passed over.
type LOINC struct {
	table *lab.Table
}

// NewLOINC reads the table of tests; the error is a mistake in it.
func NewLOINC() (*LOINC, error) {
	t, err := lab.Read()
	return &LOINC{t}, err
}

// Refine puts the code that what is said of a result asks for before those
// that were found for its name. An official name that is looked up with nothing
// beside it keeps its answer.
func (l *LOINC) Refine(r *ontology.Release, q *Query, found schemas.Candidates) schemas.Candidates {
	if q.Details == "" && q.Term == "" && officialTest(r, q.Text) {
		return found
	}
	facts := lab.FactsOf(q.Details.Get(schemas.AttrValue), q.Details.Get(schemas.AttrUnit), q.Details.Get(schemas.AttrSpecimen),
		q.Details.Get(schemas.AttrMethod), q.Details.Get(schemas.AttrTiming))
	named, known := l.named(q)
	certain := len(found) > 0 && found[0].Confidence >= sure
	switch {
	case known && !(certain && named.Use == lab.Drug):
		return tested(r, named.Test, facts, found)
	case certain:
		if id, ok := r.Find(found[0].Code); ok {
			if better := sibling(r, id, facts); better != id {
				return first(found, r, better, found[0].Confidence, "of the same component as "+found[0].Code+", for what is said beside it")
			}
		}
	}
	return found
}

// officialTest tells whether a phrase is an official name of a code.
func officialTest(r *ontology.Release, phrase string) bool {
	for _, t := range r.Exact(normalized(phrase)) {
		if k := r.KindOf(t); (k == ontology.Title || k == ontology.ShortTitle) && r.Billable(r.CodeOf(t)) {
			return true
		}
	}
	return false
}

// named is the test that a query names. What the recogniser passed on comes
// before the words of the text.
func (l *LOINC) named(q *Query) (lab.Named, bool) {
	if n, ok := l.table.Named(q.Term); ok && q.Term != "" {
		return n, true
	}
	return l.table.Named(q.Text)
}

// tested answers for a test of the table.
func tested(r *ontology.Release, t *lab.Test, facts *lab.Facts, found schemas.Candidates) schemas.Candidates {
	usual, ok := emitted(r, t.Usual())
	codes := t.Codes(facts)
	if id, fits := emitted(r, codes); fits && (!ok || id != usual) {
		return spelt(first(found, r, id, settledAt, "the usual code for "+t.Name+" with what is said beside it"), r, id, t)
	}
	if !ok && (len(found) == 0 || found[0].Confidence < sure) {
		return nil // what is merely similar to the name of a test is another test
	}
	if !ok {
		return found
	}
	if id := sibling(r, usual, facts); id != usual {
		return first(found, r, id, settledAt, "of the same component as "+r.Code(usual).Code+", usual for "+t.Name+", for what is said beside it")
	}
	return spelt(first(found, r, usual, settledAt, "the usual code for "+t.Name), r, usual, t)
}

// spelt shows what the first code stands for where the release names its
// component alone: "Color (urine color)".
func spelt(list schemas.Candidates, r *ontology.Release, id ontology.CodeID, t *lab.Test) schemas.Candidates {
	if !r.Billable(id) {
		list[0].Display += " (" + t.Name + ")"
	}
	return list
}

// settledAt is the least confidence of a code from the table.
const settledAt = usual

// emitted is the first of the codes of the table that the release answers with.
// One that the release names by its component alone ("Color") is an answer too:
// what it measures, and in what, stands in the table.
func emitted(r *ontology.Release, codes []string) (ontology.CodeID, bool) {
	for _, c := range codes {
		if id, ok := r.Find(c); ok {
			if out, can := r.Emit(id); can && out == id || !can && r.Code(id).Class == "" {
				return id, true
			}
		}
	}
	return 0, false
}

// first puts a code before those that were found, which keep their order.
func first(found schemas.Candidates, r *ontology.Release, id ontology.CodeID, confidence float64, why string) schemas.Candidates {
	code := r.Code(id)
	out := make(schemas.Candidates, 1, len(found)+1)
	out[0] = schemas.Coding{Ontology: schemas.LOINC, Code: code.Code, Display: code.Display, Confidence: confidence, Why: why}
	for _, c := range found {
		if c.Code == code.Code {
			out[0].Confidence = max(confidence, c.Confidence)
			if c.Why != "" && c.Code == found[0].Code {
				out[0].Why = c.Why + "; " + why
			}
			continue
		}
		c.Confidence = min(c.Confidence, rounded(1-confidence))
		out = append(out, c)
	}
	return out
}

// sibling is the code of the same component that facts ask for, or id itself
// where it does not contradict them or no other fits.
func sibling(r *ontology.Release, id ontology.CodeID, facts *lab.Facts) ontology.CodeID {
	from := axesOf(r.Code(id).Display)
	want := from.toward(facts)
	if want == from || from.property == "" && from.system == "" {
		return id
	}
	best, score := id, 0
	for _, t := range r.Exact(normalized(from.component)) {
		c := r.CodeOf(t)
		if out, ok := r.Emit(c); !ok || out != c || c == id {
			continue
		}
		code := r.Code(c)
		if code.Class == "discouraged" || strings.HasPrefix(code.Display, "Deprecated") {
			continue
		}
		if n := axesOf(code.Display).match(&want); n > score {
			best, score = c, n
		}
	}
	return best
}

// preferred orders the methods that a code may name where the note names none.
var preferred = []string{"", "Automated count", "Test strip", "Automated test strip"}

// match says how well a code fits what is wanted, 0 not at all.
func (a axes) match(want *axes) int {
	if a.component != want.component || a.property != want.property || a.system != want.system || a.challenge != want.challenge {
		return 0
	}
	if a.method == want.method {
		return 10
	}
	if n := slices.Index(preferred, a.method); n >= 0 && want.method == "" {
		return 9 - n
	}
	if a.method == "" {
		return 5
	}
	return 0
}
