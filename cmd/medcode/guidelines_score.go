package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"medcode/schemas"
)

// guidelineScore counts what became of some cases.
type guidelineScore struct {
	Name     string `json:"name"`
	Cases    int    `json:"cases"`
	Complete int    `json:"complete"` // all expected codes and no others
	Expected int    `json:"expected"` // codes asked for
	Found    int    `json:"found"`    // of those
	Barred   int    `json:"barred"`   // what must be absent
	Emitted  int    `json:"emitted"`  // of those, on the claim all the same
	Extra    int    `json:"extra"`    // codes that no case asks for or allows
	Ordered  int    `json:"ordered"`  // cases with a sequence whose codes were all found
	InOrder  int    `json:"in_order"` // of those
	POA      int    `json:"poa"`      // indicators asked for, on codes that were found
	POARight int    `json:"poa_right"`
}

func (s *guidelineScore) add(o guidelineScore) {
	s.Cases += o.Cases
	s.Complete += o.Complete
	s.Expected += o.Expected
	s.Found += o.Found
	s.Barred += o.Barred
	s.Emitted += o.Emitted
	s.Extra += o.Extra
	s.Ordered += o.Ordered
	s.InOrder += o.InOrder
	s.POA += o.POA
	s.POARight += o.POARight
}

// guidelineMiss is a case whose claim is not as it should be. The notes are the
// project's own, so they may be shown.
type guidelineMiss struct {
	ID       string   `json:"id"`
	Section  string   `json:"section"`
	Why      string   `json:"why"`
	Note     string   `json:"note"`
	Want     []string `json:"want"`
	Got      []string `json:"got"`
	Missing  []string `json:"missing,omitempty"`
	Barred   []string `json:"barred,omitempty"`
	Extra    []string `json:"extra,omitempty"`
	Sequence bool     `json:"sequence,omitempty"` // all there, in the wrong order
	POA      []string `json:"poa,omitempty"`      // code=indicator as it was given
}

func (m *guidelineMiss) any() bool {
	return len(m.Missing)+len(m.Barred)+len(m.Extra)+len(m.POA) > 0 || m.Sequence
}

// judge compares a claim with what the case expects.
func (c *guidelineCase) judge(lines []schemas.ClaimLine) (guidelineScore, guidelineMiss) {
	s := guidelineScore{Cases: 1, Expected: len(c.Claim), Barred: len(c.Absent)}
	m := guidelineMiss{ID: c.ID, Section: c.Section, Why: c.Why, Note: c.Text}
	place := map[string]int{}
	for i := range lines {
		code := lines[i].Code
		place[code] = i
		m.Got = append(m.Got, code)
		switch {
		case begins(code, c.Absent):
			m.Barred = append(m.Barred, code)
		case !slices.Contains(c.May, code) && !c.expects(code):
			m.Extra = append(m.Extra, code)
		}
	}
	c.judgeCodes(&s, &m, place, lines)
	for _, p := range c.Absent {
		if slices.ContainsFunc(m.Barred, func(code string) bool { return strings.HasPrefix(code, p) }) {
			s.Emitted++
		}
	}
	s.Extra = len(m.Extra)
	if len(m.Missing)+len(m.Barred)+len(m.Extra) == 0 {
		s.Complete = 1
	}
	return s, m
}

func (c *guidelineCase) judgeCodes(s *guidelineScore, m *guidelineMiss, place map[string]int, lines []schemas.ClaimLine) {
	for _, k := range c.Claim {
		m.Want = append(m.Want, k.Code)
		i, ok := place[k.Code]
		if !ok {
			m.Missing = append(m.Missing, k.Code)
			continue
		}
		s.Found++
		if k.POA == "" {
			continue
		}
		s.POA++
		if got := c.indicator(lines[i].POA); got == k.POA {
			s.POARight++
		} else {
			m.POA = append(m.POA, k.Code+"="+got)
		}
	}
	if c.ordered() && len(m.Missing) == 0 {
		s.Ordered = 1
		if m.Sequence = !c.inOrder(place); !m.Sequence {
			s.InOrder = 1
		}
	}
}

// indicator writes an indicator of a claim as the cases do: "-" for a code that
// is exempt, and for all codes of a visit that is no hospital stay.
func (c *guidelineCase) indicator(poa string) string {
	switch {
	case poa == "exempt", poa == "" && c.Class != "inpatient":
		return "-"
	case poa == "":
		return "none"
	}
	return poa
}

func (c *guidelineCase) expects(code string) bool {
	return slices.ContainsFunc(c.Claim, func(k guidelineCode) bool { return k.Code == code })
}

// inOrder tells whether no code stands before one of an earlier step.
func (c *guidelineCase) inOrder(place map[string]int) bool {
	for _, a := range c.Claim {
		for _, b := range c.Claim {
			if a.Step < b.Step && place[a.Code] > place[b.Code] {
				return false
			}
		}
	}
	return true
}

// guidelineReport is what `medcode eval guidelines` measured.
type guidelineReport struct {
	Release  string           `json:"release"`
	Chapters []guidelineScore `json:"chapters"`
	Total    guidelineScore   `json:"total"`
	Unusable []string         `json:"unusable"` // expected codes that the release does not have or bill
	Misses   []guidelineMiss  `json:"misses"`
}

func (r *guidelineReport) write(w io.Writer, misses int) error {
	fmt.Fprintf(w, "ICD-10-CM Official Guidelines, %d cases, release %s\n", r.Total.Cases, r.Release)
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "complete\tfound\tabsent emitted\textra\tin order\tPOA right\t  ")
	for _, s := range append(slices.Clone(r.Chapters), r.Total) {
		fmt.Fprintf(tw, "%d/%d\t%d/%d\t%d/%d\t%d\t%d/%d\t%d/%d\t  %s\n",
			s.Complete, s.Cases, s.Found, s.Expected, s.Emitted, s.Barred, s.Extra, s.InOrder, s.Ordered, s.POARight, s.POA, s.Name)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	for _, u := range r.Unusable {
		fmt.Fprintln(w, "not billable in this release:", u)
	}
	for _, m := range r.Misses[:min(misses, len(r.Misses))] {
		m.write(w)
	}
	return nil
}

func (m *guidelineMiss) write(w io.Writer) {
	fmt.Fprintf(w, "\n%s (%s: %s)\n  %s\n  want %s\n  got  %s\n", m.ID, m.Section, m.Why,
		strings.ReplaceAll(m.Note, "\n", "\n  "), strings.Join(m.Want, " "), strings.Join(m.Got, " "))
	for _, p := range []struct {
		what  string
		codes []string
	}{{"missing", m.Missing}, {"must be absent", m.Barred}, {"not asked for", m.Extra}, {"indicator", m.POA}} {
		if len(p.codes) > 0 {
			fmt.Fprintf(w, "  %s: %s\n", p.what, strings.Join(p.codes, " "))
		}
	}
	if m.Sequence {
		fmt.Fprintln(w, "  in the wrong order")
	}
}
