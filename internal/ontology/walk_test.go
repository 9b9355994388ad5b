package ontology_test

import (
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// TestBegin: every term is found from what Begin says of its first word; no
// term begins with what is no word; and a beginning that does not go on is a
// whole term.
func TestBegin(t *testing.T) {
	s, err := ontology.OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, o := range schemas.Ontologies() {
		r, _, err := s.InForce(o, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := r.Begin("qwertyish"); ok {
			t.Errorf("%s: a term begins with what is no word", o)
		}
		several := 0
		for i := range r.Info().Terms {
			toks := text.Tokens(nil, r.Term(ontology.TermID(i)).Text)
			if len(toks) > 14 {
				continue // no note has those
			}
			b, ok := r.Begin(toks[0].Norm)
			n, terms := r.LongestFrom(b, toks, 0)
			if want := len(r.Exact(text.Normalize(r.Term(ontology.TermID(i)).Text))); !ok || n == len(toks) && len(terms) != want {
				t.Errorf("%s: %q: %t, %d tokens, %d terms, not %d", o, r.Term(ontology.TermID(i)).Text, ok, n, len(terms), want)
			}
			if n > 1 {
				several++
				if !b.GoesOn() {
					t.Errorf("%s: %q goes on", o, toks[0].Norm)
				}
			}
		}
		if several == 0 {
			t.Errorf("%s: no term of several words", o)
		}
	}
}
