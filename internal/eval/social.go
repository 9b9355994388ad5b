package eval

import (
	"errors"
	"fmt"
	"slices"
)

// SocialLine is a line of testdata/social: circumstances of a life, external
// causes, or neither; its README says what the fields mean.
type SocialLine struct {
	ID    string         `json:"id"`
	Text  string         `json:"text"`
	Group string         `json:"group"`
	Kind  string         `json:"kind"`
	Codes []Circumstance `json:"codes"`
	Also  []string       `json:"also"` // neither asked for nor wrong
}

// Circumstance is one that a line states, over Start to End in bytes, with the
// codes that are right for it.
type Circumstance struct {
	Start  int      `json:"start"`
	End    int      `json:"end"`
	Code   string   `json:"code"`
	Accept []string `json:"accept"`
}

// The groups of lines and codes.
const (
	socialGroup   = "social"
	externalGroup = "external"
	noGroup       = "none"
)

// LoadSocial reads a set of one JSON object a line, such as
// testdata/social/lines.jsonl.
func LoadSocial(path string) ([]SocialLine, error) {
	return ReadLines(path, "social determinants", "testdata/social/lines.jsonl", func(l *SocialLine) error {
		if !l.fits() {
			return errors.New("want a group, and codes of it in bytes of the text unless it is none")
		}
		return nil
	})
}

func (l *SocialLine) fits() bool {
	if (l.Group == noGroup) != (len(l.Codes) == 0) || !slices.Contains([]string{socialGroup, externalGroup, noGroup}, l.Group) {
		return false
	}
	return !slices.ContainsFunc(l.Codes, func(c Circumstance) bool {
		return c.Start < 0 || c.Start >= c.End || c.End > len(l.Text) || groupOf(c.Code) == ""
	})
}

// groupOf is the group of a code of ICD-10-CM, empty for all that is neither
// Z55–Z65 nor V00–Y99.
func groupOf(code string) string {
	switch {
	case code >= "Z55" && code < "Z66":
		return socialGroup
	case code >= "V" && code < "Z":
		return externalGroup
	}
	return ""
}

// SocialCode is a code of ICD-10-CM given to a line, with the half-open ranges
// in bytes that support it.
type SocialCode struct {
	Code  string
	Spans [][2]int
}

// SocialFigures are the counts of codes of one group or kind.
type SocialFigures struct {
	Name  string
	Score Score
	docs  []Counts
}

// SocialReport scores a set.
type SocialReport struct {
	Groups []SocialFigures // by the chapter of the code
	None   Share           // lines without a code that are given none
	Kinds  []SocialKind
	Errors []SocialError
}

// SocialKind counts the lines of a kind on which all is right.
type SocialKind struct {
	Name  string
	Right Share
}

// SocialError is a line that was read wrongly.
type SocialError struct{ ID, Kind, Text, What string }

// Social scores the codes that lines are given. A circumstance is found where
// one of its codes is given over a span that overlaps its own; every other code
// of either group is a false one, unless the line has it under Also. The first
// error of read ends it.
func Social(rows []SocialLine, read func(text string) ([]SocialCode, error)) (SocialReport, error) {
	rep := SocialReport{Groups: []SocialFigures{{Name: socialGroup}, {Name: externalGroup}}}
	for i := range rows {
		l := &rows[i]
		given, err := read(l.Text)
		if err != nil {
			return rep, fmt.Errorf("%s: %w", l.ID, err)
		}
		missed, wrong := rep.line(l, given)
		right := len(missed)+len(wrong) == 0
		if l.Group == noGroup {
			rep.None.add(right)
		}
		rep.kind(l.Group + ": " + l.Kind).Right.add(right)
		if !right {
			rep.Errors = append(rep.Errors, SocialError{l.ID, l.Kind, l.Text, fmt.Sprintf("missed %v, wrongly %v", missed, wrong)})
		}
	}
	for i := range rep.Groups {
		rep.Groups[i].Score = ScoreOf(rep.Groups[i].docs)
	}
	return rep, nil
}

// line counts one line and returns the codes missed and those given wrongly.
func (r *SocialReport) line(l *SocialLine, given []SocialCode) (missed, wrong []string) {
	counts := map[string]*Counts{socialGroup: {}, externalGroup: {}}
	for i := range l.Codes {
		c := &l.Codes[i]
		if slices.ContainsFunc(given, c.meets) {
			counts[groupOf(c.Code)].TP++
			continue
		}
		counts[groupOf(c.Code)].FN++
		missed = append(missed, c.Code)
	}
	for _, g := range given {
		group := groupOf(g.Code)
		if group == "" || slices.Contains(l.Also, g.Code) || slices.ContainsFunc(l.Codes, func(c Circumstance) bool { return c.meets(g) }) {
			continue
		}
		counts[group].FP++
		wrong = append(wrong, g.Code)
	}
	for i := range r.Groups {
		r.Groups[i].docs = append(r.Groups[i].docs, *counts[r.Groups[i].Name])
	}
	return missed, wrong
}

// meets tells whether a code is right for c, and over its words.
func (c *Circumstance) meets(g SocialCode) bool {
	return (g.Code == c.Code || slices.Contains(c.Accept, g.Code)) &&
		slices.ContainsFunc(g.Spans, func(s [2]int) bool { return s[0] < c.End && c.Start < s[1] })
}

func (r *SocialReport) kind(name string) *SocialKind {
	i := slices.IndexFunc(r.Kinds, func(k SocialKind) bool { return k.Name == name })
	if i < 0 {
		r.Kinds = append(r.Kinds, SocialKind{Name: name})
		i = len(r.Kinds) - 1
	}
	return &r.Kinds[i]
}
