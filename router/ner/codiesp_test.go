package ner_test

import (
	"context"
	"testing"

	"medcode/internal/eval"
	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/router/assertion"
	"medcode/router/ner"
	"medcode/router/section"
	"medcode/schemas"
)

// coder is the ICD-10-CM half of the pipeline: spans, their context, the code
// that a worker would answer for their wording.
type coder struct {
	*ner.Dictionary
	icd     *ontology.Release
	context *assertion.Detector // nil: negation is not read
}

func (c *coder) predict(_, note string) ([]string, error) {
	doc := ner.NewDocument(note)
	spans, err := c.Recognise(context.Background(), doc)
	if err != nil {
		return nil, err
	}
	negated := make([]assertion.Assertion, len(spans))
	if c.context != nil {
		mentions := make([]section.Span, len(spans))
		for i, s := range spans {
			mentions[i] = section.Span{Start: s.Start, End: s.End}
		}
		negated = c.context.Assess(note, doc.Sections, doc.Sentences, mentions)
	}
	var codes []string
	for i, s := range spans {
		for _, t := range s.Terms {
			if code, ok := answer(c.icd, t.Text); ok && t.Ontology == schemas.ICD10CM && !negated[i].Negated {
				codes = append(codes, code)
			}
		}
	}
	return codes, nil
}

// answer looks a wording up as a worker does.
func answer(r *ontology.Release, wording string) (string, bool) {
	terms := r.Exact(text.Normalize(wording))
	if len(terms) == 0 {
		return "", false
	}
	id, ok := r.Emit(r.CodeOf(terms[0]))
	return r.Code(id).Code, ok
}

// TestCodiEsp measures against the codes of CodiEsp. Its annotators coded
// negated findings too, so the measure of the recogniser is the score without
// negation; the other shows what the context costs there. The floors are a
// little below what was reached; only the training part was looked at to get
// there.
func TestCodiEsp(t *testing.T) {
	icd := fullICD(t)
	t.Run("linked words", func(t *testing.T) { linkedInFull(t, icd) })
	billable := func(code string) bool {
		id, ok := icd.Find(code)
		return ok && icd.Billable(id)
	}
	for _, part := range []string{"train", "dev"} {
		docs, err := eval.LoadCodiEsp(dataDir(t), part)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name            string
			context         *assertion.Detector
			exact, category float64
		}{
			{"all", nil, .50, .63},
			{"negated ones left out", assertion.New(), .46, .58},
		} {
			d := ner.NewDictionary(icd)
			r, err := eval.CodiEsp(docs, (&coder{d, icd, c.context}).predict, billable)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s, %s\nexact    %v\ncategory %v\nrelease  %v", part, c.name, r.Exact, r.Category, r.Release)
			if r.Exact.F1() < c.exact || r.Category.F1() < c.category {
				t.Errorf("%s, %s: exact F1 below %.3f or category F1 below %.3f", part, c.name, c.exact, c.category)
			}
		}
	}
}
