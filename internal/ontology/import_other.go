package ontology

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"medcode/internal/ontology/rf2"
)

var errRow = errors.New("a row needs a code and a name")

// snomedTSV reads the Global Patient Set: code, fully specified name, term,
// semantic tag.
func (im *importer) snomedTSV(p *payload) error {
	here := map[string]bool{}
	err := rows(p, func(get func(string) string) error {
		if code := get("code"); here[code] {
			return fmt.Errorf("concept %s stands twice", code)
		}
		here[get("code")] = true
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
	if _, here := im.Has(code); im.full && !here {
		return nil // out of use since
	}
	if _, ok := rf2.ParseID(code); !ok {
		return fmt.Errorf("%.24q is no SNOMED CT identifier (6 to 18 digits, the last a check digit)", code)
	}
	added, err := im.AddCode(CodeEntry{Code: code, Display: name, Class: tag, Billable: true, Prior: tagPrior(tag)})
	if err == nil && !added {
		im.AddTerm(code, Synonym, name, "")
	}
	return err
}

// tagPrior prefers, among concepts of one name, what a note means: the disorder
// before the morphologic abnormality. The figures break ties and are too small
// to be kept as the prior of a code.
func tagPrior(tag string) float32 {
	switch tag {
	case "disorder", "finding", "situation", "event":
		return .0015
	case "procedure", "regime/therapy", "observable entity", "medicinal product", "clinical drug":
		return .001
	}
	return 0
}

// splitTag takes the semantic tag off a fully specified name.
func splitTag(fsn string) (name, tag string) {
	if i := strings.LastIndex(fsn, " ("); i > 0 && strings.HasSuffix(fsn, ")") {
		return fsn[:i], fsn[i+2 : len(fsn)-1]
	}
	return fsn, ""
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
