package ner_test

import (
	"cmp"
	"context"
	"os"
	"slices"
	"strconv"
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
	seen    func(id, text, code string)
}

func (c *coder) predict(id, note string) ([]string, error) {
	doc := ner.NewDocument(note)
	spans, err := c.Recognise(context.Background(), doc)
	if err != nil {
		return nil, err
	}
	var negated []assertion.Assertion
	if c.context != nil {
		mentions := make([]section.Span, len(spans))
		for i, s := range spans {
			mentions[i] = section.Span{Start: s.Start, End: s.End}
		}
		negated = c.context.Assess(note, doc.Sections, doc.Sentences, mentions)
	}
	var codes []string
	for i, s := range spans {
		if negated != nil && negated[i].Negated {
			continue
		}
		for _, t := range s.Terms {
			if t.Ontology != schemas.ICD10CM {
				continue
			}
			if code, ok := answer(c.icd, t.Text); ok {
				codes = append(codes, code)
				if c.seen != nil {
					c.seen(id, note[s.Start:s.End]+" <"+t.Text+">", code)
				}
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

func answerID(r *ontology.Release, wording string) (ontology.CodeID, bool) {
	code, ok := answer(r, wording)
	id, found := r.Find(code)
	return id, ok && found
}

// TestCodiEsp measures against the codes of CodiEsp. Its annotators coded
// negated findings too, so the scores without negation are the measure of the
// recogniser; the other shows what reading the context costs there.
func TestCodiEsp(t *testing.T) {
	icd := fullICD(t)
	billable := func(code string) bool {
		id, ok := icd.Find(code)
		return ok && icd.Billable(id)
	}
	c := &coder{Dictionary: ner.NewDictionary(icd), icd: icd}
	c.Nested = os.Getenv("NESTED") != ""
	for _, part := range []string{"train", "dev"} {
		docs, err := eval.LoadCodiEsp(dataDir(t), part)
		if err != nil {
			t.Fatal(err)
		}
		c.context = nil
		r, err := eval.CodiEsp(docs, c.predict, billable)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s\nexact    %v\ncategory %v\nrelease  %v", part, r.Exact, r.Category, r.Release)
		if r.Exact.F1() < .45 || r.Category.F1() < .58 {
			t.Errorf("%s: the recogniser lost what it knew", part)
		}
		c.context = assertion.New()
		if r, err = eval.CodiEsp(docs, c.predict, billable); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s without what is negated\nexact    %v\ncategory %v", part, r.Exact, r.Category)
	}
	if n, _ := strconv.Atoi(os.Getenv("MEDCODE_NER_ERRORS")); n > 0 {
		listErrors(t, c, n)
	}
}

// listErrors prints the wordings that gave most wrong codes on the training
// part, and how often they were right.
func listErrors(t *testing.T, c *coder, n int) {
	docs, err := eval.LoadCodiEsp(dataDir(t), "train")
	if err != nil {
		t.Fatal(err)
	}
	type pair struct{ text, code string }
	wrong, right, missed := map[pair]int{}, map[pair]int{}, map[pair]int{}
	c.context = nil
	for _, d := range docs {
		got := map[string]bool{}
		c.seen = func(id, text, code string) {
			if os.Getenv("DUMP") != "" {
				println("DUMP\t" + id + "\t" + code + "\t" + text)
			}
			if got[code] {
				return
			}
			got[code] = true
			if slices.Contains(d.Codes, code) {
				right[pair{text, code}]++
			} else {
				wrong[pair{text, code}]++
			}
		}
		if _, err := c.predict(d.ID, d.Text); err != nil {
			t.Fatal(err)
		}
		for _, code := range d.Codes {
			if !got[code] {
				missed[pair{code: code}]++
			}
		}
	}
	list := func(name string, m map[pair]int) {
		var ps []pair
		for p := range m {
			ps = append(ps, p)
		}
		slices.SortFunc(ps, func(a, b pair) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a.text, b.text)) })
		for _, p := range ps[:min(n, len(ps))] {
			t.Logf("%s %3d (right %3d) %-8s %s", name, m[p], right[p], p.code, p.text)
		}
	}
	list("wrong ", wrong)
	list("missed", missed)
}
