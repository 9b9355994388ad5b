// Package concept knows what notes call procedures and findings, and which
// concepts of SNOMED CT the names stand for, alone and together with the words
// that say more (site, side, approach, number). The names are a table written
// for this project, overlay/snomed.tsv, and the official names themselves,
// taken apart: "Excision of lipoma" is said as "lipoma excised" too. Codes are
// those of the Global Patient Set of SNOMED International.
//
// Where the set has no concept for a thing as precise as it is said, the name
// stands for the next wider one (a computed tomography of the chest is a
// computed tomography), never for one of another site, side or approach.
package concept

import (
	"bufio"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// What may stand in place of a code.
const (
	None    = "!" // the name means something that is neither procedure nor finding
	Nothing = "-" // the name means something only together with a mark
)

// Official is a concept with its name, without the semantic tag.
type Official struct{ Code, Name string }

// Lexicon is the table, ready to be looked up. It is not changed after New and
// may be shared.
type Lexicon struct {
	classes []class
	ids     map[string]word    // of the words of names and marks, as they are written and canonical
	singles map[word][]name    // names of one word
	pairs   map[[2]word][]name // others by their first two words, the longest first
	kinds   []kind             // by word
	most    word               // given out
	chunks  map[string][]word  // while the table is read
	scratch sync.Pool          // *page
}

// word stands for a word in canonical form; 0 is any that the table lacks.
type word int32

// kind is what a word may be, bits of the constants below.
type kind uint8

const (
	begins  kind = 1 << iota // a name, in either order of its words
	empty                    // means nothing within a name
	between                  // links the words of a name said the other way round
	linking                  // parts one name from the next
	denying                  // turns the word behind it round
	thing                    // makes something else of the name before it
)

func (l *Lexicon) mark(w word, is kind) {
	for int(w) >= len(l.kinds) {
		l.kinds = append(l.kinds, 0)
	}
	l.kinds[w] |= is
}

// is tells whether a word of the table is of a kind.
func (l *Lexicon) is(w word, k kind) bool { return int(w) < len(l.kinds) && l.kinds[w]&k != 0 }

// class is one kind of procedure or finding.
type class struct {
	rows []row
	also []string
	open bool // official names that begin or end with one of its names are rows of it
	wide bool // other names behind it say what it is of: "referral for colonoscopy"
}

// row is a concept and what must be said for it.
type row struct {
	code  string
	marks []mark
}

// name is one way to call a class.
type name struct {
	words []word
	class int
	caps  bool // counts only where it is written in capitals
	sign  byte // '&' or '/' where it is written with one: D&C is not D/C
}

// New reads a table: a line of headings, then names, code, marks and further
// codes, parted by tabs. Lines without names add a concept to the class above.
// Names are parted by "|", alternatives within a name stand in parentheses; a
// name in capitals counts only in capitals; "*" before the first name opens a
// class to the official names, "^" lets other names behind it be marks of it.
// A name that stands twice is of the first class. Marks are groups parted by
// " & ", all of which must be met, of alternatives parted by "|"; "!" before a
// group turns it round. Further codes, parted by blanks, are those that a coder
// might take as well. Official names of an open class become rows of it.
func New(table []byte, official []Official) (*Lexicon, error) {
	l := &Lexicon{ids: map[string]word{}, singles: map[word][]name{}, pairs: map[[2]word][]name{}, chunks: map[string][]word{}}
	for _, list := range []struct {
		words string
		is    kind
	}{{emptyWords, empty}, {betweenWords, between}, {linkingWords, linking}, {denyingWords, denying}, {afterWords, thing}} {
		for w := range strings.FieldsSeq(list.words) {
			l.mark(l.number(w), list.is)
		}
	}
	l.scratch.New = func() any { return &page{} }
	lines := bufio.NewScanner(bytes.NewReader(table))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if n == 1 || line == "" || line[0] == '#' {
			continue
		}
		if err := l.line(line); err != nil {
			return nil, fmt.Errorf("procedures and findings: line %d: %w", n, err)
		}
	}
	l.derive(official)
	l.chunks = nil
	return l, lines.Err()
}

func (l *Lexicon) line(line string) error {
	cells := append(strings.Split(line, "\t"), "", "", "")
	if cells[0] != "" {
		list, open := strings.CutPrefix(cells[0], "*")
		list, wide := strings.CutPrefix(list, "^")
		l.classes = append(l.classes, class{open: open, wide: wide})
		if err := l.names(list); err != nil {
			return err
		}
	}
	if len(l.classes) == 0 || cells[1] == "" {
		return fmt.Errorf("%q has no name or no code", line)
	}
	marks, err := l.readMarks(cells[2])
	if err != nil {
		return err
	}
	c := &l.classes[len(l.classes)-1]
	c.rows = append(c.rows, row{cells[1], marks})
	c.also = append(c.also, strings.Fields(cells[3])...)
	return nil
}

// names adds the names of the last class.
func (l *Lexicon) names(list string) error {
	at := len(l.classes) - 1
	for _, s := range spelt(list) {
		words := l.words(s)
		if len(words) == 0 {
			return fmt.Errorf("an empty name in %q", list)
		}
		l.add(name{words, at, s == strings.ToUpper(s) && s != strings.ToLower(s), signOf(s)})
	}
	return nil
}

// signOf is the sign that parts the letters of a short name.
func signOf(s string) byte {
	for _, sign := range []byte("&/") {
		if i := strings.IndexByte(s, sign); i > 0 && i <= 2 && len(s) <= 6 {
			return sign
		}
	}
	return 0
}

// add takes a name up, unless it is there.
func (l *Lexicon) add(n name) {
	l.mark(n.words[0], begins)
	if len(n.words) == 2 {
		l.mark(n.words[1], begins)
	}
	if len(n.words) == 1 {
		if len(l.singles[n.words[0]]) == 0 {
			l.singles[n.words[0]] = []name{n}
		}
		return
	}
	key := [2]word{n.words[0], n.words[1]}
	list := l.pairs[key]
	if slices.ContainsFunc(list, func(o name) bool { return slices.Equal(o.words, n.words) && o.sign == n.sign }) {
		return
	}
	i := 0
	for i < len(list) && len(list[i].words) >= len(n.words) {
		i++
	}
	l.pairs[key] = slices.Insert(list, i, n)
}

// words are those of a phrase of the table, which are numbered as they come.
// The table has the same ones over and over: what stands between two blanks is
// taken apart once.
func (l *Lexicon) words(s string) (out []word) {
	for chunk := range strings.FieldsSeq(s) {
		list, ok := l.chunks[chunk]
		if !ok {
			for _, t := range text.Tokens(nil, chunk) {
				list = append(list, l.number(t.Norm))
			}
			l.chunks[chunk] = list
		}
		out = append(out, list...)
	}
	return out
}

func (l *Lexicon) number(norm string) word {
	id, ok := l.ids[norm]
	if ok {
		return id
	}
	canonical := ontology.Canonical(norm)
	if id, ok = l.ids[canonical]; !ok {
		l.most++
		id = l.most
		l.ids[canonical] = id
	}
	l.ids[norm] = id
	return id
}

// id is the number of a word of a text.
func (l *Lexicon) id(norm string) word {
	if id, ok := l.ids[norm]; ok {
		return id
	}
	if c := ontology.Canonical(norm); c != norm {
		return l.ids[c]
	}
	return 0
}

// Codes returns the codes of the table, each once, in their order.
func (l *Lexicon) Codes() []string {
	var out []string
	for i := range l.classes {
		for _, r := range l.classes[i].rows {
			out = append(out, r.code)
		}
		out = append(out, l.classes[i].also...)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(c string) bool { return c == None || c == Nothing })
}

// Names is how many names the lexicon has.
func (l *Lexicon) Names() (n int) {
	n = len(l.singles)
	for _, list := range l.pairs {
		n += len(list)
	}
	return n
}
