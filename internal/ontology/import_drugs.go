package ontology

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"medcode/internal/ontology/icdindex"
	"medcode/internal/text"
)

// drugColumns are the heads of the table in the order of DrugRow's cells.
var drugColumns = [drugCells]string{"accidental", "self-harm", "assault", "undetermined", "adverse", "underdosing"}

// drugs reads the newest Table of Drugs and Chemicals. Its rows by
// themselves are no wordings: a drug in a note is a treatment far more often
// than a poison. With words of harm they are, see poisonings.
func (im *importer) drugs(ps []*payload) error {
	p := ps[0]
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: the drug table needs the order file of its release; add it too", p.where)
	}
	d := drugImport{importer: im, rows: map[string]int{}}
	head, err := icdindex.Read(bytes.NewReader(p.data), func(t *icdindex.Term) error { d.term(t); return nil })
	if err != nil {
		return fmt.Errorf("%s, %w", p.where, err)
	}
	columns, err := drugPlaces(head.Columns)
	if err != nil {
		return fmt.Errorf("%s: %w", p.where, err)
	}
	p.edition = editionOf(head.Edition)
	found, missing := d.cells(columns)
	aliases := d.alias()
	im.sayf("%s: %d substances, %d cells, %d of codes that are not in this release left out; %d names that refer to another row, %d without it",
		p.where, len(im.know.drugs), found, missing, aliases, len(d.refers)-aliases)
	made, err := im.poisonings()
	im.sayf("%s: %d wordings of poisoning, adverse effects and underdosing", p.where, made)
	im.warnEdition(p)
	return err
}

// drugPlaces finds the columns by their heads.
func drugPlaces(heads []string) ([drugCells]int, error) {
	var at [drugCells]int
	for i, want := range drugColumns {
		for col, h := range heads {
			if strings.Contains(strings.ToLower(h), want) {
				at[i] = col + 1
			}
		}
		if at[i] == 0 {
			return at, fmt.Errorf("the drug table has no column %q", want)
		}
	}
	return at, nil
}

type drugImport struct {
	*importer
	rows   map[string]int   // normal form → row
	raw    []map[int]string // cells of each row
	refers [][2]string      // name → row that it refers to
}

func (d *drugImport) term(t *icdindex.Term) {
	name := strings.Join(t.Path, " ")
	switch {
	case len(t.Cells) > 0:
		e := drugEntry{substance: strings.Join(t.Path, pathSep), names: drugNames(t, name)}
		for _, n := range e.names {
			if key := text.Normalize(n); key != "" {
				if _, ok := d.rows[key]; !ok {
					d.rows[key] = len(d.know.drugs)
				}
			}
		}
		d.know.drugs = append(d.know.drugs, e)
		d.raw = append(d.raw, t.Cells)
	case len(t.See) > 0:
		d.refers = append(d.refers, [2]string{name, t.See[0]})
	case len(t.SeeAlso) > 0:
		d.refers = append(d.refers, [2]string{name, t.SeeAlso[0]})
	}
}

var ending = regexp.MustCompile(`\((\w{1,3})\)`)

// drugNames returns the names of a row, the printed one first: with and
// without the qualifiers of the table and its optional endings ("Benzin(e)").
func drugNames(t *icdindex.Term, name string) []string {
	out := []string{name}
	add := func(s string) {
		if s = tidy(s); s != "" && s != name {
			out = append(out, s)
		}
	}
	add(dropVague(name))
	if ending.MatchString(name) {
		add(ending.ReplaceAllString(name, "$1"))
		add(ending.ReplaceAllString(name, ""))
	}
	for _, m := range t.Modifiers[len(t.Modifiers)-1] {
		switch {
		case len(m) <= 2: // an ending of the word
			add(name + m)
		default:
			add(name + " " + m)
			add(m + " " + name)
		}
	}
	return out
}

// cells hands the codes of the rows over, checked against the release.
func (d *drugImport) cells(columns [drugCells]int) (found, missing int) {
	for i, raw := range d.raw {
		for cell, col := range columns {
			code := strings.TrimRight(raw[col], ".-")
			if code == "" {
				continue
			}
			if _, ok := d.byKey[compact(code)]; !ok {
				missing++
				continue
			}
			found++
			d.know.drugs[i].cells[cell] = code
		}
	}
	return found, missing
}

// alias gives a row the names that refer to it ("Aleve, see Naproxen").
func (d *drugImport) alias() (found int) {
	for _, r := range d.refers {
		if row, ok := d.rows[text.Normalize(strings.ReplaceAll(r[1], ",", " "))]; ok {
			d.know.drugs[row].names = append(d.know.drugs[row].names, r[0])
			found++
		}
	}
	return found
}
