package ner_test

import (
	"fmt"
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
