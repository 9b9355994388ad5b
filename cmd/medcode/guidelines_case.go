package main

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"medcode/schemas"
)

// guidelineCase is one note with the claim that the ICD-10-CM Official
// Guidelines for Coding and Reporting FY2026 ask for.
type guidelineCase struct {
	ID      string // file name without its ending, a slash, and the name in the file
	Section string // of the guidelines, as I.C.9.a.1
	Why     string
	Text    string
	Class   string
	Age     int
	Sex     string
	Pregn   bool
	Claim   []guidelineCode
	Absent  []string // codes, or what they begin with
	May     []string // codes that are neither asked for nor wrong
}

// guidelineCode is one expected code. Step is its place in the sequence: a
// lower step stands before a higher one, equal steps in any order.
type guidelineCode struct {
	Code string
	Step int
	POA  string // Y, N, U, W, "-" for none, or empty where the case is silent
}

// guidelineFile is the cases of one chapter.
type guidelineFile struct {
	Title string
	Cases []guidelineCase
}

// readGuidelines reads every *.txtar file of a folder in the order of names.
func readGuidelines(dir fs.FS) ([]guidelineFile, error) {
	names, err := fs.Glob(dir, "*.txtar")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no guideline cases (*.txtar) there; name the folder: medcode eval guidelines testdata/guidelines")
	}
	slices.Sort(names)
	out := make([]guidelineFile, 0, len(names))
	for _, name := range names {
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		f, err := parseGuidelines(strings.TrimSuffix(name, ".txtar"), string(b))
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// parseGuidelines reads one file: a line that names the chapter, then cases,
// each below a line "-- name --".
func parseGuidelines(file, text string) (guidelineFile, error) {
	out := guidelineFile{}
	var c *guidelineCase
	inNote := false
	for i, line := range strings.Split(text, "\n") {
		name, marked := strings.CutPrefix(line, "-- ")
		switch {
		case marked:
			name = strings.TrimSuffix(name, " --")
			out.Cases = append(out.Cases, guidelineCase{ID: file + "/" + name})
			c, inNote = &out.Cases[len(out.Cases)-1], false
		case c == nil && out.Title == "":
			out.Title, _, _ = strings.Cut(line, ":")
		case line == "note:":
			inNote = true
		case inNote:
			c.Text += line + "\n"
		case strings.TrimSpace(line) == "":
		case c == nil:
			return out, fmt.Errorf("%s.txtar:%d: only the first line may stand above the cases", file, i+1)
		default:
			if err := c.set(line); err != nil {
				return out, fmt.Errorf("%s.txtar:%d: %w", file, i+1, err)
			}
		}
	}
	for i := range out.Cases {
		if err := out.Cases[i].check(); err != nil {
			return out, fmt.Errorf("%s: %w", out.Cases[i].ID, err)
		}
	}
	return out, nil
}

// set reads one line "key: value".
func (c *guidelineCase) set(line string) error {
	key, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch key {
	case "section":
		c.Section = value
	case "why":
		c.Why = value
	case "patient":
		return c.patient(strings.Fields(value))
	case "claim":
		return c.claim(strings.Fields(value))
	case "absent":
		c.Absent = strings.Fields(value)
	case "may":
		c.May = strings.Fields(value)
	default:
		return fmt.Errorf("no key %q; there are section, patient, why, claim, absent, may and note", key)
	}
	return nil
}

// patient reads class, age in years, sex, and pregnant where it holds.
func (c *guidelineCase) patient(words []string) error {
	if len(words) < 3 {
		return fmt.Errorf("patient: wants class, age and sex")
	}
	age, err := strconv.Atoi(words[1])
	if err != nil {
		return fmt.Errorf("patient: %w", err)
	}
	c.Class, c.Age, c.Sex = words[0], age, words[2]
	c.Pregn = slices.Contains(words[3:], "pregnant")
	return nil
}

// claim reads codes; ">" stands between those that come first and the others,
// "=" before the present-on-admission indicator.
func (c *guidelineCase) claim(words []string) error {
	step := 0
	for _, w := range words {
		if w == ">" {
			step++
			continue
		}
		code, poa, said := strings.Cut(w, "=")
		if said && !strings.Contains("YNUW-", poa) {
			return fmt.Errorf("claim: %q is no indicator; there are Y, N, U, W and -", poa)
		}
		c.Claim = append(c.Claim, guidelineCode{code, step, poa})
	}
	return nil
}

func (c *guidelineCase) check() error {
	c.Text = strings.TrimSpace(c.Text)
	switch {
	case c.Section == "" || c.Why == "":
		return fmt.Errorf("section or why is missing")
	case c.Class == "" || c.Text == "" || len(c.Claim) == 0:
		return fmt.Errorf("patient, note or claim is missing")
	}
	for _, k := range c.Claim {
		if begins(k.Code, c.Absent) {
			return fmt.Errorf("%s is expected and must be absent", k.Code)
		}
	}
	return nil
}

// ordered tells whether the case says anything about the sequence.
func (c *guidelineCase) ordered() bool { return c.Claim[len(c.Claim)-1].Step > 0 }

// note is the case as a feed would send it, of a day in FY2026.
func (c *guidelineCase) note() schemas.Note {
	day := schemas.Time{Time: time.Date(2026, time.February, 2, 0, 0, 0, 0, time.UTC)}
	n := schemas.Note{
		Feed: "eval", ID: c.ID, Text: schemas.Text(c.Text), DateOfService: day,
		EncounterClass: c.Class, Age: &c.Age, Sex: c.Sex,
	}
	if c.Class == "inpatient" {
		n.DischargeDate = day
	}
	if c.Sex == "female" {
		n.Pregnant = &c.Pregn
	}
	return n
}

// begins tells whether the code begins with one of these.
func begins(code string, with []string) bool {
	return slices.ContainsFunc(with, func(p string) bool { return strings.HasPrefix(code, p) })
}
