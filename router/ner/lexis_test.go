package ner

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// builtIn is a dictionary of the vocabularies that come with medcode.
func builtIn(t testing.TB) *Dictionary {
	t.Helper()
	s, err := ontology.OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var list []*ontology.Release
	for _, o := range schemas.Ontologies() {
		r, _, err := s.InForce(o, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return NewDictionary(list...)
}

// TestLexis: what is kept of a word is what is looked up anew, also where more
// words than it has room for drive each other out.
func TestLexis(t *testing.T) {
	d := builtIn(t)
	words := []string{"pain", "diabetes", "fever", "metformin", "wheelchair", "the", "a", "fell", "homeless", "glucose", "diabetse", "", "é"}
	var wg sync.WaitGroup
	for k := range 4 {
		wg.Go(func() {
			for i := range 2 << lexisBits / 4 {
				if w := fmt.Sprint("word", k, i); d.facts(w).norm != w {
					t.Errorf("%s: the facts of %s", w, d.facts(w).norm)
				}
				w := words[i%len(words)]
				if got, want := d.facts(w), d.learnt(w, ontology.WordHash(w)); i%512 < len(words) && !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %+v, not %+v", w, got, want)
				}
			}
		})
	}
	wg.Wait()
}

// TestRepeat: windows over no word that was left out are taken from the first
// reading of a segment, and are those that looking them up again finds.
func TestRepeat(t *testing.T) {
	d := builtIn(t)
	repeated := 0
	for _, note := range []string{
		"Chest pain, acute severe chest pain and acute shortness of breath with severe chronic kidney disease",
		"history of severe type 2 diabetes mellitus with acute kidney failure of unknown cause",
		"pain chest pain severe pain chest pain chest", "lung and liver metastases, fracture of the tibia and fibula",
	} {
		p := d.scratch.Get().(*pass)
		p.begin(d, NewDocument(note))
		for _, s := range p.segments {
			p.found = p.found[:0]
			all := p.read[s.from:s.to]
			p.windows(all, 0)
			p.whole = len(p.found)
			ws := slices.DeleteFunc(slices.Clone(all), func(w word) bool { return w.light })
			p.windows(ws, 1)
			quick := several(p.found[p.whole:])
			p.found, p.whole = p.found[:0], 0
			for i := range ws {
				ws[i].at *= 2 // as if a word had been left out between any two
			}
			p.windows(ws, 1)
			anew := several(p.found)
			if !slices.Equal(quick, anew) {
				t.Errorf("%s: %+v, looked up again %+v", note, quick, anew)
			}
			repeated += len(quick)
		}
	}
	if repeated == 0 {
		t.Error("nothing was repeated")
	}
}

// several are the candidates of windows of several words, without the places of
// those.
func several(list []candidate) (out []candidate) {
	for _, c := range list {
		if c.from < c.to {
			c.from, c.to = 0, 0
			out = append(out, c)
		}
	}
	return out
}

// TestBlock: the bits before the list of phrases hide none of it.
func TestBlock(t *testing.T) {
	d := builtIn(t)
	for sum, want := range d.words.blocks {
		if got := d.block(sum); got != want {
			t.Errorf("%x: %d, not %d", sum, got, want)
		}
	}
	if got := d.block(ontology.WordHash("pneumonia")); got != 0 {
		t.Errorf("pneumonia: %d", got)
	}
}
