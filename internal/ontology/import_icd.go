package ontology

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"medcode/internal/text"
)

// order reads the ICD-10-CM order file (CMS, "ICD-10-CM Order File layout"):
// columns 1–5 number, 7–13 code without dot, 15 billable, 17–76 short title,
// 78– long title.
func (im *importer) order(ps []*payload) error {
	p := ps[0]
	n := 0
	for line := range strings.Lines(string(p.data)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if len(line) < 78 || line[14] != '0' && line[14] != '1' {
			return fmt.Errorf("%s, line %d: not a line of an order file (a long title from column 78, 0 or 1 in column 15); is the file cut short?", p.where, n)
		}
		code, short, long := dotted(column(line, 6, 14)), column(line, 16, 77), column(line, 77, len(line))
		if _, err := im.AddCode(CodeEntry{Code: code, Display: long, Billable: line[14] == '1'}); err != nil {
			return fmt.Errorf("%s, line %d: %w", p.where, n, err)
		}
		im.AddTerm(code, ShortTitle, short, "")
	}
	im.sayf("%s: %d codes", p.where, len(im.codes))
	return nil
}

// dotted prints an ICD-10-CM code as its publisher does.
func dotted(code string) string {
	if len(code) > 3 && !strings.Contains(code, ".") {
		return code[:3] + "." + code[3:]
	}
	return code
}

// index reads index terms: code, term, path. A dash at the end of a code says
// that more characters follow.
func (im *importer) index(p *payload) error {
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: index terms need the order file of their release; add it too", p.where)
	}
	var c counts
	err := rows(p, func(get func(string) string) error {
		code := strings.TrimRight(get("code"), ".-")
		if code == "" || get("term") == "" {
			return errors.New("a row needs a code and a term")
		}
		c.term(im.AddTerm(code, Index, get("term"), get("path")))
		return nil
	})
	im.sayCounts(p, c)
	im.warnEdition(p)
	return err
}

// tabular reads inclusion terms and include notes of the newest Tabular List.
// A code counts only where it has the same title in the order file: the list
// may be of another year.
func (im *importer) tabular(ps []*payload) error {
	p := ps[0]
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: the Tabular List needs the order file of its release; add it too", p.where)
	}
	var c counts
	dec := xml.NewDecoder(strings.NewReader(string(p.data)))
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // made UTF-8 before
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, _ := dec.InputPos()
			return fmt.Errorf("%s, line %d: %w", p.where, line, err)
		}
		start, ok := tok.(xml.StartElement)
		switch {
		case ok && start.Name.Local == "version":
			var v string
			if dec.DecodeElement(&v, &start) == nil {
				p.edition = editionOf(v)
			}
		case ok && start.Name.Local == "diag":
			var d diag
			if err := dec.DecodeElement(&d, &start); err != nil {
				line, _ := dec.InputPos()
				return fmt.Errorf("%s, line %d: %w", p.where, line, err)
			}
			im.diag(&d, &c)
		}
	}
	im.sayCounts(p, c)
	im.warnEdition(p)
	return nil
}

// diag is an entry of the Tabular List.
type diag struct {
	Name       string   `xml:"name"`
	Desc       string   `xml:"desc"`
	Inclusions []string `xml:"inclusionTerm>note"`
	Includes   []string `xml:"includes>note"`
	Diags      []diag   `xml:"diag"`
}

func (im *importer) diag(d *diag, c *counts) {
	e, ok := im.Has(d.Name)
	ok = ok && text.Normalize(e.Display) == text.Normalize(d.Desc)
	for i, notes := range [][]string{d.Inclusions, d.Includes} {
		for _, note := range notes {
			added := ok && im.AddTerm(d.Name, Inclusion, strings.Join(strings.Fields(note), " "), "")
			if c.term(added); added && i == 1 {
				im.terms[len(im.terms)-1].loose = 1 // names a member of the category, not the category
			}
		}
	}
	for i := range d.Diags {
		im.diag(&d.Diags[i], c)
	}
}

// warnEdition says where an auxiliary file is of another year.
func (im *importer) warnEdition(p *payload) {
	e := p.edition.String()
	if e != "" && !strings.Contains(im.info.Release, e) {
		im.sayf("warning: %s is of %s, the release is %s; what no longer fits is left out", p.where, e, im.info.Release)
	}
}
