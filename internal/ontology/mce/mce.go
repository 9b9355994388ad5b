// Package mce reads tables of code edits: which codes go with which age and
// sex, and which may not come first of a stay, as Medicare's code editor has
// them (CMS, "Definitions of Medicare Code Edits"). The publisher's lists have
// to be brought into the form of a code, a tab and a kind a line.
package mce

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"medcode/schemas"
)

// Kind is a check of a code against the patient.
type Kind string

// The kinds of edits and whom they accept.
const (
	Newborn   Kind = "newborn"   // age 0
	Pediatric Kind = "pediatric" // ages 0–17
	Maternity Kind = "maternity" // ages 9–64
	Adult     Kind = "adult"     // ages 15–124
	Female    Kind = "female"
	Male      Kind = "male"
	Principal Kind = "unacceptable_principal" // not the first of a stay
)

// Kinds lists all kinds.
func Kinds() []Kind { return []Kind{Newborn, Pediatric, Maternity, Adult, Female, Male, Principal} }

// Edit is a check of one code, or of a header and all below it.
type Edit struct {
	Code string // in upper case, dotted or not, as the table has it
	Kind Kind
}

// maxEdits bounds a table: every code once a kind.
const maxEdits = 1 << 20

// Read reads a table; blank lines and lines that begin with # are skipped.
// Errors name the line.
func Read(r io.Reader) ([]Edit, error) {
	var out []Edit
	lines := bufio.NewScanner(r)
	n := 0
	for lines.Scan() {
		n++
		line, data := content(lines.Text())
		if !data {
			continue
		}
		e, err := parse(line)
		if err == nil && len(out) == maxEdits {
			err = fmt.Errorf("more than %d lines", maxEdits)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: edit table, line %d: %w", schemas.ErrInvalid, n, err)
		}
		out = append(out, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: edit table, line %d: %w", schemas.ErrInvalid, n+1, err)
	}
	return out, nil
}

// Is tells by the beginning of a file whether it is such a table: at least
// half of its first lines are a code and a kind.
func Is(head string) bool {
	seen, good := 0, 0
	for line := range strings.Lines(head) {
		line, data := content(line)
		if !data {
			continue
		}
		if _, err := parse(line); err == nil {
			good++
		}
		if seen++; seen == 40 {
			break
		}
	}
	return good > 0 && 2*good >= seen
}

// content strips a line; false where there is nothing to read on it.
func content(line string) (string, bool) {
	line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
	return line, line != "" && line[0] != '#'
}

func parse(line string) (Edit, error) {
	code, kind, ok := strings.Cut(line, "\t")
	e := Edit{strings.ToUpper(strings.TrimSpace(code)), Kind(strings.ToLower(strings.TrimSpace(kind)))}
	switch {
	case !ok || !plausible(e.Code):
		return e, fmt.Errorf("want a code, a tab and a kind of edit")
	case !slices.Contains(Kinds(), e.Kind):
		return e, fmt.Errorf("no such kind of edit; the kinds are %s", names())
	}
	return e, nil
}

func names() string {
	var out []string
	for _, k := range Kinds() {
		out = append(out, string(k))
	}
	return strings.Join(out, ", ")
}

// plausible tells whether a string has the form of a code, dotted or not.
func plausible(code string) bool {
	if len(code) < 3 || len(code) > 8 || code[0] < 'A' || code[0] > 'Z' {
		return false
	}
	for i := range len(code) {
		c := code[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c != '.' || i != 3) {
			return false
		}
	}
	return true
}

// Refuses says how a patient of an age in years and a sex (male, female, or
// empty) does not fit; empty where the patient does, or where it is not known.
func (k Kind) Refuses(age *int, sex string) string {
	outside := func(lo, hi int) bool { return age != nil && (*age < lo || *age > hi) }
	switch {
	case k == Newborn && outside(0, 0):
		return "is a code of newborns, and the patient is older"
	case k == Pediatric && outside(0, 17):
		return "is a code of children, and the patient is an adult"
	case k == Maternity && outside(9, 64):
		return "is a code of pregnancy, which the patient's age does not fit"
	case k == Adult && outside(15, 124):
		return "is a code of adults, and the patient is a child"
	case k == Female && sex == "male", k == Male && sex == "female":
		return "is a code of the other sex"
	}
	return ""
}
