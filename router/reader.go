package router

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"medcode/internal/pipe"
	"medcode/router/allergy"
	"medcode/router/assertion"
	"medcode/router/attribute"
	"medcode/router/lab"
	"medcode/router/medicine"
	"medcode/router/ner"
	"medcode/router/procedure"
	"medcode/router/section"
	"medcode/router/status"
	"medcode/schemas"
)

// Recogniser finds the spans of a document that name something codable.
type Recogniser interface {
	Recognise(ctx context.Context, doc *ner.Document) ([]ner.Span, error)
}

// Reader turns notes into mentions: the pure stage of the router.
type Reader struct {
	recogniser Recogniser
	neural     *ner.Neural // nil: the recogniser alone
	detector   *assertion.Detector
	attributes *attribute.Reader
	labs       *lab.Reader
	medicines  *medicine.Reader
	allergies  *allergy.Reader
	statuses   *status.Reader
	procedures *procedure.Reader
}

// NewReader reads with the given recogniser, a model beside it where neural is
// not nil, and the context rules.
func NewReader(r Recogniser, neural *ner.Neural) *Reader {
	return &Reader{recogniser: r, neural: neural, detector: assertion.New(), attributes: attribute.New(), labs: lab.New(), medicines: medicine.New(), allergies: allergy.New(), statuses: status.New(), procedures: procedure.New()}
}

// Input is a note on its way through the router.
type Input struct {
	Note       schemas.Note
	Key        string // names the note in subjects
	Hash       string // of the text
	Generation int
	expect     uint64 // sequence of the result to be replaced, 0 for none

	patient string // names the patient in subjects; empty: not known
	turn    *turn  // among the patient's notes
	copied  []schemas.Copied
}

// Read is what was read in a note: Mentions[i] is to be coded in the
// ontologies of Terms[i].
type Read struct {
	Mentions []schemas.Mention
	Terms    [][]ner.Term
	Facts    attribute.Facts   // of the patient, as the text states them
	Models   map[string]string // that read it, name → version; shared, do not change it
	Failed   string            // why a model did not read it; empty where all did
}

// Stage reads a batch of notes; a cancelled note has no mentions.
func (r *Reader) Stage(ctx context.Context, batch []*Input) []pipe.Outcome[Read] {
	out := make([]pipe.Outcome[Read], len(batch))
	var docs []*ner.Document
	var at []int
	for i, in := range batch {
		if in.Note.Status != schemas.StatusCancelled {
			docs, at = append(docs, ner.NewDocument(string(in.Note.Text))), append(at, i)
		}
	}
	known := make([][]ner.Span, len(docs))
	for n, i := range at {
		known[n], out[i].Err = r.recogniser.Recognise(ctx, docs[n])
	}
	found, failed := r.find(ctx, docs, known)
	for n, i := range at {
		if out[i].Err == nil {
			out[i].Err = ctx.Err()
		}
		if out[i].Err == nil {
			out[i].Value, out[i].Err = r.read(docs[n], known[n], found[n], failed[n])
		}
	}
	return out
}

// find asks the model about all documents of a batch at once; known is what
// vocabularies found in each.
func (r *Reader) find(ctx context.Context, docs []*ner.Document, known [][]ner.Span) ([][]ner.Entity, []error) {
	if r.neural == nil {
		return make([][]ner.Entity, len(docs)), make([]error, len(docs))
	}
	return r.neural.Find(ctx, docs, known)
}

var errSpan = errors.New("a recogniser returned a span outside the note")

// Read finds the mentions of one note, in the order of the text.
func (r *Reader) Read(ctx context.Context, n *schemas.Note) (Read, error) {
	out := r.Stage(ctx, []*Input{{Note: *n}})[0]
	return out.Value, out.Err
}

// read finds the mentions of a document in which vocabularies found spans, and a
// model entities, or failed to.
func (r *Reader) read(doc *ner.Document, spans []ner.Span, found []ner.Entity, failed error) (Read, error) {
	if slices.ContainsFunc(spans, func(s ner.Span) bool { return s.Start < 0 || s.End > len(doc.Text) || s.Start >= s.End }) {
		return Read{}, errSpan
	}
	spans = r.allergies.Find(doc, r.labs.Find(doc, ner.Define(doc, ner.Combine(spans, found))))
	spans = preventive(doc, spans)
	sort.SliceStable(spans, func(i, j int) bool { return spans[i].Start < spans[j].Start })
	places := make([]section.Span, len(spans))
	for i, s := range spans {
		places[i] = section.Span{Start: s.Start, End: s.End}
	}
	said := r.detector.Assess(doc.Text, doc.Sections, doc.Sentences, places)
	results, sigs := r.labs.Read(doc, spans), r.medicines.Read(doc, spans)
	performed := r.procedures.Read(doc, spans, said)
	more := r.attributes.Read(doc.Tokens, doc.Sentences, places)
	out := Read{Mentions: make([]schemas.Mention, len(spans)), Terms: make([][]ner.Term, len(spans)), Facts: attribute.FactsOf(doc.Tokens)}
	switch {
	case failed != nil:
		out.Failed = "the neural recogniser: " + failed.Error()
	case r.neural != nil:
		out.Models = r.neural.Models
	}
	for i, s := range spans {
		out.Mentions[i] = mention(doc, s, said[i])
		m := &out.Mentions[i]
		for _, said := range []map[string]string{out.Facts.Complete(more[i], s.Category), results[i], sigs[i]} {
			m.Attributes = attribute.Merge(m.Attributes, said)
		}
		if m.Category == schemas.Test && m.Attributes[schemas.AttrValue] != "" {
			m.Negated = false // "nitrite negative" is a result
		}
		if m.Category == schemas.Medication && m.Attributes[schemas.AttrFrequency] != "" {
			m.Hypothetical = false // as needed, it is prescribed all the same
		}
		if m.Category == schemas.Medication && m.Negated && strings.HasSuffix(strings.ToLower(doc.Text[max(0, s.Start-5):s.Start]), ", on ") {
			m.Negated = false // "no seizures, on keppra"
		}
		if performed[i] != "" {
			m.Attributes = attribute.Merge(m.Attributes, map[string]string{schemas.AttrStatus: performed[i]})
		}
		out.Terms[i] = s.Terms
		if administered(m, doc.Text) {
			m.Attributes = attribute.Merge(m.Attributes, map[string]string{schemas.AttrGiven: "true"})
		}
		m.Historical = m.Historical || removed(doc.Text, s)
		if wording := r.says(doc.Text, m, s.Terms, performed[i]); wording != "" && !has(s.Terms, schemas.ICD10CM) {
			out.Terms[i] = append(slices.Clone(s.Terms), ner.Term{Ontology: schemas.ICD10CM, Text: wording})
		}
	}
	return out, nil
}

// says is the wording of ICD-10-CM for what a medicine, a device or a procedure
// makes of the patient; empty where it makes nothing.
func (r *Reader) says(text string, m *schemas.Mention, terms []ner.Term, performed string) string {
	names := []string{string(m.Text)}
	switch m.Category {
	case schemas.Medication:
		if m.Attributes[schemas.AttrStatus] != statusAllergy {
			break
		}
		if !m.Negated && allergic(m, text) {
			return r.allergies.Wording(string(m.Text))
		}
		return ""
	case schemas.Device:
		return r.statuses.Of(m, names, true)
	case schemas.Procedure:
	default:
		return ""
	}
	for _, t := range terms {
		if t.Ontology != schemas.ICD10CM && t.Text != "" {
			names = append(names, t.Text)
		}
	}
	if m.Category == schemas.Procedure && performed == procedure.Done && m.Patients() && givenNow(m, text) && slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, "vaccin") }) {
		return "Encounter for immunization"
	}
	return r.statuses.Of(m, names, performed == procedure.Historical && listed(m, text))
}

func has(terms []ner.Term, o schemas.Ontology) bool {
	return slices.ContainsFunc(terms, func(t ner.Term) bool { return t.Ontology == o })
}

func mention(doc *ner.Document, s ner.Span, a assertion.Assertion) schemas.Mention {
	m := schemas.Mention{
		Start: s.Start, End: s.End, Text: schemas.Text(doc.Text[s.Start:s.End]), Category: s.Category,
		Negated: a.Negated, Uncertain: a.Uncertain, Hypothetical: a.Hypothetical, Historical: a.Historical,
		Experiencer: a.Experiencer,
	}
	if i := section.At(doc.Sections, s.Start); i >= 0 {
		m.Section, m.SectionCode = doc.Sections[i].Name, doc.Sections[i].Code
	}
	if a.Cue != "" {
		m.Attributes = map[string]string{"cue": a.Cue}
	}
	if a.Conditional {
		kind := "true"
		if a.Reaction {
			kind = reaction
		}
		m.Attributes = attribute.Merge(m.Attributes, map[string]string{schemas.AttrConditional: kind})
	}
	if s.Score > 0 {
		m.Attributes = attribute.Merge(m.Attributes, map[string]string{schemas.AttrFoundBy: fmt.Sprintf("model %.2f", s.Score)})
	}
	if s.Means != "" {
		m.Attributes = attribute.Merge(m.Attributes, map[string]string{schemas.AttrExpansion: s.Means})
	}
	if a.Resolved && stay(m.Section) {
		m.Negated = false // what was treated during the stay is coded, though it is over at discharge
	}
	return m
}

// stay tells whether a section lists what a stay was about.
func stay(name string) bool {
	return name == section.Course || name == "discharge_diagnosis" || name == "admission_diagnosis"
}
