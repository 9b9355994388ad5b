package assertion

import "strings"

// kind is one thing that a cue can say.
type kind uint8

const (
	negated kind = iota
	uncertain
	hypothetical
	historical
	resolved
	family
	other
	pending // a cue of time: what follows has not happened yet, or is over
	kinds   // how many there are
)

// mask is a set of kinds.
type mask uint8

func of(ks ...kind) (m mask) {
	for _, k := range ks {
		m |= 1 << k
	}
	return m
}

const everything mask = 1<<kinds - 1

// rule is what the cues of a group do.
type rule struct {
	pre    mask // said of mentions after the cue
	post   mask // said of mentions before it
	ends   mask // scopes that end here, in both directions
	window int  // words a scope reaches, renewed by a comma, "and" and "or"; 0: farthest
	short  bool // the scope ends at a comma too and, going back, at "and"
	phrase string
}

// lexicon is the cues compiled: words to numbers, and a trie over these.
type lexicon struct {
	rules                    []rule
	vocab                    []entry // open addressing, by hash
	edges                    []edge  // open addressing, by node and word
	heads                    []int32 // word → node under the root, 0 for none
	final                    []int32 // node → rule+1, 0 for none
	and                      uint16  // numbers of the words and signs that scan and pass know
	or, number, year, hyphen uint16
}

type entry struct {
	hash uint64
	text string
	word uint16
}

// edge leads from a node of the trie by a word to another; its key is
// node<<12 | word, never 0.
type edge struct {
	key uint32
	to  int32
}

// Sizes of the two tables, at least double of what they hold.
const (
	vocabSize = 1 << 12
	edgesSize = 1 << 15
)

// compile builds the lexicon. Phrases are parted by ";", and "(a|b|)" stands
// for each of its alternatives, the last one here empty. Square brackets stand
// for round ones.
func compile(groups []rule) *lexicon {
	l := &lexicon{rules: groups, vocab: make([]entry, vocabSize), edges: make([]edge, edgesSize), final: []int32{0}}
	next := uint16(1)
	l.and, l.or, l.hyphen = l.add("and", &next), l.add("or", &next), l.add("-", &next)
	l.number, l.year = l.add("<n>", &next), l.add("<year>", &next)
	for _, c := range classes {
		number := l.add(c.name, &next)
		for w := range strings.SplitSeq(c.words, "|") {
			same := number
			l.add(w, &same)
		}
	}
	l.heads = make([]int32, vocabSize)
	for i, g := range groups {
		for phrase := range strings.SplitSeq(g.phrase, ";") {
			for _, p := range expand(strings.TrimSpace(phrase)) {
				l.insert(p, int32(i+1), &next)
			}
		}
	}
	return l
}

// expand writes out the alternatives of a phrase.
func expand(p string) []string {
	open := strings.IndexByte(p, '(')
	if open < 0 {
		return []string{p}
	}
	end := open + strings.IndexByte(p[open:], ')')
	var out []string
	for alt := range strings.SplitSeq(p[open+1:end], "|") {
		for _, rest := range expand(p[end+1:]) {
			out = append(out, p[:open]+alt+rest)
		}
	}
	return out
}

func (l *lexicon) insert(phrase string, rule int32, next *uint16) {
	node := int32(0)
	for _, w := range split(phrase) {
		node = l.grow(node, l.add(w, next))
	}
	if node != 0 {
		l.final[node] = rule
	}
}

func (l *lexicon) grow(node int32, word uint16) int32 {
	to := l.step(node, word)
	if to != 0 {
		return to
	}
	to = int32(len(l.final))
	l.final = append(l.final, 0)
	if node == 0 {
		l.heads[word] = to
	} else {
		*l.edge(node, word) = edge{uint32(node)<<12 | uint32(word), to}
	}
	return to
}

// step returns the node that word leads to, or 0.
func (l *lexicon) step(node int32, word uint16) int32 {
	if node == 0 {
		return l.heads[word]
	}
	return l.edge(node, word).to
}

// edge returns the slot of an edge, which is empty if there is none.
func (l *lexicon) edge(node int32, word uint16) *edge {
	key := uint32(node)<<12 | uint32(word)
	for i := key * 0x9e3779b1 >> 17; ; i++ {
		if e := &l.edges[i%edgesSize]; e.key == key || e.key == 0 {
			return e
		}
	}
}

// split parts a phrase into words and signs, as scan does.
func split(phrase string) []string {
	var out []string
	if strings.Contains(phrase, "[") {
		phrase = strings.NewReplacer("[", "(", "]", ")").Replace(phrase)
	}
	for f := range strings.FieldsSeq(phrase) {
		for f != "" {
			n := 1
			if f[0] == '<' {
				n = strings.IndexByte(f, '>') + 1
			}
			for f[0] != '<' && isWord[f[0]] && n < len(f) && isWord[f[n]] {
				n++
			}
			out = append(out, f[:n])
			f = f[n:]
		}
	}
	return out
}

// add returns the number of a word, a new one if need be.
func (l *lexicon) add(w string, next *uint16) uint16 {
	h := uint64(offset)
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * prime
	}
	for i := h >> 40; ; i++ {
		switch e := &l.vocab[i%vocabSize]; {
		case e.word == 0:
			*e = entry{h, w, *next}
			*next++
			return e.word
		case e.text == w:
			return e.word
		}
	}
}

// find returns the number of the word whose lower-case FNV-1a hash is h, or 0.
func (l *lexicon) find(h uint64) uint16 {
	for i := h >> 40; ; i++ {
		e := &l.vocab[i%vocabSize]
		if e.word == 0 {
			return 0
		}
		if e.hash == h {
			return e.word
		}
	}
}

// FNV-1a, 64 bits (Fowler, Noll, Vo).
const (
	offset = 14695981039346656037
	prime  = 1099511628211
)

var isWord = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80 || c == '\''
	}
	return t
}()
