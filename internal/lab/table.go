// Package lab knows laboratory tests and vital signs as notes name them: which
// code of LOINC a name stands for where nothing else is said, which code it
// becomes beside a unit, a specimen, a method or a time, and how the units of
// results are written in UCUM.
//
// The table of tests is the written list of defaults: usage behind it is that
// of American notes, serum or plasma in conventional units, with the unit of a
// result deciding for the amount of substance. The codes are LOINC's; the
// names were written for this project.
package lab

import (
	_ "embed"
	"fmt"
	"strings"

	"medcode/internal/text"
)

//go:embed tests.tsv
var table string

// Use is how sure a name is.
type Use uint8

// The uses of a name.
const (
	Plain Use = iota // names the test wherever it stands
	Short            // names it beside a value only: K, Cr, PT, iron
	Drug             // names a medicine, unless a level of it is given
)

// Test is one line of the table.
type Test struct {
	Name  string // the first of its names, by which a worker finds it again
	Panel bool   // a group of tests, without a value of its own
	Says  []Said // what the name itself says of specimen, method and time

	codes    []string // the best first
	variants []variant
}

// Said is an attribute that a name or a word gives, by its key in schemas.
type Said struct{ Key, Value string }

// variant is the codes in place of the usual ones where all conditions hold.
type variant struct {
	when  []string
	codes []string
}

// MostWords is how many words a name has at most.
const MostWords = 8

// Named is a test under one of its names.
type Named struct {
	*Test
	Use Use
}

// Table is the tests by their names. It is not changed after it was read.
type Table struct {
	names  map[string]Named // by normal form; a nil test is none
	starts map[string]int   // first word → most words of a name that begins so
	heads  [1 << 12]bool    // of the words that a name begins with, see head
	speller
}

// Read reads the table that comes with medcode. An error is a mistake in it.
func Read() (*Table, error) { return parse(table) }

const columns = 6 // code, names, names beside a value, medicines, attributes, variants

func parse(s string) (*Table, error) {
	t := &Table{names: map[string]Named{}, starts: map[string]int{}, speller: speller{map[string]bool{}, map[string]string{}}}
	n := 0
	for line := range strings.Lines(s) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != columns {
			return nil, fmt.Errorf("the table of tests, line %d: %d columns, not %d", n, len(cells), columns)
		}
		if err := t.add(cells); err != nil {
			return nil, fmt.Errorf("the table of tests, line %d: %w", n, err)
		}
	}
	return t, nil
}

func (t *Table) add(cells []string) error {
	var test *Test
	if cells[0] != "-" {
		test = &Test{codes: strings.Split(cells[0], "/")}
		if err := test.describe(cells[4], cells[5]); err != nil {
			return err
		}
	}
	for use, cell := range cells[1:4] {
		for name := range list(cell, "|") {
			if test != nil && test.Name == "" {
				test.Name = name
			}
			if err := t.name(name, Named{test, Use(use)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// name enters a name under its normal form.
func (t *Table) name(name string, of Named) error {
	toks := text.Tokens(nil, name)
	key := Key(toks)
	if len(toks) == 0 || len(toks) > MostWords {
		return fmt.Errorf("%q has no word, or more than %d", name, MostWords)
	}
	if old, twice := t.names[key]; twice && old.Test != of.Test {
		return fmt.Errorf("%q names two tests", name)
	} else if !twice {
		t.names[key] = of
	}
	t.learn(toks)
	t.heads[head(toks[0].Norm)] = true
	t.starts[toks[0].Norm] = max(t.starts[toks[0].Norm], len(toks))
	return nil
}

func (t *Test) describe(says, variants string) error {
	for s := range list(says, ";") {
		if s == "panel" {
			t.Panel = true
			continue
		}
		key, value, ok := strings.Cut(s, "=")
		if !ok {
			return fmt.Errorf("%q says nothing", s)
		}
		t.Says = append(t.Says, Said{key, value})
	}
	for s := range list(variants, ";") {
		i := strings.LastIndexByte(s, '=')
		if i < 0 {
			return fmt.Errorf("%q has no code", s)
		}
		t.variants = append(t.variants, variant{strings.Split(s[:i], "+"), strings.Split(s[i+1:], "/")})
	}
	return nil
}

// list yields the parts of a cell; "-" is an empty one.
func list(cell, sep string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for s := range strings.SplitSeq(cell, sep) {
			if s = strings.TrimSpace(s); s != "" && s != "-" && !yield(s) {
				return
			}
		}
	}
}

// Key is the normal form of tokens, under which names are found.
func Key(toks []text.Token) string {
	if len(toks) == 1 {
		return toks[0].Norm
	}
	var b strings.Builder
	for i := range toks {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(toks[i].Norm)
	}
	return b.String()
}

// Named finds a test by a whole phrase.
func (t *Table) Named(phrase string) (Named, bool) {
	n, ok := t.names[Key(text.Tokens(nil, phrase))]
	return n, ok && n.Test != nil
}

// Under finds a test by a normal form, see [Key].
func (t *Table) Under(key string) (Named, bool) {
	n, ok := t.names[key]
	return n, ok && n.Test != nil
}

// Longest finds the longest name that begins at token i, over at most the
// tokens given; n is the number of its tokens, 0 for none. A nil test is a
// phrase that only looks like one.
func (t *Table) Longest(toks []text.Token, i int) (of Named, n int) {
	if !t.heads[head(toks[i].Norm)] {
		return Named{}, 0
	}
	most := t.starts[toks[i].Norm]
	for n = min(most, len(toks)-i); n > 0; n-- {
		if of, ok := t.names[Key(toks[i:i+n])]; ok {
			return of, n
		}
	}
	return Named{}, 0
}

// Codes yields the codes of a test in the order in which they fit what is said
// beside it: the variant with the most conditions, then the usual one.
func (t *Test) Codes(f *Facts) []string {
	best := -1
	for i := range t.variants {
		v := &t.variants[i]
		if f.all(v.when) && (best < 0 || len(v.when) > len(t.variants[best].when)) {
			best = i
		}
	}
	if best < 0 {
		return t.codes
	}
	return t.variants[best].codes
}

// head is a number for the length and the ends of a word. Most words of prose
// share theirs with no name, which saves looking them up.
func head(w string) uint {
	n := len(w)
	if n == 0 {
		return 0
	}
	return (uint(w[0])<<7 ^ uint(w[n-1])<<3 ^ uint(w[n/2])<<5 ^ uint(n)) & (1<<12 - 1)
}

// Usual is the code of the name alone.
func (t *Test) Usual() []string { return t.codes }
