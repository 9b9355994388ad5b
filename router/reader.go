package router

import (
	"context"
	"errors"
	"sort"

	"medcode/internal/pipe"
	"medcode/router/assertion"
	"medcode/router/attribute"
	"medcode/router/ner"
	"medcode/router/section"
	"medcode/schemas"
)

// Recogniser finds the spans of a document that name something codable.
type Recogniser interface {
	Recognise(ctx context.Context, doc *ner.Document) ([]ner.Span, error)
}

// Reader turns notes into mentions: the pure stage of the router.
type Reader struct {
	recogniser Recogniser
	detector   *assertion.Detector
	attributes *attribute.Reader
}

// NewReader reads with the given recogniser and the context rules.
func NewReader(r Recogniser) *Reader {
	return &Reader{recogniser: r, detector: assertion.New(), attributes: attribute.New()}
}

// Input is a note on its way through the router.
type Input struct {
	Note       schemas.Note
	Key        string // names the note in subjects
	Hash       string // of the text
	Generation int
	expect     uint64 // sequence of the result to be replaced, 0 for none
}

// Read is what was read in a note: Mentions[i] is to be coded in the
// ontologies of Terms[i].
type Read struct {
	Mentions []schemas.Mention
	Terms    [][]ner.Term
	Facts    attribute.Facts // of the patient, as the text states them
}

// Stage reads a batch of notes; a cancelled note has no mentions.
func (r *Reader) Stage(ctx context.Context, batch []*Input) []pipe.Outcome[Read] {
	out := make([]pipe.Outcome[Read], len(batch))
	for i, in := range batch {
		if in.Note.Status != schemas.StatusCancelled {
			out[i].Value, out[i].Err = r.Read(ctx, &in.Note)
		}
	}
	return out
}

var errSpan = errors.New("a recogniser returned a span outside the note")

// Read finds the mentions of one note, in the order of the text.
func (r *Reader) Read(ctx context.Context, n *schemas.Note) (Read, error) {
	doc := ner.NewDocument(string(n.Text))
	spans, err := r.recogniser.Recognise(ctx, doc)
	if err != nil {
		return Read{}, err
	}
	sort.SliceStable(spans, func(i, j int) bool { return spans[i].Start < spans[j].Start })
	places := make([]section.Span, len(spans))
	for i, s := range spans {
		if s.Start < 0 || s.End > len(doc.Text) || s.Start >= s.End {
			return Read{}, errSpan
		}
		places[i] = section.Span{Start: s.Start, End: s.End}
	}
	said := r.detector.Assess(doc.Text, doc.Sections, doc.Sentences, places)
	more := r.attributes.Read(doc.Tokens, doc.Sentences, places)
	out := Read{Mentions: make([]schemas.Mention, len(spans)), Terms: make([][]ner.Term, len(spans)), Facts: attribute.FactsOf(doc.Tokens)}
	for i, s := range spans {
		out.Mentions[i] = mention(doc, s, said[i])
		out.Mentions[i].Attributes = attribute.Merge(out.Mentions[i].Attributes, out.Facts.Complete(more[i], s.Category))
		out.Terms[i] = s.Terms
	}
	return out, nil
}

func mention(doc *ner.Document, s ner.Span, a assertion.Assertion) schemas.Mention {
	m := schemas.Mention{
		Start: s.Start, End: s.End, Text: schemas.Text(doc.Text[s.Start:s.End]), Category: s.Category,
		Section: sectionAt(doc.Sections, s.Start),
		Negated: a.Negated, Uncertain: a.Uncertain, Hypothetical: a.Hypothetical, Historical: a.Historical,
		Experiencer: a.Experiencer,
	}
	if a.Cue != "" {
		m.Attributes = map[string]string{"cue": a.Cue}
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

func sectionAt(secs []section.Section, pos int) string {
	i := sort.Search(len(secs), func(i int) bool { return secs[i].End > pos })
	if i < len(secs) && secs[i].Start <= pos {
		return secs[i].Name
	}
	return ""
}
