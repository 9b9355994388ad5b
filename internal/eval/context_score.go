package eval

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ContextReport holds the scores of a detector on a context set, one an
// attribute. Rows with the same sentence are one document of the bootstrap.
type ContextReport struct {
	Rows       int
	Attributes []ContextAttribute
	Kinds      []ContextKind `json:",omitempty"` // of sets that have kinds, most errors first
}

// ContextAttribute is the score of one yes-or-no question.
type ContextAttribute struct {
	Name   string
	Score  Score
	Errors []ContextError `json:"-"`
}

// ContextError is a row answered wrongly: a miss, or else a false alarm.
type ContextError struct {
	Row  ContextRow
	Miss bool
}

// ContextKind counts the rows of one kind that are wrong in any attribute but
// historical, which the sets with kinds do not measure.
type ContextKind struct {
	Kind        string
	Rows, Wrong int
}

// attributes are the questions. Historical is asked of all rows, and of those
// whose gold says nothing that the sentence does not.
var attributes = []struct {
	name string
	skip func(ContextRow) bool
	ask  func(ContextAnswer) bool
}{
	{"negated", nil, func(a ContextAnswer) bool { return a.Negated }},
	{"uncertain", nil, func(a ContextAnswer) bool { return a.Uncertain }},
	{"hypothetical", nil, func(a ContextAnswer) bool { return a.Hypothetical }},
	{"historical", nil, func(a ContextAnswer) bool { return a.Historical }},
	{
		"historical, cued",
		func(r ContextRow) bool { return r.Gold.Historical && !HasPastWord(r.Text) },
		func(a ContextAnswer) bool { return a.Historical },
	},
	{"conditional", nil, func(a ContextAnswer) bool { return a.Conditional }},
	{"not the patient", nil, func(a ContextAnswer) bool { return a.Experiencer != Patient }},
	{"family", nil, func(a ContextAnswer) bool { return a.Experiencer == Family }},
	{"other", nil, func(a ContextAnswer) bool { return a.Experiencer == Other }},
}

// Context asks detect for the mention [start, end) of each row's text and
// scores the answers. An attribute that no row has is left out.
func Context(rows []ContextRow, detect func(text string, start, end int) ContextAnswer) ContextReport {
	rep := ContextReport{Rows: len(rows)}
	got := make([]ContextAnswer, len(rows))
	for i, r := range rows {
		got[i] = detect(r.Text, r.Start, r.End)
	}
	for _, at := range attributes {
		a := ContextAttribute{Name: at.name}
		docs := map[string]int{}
		var counts []Counts
		for i, r := range rows {
			if at.skip != nil && at.skip(r) {
				continue
			}
			d, ok := docs[r.Text]
			if !ok {
				d = len(counts)
				docs[r.Text], counts = d, append(counts, Counts{})
			}
			gold, said := at.ask(r.Gold), at.ask(got[i])
			counts[d].Add(gold, said)
			if gold != said {
				a.Errors = append(a.Errors, ContextError{Row: r, Miss: gold})
			}
		}
		if a.Score = ScoreOf(counts); a.Score.TP+a.Score.FN > 0 {
			rep.Attributes = append(rep.Attributes, a)
		}
	}
	rep.Kinds = kindsOf(rows, got)
	return rep
}

// kindsOf counts errors by the kind of sentence.
func kindsOf(rows []ContextRow, got []ContextAnswer) []ContextKind {
	at := map[string]int{}
	conditional := slices.ContainsFunc(rows, func(r ContextRow) bool { return r.Gold.Conditional })
	var out []ContextKind
	for i, r := range rows {
		if r.Kind == "" {
			continue
		}
		k, ok := at[r.Kind]
		if !ok {
			k = len(out)
			at[r.Kind], out = k, append(out, ContextKind{Kind: r.Kind})
		}
		out[k].Rows++
		said := got[i]
		said.Historical = r.Gold.Historical
		said.Conditional = said.Conditional && conditional
		if said != r.Gold {
			out[k].Wrong++
		}
	}
	slices.SortStableFunc(out, func(a, b ContextKind) int { return cmp.Compare(b.Wrong, a.Wrong) })
	return out
}

// Of returns the score of an attribute by its name.
func (r ContextReport) Of(name string) Score {
	for _, a := range r.Attributes {
		if a.Name == name {
			return a.Score
		}
	}
	return Score{}
}

// Write prints the scores, the errors and the kinds: errors by their id, or the
// first n misses and false alarms of each attribute with their sentences, which
// may be clinical text.
func (r ContextReport) Write(w io.Writer, n int) error {
	var b strings.Builder
	for _, a := range r.Attributes {
		fmt.Fprintf(&b, "%-16s %s\n", a.Name, a.Score)
		writeErrors(&b, a.Errors, n)
	}
	for _, k := range r.Kinds {
		if k.Wrong > 0 {
			fmt.Fprintf(&b, "  %3d of %3d wrong  %s\n", k.Wrong, k.Rows, k.Kind)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeErrors(b *strings.Builder, errs []ContextError, n int) {
	for _, part := range []struct {
		name string
		miss bool
	}{{"missed", true}, {"wrongly found", false}} {
		var ids strings.Builder
		shown := 0
		for _, e := range errs {
			switch {
			case e.Miss != part.miss:
			case n == 0:
				ids.WriteString(" " + e.Row.ID)
			case shown < n:
				shown++
				fmt.Fprintf(&ids, "\n    %s: %q in %q", e.Row.ID, e.Row.Text[e.Row.Start:e.Row.End], e.Row.Text)
			}
		}
		if ids.Len() > 0 {
			fmt.Fprintf(b, "  %s, lines:%s\n", part.name, ids.String())
		}
	}
}
