package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/ontology/pcs"
	"medcode/internal/settings"
	"medcode/schemas"
)

func validateCommand() command {
	return command{
		name: "validate", args: "[--date DAY] [--age YEARS] [--sex male|female] ONTOLOGY CODE…", run: runValidate,
		settings: []settings.Name{settings.Data},
		about:    "Tell whether codes are valid and billable on a day, and what speaks against them for a patient.",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.StringVar(&c.opt.code.date, "date", "", "the day that decides the release; empty: today")
			fs.IntVar(&c.opt.code.age, "age", -1, "of the patient, in years")
			fs.StringVar(&c.opt.code.sex, "sex", "", "of the patient: male or female")
		},
	}
}

// verdict is what is said of one code.
type verdict struct {
	Code     string   `json:"code"`
	Valid    bool     `json:"valid"`
	Display  string   `json:"display,omitempty"`
	Release  string   `json:"release"`
	Stale    bool     `json:"stale,omitempty"` // the day is later than the release
	Early    bool     `json:"early,omitempty"` // the day is before the oldest release
	Why      string   `json:"why,omitempty"`   // it is not valid
	Warnings []string `json:"warnings"`
}

// runValidate leaves with exit code 3 if a code is not valid.
func runValidate(_ context.Context, c *call) error {
	if len(c.rest) < 2 {
		return fmt.Errorf("%w: medcode validate ONTOLOGY CODE…, as in: medcode validate --date 2026-01-31 icd10cm E11.9", errUsage)
	}
	o, err := parseKept(c.rest[0])
	if err != nil {
		return err
	}
	if s := c.opt.code.sex; s != "" && s != "male" && s != "female" {
		return fmt.Errorf("%w: --sex %q; write male or female, or leave it out", schemas.ErrInvalid, s)
	}
	on, err := c.onDate()
	if err != nil {
		return err
	}
	store, err := ontology.OpenStore(filepath.Join(c.set.String(settings.Data), "ontology"))
	if err != nil {
		return err
	}
	defer store.Close()
	r, use, err := store.InForce(o, on)
	if err != nil {
		return err
	}
	var tables *pcs.Tables
	if o == ontology.PCS {
		tables = r.PCSTables()
	}
	invalid := 0
	for _, code := range c.rest[1:] {
		v := c.judge(r, tables, code)
		v.Release, v.Stale, v.Early = use.Release, use.Stale, use.Early
		if !v.Valid {
			invalid++
		}
		if err := c.printVerdict(v); err != nil {
			return err
		}
	}
	if invalid > 0 {
		return fmt.Errorf("%w: %d of %d codes are not valid", schemas.ErrInvalid, invalid, len(c.rest)-1)
	}
	return nil
}

func (c *call) judge(r *ontology.Release, tables *pcs.Tables, code string) verdict {
	v := verdict{Code: code, Warnings: []string{}}
	if tables != nil {
		if err := tables.Validate(code); err != nil {
			v.Why = err.Error()
			return v
		}
	}
	found, err := r.Select(code)
	switch {
	case err != nil:
		v.Why = strings.TrimPrefix(err.Error(), schemas.ErrInvalid.Error()+": ")
		return v
	case found.Hi-found.Lo != 1:
		v.Why = "names several codes"
		return v
	}
	k := r.Code(found.Lo)
	v.Code, v.Display, v.Valid = k.Code, k.Display, k.Billable
	if !k.Billable {
		v.Why = "it is no code that may be answered"
		if n := len(r.Children(found.Lo)); n > 0 {
			v.Why = fmt.Sprintf("it is a header; one of the %d codes below it is needed", n)
		}
		if k.Class != "" {
			v.Why += " (" + k.Class + ")"
		}
	}
	var age *int
	if c.opt.code.age >= 0 {
		age = &c.opt.code.age
	}
	v.Warnings = append(v.Warnings, r.Edits(found.Lo, age, c.opt.code.sex)...)
	return v
}

func (c *call) printVerdict(v verdict) error {
	if c.json {
		return json.NewEncoder(c.out).Encode(v)
	}
	word := "valid"
	if !v.Valid {
		word = "NOT VALID: " + v.Why
	}
	dates := ""
	switch {
	case v.Stale:
		dates = ", which had ended by then"
	case v.Early:
		dates = ", which had not begun by then"
	}
	_, err := fmt.Fprintf(c.out, "%-10s %s in %s%s\n", v.Code, word, v.Release, dates)
	if v.Display != "" {
		fmt.Fprintf(c.out, "           %s\n", v.Display)
	}
	for _, w := range v.Warnings {
		fmt.Fprintf(c.out, "           warning: %s\n", w)
	}
	return err
}

// ontologyTree prints a code between those above and right below it; without a
// code, the chapters.
func (c *call) ontologyTree(_ context.Context, store *ontology.Store, args []string) error {
	o, err := parseKept(args[0])
	if err != nil {
		return err
	}
	r, _, err := store.InForce(o, time.Time{})
	if err != nil {
		return err
	}
	if len(args) == 1 {
		return c.printChapters(r)
	}
	found, err := r.Select(args[1])
	if err != nil {
		return err
	}
	if found.Hi-found.Lo != 1 {
		return fmt.Errorf("%w: name one code; medcode lookup --code %s %s lists several", schemas.ErrInvalid, args[1], o)
	}
	id := found.Lo
	v := treeView{Above: []codeLine{}, Code: lineOf(r, id), Below: []codeLine{}}
	for _, p := range ancestors(r, id) {
		v.Above = append(v.Above, lineOf(r, p))
	}
	for _, p := range r.Children(id) {
		v.Below = append(v.Below, lineOf(r, p))
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(v)
	}
	depth := 0
	if d, ok := r.Chapter(id); ok {
		fmt.Fprintf(c.out, "chapter %s %s\n", d.Name, d.Title)
	}
	if d, ok := r.Block(id); ok {
		fmt.Fprintf(c.out, "%s %s\n", d.Name, d.Title)
	}
	for _, p := range append(ancestors(r, id), id) {
		printLine(c.out, r, p, depth)
		depth++
	}
	for _, p := range r.Children(id) {
		printLine(c.out, r, p, depth)
	}
	return nil
}

var errNoChapters = errors.New("this release has no chapters; add the Tabular List (XML), or name a code")

func (c *call) printChapters(r *ontology.Release) error {
	list := r.Divisions(true)
	if len(list) == 0 {
		return fmt.Errorf("%w: %w", schemas.ErrInvalid, errNoChapters)
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(list)
	}
	for _, d := range list {
		fmt.Fprintf(c.out, "%-3s %s\n", d.Name, d.Title)
	}
	return nil
}
