package assertion

import (
	"slices"
	"testing"
)

func TestExpand(t *testing.T) {
	got := expand("(no|without) (new |)sign of")
	want := []string{"no new sign of", "no sign of", "without new sign of", "without sign of"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTables holds that the hash tables stay at most half full: a full one
// would make look-ups endless.
func TestTables(t *testing.T) {
	l := compile(cues)
	words, edges := 0, 0
	for _, e := range l.vocab {
		if e.word != 0 {
			words++
		}
		if e.word >= vocabSize {
			t.Fatalf("word %q has the number %d, too large for an edge's key", e.text, e.word)
		}
	}
	for _, e := range l.edges {
		if e.key != 0 {
			edges++
		}
	}
	if words == 0 || words > vocabSize/2 || edges == 0 || edges > edgesSize/2 {
		t.Errorf("%d words of %d, %d edges of %d", words, vocabSize, edges, edgesSize)
	}
}

// TestClasses holds that words of a class are one word to the trie.
func TestClasses(t *testing.T) {
	l := compile(cues)
	_, mother := l.wordAt("MOTHER", 0, 6)
	_, uncle := l.wordAt("uncle", 0, 5)
	_, other := l.wordAt("unclear", 0, 7)
	if mother == 0 || mother != uncle || other == uncle {
		t.Errorf("mother %d, uncle %d, unclear %d", mother, uncle, other)
	}
	if _, y := l.wordAt("2007", 0, 4); y != l.year {
		t.Error("2007 is no year")
	}
}
