// Package device knows what notes call devices and supplies, and which codes of
// HCPCS Level II a name stands for, alone and together with the words that
// change it (material, size, drive, age). Names and marks are a table written
// for this project, overlay/hcpcs.tsv; codes are those of the Centers for
// Medicare & Medicaid Services.
//
// Where a thing has several codes the table follows three rules. A supply, a
// piece of equipment or an orthosis has its A, E, K or L code; the C code of a
// hospital's device only where there is no such code, or where the thing is
// placed by a hospital and by nobody else (central lines, stents, pacemakers).
// A bare name takes the plain member of its family; heavy duty, powered,
// custom and the like need their word. A part is not the device that it is for.
package device

import (
	"bufio"
	"bytes"
	"fmt"
	"slices"
	"strings"

	"medcode/internal/text"
)

// None in place of a code says that a name, or a name with a mark, is no
// device, or one without a code.
const None = "-"

// Lexicon is the table, ready to be looked up. It is not changed after New and
// may be shared.
type Lexicon struct {
	classes []class
	words   map[string]*word
	spelt   [256]uint32 // lengths of words with an American spelling, as bits, by their first byte
}

// word is what the table has for a word: the names that begin with it, those of
// several words that end with it, the longest first, and its American spelling
// where it is British.
type word struct {
	first, last []name
	american    string
}

// class is one kind of thing.
type class struct {
	called string // the first of its names
	rows   []row
	also   []string
}

// row is a code and what must be said for it.
type row struct {
	code    string
	marks   []mark
	wording string
	further []string
}

// name is one way to call a class.
type name struct {
	words []string
	class int
	as    writing
}

// writing is how a name must be written to count.
type writing uint8

const (
	anyhow       writing = iota
	capitals             // DES
	severalCaps          // TENS, not TEN
	firstCapital         // Depends
)

// writingOf tells how a name of the table counts from how it is written there.
func writingOf(s string) writing {
	rest := s[1:]
	switch {
	case s == strings.ToUpper(s) && s != strings.ToLower(s) && strings.HasSuffix(s, "S"):
		return severalCaps
	case s == strings.ToUpper(s) && s != strings.ToLower(s):
		return capitals
	case rest == strings.ToLower(rest) && s[0] >= 'A' && s[0] <= 'Z' && !strings.ContainsAny(s, " -/"):
		return firstCapital
	}
	return anyhow
}

// New reads a table: a line of headings, then names, code, marks and further
// codes, parted by tabs. Lines without names add a code to the class above.
// Names are parted by "|"; one in capitals counts only in capitals, and one
// with a capital only with it. Marks are
// groups parted by " & ", all of which must be met, of alternatives parted by
// "|"; "!" before a group turns it round. Further codes, parted by blanks, are
// those that a coder might take as well.
func New(table []byte) (*Lexicon, error) {
	l := &Lexicon{words: map[string]*word{}}
	for w, american := range british() {
		l.word(w).american = american
		l.spelt[w[0]] |= 1 << len(w)
	}
	lines := bufio.NewScanner(bytes.NewReader(table))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if n == 1 || line == "" || line[0] == '#' {
			continue
		}
		if err := l.line(line); err != nil {
			return nil, fmt.Errorf("devices: line %d: %w", n, err)
		}
	}
	l.finish()
	return l, lines.Err()
}

// finish gives every row its wording and the other codes of its class.
func (l *Lexicon) finish() {
	for i := range l.classes {
		c := &l.classes[i]
		for n := range c.rows {
			r := &c.rows[n]
			r.wording = c.wording(n)
			for _, o := range c.rows {
				if o.code != r.code && o.code != None && !slices.Contains(r.further, o.code) {
					r.further = append(r.further, o.code)
				}
			}
			r.further = append(r.further, c.also...)
		}
	}
}

func (l *Lexicon) line(line string) error {
	cells := append(strings.Split(line, "\t"), "", "", "")
	if cells[0] != "" {
		l.classes = append(l.classes, class{})
		if err := l.names(cells[0]); err != nil {
			return err
		}
	}
	if len(l.classes) == 0 || cells[1] == "" {
		return fmt.Errorf("%q has no name or no code", line)
	}
	marks, err := readMarks(cells[2])
	if err != nil {
		return err
	}
	c := &l.classes[len(l.classes)-1]
	c.rows = append(c.rows, row{code: cells[1], marks: marks})
	c.also = append(c.also, strings.Fields(cells[3])...)
	return nil
}

// names adds the names of the last class.
func (l *Lexicon) names(list string) error {
	at := len(l.classes) - 1
	for s := range strings.SplitSeq(list, "|") {
		words := norms(s)
		if len(words) == 0 {
			return fmt.Errorf("an empty name in %q", list)
		}
		if l.classes[at].called == "" {
			l.classes[at].called = s
		}
		for _, known := range l.word(words[0]).first {
			if strings.Join(known.words, " ") == strings.Join(words, " ") {
				return fmt.Errorf("%q stands twice", s)
			}
		}
		n := name{words, at, writingOf(s)}
		w := l.word(words[0])
		w.first = insert(w.first, n)
		if len(words) > 1 {
			w = l.word(words[len(words)-1])
			w.last = insert(w.last, n)
		}
	}
	return nil
}

func (l *Lexicon) word(norm string) *word {
	w := l.words[norm]
	if w == nil {
		w = &word{}
		l.words[norm] = w
	}
	return w
}

// insert keeps the longest names first.
func insert(list []name, n name) []name {
	i := 0
	for i < len(list) && len(list[i].words) >= len(n.words) {
		i++
	}
	list = append(list, name{})
	copy(list[i+1:], list[i:])
	list[i] = n
	return list
}

func norms(s string) []string {
	var out []string
	for _, t := range text.Tokens(nil, s) {
		out = append(out, t.Norm)
	}
	return out
}

// Wordings returns a wording for every row, by code; None is among the codes.
func (l *Lexicon) Wordings() map[string][]string {
	out := map[string][]string{}
	for i := range l.classes {
		for r := range l.classes[i].rows {
			code := l.classes[i].rows[r].code
			out[code] = append(out[code], l.classes[i].wording(r))
		}
	}
	return out
}

// Also returns the further codes of all classes.
func (l *Lexicon) Also() []string {
	var out []string
	for i := range l.classes {
		out = append(out, l.classes[i].also...)
	}
	return out
}
