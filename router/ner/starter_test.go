package ner_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/router/ner"
	"medcode/schemas"
)

// starters returns the built-in vocabularies.
func starters(t testing.TB) map[schemas.Ontology]*ontology.Release {
	t.Helper()
	s, err := ontology.OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	out := map[schemas.Ontology]*ontology.Release{}
	for _, o := range schemas.Ontologies() {
		r, _, err := s.InForce(o, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		out[o] = r
	}
	return out
}

func dictionary(rs map[schemas.Ontology]*ontology.Release) *ner.Dictionary {
	var list []*ontology.Release
	for _, o := range schemas.Ontologies() {
		list = append(list, rs[o])
	}
	return ner.NewDictionary(list...)
}

// show writes spans as "text category ontology:code …", one a line, with the
// code that a worker finds under the wording.
func show(t testing.TB, rs map[schemas.Ontology]*ontology.Release, note string, spans []ner.Span) string {
	t.Helper()
	var b strings.Builder
	for _, s := range spans {
		fmt.Fprintf(&b, "%s: %s", note[s.Start:s.End], s.Category)
		for _, term := range s.Terms {
			r := rs[term.Ontology]
			terms := r.Exact(text.Normalize(term.Text))
			if len(terms) == 0 {
				t.Errorf("%s: the wording %q is not in the vocabulary", term.Ontology, term.Text)
				continue
			}
			id, _ := r.Emit(r.CodeOf(terms[0]))
			fmt.Fprintf(&b, " %s:%s", term.Ontology, r.Code(id).Code)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestStarter(t *testing.T) {
	rs := starters(t)
	d := dictionary(rs)
	for _, c := range []struct{ note, want string }{
		{"Patient with hypertension prescribed lisinopril. CBC shows elevated WBC.", `hypertension: problem icd10cm:I10 snomed:38341003
lisinopril: medication rxnorm:29046
CBC: test loinc:58410-2
elevated WBC: problem icd10cm:D72.829 snomed:111583006
WBC: test loinc:6690-2
`},
		{"Denies chest pain. Mother had breast cancer.", `chest pain: problem icd10cm:R07.9 snomed:29857009
breast cancer: problem icd10cm:C50.919 snomed:254837009
`},
		{"", ""},
	} {
		spans, err := d.Recognise(context.Background(), ner.NewDocument(c.note))
		if err != nil {
			t.Fatal(err)
		}
		if got := show(t, rs, c.note, spans); got != c.want {
			t.Errorf("%s\ngot:\n%swant:\n%s", c.note, got, c.want)
		}
		if !slices.IsSortedFunc(spans, func(a, b ner.Span) int { return a.Start - b.Start }) {
			t.Errorf("%s: spans out of order", c.note)
		}
	}
}
