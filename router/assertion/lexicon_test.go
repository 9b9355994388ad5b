package assertion

import "testing"

func TestParse(t *testing.T) {
	l := compile([]rule{{phrase: "(no|without) (new |)sign of; [ <rel> ]"}})
	rels, finals := int32(0), 0
	for _, want := range []string{"no new sign of", "no sign of", "without new sign of", "without sign of", "( mother )", "( uncle )"} {
		node := int32(0)
		for _, w := range split(want) {
			if node = l.step(node, l.find(hash(w))); node == 0 {
				t.Fatalf("%q is not in the trie", want)
			}
		}
		if l.final[node] != 1 {
			t.Errorf("%q is no phrase", want)
		}
		rels = node
	}
	for _, f := range l.final {
		finals += int(f)
	}
	if rels == 0 || finals != 5 {
		t.Errorf("%d phrases, want 5: a class is one word", finals)
	}
}

func hash(w string) uint64 {
	h := uint64(offset)
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * prime
	}
	return h
}

// TestTables holds that the hash tables stay at most half full: a full one
// would make look-ups endless.
func TestTables(t *testing.T) {
	l := compile(cues())
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
	t.Logf("%d words, %d edges, %d nodes", words, edges, len(l.final))
	if words == 0 || words > vocabSize/2 || edges == 0 || edges > edgesSize/2 {
		t.Errorf("%d words of %d, %d edges of %d", words, vocabSize, edges, edgesSize)
	}
}

// TestClasses holds that words of a class are one word to the trie.
func TestClasses(t *testing.T) {
	l := compile(cues())
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
