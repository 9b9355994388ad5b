package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"medcode/internal/eval"
	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// Kinds of misses: why a labelled code was not given. The first that fits
// counts, in this order.
const (
	missEndedBelow  = "ended since 2018, a code below it was given"
	missEnded       = "ended since 2018, none below it given"
	missWithheld    = "withheld: " // with the reason
	missUnder       = "first of its mention, under the threshold"
	missNotFirst    = "candidate of a mention, another code first"
	missSide        = "category right: another side, or none"
	missUnspecified = "category right: given unspecified, labelled specific"
	missSpecific    = "category right: given specific, labelled unspecified"
	missOther       = "category right: another code"
	missCategory    = "category among the candidates, not given"
	missPart        = "official words stand inside a mention of another code"
	missWorded      = "official words stand in one sentence, not recognised"
	missBlock       = "not said in official words, a code of its block given"
	missUnsaid      = "not said in official words, nothing near it given"
)

// Kinds of false alarms: what a code that is not labelled is. The first that
// fits counts.
const (
	alarmEnded       = "below a labelled code that ended since 2018"
	alarmSide        = "category labelled: another side, or none"
	alarmUnspecified = "category labelled: given unspecified, labelled specific"
	alarmSpecific    = "category labelled: given specific, labelled unspecified"
	alarmOther       = "category labelled: another code"
	alarmContext     = "all mentions of it " // with what is said of them
	alarmBlock       = "another category of a labelled block"
	alarmSymptom     = "symptom or sign (chapter 18), nothing of its block labelled"
	alarmFactor      = "cause or circumstance (chapters 20 and 21), nothing of its block labelled"
	alarmOutside     = "disease or injury, nothing of its block labelled"
)

// kindReader sorts the errors of documents by kind.
type kindReader struct {
	rel       *ontology.Release
	threshold float64
	wordings  map[ontology.CodeID][][]uint64 // of a code and all below it: the content words of each
	sentences map[string][]map[uint64]bool   // document → the words of its sentences
}

func newKindReader(rel *ontology.Release, threshold float64) *kindReader {
	k := &kindReader{rel: rel, threshold: threshold, wordings: map[ontology.CodeID][][]uint64{}, sentences: map[string][]map[uint64]bool{}}
	var toks []text.Token
	for i := range rel.Info().Terms {
		t := ontology.TermID(i)
		if kind := rel.KindOf(t); kind > ontology.Index { // official wordings only
			continue
		}
		toks = text.Tokens(toks[:0], nonessential.ReplaceAllString(rel.Term(t).Text, " "))
		if words := slices.Collect(maps.Keys(contentWords(toks))); len(words) > 0 {
			id := rel.CodeOf(t)
			k.wordings[id] = append(k.wordings[id], words)
		}
	}
	return k
}

// nonessential are modifiers that change no code, and synonyms in brackets.
var nonessential = regexp.MustCompile(`\([^)]*\)|\[[^\]]*\]`)

// contentWords are the words of toks that tell what is meant.
func contentWords(toks []text.Token) map[uint64]bool {
	out := map[uint64]bool{}
	for i := range toks {
		if h, ok := ontology.BagWord(toks, i); ok && !slices.Contains(vagueWords, toks[i].Norm) {
			out[h] = true
		}
	}
	return out
}

// vagueWords stand in titles and say only that nothing more is said.
var vagueWords = []string{"unspecified", "specified", "other", "elsewhere", "classified", "nos", "nec", "type", "site"}

// kindTable counts errors by kind, in columns.
type kindTable struct {
	columns []string
	count   map[string][]int
}

func newKindTable(columns ...string) *kindTable {
	return &kindTable{columns: columns, count: map[string][]int{}}
}

func (t *kindTable) add(kind string, column int) {
	if t.count[kind] == nil {
		t.count[kind] = make([]int, len(t.columns))
	}
	t.count[kind][column]++
}

// write prints the kinds, the most frequent of the first column first, with
// their share of the column.
func (t *kindTable) write(w io.Writer, title string) {
	sum := make([]int, len(t.columns))
	kinds := slices.Collect(maps.Keys(t.count))
	for _, k := range kinds {
		for i, n := range t.count[k] {
			sum[i] += n
		}
	}
	slices.SortFunc(kinds, func(a, b string) int {
		return cmp.Or(slices.Compare(t.count[b], t.count[a]), cmp.Compare(a, b))
	})
	fmt.Fprintf(w, "| %s | %s |\n|---|%s\n", title, strings.Join(t.columns, " | "), strings.Repeat("---|", len(t.columns)))
	row := func(name string, n []int) {
		fmt.Fprintf(w, "| %s |", name)
		for i, v := range n {
			fmt.Fprintf(w, " %d (%.3f) |", v, float64(v)/float64(max(1, sum[i])))
		}
		fmt.Fprintln(w)
	}
	for _, k := range kinds {
		row(k, t.count[k])
	}
	row("all", sum)
}

// writeKinds prints why labelled codes were missed and what the codes are
// that nobody labelled: for every finding named, and for the patient's codes.
func (c *call) writeKinds(rel *ontology.Release, docs []eval.CodiEspDoc, results map[string]schemas.Result) {
	k := newKindReader(rel, c.set.Float("threshold"))
	misses, alarms := newKindTable("named", "patient"), newKindTable("named", "patient")
	for i := range docs {
		d := &docs[i]
		res := results[d.ID]
		named := unique(c.named(&res))
		for column, given := range [][]string{named, unique(patients(&res))} {
			for _, g := range unique(d.Codes) {
				if !slices.Contains(given, g) {
					misses.add(k.miss(d, &res, g, named, given), column)
				}
			}
			for _, p := range given {
				if !slices.Contains(d.Codes, p) {
					alarms.add(k.alarm(&res, p, d.Codes), column)
				}
			}
		}
	}
	misses.write(c.out, "misses of the exact code")
	alarms.write(c.out, "false alarms of the exact code")
}

func unique(codes []string) []string {
	out := slices.Clone(codes)
	slices.Sort(out)
	return slices.Compact(out)
}
