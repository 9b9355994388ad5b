// Package addenda reads the addenda to the ICD-10-CM order and codes files, in
// which CMS lists what a release changed: lines that begin with Add, Delete,
// Revise from and Revise to, then a summary. `ontology diff` is held against
// them.
package addenda

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Action is what happened to a line of the file.
type Action string

// The actions. A revision is two changes: from, then to.
const (
	Add        Action = "Add"
	Delete     Action = "Delete"
	ReviseFrom Action = "Revise from"
	ReviseTo   Action = "Revise to"
	NoChange   Action = "No change"
)

// Change is one line.
type Change struct {
	Action   Action
	Code     string // without dot
	Order    bool   // of an order file: Billable and Short are stated
	Billable bool
	Short    string // short title
	Title    string // long title
	Line     int
}

// Read returns the changes of an addenda file in its order. The summary at the
// end is left out.
func Read(r io.Reader) ([]Change, error) {
	var out []Change
	in := bufio.NewScanner(r)
	n := 0
	for in.Scan() {
		n++
		line := strings.TrimPrefix(strings.TrimRight(in.Text(), "\r "), "\ufeff")
		action, rest, ok := strings.Cut(line, ":")
		if !ok || !known(Action(action)) {
			continue
		}
		c, err := parse(strings.TrimLeft(rest, " "))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		c.Action, c.Line = Action(action), n
		out = append(out, c)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	if len(out) == 0 {
		return nil, errors.New("line 1: an addenda file without changes; is it cut short?")
	}
	return out, nil
}

func known(a Action) bool {
	switch a {
	case Add, Delete, ReviseFrom, ReviseTo, NoChange:
		return true
	}
	return false
}

// Layout of an order file's line from its billable flag on: flag, blank, code
// of 7, blank, short title of 60, blank, long title. A codes file has the code
// and the title alone.
const (
	codeAt  = 2
	shortAt = 10
	longAt  = 71
)

func parse(s string) (Change, error) {
	if len(s) > shortAt && (s[0] == '0' || s[0] == '1') && s[1] == ' ' {
		if len(s) <= longAt || s[longAt-1] != ' ' {
			return Change{}, fmt.Errorf("%.40q has no long title from column %d after the flag", s, longAt+1)
		}
		return Change{
			Order: true, Billable: s[0] == '1', Code: strings.TrimSpace(s[codeAt:shortAt]),
			Short: strings.TrimSpace(s[shortAt:longAt]), Title: strings.TrimSpace(s[longAt:]),
		}, nil
	}
	code, title, _ := strings.Cut(s, " ")
	if len(code) < 3 || len(code) > 7 || strings.TrimSpace(title) == "" {
		return Change{}, fmt.Errorf("%.40q is no code with its title", s)
	}
	return Change{Code: code, Title: strings.TrimSpace(title)}, nil
}
