package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// codeFlags are those of look-ups by code.
type codeFlags struct {
	pattern string // lookup
	date    string
	age     int // -1: not given
	sex     string
	to      string // crosswalk: the other system
}

// codeView is what is told of one code.
type codeView struct {
	Ontology schemas.Ontology `json:"ontology"`
	Release  string           `json:"release"`
	Code     string           `json:"code"`
	Display  string           `json:"display"`
	Billable bool             `json:"billable"`
	Class    string           `json:"class,omitempty"`
	Answer   string           `json:"answer,omitempty"` // the billable code that is given for a header
	Chapter  string           `json:"chapter,omitempty"`
	Block    string           `json:"block,omitempty"`
	Above    []string         `json:"above,omitempty"` // from the category down
	Below    int              `json:"below,omitempty"` // codes right below
	Seventh  []seventhView    `json:"seventh_characters,omitempty"`
	Notes    []noteView       `json:"notes,omitempty"`
	Facts    []string         `json:"facts,omitempty"`
}

type seventhView struct {
	Char    string `json:"char"`
	Meaning string `json:"meaning"`
}

type noteView struct {
	Kind    string `json:"kind"`
	At      string `json:"at"`
	Text    string `json:"text"`
	Edition string `json:"edition,omitempty"`
}

// onDate reads the day that decides the release; none is today.
func (c *call) onDate() (time.Time, error) {
	if c.opt.code.date == "" {
		return time.Time{}, nil
	}
	t, err := schemas.ParseTime(c.opt.code.date)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: --date %q is no date; write it as 2026-01-31", schemas.ErrInvalid, c.opt.code.date)
	}
	return t.Time, nil
}

// lookupCode prints the codes that a pattern names.
func (c *call) lookupCode(store *ontology.Store, name string) error {
	o, err := parseKept(name)
	if err != nil {
		return err
	}
	on, err := c.onDate()
	if err != nil {
		return err
	}
	r, use, err := store.InForce(o, on)
	if err != nil {
		return err
	}
	found, err := r.Select(c.opt.code.pattern)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(c.out)
	for id := found.Lo; id < found.Hi; id++ {
		switch {
		case c.json:
			err = json.NewEncoder(out).Encode(viewOf(r, use.Release, id))
		case found.Hi-found.Lo == 1:
			viewOf(r, use.Release, id).print(out)
		default:
			printLine(out, r, id, 0)
		}
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

func printLine(w io.Writer, r *ontology.Release, id ontology.CodeID, depth int) {
	c := r.Code(id)
	mark := " "
	if !c.Billable {
		mark = "-" // more characters follow, or it may not be answered
	}
	fmt.Fprintf(w, "%s%s %-10s %s\n", strings.Repeat("  ", depth), mark, c.Code, c.Display)
}

func viewOf(r *ontology.Release, label string, id ontology.CodeID) codeView {
	c := r.Code(id)
	v := codeView{Ontology: r.Info().Ontology, Release: label, Code: c.Code, Display: c.Display, Billable: c.Billable, Class: c.Class}
	if e, ok := r.Emit(id); ok && e != id {
		v.Answer = r.Code(e).Code
	}
	if d, ok := r.Chapter(id); ok {
		v.Chapter = d.Name + " " + d.Title
	}
	if d, ok := r.Block(id); ok {
		v.Block = d.Name + " " + d.Title
	}
	for _, p := range ancestors(r, id) {
		v.Above = append(v.Above, r.Code(p).Code)
	}
	v.Below = len(r.Children(id))
	for _, s := range r.SeventhCharacters(id) {
		v.Seventh = append(v.Seventh, seventhView{string(s.Char), s.Meaning})
	}
	for _, n := range r.Notes(id) {
		v.Notes = append(v.Notes, noteView{n.Kind.String(), n.At, n.Text, n.Edition})
	}
	if r.Manifestation(id) {
		v.Facts = append(v.Facts, "a manifestation: its cause is coded first")
	}
	if r.POAExempt(id) {
		v.Facts = append(v.Facts, "exempt from present-on-admission reporting")
	}
	if r.Default(id) {
		v.Facts = append(v.Facts, "the usual code for its wording")
	}
	return v
}

// ancestors are the codes above, the highest first.
func ancestors(r *ontology.Release, id ontology.CodeID) (out []ontology.CodeID) {
	for p, ok := r.Parent(id); ok; p, ok = r.Parent(p) {
		out = append([]ontology.CodeID{p}, out...)
	}
	return out
}

func (v codeView) print(w io.Writer) {
	billable := "billable"
	if !v.Billable {
		billable = "not billable"
		if v.Answer != "" {
			billable += "; answered with " + v.Answer
		}
	}
	fmt.Fprintf(w, "%s  %s\n  %s %s, %s\n", v.Code, v.Display, v.Ontology, v.Release, billable)
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(w, "  %s: %s\n", name, text)
		}
	}
	line("class", v.Class)
	line("chapter", v.Chapter)
	line("block", v.Block)
	line("below", strings.Join(v.Above, " > "))
	for _, f := range v.Facts {
		fmt.Fprintf(w, "  %s\n", f)
	}
	for _, s := range v.Seventh {
		fmt.Fprintf(w, "  7th character %s: %s\n", s.Char, s.Meaning)
	}
	for _, n := range v.Notes {
		fmt.Fprintf(w, "  %s (%s%s): %s\n", n.Kind, n.At, edition(n.Edition), n.Text)
	}
}

func edition(s string) string {
	if s == "" {
		return ""
	}
	return ", Tabular List " + s
}

// treeView is a code with what stands around it.
type treeView struct {
	Above []codeLine `json:"above"`
	Code  codeLine   `json:"code"`
	Below []codeLine `json:"below"`
}

type codeLine struct {
	Code     string `json:"code"`
	Display  string `json:"display"`
	Billable bool   `json:"billable"`
}

func lineOf(r *ontology.Release, id ontology.CodeID) codeLine {
	c := r.Code(id)
	return codeLine{c.Code, c.Display, c.Billable}
}
