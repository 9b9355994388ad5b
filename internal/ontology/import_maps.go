package ontology

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"medcode/internal/ontology/conversion"
	"medcode/internal/ontology/gem"
	"medcode/internal/ontology/sheet"
)

// Names of the other sides of ICD-10-CM's mappings.
const (
	SystemICD9CM  = "icd9cm"
	SystemEarlier = "icd10cm" // codes of earlier years
)

// icd9 tells an ICD-9-CM diagnosis code without dot.
var icd9 = regexp.MustCompile(`^(?:\d{3,5}|V\d{2,4}|E\d{3,4})$`)

// gems reads general equivalence mappings, either way: a file from ICD-9-CM
// and one to it.
func (im *importer) gems(p *payload) error {
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: mappings need the order file of the release; add it too", p.where)
	}
	var rows []gem.Row
	old := 0 // sources that may be ICD-9-CM
	err := gem.Read(bytes.NewReader(p.data), func(r gem.Row) error {
		if icd9.MatchString(r.Source) {
			old++
		}
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s, %w", p.where, err)
	}
	forward := 2*old > len(rows) // few ICD-10-CM codes look like old ones
	note := strings.TrimSpace("GEM " + p.edition.String())
	g := gemImport{importer: im, later: im.later()}
	for _, r := range rows {
		m := MappingEntry{Mapping: Mapping{
			System: SystemICD9CM, Code: r.Target, Approximate: r.Approximate, None: r.None, Combination: r.Combination,
			Scenario: r.Scenario, Choice: r.Choice, Note: note,
		}, Here: r.Source, Direction: There}
		if forward {
			m.Code, m.Here, m.Direction = r.Source, r.Target, Here
		}
		g.add(m)
	}
	im.sayf("%s: %d mappings; %d more lead on to what a code of earlier years became; %d of codes that are not in this release", p.where, g.added, g.followed, g.unknown)
	return nil
}

// gemImport adds equivalences that are older than the release.
type gemImport struct {
	*importer
	counts
	followed int
	later    map[string][]string
}

// add adds a mapping. One to a code that the release has no more leads to the
// codes that came in its place, if the conversion table names them, and else
// stays without a code: what the old classification had is not unknown.
func (g *gemImport) add(m MappingEntry) {
	_, ok := g.byKey[m.Here]
	switch {
	case ok || m.Here == "":
		g.added++
		g.AddMapping(m)
	case m.Direction == There:
		g.unknown++
	case len(g.later[m.Here]) > 0:
		m.Note += ", by way of " + dotted(m.Here)
		m.Approximate = true
		for _, m.Here = range g.later[m.Here] {
			g.followed++
			g.AddMapping(m)
		}
	default:
		g.unknown++
		m.Note += ", to " + dotted(m.Here)
		g.AddMapping(m)
	}
}

// later maps codes of earlier years, without dot, to those that came in their
// place.
func (im *importer) later() map[string][]string {
	out := map[string][]string{}
	for _, m := range im.know.maps {
		if m.System == SystemEarlier {
			out[compact(m.Code)] = append(out[compact(m.Code)], m.Here)
		}
	}
	return out
}

// conversions reads the table of codes that came later, as mappings from the
// codes before them.
func (im *importer) conversions(p *payload) error {
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: the conversion table needs the order file of its release; add it too", p.where)
	}
	var c counts
	err := conversion.Read(bytes.NewReader(p.data), func(r conversion.Row) error {
		_, ok := im.byKey[compact(r.Code)]
		c.term(ok)
		if ok {
			im.earlier(r)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s, %w", p.where, err)
	}
	im.sayf("%s: %d codes that came later; %d that are not in this release left out", p.where, c.added, c.unknown)
	return nil
}

// earlier maps the codes that were used before one that came later.
func (im *importer) earlier(r conversion.Row) {
	for _, p := range r.Previous {
		for _, code := range p.Codes() {
			im.AddMapping(MappingEntry{
				Mapping: Mapping{
					System: SystemEarlier, Code: dotted(compact(code)), Approximate: true, Combination: r.Together, Note: "since " + r.Effective,
				},
				Here: r.Code, Direction: Both,
			})
		}
	}
}

// exempt reads the list of codes exempt from POA reporting (CMS,
// POAexemptCodesFYxx.txt). The lists of what was added, deleted and revised in
// the same archive are no lists of all of them.
func (im *importer) exempt(p *payload) error {
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: the POA exempt list needs the order file of its release; add it too", p.where)
	}
	var c counts
	visit := func(get func(string) string) error {
		code := get("poaexemptcode")
		if code == "" {
			return errors.New("a row needs a code in the column POAexemptCode")
		}
		c.term(im.flag(code, factPOAExempt))
		return nil
	}
	read := rows
	if p.form == icdExemptSheet {
		read = sheetRows
	}
	if err := read(p, visit); err != nil {
		return err
	}
	im.know.exempt = true
	im.sayf("%s: %d codes exempt from POA; %d that are not in this release left out", p.where, c.added, c.unknown)
	return nil
}

// exemptSheet reads the same list from its spreadsheet, which stands beside the
// text file in the publisher's archive, where the text file is missing.
func (im *importer) exemptSheet(p *payload) error {
	if im.know.exempt {
		return nil
	}
	return im.exempt(p)
}

// sheetRows is rows for the first sheet of a workbook.
func sheetRows(p *payload, visit func(get func(column string) string) error) error {
	var cols map[string]int
	err := sheet.Rows(bytes.NewReader(p.data), func(_ int, rec []string) error {
		switch {
		case len(rec) == 0:
			return nil
		case cols == nil:
			cols = headerOf(strings.Join(rec, "\t"))
			return nil
		}
		return visit(cells(cols, rec))
	})
	if err != nil {
		return fmt.Errorf("%s, %w", p.where, err)
	}
	return nil
}

// wholeExemptList tells whether a payload is the list itself.
func wholeExemptList(p *payload) bool {
	name := strings.ToLower(p.where)
	for _, part := range []string{"addcodes", "deletecodes", "revisecodes"} {
		if strings.Contains(name, part) {
			return false
		}
	}
	return true
}
