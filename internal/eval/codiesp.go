package eval

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// CodiEspDoc is a case report with the ICD-10-CM codes that its annotators
// gave it, as laid out by the CodiEsp track (Miranda-Escalada and others,
// CLEF eHealth 2020).
type CodiEspDoc struct {
	ID    string   `json:"id"`
	Text  string   `json:"text"`
	Codes []string `json:"icd10cm"` // distinct, with their dot
}

// CodiEspReport scores the codes of documents. Every score is micro-averaged
// over the distinct codes of a document.
type CodiEspReport struct {
	Docs     int
	Exact    Score // the same code
	Category Score // the same first three characters
	// Release counts as Exact, but a gold code that the release in force does
	// not accept is met by any billable code below it.
	Release             Score
	FalseAlarms, Misses []CodeCount // of Exact, the most frequent first
}

// CodeCount is how often a code was predicted or missed wrongly.
type CodeCount struct {
	Code string
	N    int
}

// LoadCodiEsp reads codiesp_<part>.jsonl, part train or dev, from the folder
// that MEDCODE_DATA names.
func LoadCodiEsp(data, part string) ([]CodiEspDoc, error) {
	f, err := os.Open(filepath.Join(data, "notes", "codiesp_"+part+".jsonl"))
	if err != nil {
		return nil, fmt.Errorf("CodiEsp: %w; set MEDCODE_DATA to the folder that holds notes/", err)
	}
	defer f.Close()
	return readCodiEsp(f)
}

func readCodiEsp(r io.Reader) ([]CodiEspDoc, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 4<<20)
	var docs []CodiEspDoc
	for n := 1; sc.Scan(); n++ {
		if strings.TrimSpace(sc.Text()) == "" {
			continue
		}
		var d CodiEspDoc
		if err := json.Unmarshal(sc.Bytes(), &d); err != nil {
			return nil, fmt.Errorf("CodiEsp, line %d: %w", n, err)
		}
		if d.ID == "" || d.Text == "" {
			return nil, fmt.Errorf("CodiEsp, line %d: a document needs an id and a text", n)
		}
		docs = append(docs, d)
	}
	return docs, sc.Err()
}

// CodiEsp scores what predict answers for every document: codes with their
// dot, repeats allowed. billable tells whether the release in force accepts a
// code. The first error of predict ends it.
func CodiEsp(docs []CodiEspDoc, predict func(id, text string) ([]string, error), billable func(code string) bool) (CodiEspReport, error) {
	var exact, category, release []Counts
	alarms, misses := map[string]int{}, map[string]int{}
	for i := range docs {
		answer, err := predict(docs[i].ID, docs[i].Text)
		if err != nil {
			return CodiEspReport{}, fmt.Errorf("document %s: %w", docs[i].ID, err)
		}
		got, gold := setOf(answer), setOf(docs[i].Codes)
		exact = append(exact, compare(gold, got))
		category = append(category, compare(setOf(categories(docs[i].Codes)), setOf(categories(answer))))
		release = append(release, compareRelease(gold, got, billable))
		tally(alarms, got, gold)
		tally(misses, gold, got)
	}
	return CodiEspReport{
		Docs: len(docs), Exact: ScoreOf(exact), Category: ScoreOf(category), Release: ScoreOf(release),
		FalseAlarms: ranked(alarms), Misses: ranked(misses),
	}, nil
}

type codeSet map[string]bool

func setOf(codes []string) codeSet {
	s := make(codeSet, len(codes))
	for _, c := range codes {
		s[strings.ToUpper(c)] = true
	}
	return s
}

func categories(codes []string) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = c[:min(3, len(c))]
	}
	return out
}

func compare(gold, got codeSet) (c Counts) {
	for g := range gold {
		if got[g] {
			c.TP++
		} else {
			c.FN++
		}
	}
	c.FP = len(got) - c.TP
	return c
}

// compareRelease lets the codes below a gold code that is not billable meet
// it; they are no false alarms then.
func compareRelease(gold, got codeSet, billable func(string) bool) (c Counts) {
	used := codeSet{}
	for g := range gold {
		met := false
		for p := range got {
			if p == g || !billable(g) && strings.HasPrefix(p, g) && billable(p) {
				met, used[p] = true, true
			}
		}
		c.Add(true, met)
	}
	c.FP = len(got) - len(used)
	return c
}

// tally counts the codes of a that b lacks.
func tally(n map[string]int, a, b codeSet) {
	for c := range a {
		if !b[c] {
			n[c]++
		}
	}
}

func ranked(n map[string]int) []CodeCount {
	out := make([]CodeCount, 0, len(n))
	for c, k := range n {
		out = append(out, CodeCount{c, k})
	}
	slices.SortFunc(out, func(a, b CodeCount) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Code, b.Code)) })
	return out
}

// Write prints the scores, and the most frequent errors of each kind up to a
// number of lines.
func (r CodiEspReport) Write(w io.Writer, lines int) {
	fmt.Fprintf(w, "%d documents\nexact     %v\ncategory  %v\nrelease   %v\n", r.Docs, r.Exact, r.Category, r.Release)
	for _, l := range []struct {
		name string
		list []CodeCount
	}{{"false alarm", r.FalseAlarms}, {"miss", r.Misses}} {
		for _, c := range l.list[:min(lines, len(l.list))] {
			fmt.Fprintf(w, "%-11s %4d %s\n", l.name, c.N, c.Code)
		}
	}
}
