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
	pending   // a cue of time: what follows has not happened yet, or is over
	upon      // the same, of what may come: when, once
	offer     // the first half of a cue whose other half may come
	condition // an if or the like, which speaks of what is there at times: "if the pain persists"
	course    // what precedes is there, and only its course is open
	worse     // the same where "the" or "your" stands before it
	comes     // what precedes comes, after a cue of time
	needed    // as needed, for what precedes
	given     // a circumstance was named, and what it brings may follow
	bound     // happens only under a circumstance
	kinds     // how many there are
)

// mask is a set of kinds.
type mask uint32

func of(ks ...kind) (m mask) {
	for _, k := range ks {
		m |= 1 << k
	}
	return m
}

// everything is all kinds but a circumstance, which holds for the clause behind.
const everything mask = (1<<kinds - 1) &^ (1 << given)

// rule is what the cues of a group do.
type rule struct {
	pre     mask // said of mentions after the cue
	post    mask // said of mentions before it
	ends    mask // scopes that end here, in both directions
	offered mask // in place of pre where an offer waits for its other half
	who     mask // of whom it speaks, if what follows is said of that person
	window  int  // words a scope reaches, renewed by a comma, "and" and "or"; 0: farthest
	short   bool // the scope ends at a comma too and, going back, at "and"
	initial bool // a cue only where a clause begins
	newborn bool // a cue only in a newborn's note
	habit   bool // a cue only where what people do again and again stands behind it
	phrase  string
}

// lexicon is the cues compiled: words to numbers, and a trie over these.
type lexicon struct {
	rules []rule
	vocab []entry  // open addressing, by hash
	edges []edge   // open addressing, by node and word
	heads []int32  // word → node under the root, 0 for none
	final []int32  // node → rule+1, 0 for none
	habit []int32  // the same for the rules that want a habit behind them
	roles []roleOf // by word
	known          // words and signs that the reader knows by their numbers
}

// known are the numbers of single words.
type known struct {
	and, or, number, year, hyphen uint16
	a, an, to, of, with, forWord  uint16
	is, was, are, were, been      uint16
	have, hasWord, had, w         uint16
	label                         uint16 // a letter that stands for a relative
	patient, pt, himself, herself uint16
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
	vocabSize = 1 << 13
	edgesSize = 1 << 17
)

// compile builds the lexicon. Phrases are parted by ";", and "(a|b|)" stands
// for each of its alternatives, the last one here empty. Square brackets stand
// for round ones.
func compile(groups []rule) *lexicon {
	l := &lexicon{rules: groups, vocab: make([]entry, vocabSize), edges: make([]edge, edgesSize), final: []int32{0}, habit: []int32{0}}
	next := uint16(1)
	l.know(&next)
	for _, c := range classes {
		number := l.add(c.name, &next)
		for w := range strings.SplitSeq(c.words, "|") {
			same := number
			l.add(w, &same)
		}
	}
	l.learn(&next)
	l.heads = make([]int32, vocabSize)
	for i, g := range groups {
		for phrase := range strings.SplitSeq(g.phrase, ";") {
			l.graft(0, l.parse(strings.TrimSpace(phrase), &next), int32(i+1))
		}
	}
	return l
}

// know numbers the words of known.
func (l *lexicon) know(next *uint16) {
	for _, w := range []struct {
		number *uint16
		text   string
	}{
		{&l.and, "and"},
		{&l.or, "or"},
		{&l.hyphen, "-"},
		{&l.number, "<n>"},
		{&l.year, "<year>"},
		{&l.a, "a"},
		{&l.an, "an"},
		{&l.to, "to"},
		{&l.of, "of"},
		{&l.with, "with"},
		{&l.forWord, "for"},
		{&l.is, "is"},
		{&l.was, "was"},
		{&l.are, "are"},
		{&l.were, "were"},
		{&l.been, "been"},
		{&l.have, "have"},
		{&l.hasWord, "has"},
		{&l.had, "had"},
		{&l.w, "w"},
		{&l.label, "<label>"},
		{&l.patient, "patient"},
		{&l.pt, "pt"},
		{&l.himself, "himself"},
		{&l.herself, "herself"},
	} {
		*w.number = l.add(w.text, next)
	}
}

// learn notes the roles of words.
func (l *lexicon) learn(next *uint16) {
	l.roles = make([]roleOf, vocabSize)
	for _, group := range spoken {
		for w := range strings.SplitSeq(group.words, "|") {
			if r := &l.roles[l.add(w, next)]; group.role < dates {
				r.behind = group.role
			} else {
				r.before = group.role
			}
		}
	}
}

// parse returns the parts of a phrase, each with its alternatives as numbers of
// words: "(no|without) sign of" is two parts, of two alternatives and of one.
func (l *lexicon) parse(phrase string, next *uint16) [][][]uint16 {
	var parts [][][]uint16
	add := func(alternatives string) {
		var part [][]uint16
		for alt := range strings.SplitSeq(alternatives, "|") {
			var words []uint16
			for _, w := range split(alt) {
				words = append(words, l.add(w, next))
			}
			part = append(part, words)
		}
		parts = append(parts, part)
	}
	for phrase != "" {
		open := strings.IndexByte(phrase, '(')
		if open < 0 {
			add(phrase)
			break
		}
		end := open + strings.IndexByte(phrase[open:], ')')
		add(phrase[:open])
		add(phrase[open+1 : end])
		phrase = phrase[end+1:]
	}
	return parts
}

// graft enters all ways through parts into the trie, below node.
func (l *lexicon) graft(node int32, parts [][][]uint16, rule int32) {
	if len(parts) == 0 {
		switch {
		case node == 0:
		case l.rules[rule-1].habit:
			l.habit[node] = rule
		default:
			l.final[node] = rule
		}
		return
	}
	for _, words := range parts[0] {
		n := node
		for _, w := range words {
			n = l.grow(n, w)
		}
		l.graft(n, parts[1:], rule)
	}
}

func (l *lexicon) grow(node int32, word uint16) int32 {
	to := l.step(node, word)
	if to != 0 {
		return to
	}
	to = int32(len(l.final))
	l.final, l.habit = append(l.final, 0), append(l.habit, 0)
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
	for i := key * 0x9e3779b1 >> 15; ; i++ {
		if e := &l.edges[i%edgesSize]; e.key == key || e.key == 0 {
			return e
		}
	}
}

// split parts a phrase into words and signs, as scan does.
func split(phrase string) []string {
	var out []string
	if strings.ContainsAny(phrase, "[]") {
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
