package ner

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/schemas"
)

// TestGate: a sentence goes to the model where a word that names something is
// held by no vocabulary's span; parts of the body hold nothing.
func TestGate(t *testing.T) {
	g := &Gate{words: map[string]bool{"of": false, "lip": true}, endings: map[string]bool{"tin": true, "atin": false}}
	for name, c := range map[string]struct {
		text string
		held map[string]schemas.Category
		want []string
	}{
		"a listed word":     {"Swelling of the lip. None of it.", nil, []string{"Swelling of the lip."}},
		"by its ending":     {"Given zorbistin. Given plovatin.", nil, []string{"Given zorbistin."}},
		"held":              {"Swelling of the lip. Given zorbistin.", map[string]schemas.Category{"lip": schemas.Problem}, []string{"Given zorbistin."}},
		"held by the body":  {"Swelling of the lip.", map[string]schemas.Category{"lip": schemas.Anatomy}, []string{"Swelling of the lip."}},
		"held by a longer":  {"Swelling of the lip.", map[string]schemas.Category{"Swelling of the lip": schemas.Problem}, nil},
		"beside what is":    {"Lip and zorbistin.", map[string]schemas.Category{"Lip": schemas.Problem}, []string{"Lip and zorbistin."}},
		"nothing but signs": {"12 / 80.", nil, nil},
	} {
		docs := documents(c.text)
		var known []Span
		for word, category := range c.held {
			at := strings.Index(c.text, word)
			known = append(known, Span{Start: at, End: at + len(word), Category: category})
		}
		m := &marker{}
		if _, errs := (&Neural{Tagger: m, Gate: g}).Find(t.Context(), docs, [][]Span{known}); errs[0] != nil {
			t.Fatal(errs[0])
		}
		var asked []string
		for _, call := range m.calls {
			asked = append(asked, call...)
		}
		if d := cmp.Diff(c.want, asked); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestGateBuiltIn: words of everyday prose are not worth the model's time,
// an unknown name of a medicine is.
func TestGateBuiltIn(t *testing.T) {
	g := NewGate()
	for word, want := range map[string]bool{"the": false, "patient": false, "emergency": false, "12": false, "xylovastatin": true} {
		if g.telling(word) != want {
			t.Errorf("%s: %t", word, !want)
		}
	}
}
