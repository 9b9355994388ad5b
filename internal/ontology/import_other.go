package ontology

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

var errRow = errors.New("a row needs a code and a name")

// snomedTSV reads the Global Patient Set: code, fully specified name, term,
// semantic tag.
func (im *importer) snomedTSV(p *payload) error {
	err := rows(p, func(get func(string) string) error {
		return im.concept(get("code"), get("fsn"))
	})
	im.sayf("%s: %d concepts", p.where, len(im.codes))
	return err
}

// snomedJSON reads a FHIR value set that lists its concepts.
func (im *importer) snomedJSON(p *payload) error {
	var set struct {
		Compose struct {
			Include []struct {
				Concept []struct{ Code, Display string }
			}
		}
	}
	if err := json.Unmarshal(p.data, &set); err != nil {
		return fmt.Errorf("%s: not a complete JSON document (%w); download it again", p.where, err)
	}
	for _, in := range set.Compose.Include {
		for _, c := range in.Concept {
			if err := im.concept(c.Code, c.Display); err != nil {
				return fmt.Errorf("%s: concept %.20q: %w", p.where, c.Code, err)
			}
		}
	}
	im.sayf("%s: %d concepts", p.where, len(im.codes))
	return nil
}

// concept adds a SNOMED CT concept; the semantic tag at the end of its fully
// specified name becomes its class.
func (im *importer) concept(code, fsn string) error {
	if code == "" || fsn == "" {
		return errRow
	}
	name, tag := splitTag(fsn)
	added, err := im.AddCode(CodeEntry{Code: code, Display: name, Class: tag, Billable: true})
	if err == nil && !added {
		im.AddTerm(code, Synonym, name, "")
	}
	return err
}

// splitTag takes the semantic tag off a fully specified name.
func splitTag(fsn string) (name, tag string) {
	if i := strings.LastIndex(fsn, " ("); i > 0 && strings.HasSuffix(fsn, ")") {
		return fsn[:i], fsn[i+2 : len(fsn)-1]
	}
	return fsn, ""
}

// rxNames reads RXCUI, name and where the name was found. The first name that
// did not come through an account-bound service alone is shown.
func (im *importer) rxNames(p *payload) error {
	var c counts
	err := rows(p, func(get func(string) string) error {
		code, name := get("rxcui"), get("name")
		if code == "" || name == "" {
			return errRow
		}
		added, err := im.AddCode(CodeEntry{Code: code, Display: name, Billable: true})
		if err != nil || added {
			c.added++
			return err
		}
		c.term(im.AddTerm(code, Synonym, name, ""))
		return nil
	})
	im.sayCounts(p, c)
	return err
}

// rxIngredients reads RXCUI and the string of its ingredients, which becomes
// the class of the drug.
func (im *importer) rxIngredients(p *payload) error {
	var c counts
	err := rows(p, func(get func(string) string) error {
		code, parts := get("rxcui"), get("rxstring")
		if code == "" || parts == "" {
			return errRow
		}
		e, ok := im.Has(code)
		c.term(ok)
		if ok && e.Class == "" && len(parts) < 256 {
			e.Class = parts
		}
		return nil
	})
	im.sayCounts(p, c)
	return err
}
