package eval

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ProcedureLine is a row of testdata/procedures: a procedure, a finding, or
// what only looks like one, in a sentence; its README says what the fields
// mean.
type ProcedureLine struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"` // procedure, finding or negative
	Subkind string   `json:"subkind"`
	Text    string   `json:"text"`
	Start   int      `json:"start"`
	End     int      `json:"end"`
	Code    string   `json:"code"`
	Accept  []string `json:"accept"`
	Status  string   `json:"status"`
	Negated bool     `json:"negated"`
	Not     string   `json:"not"` // of a negative: the kind that it must not be taken for
}

// Kinds of lines.
const (
	kindProcedure = "procedure"
	kindFinding   = "finding"
	kindNegative  = "negative"
)

// LoadProcedures reads a set of one JSON object a line, such as
// testdata/procedures/lines.jsonl.
func LoadProcedures(path string) ([]ProcedureLine, error) {
	return ReadLines(path, "procedure lines", "testdata/procedures/lines.jsonl", func(p *ProcedureLine) error {
		negative := p.Kind == kindNegative
		if !within(p.Start, p.End, p.Text) || negative != (p.Code == "") || !negative && p.Kind != kindProcedure && p.Kind != kindFinding {
			return errors.New("want start and end in bytes of the text, a kind, and a code where it is not negative")
		}
		return nil
	})
}

// ProcedureAnswer is one mention that overlaps a span: its kind, the concepts
// that it has, best first, whether the best is likely enough to be given, the
// status of a procedure and whether the mention is negated.
type ProcedureAnswer struct {
	Kind    string // procedure or finding
	Codes   []string
	Given   bool
	Status  string
	Negated bool
}

// ProcedureFigures are those of one kind of lines.
type ProcedureFigures struct {
	Kind        string
	Found       Share // as what it is
	First, Five Share // with a right concept first, or among five
}

// ProcedureReport scores a set.
type ProcedureReport struct {
	All        ProcedureFigures
	Kinds      []ProcedureFigures
	Subkinds   []ProcedureFigures
	Negatives  Share              // nothing is given a code
	Status     map[string]*Counts // by status
	StatusSame Share              // of procedures found, the status right
	Negation   Counts             // of findings that are found
	Errors     []DeviceError
}

// StatusF is the F over all statuses together, each procedure that is not found
// counting as missed.
func (r *ProcedureReport) StatusF() float64 {
	var sum Counts
	for _, c := range r.Status {
		sum = sum.Plus(*c)
	}
	return sum.F1()
}

// StatusMacroF is the mean of the F of each status.
func (r *ProcedureReport) StatusMacroF() float64 {
	sum, n := 0.0, 0
	for _, c := range r.Status {
		if c.TP+c.FN > 0 {
			sum, n = sum+c.F1(), n+1
		}
	}
	return sum / float64(max(n, 1))
}

// Procedures scores how procedures and findings are read: a line is right where
// any mention that overlaps it is. The first error ends it.
func Procedures(rows []ProcedureLine, read func(p *ProcedureLine) ([]ProcedureAnswer, error)) (ProcedureReport, error) {
	rep := ProcedureReport{All: ProcedureFigures{Kind: "all"}, Status: map[string]*Counts{}}
	for i := range rows {
		p := &rows[i]
		found, err := read(p)
		if err != nil {
			return rep, fmt.Errorf("%s: %w", p.ID, err)
		}
		if p.Kind == kindNegative {
			rep.negative(p, found)
		} else {
			rep.positive(p, found)
		}
	}
	return rep, nil
}

func (r *ProcedureReport) negative(p *ProcedureLine, found []ProcedureAnswer) {
	i := slices.IndexFunc(found, func(a ProcedureAnswer) bool { return a.Given && (p.Not == "" || a.Kind == p.Not) })
	r.Negatives.add(i < 0)
	if i >= 0 {
		r.wrong(p, "given "+found[i].Codes[0])
	}
}

func (r *ProcedureReport) positive(p *ProcedureLine, found []ProcedureAnswer) {
	best := p.best(found)
	first := p.anyRight(found, 1)
	for _, f := range []*ProcedureFigures{&r.All, figuresOf(&r.Kinds, p.Kind), figuresOf(&r.Subkinds, p.Kind+" "+p.Subkind)} {
		f.Found.add(best.Kind == p.Kind)
		f.First.add(first)
		f.Five.add(p.anyRight(found, 5))
	}
	switch {
	case len(best.Codes) == 0:
		r.wrong(p, "nothing found, want "+p.Code)
	case !first:
		r.wrong(p, fmt.Sprintf("%v, want %s", firstOf(best.Codes), p.Code))
	}
	switch {
	case p.Kind == kindProcedure:
		r.status(p, &best)
	case best.Kind == kindFinding:
		r.negation(p, &best)
	}
}

// best is the mention that speaks for a line: a right one of its kind, else one
// of its kind, else any.
func (p *ProcedureLine) best(found []ProcedureAnswer) (best ProcedureAnswer) {
	most := -1
	for _, a := range found {
		n := 0
		if a.Kind == p.Kind {
			n += 2
		}
		if p.right(a.Codes, 1) {
			n++
		}
		if n > most {
			best, most = a, n
		}
	}
	return best
}

func (p *ProcedureLine) anyRight(found []ProcedureAnswer, n int) bool {
	return slices.ContainsFunc(found, func(a ProcedureAnswer) bool { return p.right(a.Codes, n) })
}

func (r *ProcedureReport) status(p *ProcedureLine, a *ProcedureAnswer) {
	want := r.statusOf(p.Status)
	got := ""
	if a.Kind == kindProcedure {
		got = strings.ReplaceAll(a.Status, " ", "_")
		r.StatusSame.add(got == p.Status)
	}
	if got == p.Status {
		want.TP++
		return
	}
	want.FN++
	if got != "" {
		r.statusOf(got).FP++
		r.wrong(p, fmt.Sprintf("status %s, want %s", got, p.Status))
	}
}

func (r *ProcedureReport) statusOf(s string) *Counts {
	c := r.Status[s]
	if c == nil {
		c = &Counts{}
		r.Status[s] = c
	}
	return c
}

func (r *ProcedureReport) negation(p *ProcedureLine, a *ProcedureAnswer) {
	switch {
	case a.Negated && p.Negated:
		r.Negation.TP++
	case a.Negated:
		r.Negation.FP++
		r.wrong(p, "negated, but is not")
	case p.Negated:
		r.Negation.FN++
		r.wrong(p, "is negated")
	}
}

func figuresOf(list *[]ProcedureFigures, kind string) *ProcedureFigures {
	i := slices.IndexFunc(*list, func(f ProcedureFigures) bool { return f.Kind == kind })
	if i < 0 {
		i = len(*list)
		*list = append(*list, ProcedureFigures{Kind: kind})
	}
	return &(*list)[i]
}

func (p *ProcedureLine) right(codes []string, n int) bool {
	return slices.ContainsFunc(codes[:min(n, len(codes))], func(c string) bool { return c == p.Code || slices.Contains(p.Accept, c) })
}

func (r *ProcedureReport) wrong(p *ProcedureLine, what string) {
	r.Errors = append(r.Errors, DeviceError{p.ID, p.Text, p.Text[p.Start:p.End], what})
}
