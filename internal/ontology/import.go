package ontology

import (
	"fmt"
	"slices"
	"strings"

	"medcode/schemas"
)

// importer feeds the files of one release to a Builder.
type importer struct {
	*Builder
	ontology schemas.Ontology
	report   func(string)

	full       bool            // an official list of all codes was read: what it lacks is no code
	hcpcsHere  map[string]bool // codes of the HCPCS file that is read
	hcpcsDated map[string]bool // codes of which a file said whether they ended
}

func (im *importer) sayf(format string, args ...any) { im.report(fmt.Sprintf(format, args...)) }

// importAll reads the payloads in the order in which they build on each other.
func (im *importer) importAll(ps []*payload) error {
	im.say = im.sayf
	steps := []struct {
		form string
		read func([]*payload) error
	}{
		{icdOrder, im.order},
		{icdIndex, im.each(im.index)},
		{icdCodes, im.each(im.crossCheck)},
		{icdTabular, im.tabular},
		{icdNeoplasm, im.neoplasms},
		{icdDrugs, im.drugs},
		{icdCauses, im.causes},
		{icdIndexXML, im.indexXML},
		{icdChanges, im.newest(im.conversions)}, // before the older mappings, which follow it
		{icdGEM, im.each(im.gems)},
		{icdExempt, im.newestOf(wholeExemptList, im.exempt)},
		{icdExemptSheet, im.newestOf(wholeExemptList, im.exemptSheet)},
		{icdEdits, im.codeEdits},
		{hcpcsFixed, im.hcpcs},
		{rf2Concepts, func(these []*payload) error { return im.snomedRF2(these, ps) }},
		{snomedTable, im.each(im.snomedTSV)},
		{snomedSet, im.each(im.snomedJSON)},
		{rxConso, im.rxConso},
		{rxNames, im.each(im.rxNames)},
		{rxParts, im.each(im.rxIngredients)},
		{rxRel, im.each(im.rxRelations)},
		{rxSat, im.each(im.rxAttributes)},
		{rxRetired, im.each(im.rxRetired)},
		{loincTable, im.each(im.loincCSV)},
		{loincNames, im.each(im.loincTSV)},
		{loincParts, im.each(im.loincPartNames)},
		{loincLinks, im.each(im.loincPartLinks)},
		{loincPanels, im.each(im.loincPanelRows)},
		{loincConsumer, im.each(im.loincConsumerNames)},
		{loincMapTo, im.each(im.loincReplaced)},
		{pcsOrder, im.pcsOrder},
		{umlsConso, im.umlsAtoms},
		{plainTable, im.each(im.table)},
	}
	for _, s := range steps {
		if these := ofForm(ps, s.form); len(these) > 0 {
			im.source = these[0]
			if err := s.read(these); err != nil {
				return err
			}
		}
	}
	im.source = nil
	return nil
}

func (im *importer) each(read func(*payload) error) func([]*payload) error {
	return func(ps []*payload) error {
		for _, p := range ps {
			im.source = p
			if err := read(p); err != nil {
				return err
			}
		}
		return nil
	}
}

// newest reads only the newest of several files of a form.
func (im *importer) newest(read func(*payload) error) func([]*payload) error {
	return func(ps []*payload) error { return read(ps[0]) }
}

// newestOf reads the newest of those files that are meant.
func (im *importer) newestOf(meant func(*payload) bool, read func(*payload) error) func([]*payload) error {
	return func(ps []*payload) error {
		if i := slices.IndexFunc(ps, meant); i >= 0 {
			return read(ps[i])
		}
		return nil
	}
}

// ofForm returns the payloads of a form, the newest edition first; of one
// edition, the file that was added last. The HCPCS forms count as one.
func ofForm(ps []*payload, name string) []*payload {
	var out []*payload
	for _, p := range slices.Backward(ps) {
		if p.form == name || name == hcpcsFixed && (p.form == hcpcsTable || p.form == hcpcsSheet) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b *payload) int {
		switch {
		case b.edition.before(a.edition):
			return -1
		case a.edition.before(b.edition):
			return 1
		}
		return 0
	})
	return out
}

// counts tells how many terms found their code.
type counts struct{ added, unknown int }

func (c *counts) term(ok bool) bool {
	if ok {
		c.added++
	} else {
		c.unknown++
	}
	return ok
}

func (im *importer) sayCounts(p *payload, c counts) {
	if c.unknown > 0 {
		im.sayf("%s: %d terms; %d of codes that are not in this release left out", p.where, c.added, c.unknown)
		return
	}
	im.sayf("%s: %d terms", p.where, c.added)
}

// table reads a plain table with the columns code, term and optionally kind.
// Where no official file lists the codes, the first term of a code is its
// title; ICD-10-CM needs the order file, which says what is billable.
func (im *importer) table(p *payload) error {
	alone := len(im.codes) == 0
	if alone && im.ontology == schemas.ICD10CM {
		return fmt.Errorf("%s: terms need the codes they belong to; add the ICD-10-CM order file with it", p.where)
	}
	var c counts
	err := rows(p, func(get func(string) string) error {
		code, term := strings.TrimRight(get("code"), ".-"), get("term")
		if code == "" || term == "" {
			return fmt.Errorf("a row needs a code and a term")
		}
		if alone {
			if added, err := im.AddCode(CodeEntry{Code: code, Display: term, Billable: true}); added || err != nil {
				return err
			}
		}
		c.term(im.AddTerm(code, kindOf(get("kind")), term, ""))
		return nil
	})
	im.sayCounts(p, c)
	return err
}

// kindOf reads the column kind; what is not known is a synonym.
func kindOf(s string) Kind {
	switch strings.ToLower(s) {
	case "title", "display", "preferred":
		return Title
	case "short", "short title":
		return ShortTitle
	case "inclusion", "inclusion term":
		return Inclusion
	case "index":
		return Index
	case "abbreviation", "abbr":
		return Abbreviation
	}
	return Synonym
}
