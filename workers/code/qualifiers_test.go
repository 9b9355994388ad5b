package code

import (
	"slices"
	"strings"
	"testing"

	"medcode/internal/text"
)

func TestUnqualified(t *testing.T) {
	for phrase, want := range map[string]struct{ first, last, means string }{
		"left hip fracture":                {"hip fracture", "hip fracture", ""},
		"R ear pain":                       {"ear pain", "ear pain", "right"},
		"rt wrist fracture":                {"wrist fracture", "wrist fracture", "right"},
		"severe left knee pain":            {"severe knee pain", "knee pain", ""},
		"right lower lobe pneumonia":       {"lower lobe pneumonia", "pneumonia", ""},
		"chronic recurrent otitis externa": {"otitis externa", "otitis externa", ""},
		"pneumonia":                        {},
		"left":                             {},
		"vitamin r deficiency":             {},
	} {
		shorter, means := unqualified(text.Tokens(nil, phrase))
		var first, last string
		if len(shorter) > 0 {
			first, last = shorter[0], shorter[len(shorter)-1]
		}
		if first != want.first || last != want.last || means != want.means {
			t.Errorf("%q: %q, %q", phrase, shorter, means)
		}
		if len(slices.Compact(slices.Sorted(slices.Values(shorter)))) != len(shorter) {
			t.Errorf("%q: asked twice: %q", phrase, shorter)
		}
	}
}

// TestQualifiers: what narrows a diagnosis never turns it into another.
func TestQualifiers(t *testing.T) {
	c := fullRelease(t)
	for phrase, want := range map[string]string{
		"left hip fracture": "S72.002A", "right acute otitis media": "H66.91", "R ear pain": "H92.01", "left breast cancer": "C50.912",
		"right lower lobe pneumonia": "J18.9", "left distal radius fracture": "S52.502A", "bilateral cataracts": "H26.9", "upper GI bleed": "K92.2",
	} {
		got := codeOne(t, c, Query{Text: phrase})
		if len(got) == 0 || got[0].Code != want || strings.Contains(got[0].Why, "similar") {
			t.Errorf("%q: %+v, want %s", phrase, got[:min(1, len(got))], want)
		}
	}
}
