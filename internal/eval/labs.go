package eval

import (
	"fmt"
	"slices"
)

// Lab is one measurement of a line: in gold as testdata/labs/README.md says,
// or as read. Codes of gold are the settled one and those as good.
type Lab struct {
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Name     string   `json:"name"`
	LOINC    string   `json:"loinc"`
	Also     []string `json:"also"`
	Value    string   `json:"value"`
	Unit     string   `json:"unit"`
	Flag     string   `json:"flag"`
	Specimen string   `json:"specimen"`
	Method   string   `json:"method"`
	Timing   string   `json:"timing"`
	Panel    bool     `json:"panel"`
}

// LabLine is a line of results with its measurements.
type LabLine struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Text string `json:"text"`
	Labs []Lab  `json:"labs"`
}

// LoadLabs reads a set of one JSON object a line, such as
// testdata/labs/lines.jsonl.
func LoadLabs(path string) ([]LabLine, error) {
	return ReadLines(path, "laboratory lines", "testdata/labs/lines.jsonl", func(l *LabLine) error {
		for _, m := range l.Labs {
			if !within(m.Start, m.End, l.Text) {
				return fmt.Errorf("%d and %d are not bytes of the text", m.Start, m.End)
			}
		}
		return nil
	})
}

// LabField is the score of a field over the measurements that were found; one
// that gold leaves out and the answer does not counts as a false alarm, and a
// wrong value as a false alarm and a miss.
type LabField struct {
	Name  string
	Score Score
}

// LabReport is the scores of a set. Lines are the documents of intervals.
type LabReport struct {
	Lines, Labs int
	Spans       Score // names that overlap with gold, one for one
	Exact       Score // names of the same bytes
	Top1        Share // of all measurements, those whose first code is the gold one
	Accepted    Share // or one as good
	Found       Share // Accepted, of the measurements that were found
	Whole       Share // of all measurements, those with an accepted code, value and unit
	Fields      []LabField
	Kinds       []LabKind
	Errors      []LabError `json:"-"`
}

// LabKind is the share of accepted codes of one kind of lines.
type LabKind struct {
	Kind     string
	Accepted Share
}

// LabError is a measurement that was missed, invented or read otherwise.
type LabError struct{ ID, Text, What string }

// labFields are the fields that are scored.
var labFields = []struct {
	name string
	of   func(*Lab) string
}{
	{"value", func(l *Lab) string { return l.Value }},
	{"unit", func(l *Lab) string { return l.Unit }},
	{"flag", func(l *Lab) string { return l.Flag }},
	{"specimen", func(l *Lab) string { return l.Specimen }},
	{"method", func(l *Lab) string { return l.Method }},
	{"timing", func(l *Lab) string { return l.Timing }},
}

// Labs scores what read makes of each line.
func Labs(lines []LabLine, read func(text string) ([]Lab, error)) (LabReport, error) {
	s := labScorer{fields: make([][]Counts, len(labFields))}
	s.rep.Lines = len(lines)
	for i := range lines {
		got, err := read(lines[i].Text)
		if err != nil {
			return s.rep, fmt.Errorf("%s: %w", lines[i].ID, err)
		}
		s.line(&lines[i], got)
	}
	s.rep.Spans, s.rep.Exact = ScoreOf(s.spans), ScoreOf(s.exact)
	for k, f := range labFields {
		s.rep.Fields = append(s.rep.Fields, LabField{f.name, ScoreOf(s.fields[k])})
	}
	return s.rep, nil
}

type labScorer struct {
	rep          LabReport
	spans, exact []Counts
	fields       [][]Counts
}

func (s *labScorer) line(l *LabLine, got []Lab) {
	pairs, used := align(l.Labs, got)
	var span, exact Counts
	fields := make([]Counts, len(labFields))
	for i := range l.Labs {
		g := &l.Labs[i]
		s.rep.Labs++
		var a *Lab
		if pairs[i] >= 0 {
			a = &got[pairs[i]]
			span.TP++
			exact.Add(true, a.Start == g.Start && a.End == g.End)
			for k := range labFields {
				field(&fields[k], labFields[k].of(g), labFields[k].of(a))
			}
		} else {
			span.FN++
			exact.FN++
		}
		s.judge(l, g, a)
	}
	for k := range got {
		if !used[k] {
			span.FP++
			s.rep.Errors = append(s.rep.Errors, LabError{l.ID, l.Text, fmt.Sprintf("invented %q %s", got[k].Name, got[k].LOINC)})
		}
	}
	exact.FP = len(got) - exact.TP
	s.spans, s.exact = append(s.spans, span), append(s.exact, exact)
	for k := range fields {
		s.fields[k] = append(s.fields[k], fields[k])
	}
}

func field(c *Counts, gold, got string) {
	switch {
	case gold == got:
		c.Add(gold != "", got != "")
	case gold != "" && got != "":
		c.FP++
		c.FN++
	default:
		c.Add(gold != "", got != "")
	}
}

// judge counts the code of a measurement, and keeps what is wrong with it.
func (s *labScorer) judge(l *LabLine, g, a *Lab) {
	right := a != nil && a.LOINC == g.LOINC
	good := right || a != nil && slices.Contains(g.Also, a.LOINC)
	s.rep.Top1.add(right)
	s.rep.Accepted.add(good)
	s.kind(l.Kind).add(good)
	if a == nil {
		s.rep.Whole.add(false)
		s.rep.Errors = append(s.rep.Errors, LabError{l.ID, l.Text, fmt.Sprintf("missed %q %s", g.Name, g.LOINC)})
		return
	}
	s.rep.Found.add(good)
	s.rep.Whole.add(good && a.Value == g.Value && a.Unit == g.Unit)
	if !good {
		s.rep.Errors = append(s.rep.Errors, LabError{l.ID, l.Text, fmt.Sprintf("%q is %s, answered %q", g.Name, g.LOINC, a.LOINC)})
	}
	for _, f := range labFields {
		if f.of(g) != f.of(a) {
			s.rep.Errors = append(s.rep.Errors, LabError{l.ID, l.Text, fmt.Sprintf("%s of %q is %q, read %q", f.name, g.Name, f.of(g), f.of(a))})
		}
	}
}

func (s *labScorer) kind(name string) *Share {
	i := slices.IndexFunc(s.rep.Kinds, func(k LabKind) bool { return k.Kind == name })
	if i < 0 {
		i = len(s.rep.Kinds)
		s.rep.Kinds = append(s.rep.Kinds, LabKind{Kind: name})
	}
	return &s.rep.Kinds[i].Accepted
}

// align pairs gold with answers that overlap, one for one: those of the same
// bytes first, and of them those of the same code.
func align(gold, got []Lab) (pairs []int, used []bool) {
	pairs, used = make([]int, len(gold)), make([]bool, len(got))
	for i := range pairs {
		pairs[i] = -1
	}
	for _, fits := range []func(g, a *Lab) bool{
		func(g, a *Lab) bool { return g.Start == a.Start && g.End == a.End && g.LOINC == a.LOINC },
		func(g, a *Lab) bool { return g.Start == a.Start && g.End == a.End },
		func(g, a *Lab) bool { return g.Start < a.End && a.Start < g.End },
	} {
		for i := range gold {
			for k := 0; k < len(got) && pairs[i] < 0; k++ {
				if !used[k] && fits(&gold[i], &got[k]) {
					pairs[i], used[k] = k, true
				}
			}
		}
	}
	return pairs, used
}
