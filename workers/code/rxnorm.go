package code

import (
	"slices"
	"strings"
	"sync"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// RxNormRefiner gives a medicine the most specific RXCUI that the note
// supports: the product where strength and form are stated, the component or
// the form where only one is, the name itself otherwise. A class of medicines
// has no code. It is safe for concurrent use.
type RxNormRefiner struct {
	formularies sync.Map // *ontology.Release → *formulary
}

// formulary is made once, by whoever asks first.
type formulary struct {
	once sync.Once
	*ontology.Formulary
}

// NewRxNormRefiner returns a refiner that knows no release yet.
func NewRxNormRefiner() *RxNormRefiner { return &RxNormRefiner{} }

// Forget drops what is kept of a release that is about to be closed.
func (x *RxNormRefiner) Forget(r *ontology.Release) { x.formularies.Delete(r) }

// Formulary returns the products of a release.
func (x *RxNormRefiner) Formulary(r *ontology.Release) *ontology.Formulary {
	got, ok := x.formularies.Load(r)
	if !ok {
		got, _ = x.formularies.LoadOrStore(r, &formulary{})
	}
	f := got.(*formulary)
	f.once.Do(func() { f.Formulary = ontology.NewFormulary(r) })
	return f.Formulary
}

// Confidence of codes that rules chose: a name that is a wording of the
// release, and a product of it.
const rxNamed = .95

// Refine implements [Refiner].
func (x *RxNormRefiner) Refine(r *ontology.Release, q *Query, found schemas.Candidates) schemas.Candidates {
	f := x.Formulary(r)
	c, ok := x.concept(f, r, q, found)
	if medicineClass(q.Text) && (q.Term == "" || medicineClass(q.Term)) && !(ok && (c.Brand || f.MadeOf(c))) {
		return nil
	}
	if !ok {
		return x.phrase(f, r, q, found)
	}
	confidence := rxNamed
	switch {
	case len(found) > 0 && strings.HasPrefix(found[0].Why, SourceExact):
		confidence = found[0].Confidence // of the wording, which is that of the name
	case !c.Brand && !f.MadeOf(c):
		return found // a name that nothing is made of
	}
	return refined(f, r, c, ontology.RxStatement{
		Strength: q.Details.Get(schemas.AttrStrength), Form: q.Details.Get(schemas.AttrForm), Route: q.Details.Get(schemas.AttrRoute),
	}, confidence, found)
}

// refined are the codes of a medicine, the most specific one first.
func refined(f *ontology.Formulary, r *ontology.Release, c ontology.RxConcept, state ontology.RxStatement, confidence float64, found schemas.Candidates) (out schemas.Candidates) {
	if id, why, ok := f.Specific(c, state); ok {
		confidence = max(confidence, rxNamed)
		out = append(out, rxCoding(r, id, confidence, "product "+why))
	}
	if c.Coded {
		out = append(out, rxCoding(r, c.ID, confidence, "name of a medicine"))
	}
	if len(out) == 0 {
		return found
	}
	return append(out, others(found, out)...)
}

// phrase reads a look-up of a name with strength and form, where the release
// has no such wording.
func (x *RxNormRefiner) phrase(f *ontology.Formulary, r *ontology.Release, q *Query, found schemas.Candidates) schemas.Candidates {
	if q.Details != "" || len(found) > 0 && strings.HasPrefix(found[0].Why, SourceExact) {
		return found
	}
	name, state := productPhrase(q.Text)
	if name == "" {
		return found
	}
	c, ok := f.Named(name)
	if !ok {
		return found
	}
	return refined(f, r, c, state, rxNamed, found)
}

// concept is what a query names: by its words, else by the code found for
// them where that is likely.
func (x *RxNormRefiner) concept(f *ontology.Formulary, r *ontology.Release, q *Query, found schemas.Candidates) (ontology.RxConcept, bool) {
	for _, wording := range []string{q.Term, q.Text} {
		if wording == "" {
			continue
		}
		if c, ok := f.Named(wording); ok {
			return c, true
		}
	}
	if len(found) == 0 || found[0].Confidence < sure {
		return ontology.RxConcept{}, false
	}
	if q.Details == "" {
		return ontology.RxConcept{}, false // a look-up of a whole product
	}
	id, ok := r.Find(found[0].Code)
	if !ok {
		return ontology.RxConcept{}, false
	}
	return f.Of(id)
}

func rxCoding(r *ontology.Release, id ontology.CodeID, confidence float64, why string) schemas.Coding {
	c := r.Code(id)
	return schemas.Coding{Ontology: schemas.RxNorm, Code: c.Code, Display: c.Display, Confidence: confidence, Why: why}
}

// others are the candidates that are not among the first; they are less
// likely than those.
func others(found, first schemas.Candidates) (out schemas.Candidates) {
	if len(first) == 0 {
		return found
	}
	for _, c := range found {
		if !slices.ContainsFunc(first, func(x schemas.Coding) bool { return x.Code == c.Code }) {
			c.Confidence = min(c.Confidence, rounded(1-first[0].Confidence))
			out = append(out, c)
		}
	}
	return out
}

// medicineClass tells whether a phrase names a class of medicines and no
// substance: its last word is one of a class ("beta blockers"), or the phrase
// is a usual name of one ("statin").
func medicineClass(phrase string) bool {
	norm := text.Normalize(phrase)
	if rxClasses[norm] {
		return true
	}
	i := strings.LastIndexByte(norm, ' ')
	return rxClassHeads[norm[i+1:]]
}
