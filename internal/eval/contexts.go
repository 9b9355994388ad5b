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
	Line       int    // line number that the set gives the row
	Text       string // the sentence as given
	Start, End int    // bytes of the mention in Text
	Negated    bool
	Historical bool
	Hypothetic bool
	Other      bool // the experiencer is not the patient
}

// ContextAnswer is what a detector says of one mention.
type ContextAnswer struct {
	Negated, Historical, Hypothetical bool
	Other                             bool // the experiencer is not the patient
}

// ContextReport holds the scores of a detector on a context set. Rows with
// the same sentence are one document of the bootstrap.
type ContextReport struct {
	Rows                          int
	Negated, Historical, Other    Score
	NegatedErr, HistErr, OtherErr []ContextError
}

// ContextError is a row answered wrongly: a miss, or else a false alarm.
type ContextError struct {
	Row  ContextRow
	Miss bool
}

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
	line, err := strconv.Atoi(strings.TrimSpace(f[0]))
	if err != nil {
		return ContextRow{}, fmt.Errorf("first field is no line number")
	}
	start, end, ok := findMention(f[2], f[1])
	if !ok {
		start, end = 0, len(f[2])
	}
	is := func(i int, want string) bool { return strings.EqualFold(strings.TrimSpace(f[i]), want) }
	return ContextRow{
		Line: line, Text: f[2], Start: start, End: end,
		Negated: is(3, "negated"), Historical: is(4, "historical"), Hypothetic: is(4, "hypothetical"),
		Other: !is(5, "patient"),
	}, nil
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

// Context asks detect for the mention [start, end) of each row's text and
// scores the answers.
func Context(rows []ContextRow, detect func(text string, start, end int) ContextAnswer) ContextReport {
	rep := ContextReport{Rows: len(rows)}
	docs := map[string]int{}
	var neg, hist, oth []Counts
	for _, row := range rows {
		d, ok := docs[row.Text]
		if !ok {
			d = len(neg)
			docs[row.Text] = d
			neg, hist, oth = append(neg, Counts{}), append(hist, Counts{}), append(oth, Counts{})
		}
		a := detect(row.Text, row.Start, row.End)
		note(&neg[d], &rep.NegatedErr, row, row.Negated, a.Negated)
		note(&hist[d], &rep.HistErr, row, row.Historical, a.Historical)
		note(&oth[d], &rep.OtherErr, row, row.Other, a.Other)
	}
	rep.Negated, rep.Historical, rep.Other = ScoreOf(neg), ScoreOf(hist), ScoreOf(oth)
	return rep
}

func note(c *Counts, errs *[]ContextError, row ContextRow, gold, got bool) {
	c.Add(gold, got)
	if gold != got {
		*errs = append(*errs, ContextError{Row: row, Miss: gold})
	}
}

// Write prints the scores and then the errors: by line number, and with the
// sentences only where text is true, since a set may hold clinical text.
func (r ContextReport) Write(w io.Writer, text bool) error {
	for _, part := range []struct {
		name  string
		score Score
		errs  []ContextError
	}{{"negation", r.Negated, r.NegatedErr}, {"historical", r.Historical, r.HistErr}, {"experiencer", r.Other, r.OtherErr}} {
		if _, err := fmt.Fprintf(w, "%-12s %s\n", part.name, part.score); err != nil {
			return err
		}
		if err := writeErrors(w, part.errs, text); err != nil {
			return err
		}
	}
	return nil
}

func writeErrors(w io.Writer, errs []ContextError, text bool) error {
	for _, miss := range []bool{true, false} {
		var b strings.Builder
		for _, e := range errs {
			switch {
			case e.Miss != miss:
			case text:
				fmt.Fprintf(&b, "\n    %d: %q in %q", e.Row.Line, e.Row.Text[e.Row.Start:e.Row.End], e.Row.Text)
			default:
				fmt.Fprintf(&b, " %d", e.Row.Line)
			}
		}
		if b.Len() == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "  %s, lines:%s\n", map[bool]string{true: "missed", false: "wrongly found"}[miss], b.String()); err != nil {
			return err
		}
	}
	return nil
}
