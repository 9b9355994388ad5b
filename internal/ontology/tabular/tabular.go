// Package tabular reads the Tabular List of ICD-10-CM as the CDC publishes it
// (icd10cm_tabular_YYYY.xml, schema icd10cm_tabular.xsd): chapters, blocks and
// codes with their instructional notes and seventh characters, one after the
// other, parents before children.
package tabular

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Level tells what an Entry is.
type Level uint8

// The levels.
const (
	Chapter Level = iota
	Block
	Code
)

// Kind is the kind of a note, named as the XML names it.
type Kind string

// The kinds of notes.
const (
	Inclusion     Kind = "inclusionTerm"
	Includes      Kind = "includes"
	Excludes1     Kind = "excludes1"
	Excludes2     Kind = "excludes2"
	CodeFirst     Kind = "codeFirst"
	UseAdditional Kind = "useAdditionalCode"
	CodeAlso      Kind = "codeAlso"
	General       Kind = "notes"
)

// Note is one line of a note.
type Note struct {
	Kind Kind
	Text string
}

// Seventh is one seventh character with its meaning.
type Seventh struct {
	Char    byte
	Meaning string
}

// Entry is a chapter, block or code.
type Entry struct {
	Level   Level
	Name    string // "4", "E08-E13", "E11.2"
	Title   string
	Notes   []Note // in the order of the file
	Seventh []Seventh
	Line    int
}

// maxDepth bounds nesting; the deepest code stands seven levels down.
const maxDepth = 32

// Read calls visit for every entry and returns the edition that the file
// names. An error of visit ends it. A code that lacks its title or stands twice
// is an error with its line; a chapter or block without name is passed over.
func Read(r io.Reader, visit func(*Entry) error) (edition string, err error) {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // made UTF-8 before
	p := &parser{dec: d, visit: visit, seen: map[string]bool{}}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return p.edition, p.end()
		}
		if err == nil {
			err = p.token(tok)
		}
		if err != nil {
			line, _ := d.InputPos()
			return p.edition, fmt.Errorf("line %d: %w", line, err)
		}
	}
}

type parser struct {
	dec     *xml.Decoder
	visit   func(*Entry) error
	edition string
	root    bool
	open    []*Entry
	told    []bool // visited already, in step with open
	seen    map[string]bool
	codes   int
}

func (p *parser) token(tok xml.Token) error {
	switch t := tok.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement:
		if level(t.Name.Local) >= 0 {
			return p.close()
		}
	}
	return nil
}

func level(element string) int {
	switch element {
	case "chapter":
		return int(Chapter)
	case "section":
		return int(Block)
	case "diag":
		return int(Code)
	}
	return -1
}

func (p *parser) start(t xml.StartElement) error {
	name := t.Name.Local
	if !p.root {
		if name != "ICD10CM.tabular" {
			return fmt.Errorf("the document begins with <%s>, a Tabular List with <ICD10CM.tabular>", name)
		}
		p.root = true
		return nil
	}
	if l := level(name); l >= 0 {
		return p.enter(Level(l), t.Attr)
	}
	if len(p.open) == 0 {
		if name == "version" {
			return p.dec.DecodeElement(&p.edition, &t)
		}
		return p.dec.Skip()
	}
	return p.field(p.open[len(p.open)-1], &t)
}

// enter begins an entry; the one around it is complete but for its children.
func (p *parser) enter(l Level, attrs []xml.Attr) error {
	if len(p.open) >= maxDepth {
		return fmt.Errorf("entries are nested more than %d deep", maxDepth)
	}
	if err := p.tell(); err != nil {
		return err
	}
	line, _ := p.dec.InputPos()
	e := &Entry{Level: l, Line: line}
	for _, a := range attrs {
		if l == Block && a.Name.Local == "id" { // a block has no <name>
			e.Name = a.Value
		}
	}
	p.open, p.told = append(p.open, e), append(p.told, false)
	return nil
}

func (p *parser) close() error {
	if err := p.tell(); err != nil {
		return err
	}
	p.open, p.told = p.open[:len(p.open)-1], p.told[:len(p.told)-1]
	return nil
}

// tell visits the innermost entry once.
func (p *parser) tell() error {
	n := len(p.open) - 1
	if n < 0 || p.told[n] {
		return nil
	}
	e := p.open[n]
	p.told[n] = true
	if e.Level != Code && (e.Name == "" || e.Title == "") {
		return nil // a list cut down to its codes; they stand on their own
	}
	if e.Level == Code {
		if err := p.checkCode(e); err != nil {
			return err
		}
	}
	return p.visit(e)
}

func (p *parser) checkCode(e *Entry) error {
	switch {
	case !pattern(e.Name):
		return fmt.Errorf("%.20q is no ICD-10-CM code (a letter and two characters, then up to four after a dot)", e.Name)
	case e.Title == "":
		return fmt.Errorf("code %s has no <desc>", e.Name)
	case p.seen[e.Name]:
		return fmt.Errorf("code %s stands twice", e.Name)
	}
	p.seen[e.Name] = true
	p.codes++
	return nil
}

func (p *parser) end() error {
	if !p.root || p.codes == 0 {
		return errors.New("line 1: a Tabular List without codes; is the file cut short?")
	}
	return nil
}

// field reads a child of an entry that is no entry itself.
func (p *parser) field(e *Entry, t *xml.StartElement) error {
	switch kind := Kind(t.Name.Local); kind {
	case "name":
		return p.text(t, &e.Name)
	case "desc":
		return p.text(t, &e.Title)
	case Inclusion, Includes, Excludes1, Excludes2, CodeFirst, UseAdditional, CodeAlso, General:
		var lines struct {
			Note []string `xml:"note"`
		}
		if err := p.dec.DecodeElement(&lines, t); err != nil {
			return err
		}
		for _, l := range lines.Note {
			if l = squeeze(l); l != "" {
				e.Notes = append(e.Notes, Note{kind, l})
			}
		}
		return nil
	case "sevenChrDef":
		return p.sevenths(e, t)
	}
	return p.dec.Skip()
}

func (p *parser) text(t *xml.StartElement, to *string) error {
	var s string
	err := p.dec.DecodeElement(&s, t)
	*to = squeeze(s)
	return err
}

// sevenths reads a definition. A note in it belongs to the character before.
func (p *parser) sevenths(e *Entry, t *xml.StartElement) error {
	var def struct {
		Parts []struct {
			XMLName xml.Name
			Char    string `xml:"char,attr"`
			Text    string `xml:",chardata"`
		} `xml:",any"`
	}
	if err := p.dec.DecodeElement(&def, t); err != nil {
		return err
	}
	for _, d := range def.Parts {
		switch {
		case d.XMLName.Local == "note" && len(e.Seventh) > 0:
			e.Seventh[len(e.Seventh)-1].Meaning += "; " + squeeze(d.Text)
		case d.XMLName.Local != "extension":
		case len(d.Char) != 1 || strings.ContainsAny(d.Char, " X"):
			return fmt.Errorf("%s: %.10q is no seventh character", e.Name, d.Char)
		default:
			e.Seventh = append(e.Seventh, Seventh{d.Char[0], squeeze(d.Text)})
		}
	}
	return nil
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// pattern tells whether s has the form of an ICD-10-CM code: a letter and two
// more characters (QA0 is one), then a dot and one to four.
func pattern(s string) bool {
	if len(s) < 3 || len(s) == 4 || len(s) > 8 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for i := 1; i < len(s); i++ {
		c := s[i]
		if i == 3 && c != '.' || i != 3 && (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
