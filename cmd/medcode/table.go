package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"medcode/schemas"
)

// printResult prints one note's result as a table, one line a mention and
// ontology: the best candidate, or none.
func printResult(w io.Writer, res *schemas.Result) error {
	fmt.Fprintf(w, "%s/%s revision %d: %s, %d mentions, %d codes\n", res.Feed, res.ID, res.Revision, res.Status, len(res.Mentions), len(res.Codes))
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(tw, "  SPAN\tTEXT\tSECTION\tSAID\tONTOLOGY\tCODE\tDISPLAY\tCONF\tWHY")
	for i := range res.Mentions {
		m := &res.Mentions[i]
		for _, c := range best(m.Codings) {
			fmt.Fprintf(tw, "  %d-%d\t%s\t%s\t%s\t%s\t%s\t%s\t%.2f\t%s\n", m.Start, m.End, short(string(m.Text), 32), m.Section,
				said(m), c.Ontology, c.Code, short(c.Display, 44), c.Confidence, short(c.Why, 60))
		}
		if len(m.Codings) == 0 {
			fmt.Fprintf(tw, "  %d-%d\t%s\t%s\t%s\t\tNO_MATCH\t\t\t\n", m.Start, m.End, short(string(m.Text), 32), m.Section, said(m))
		}
	}
	for _, e := range res.Errors {
		fmt.Fprintf(tw, "  error: %s\n", e)
	}
	fmt.Fprintln(tw)
	return tw.Flush()
}

// best is the first coding of each ontology.
func best(all []schemas.Coding) []schemas.Coding {
	var out []schemas.Coding
	seen := map[schemas.Ontology]bool{}
	for _, c := range all {
		if !seen[c.Ontology] {
			seen[c.Ontology] = true
			out = append(out, c)
		}
	}
	return out
}

// said tells what the context makes of a mention.
func said(m *schemas.Mention) string {
	var words []string
	for _, w := range []struct {
		is   bool
		word string
	}{
		{m.Negated, "negated"},
		{m.Uncertain, "uncertain"},
		{m.Hypothetical, "hypothetical"},
		{m.Historical, "historical"},
		{m.Experiencer != "" && m.Experiencer != "patient", m.Experiencer},
	} {
		if w.is {
			words = append(words, w.word)
		}
	}
	if len(words) == 0 {
		words = []string{"present"}
	}
	if m.Attributes[schemas.AttrCopied] != "" {
		words = append(words, "copied")
	}
	return strings.Join(words, ",")
}

func short(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return string(r[:n-1]) + "…"
}
