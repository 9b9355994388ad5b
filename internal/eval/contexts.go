package eval

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// ContextRow is one sentence of a context set with the mention it asks for.
type ContextRow struct {
	ID         string        // line number or name that the set gives the row
	Line       int           // the ID of the NegEx kit as a number, else 0
	Text       string        // the sentence as given
	Start, End int           // bytes of the mention in Text
	Gold       ContextAnswer // what a reader says of it
	Kind       string        // how the sentence is built; empty where the set has no kinds
}

// ContextAnswer is what a reader or a detector says of one mention.
type ContextAnswer struct {
	Negated, Uncertain, Hypothetical, Historical bool
	Conditional                                  bool   // asked of sets that have it alone
	Experiencer                                  string // Patient, Family or Other
}

// Whose a mention is.
const (
	Patient = "patient"
	Family  = "family"
	Other   = "other"
)

// LoadContext reads a context set as the NegEx kit of Chapman and others is
// laid out: line number, condition, sentence, negation, temporality and
// experiencer, parted by tabs, under a line of headings. The mention is the
// condition in capitals, else in any case, else (a few rows have it cut off)
// the whole sentence.
func LoadContext(path string) ([]ContextRow, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("context set: %w; set MEDCODE_DATA to the folder that holds context/negex_context.tsv", err)
	}
	defer f.Close()
	return readContext(f)
}

func readContext(r io.Reader) ([]ContextRow, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	var rows []ContextRow
	for n := 1; sc.Scan(); n++ {
		if n == 1 || strings.TrimSpace(sc.Text()) == "" {
			continue
		}
		row, err := contextRow(strings.Split(sc.Text(), "\t"))
		if err != nil {
			return nil, fmt.Errorf("context set, line %d of the file: %w", n, err)
		}
		rows = append(rows, row)
	}
	return rows, sc.Err()
}

func contextRow(f []string) (ContextRow, error) {
	if len(f) < 6 {
		return ContextRow{}, fmt.Errorf("%d fields, want 6", len(f))
	}
	id := strings.TrimSpace(f[0])
	line, err := strconv.Atoi(id)
	if err != nil {
		return ContextRow{}, fmt.Errorf("first field is no line number")
	}
	start, end, ok := findMention(f[2], f[1])
	if !ok {
		start, end = 0, len(f[2])
	}
	is := func(i int, want string) bool { return strings.EqualFold(strings.TrimSpace(f[i]), want) }
	gold := ContextAnswer{
		Negated: is(3, "negated"), Uncertain: is(3, "possible"),
		Historical: is(4, "historical"), Hypothetical: is(4, "hypothetical"), Experiencer: Other,
	}
	switch {
	case is(5, "patient"):
		gold.Experiencer = Patient
	case is(5, "family member"):
		gold.Experiencer = Family
	}
	return ContextRow{ID: id, Line: line, Text: f[2], Start: start, End: end, Gold: gold}, nil
}

// findMention finds the condition in the sentence: in capitals first, since
// that is how the set marks it, else in any case, white space being equal.
func findMention(sentence, condition string) (start, end int, ok bool) {
	words := strings.Fields(condition)
	if len(words) == 0 {
		return 0, 0, false
	}
	for _, caps := range []bool{true, false} {
		for i := range len(sentence) {
			if end, ok := matchWords(sentence, i, words, caps); ok && (i == 0 || !isLetter(sentence[i-1])) {
				return i, end, true
			}
		}
	}
	return 0, 0, false
}

// matchWords tells whether words stand at i, parted by any white space.
func matchWords(s string, i int, words []string, caps bool) (int, bool) {
	for k, w := range words {
		if k > 0 {
			j := i
			for j < len(s) && (s[j] == ' ' || s[j] == '\t') {
				j++
			}
			if j == i {
				return 0, false
			}
			i = j
		}
		if len(s)-i < len(w) {
			return 0, false
		}
		got := s[i : i+len(w)]
		if caps && got != strings.ToUpper(w) || !strings.EqualFold(got, w) {
			return 0, false
		}
		i += len(w)
	}
	return i, true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
