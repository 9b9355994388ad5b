package ontology

import (
	"fmt"
	"strings"
)

// Names under which relations of LOINC are kept; those to parts are "has
// component", "has system" and so on.
const (
	RelationMember   = "has member"  // from a panel
	RelationReplaced = "replaced by" // from a deprecated code
)

// partClass is the class of a part of LOINC, before its type.
const partClass = "part: "

// loincPartNames reads Part.csv. Parts are kept for look-up by code and are
// never an answer.
func (im *importer) loincPartNames(p *payload) error {
	n := 0
	err := rows(p, func(get func(string) string) error {
		number, name := get("partnumber"), get("partname")
		if !strings.HasPrefix(number, "LP") || name == "" {
			return fmt.Errorf("part %.20q, %.40q: a row needs a number that begins with LP and a name", number, name)
		}
		if err := CheckLOINC(number[2:]); err != nil {
			return fmt.Errorf("part %s: %w", number, err)
		}
		added, err := im.AddCode(CodeEntry{Code: number, Display: name, Class: partClass + get("parttypename")})
		if err == nil && !added {
			err = fmt.Errorf("part %s stands twice", number)
		}
		if n++; err == nil && get("partdisplayname") != "" {
			im.AddTerm(number, Synonym, get("partdisplayname"), "")
		}
		return err
	})
	im.sayf("%s: %d parts, for look-up by code", p.where, n)
	return err
}

// loincPartLinks reads the links of codes to the parts of their full names
// (link type Primary); the others repeat or refine them.
func (im *importer) loincPartLinks(p *payload) error {
	n := 0
	err := rows(p, func(get func(string) string) error {
		code, part := get("loincnumber"), get("partnumber")
		if code == "" || part == "" {
			return fmt.Errorf("a row needs a code and a part")
		}
		if get("linktypename") == "Primary" {
			im.Relate(code, "has "+strings.ToLower(get("parttypename")), part)
			n++
		}
		return nil
	})
	im.sayf("%s: %d links", p.where, n)
	return err
}

// loincPanelRows reads PanelsAndForms.csv: the members of panels and what
// forms call them.
func (im *importer) loincPanelRows(p *payload) error {
	shown := map[string][]string{}
	n := 0
	err := rows(p, func(get func(string) string) error {
		panel, code := get("parentloinc"), get("loinc")
		if panel == "" || code == "" {
			return fmt.Errorf("a row needs a panel and a code")
		}
		if panel == code {
			return nil // the panel itself heads its members
		}
		im.Relate(panel, RelationMember, code)
		if name := get("displaynameforform"); name != "" {
			shown[name] = append(shown[name], code)
		}
		n++
		return nil
	})
	before := len(im.terms)
	im.related(shown)
	for i := range im.terms[before:] {
		im.terms[before+i].loose = 1 // what a form calls an item means it there
	}
	im.sayf("%s: %d members of panels", p.where, n)
	return err
}

// loincConsumerNames reads ConsumerName.csv.
func (im *importer) loincConsumerNames(p *payload) error {
	var c counts
	err := rows(p, func(get func(string) string) error {
		if get("loincnumber") == "" || get("consumername") == "" {
			return errRow
		}
		c.term(im.AddTerm(get("loincnumber"), Synonym, get("consumername"), ""))
		return nil
	})
	im.sayCounts(p, c)
	return err
}

// loincReplaced reads MapTo.csv: what to use in place of a deprecated code.
func (im *importer) loincReplaced(p *payload) error {
	n := 0
	err := rows(p, func(get func(string) string) error {
		old, now := get("loinc"), get("map_to")
		if old == "" || now == "" {
			return fmt.Errorf("a row needs a code and its replacement")
		}
		im.Relate(old, RelationReplaced, now)
		n++
		return nil
	})
	im.sayf("%s: %d replaced codes", p.where, n)
	return err
}
