// Package icdindex reads the four documents of the ICD-10-CM Index as the CDC
// publishes them, all of the schema icd10cm_index.xsd and the root
// <ICD10CM.index>: the Index to Diseases and Injuries, the External Cause
// Index, the Table of Neoplasms and the Table of Drugs and Chemicals.
package icdindex

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Head describes a document.
type Head struct {
	Edition string   // "2026"
	Title   string   // empty for tables
	Columns []string // of a table: "Substance", "Poisoning Accidental (unintentional)", …
}

// Term is a main term or subterm.
type Term struct {
	Path      []string   // titles from the main term down, without nonessential modifiers
	Modifiers [][]string // nonessential modifiers of each level, without brackets
	Code      string     // as printed, "M1A.9-"; empty where there is none
	Manif     string     // the manifestation in brackets after it
	See       []string   // "see" and "see category" references
	SeeAlso   []string
	Cells     map[int]string // of a table, by column; empty cells ("--") left out
	Line      int
}

// Title is the term's own level.
func (t *Term) Title() string { return t.Path[len(t.Path)-1] }

// maxDepth bounds nesting; the Index stands ten levels deep at most.
const maxDepth = 32

// Read calls visit for every term, main terms before their subterms, and
// returns what the document says of itself. A Term is not used again after
// visit; its slices may be kept.
func Read(r io.Reader, visit func(*Term) error) (Head, error) {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // made UTF-8 before
	p := &parser{dec: d, visit: visit}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			if !p.root || p.terms == 0 {
				return p.head, errors.New("line 1: an ICD-10-CM index without terms; is the file cut short?")
			}
			return p.head, nil
		}
		if err == nil {
			err = p.token(tok)
		}
		if err != nil {
			line, _ := d.InputPos()
			return p.head, fmt.Errorf("line %d: %w", line, err)
		}
	}
}

type parser struct {
	dec   *xml.Decoder
	visit func(*Term) error
	head  Head
	root  bool
	open  []*Term
	told  []bool
	terms int
}

func (p *parser) token(tok xml.Token) error {
	switch t := tok.(type) {
	case xml.StartElement:
		return p.start(&t)
	case xml.EndElement:
		if t.Name.Local == "mainTerm" || t.Name.Local == "term" {
			err := p.tell()
			p.open, p.told = p.open[:len(p.open)-1], p.told[:len(p.told)-1]
			return err
		}
	}
	return nil
}

func (p *parser) start(t *xml.StartElement) error {
	name := t.Name.Local
	switch {
	case !p.root:
		if name != "ICD10CM.index" {
			return fmt.Errorf("the document begins with <%s>, an index with <ICD10CM.index>", name)
		}
		p.root = true
		return nil
	case name == "mainTerm" || name == "term":
		return p.enter(name == "mainTerm")
	case len(p.open) > 0:
		return p.field(p.open[len(p.open)-1], t)
	}
	return p.outside(t)
}

// outside reads what stands around the terms.
func (p *parser) outside(t *xml.StartElement) error {
	switch t.Name.Local {
	case "version":
		return p.text(t, &p.head.Edition)
	case "head":
		var s string
		err := p.text(t, &s)
		p.head.Columns = append(p.head.Columns, s)
		return err
	case "letter", "indexHeading":
		return nil
	case "title":
		var s string
		err := p.text(t, &s)
		if p.head.Title == "" && len(s) > 2 { // a letter has a title too
			p.head.Title = s
		}
		return err
	}
	return p.dec.Skip()
}

func (p *parser) enter(main bool) error {
	if main != (len(p.open) == 0) {
		return errors.New("a main term inside another, or a subterm outside; is the file damaged?")
	}
	if len(p.open) >= maxDepth {
		return fmt.Errorf("terms are nested more than %d deep", maxDepth)
	}
	if err := p.tell(); err != nil {
		return err
	}
	line, _ := p.dec.InputPos()
	p.open, p.told = append(p.open, &Term{Line: line}), append(p.told, false)
	return nil
}

// tell visits the innermost term once its own elements are read.
func (p *parser) tell() error {
	n := len(p.open) - 1
	if n < 0 || p.told[n] {
		return nil
	}
	t := p.open[n]
	p.told[n] = true
	if len(t.Path) == 0 {
		return errors.New("a term without <title>")
	}
	p.terms++
	return p.visit(t)
}

func (p *parser) field(t *Term, e *xml.StartElement) error {
	var s string
	switch e.Name.Local {
	case "title":
		return p.title(t, e)
	case "code":
		return p.text(e, &t.Code)
	case "manif":
		return p.text(e, &t.Manif)
	case "see", "seecat":
		err := p.text(e, &s)
		t.See = append(t.See, s)
		return err
	case "seeAlso":
		err := p.text(e, &s)
		t.SeeAlso = append(t.SeeAlso, s)
		return err
	case "cell":
		return p.cell(t, e)
	}
	return p.dec.Skip()
}

// title reads a title and puts its nonessential modifiers apart.
func (p *parser) title(t *Term, e *xml.StartElement) error {
	var title struct {
		Text string   `xml:",chardata"`
		Mods []string `xml:"nemod"`
	}
	if err := p.dec.DecodeElement(&title, e); err != nil {
		return err
	}
	name, mods := squeeze(title.Text), modifiers(strings.Join(title.Mods, " "))
	if name == "" { // "Shock > electric > (taser)": the modifier is the title
		name, mods = strings.Join(mods, " "), nil
	}
	if name == "" {
		return errors.New("a term with an empty <title>")
	}
	if n := len(p.open); n > 1 {
		above := p.open[n-2]
		t.Path = append(t.Path, above.Path...)
		t.Modifiers = append(t.Modifiers, above.Modifiers...)
	}
	t.Path = append(t.Path, name)
	t.Modifiers = append(t.Modifiers, mods)
	return nil
}

// modifiers splits "(acute) (double) (with wheezing)".
func modifiers(s string) (out []string) {
	for part := range strings.SplitSeq(s, ")") {
		if part = strings.Trim(squeeze(part), "( ,"); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (p *parser) cell(t *Term, e *xml.StartElement) error {
	col := 0
	for _, a := range e.Attr {
		if a.Name.Local == "col" {
			col, _ = strconv.Atoi(a.Value)
		}
	}
	var s string
	if err := p.text(e, &s); err != nil {
		return err
	}
	if col < 1 || col > 16 {
		return errors.New("a <cell> without a column from 1 to 16")
	}
	if strings.Trim(s, "-") == "" {
		return nil
	}
	if t.Cells == nil {
		t.Cells = map[int]string{}
	}
	t.Cells[col] = s
	return nil
}

func (p *parser) text(e *xml.StartElement, to *string) error {
	var s string
	err := p.dec.DecodeElement(&s, e)
	*to = squeeze(s)
	return err
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
