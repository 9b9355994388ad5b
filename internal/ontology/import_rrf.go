package ontology

import (
	"fmt"
	"io"
	"slices"

	"medcode/internal/ontology/rrf"
)

// Names under which mappings of RxNorm are kept. Its relations are kept under
// the names of the publisher, see rxRelations.
const (
	SystemNDC          = "ndc"      // national drug codes of eleven digits
	SystemRetiredRxCUI = "rxcui"    // RXCUIs that were replaced by one other
	SystemStrength     = "strength" // the strengths of a drug, as printed
)

// rxTypes are the term types of RxNorm's own names, the one that names a
// concept best first, with what they are (RxNorm Technical Documentation,
// appendix 5). Dose forms are kept for look-up and are never an answer.
func rxTypes() []struct{ tty, class string } {
	return []struct{ tty, class string }{
		{"IN", "ingredient"},
		{"PIN", "precise ingredient"},
		{"MIN", "multiple ingredients"},
		{"BN", "brand name"},
		{"SCD", "clinical drug"},
		{"SBD", "branded drug"},
		{"GPCK", "generic pack"},
		{"BPCK", "branded pack"},
		{"SCDC", "drug component"},
		{"SBDC", "branded drug component"},
		{"SCDF", "clinical drug form"},
		{"SCDFP", "clinical drug form"},
		{"SBDF", "branded drug form"},
		{"SBDFP", "branded drug form"},
		{"SCDG", "clinical dose form group"},
		{"SCDGP", "clinical dose form group"},
		{"SBDG", "branded dose form group"},
		{"DF", doseForm},
		{"DFG", doseForm},
	}
}

const doseForm = "dose form"

// rxConcept is what is known of an RXCUI while its atoms are read.
type rxConcept struct {
	name string
	rank int // place of its term type in rxTypes
}

// rxConso reads RXNCONSO twice: RxNorm's own names list the concepts, then the
// names of all English sources become synonyms. Suppressed ones are left out.
func (im *importer) rxConso(ps []*payload) error {
	for _, p := range ps {
		concepts, order, err := im.rxNormNames(p)
		if err != nil {
			return err
		}
		types := rxTypes()
		im.full = true
		for _, cui := range order {
			c := concepts[cui]
			e := CodeEntry{Code: cui, Display: c.name, Class: types[c.rank].class, Billable: types[c.rank].class != doseForm}
			e.Prior = .0015 * float32(len(types)-c.rank) / float32(len(types)) // breaks ties, too small to be kept
			if _, err := im.AddCode(e); err != nil {
				return fmt.Errorf("%s: %w", p.where, err)
			}
		}
		if err := im.rxSynonyms(p, concepts); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) rxNormNames(p *payload) (map[string]*rxConcept, []string, error) {
	ranks := map[string]int{}
	for i, t := range rxTypes() {
		ranks[t.tty] = i
	}
	concepts := map[string]*rxConcept{}
	var order []string
	atoms := map[string]struct{}{}
	err := p.stream(func(r io.Reader) error {
		return rrf.ReadAtoms(r, func(a rrf.Atom) error {
			rank, named := ranks[a.TermType]
			if a.Source != "RXNORM" || a.Suppress != 'N' || !named {
				return nil
			}
			if _, twice := atoms[a.AUI]; twice {
				return fmt.Errorf("atom %s stands twice", a.AUI)
			}
			atoms[a.AUI] = struct{}{}
			c := concepts[a.CUI]
			if c == nil {
				c = &rxConcept{rank: len(ranks)}
				concepts[a.CUI] = c
				order = append(order, a.CUI)
			}
			if rank < c.rank {
				c.name, c.rank = a.Name, rank
			}
			return nil
		})
	})
	im.sayf("%s: %d concepts of RxNorm", p.where, len(order))
	return concepts, order, err
}

// longestSynonym is the length in bytes above which a name of another source
// is a label and no wording.
const longestSynonym = 200

func (im *importer) rxSynonyms(p *payload, concepts map[string]*rxConcept) error {
	n := 0
	err := p.stream(func(r io.Reader) error {
		return rrf.ReadAtoms(r, func(a rrf.Atom) error {
			c := concepts[a.CUI]
			if c == nil || a.Suppress != 'N' || a.Name == c.name || a.Source != "RXNORM" && len(a.Name) > longestSynonym {
				return nil
			}
			if im.AddTerm(a.CUI, Synonym, a.Name, "") {
				n++
			}
			return nil
		})
	})
	im.sayf("%s: %d further names", p.where, n)
	return err
}

// rxRelations are the relations that are kept, one of each pair of inverses
// (RxNorm Technical Documentation, appendix 1).
func rxRelations() []string {
	return []string{
		"has_ingredient", "has_ingredients", "has_precise_ingredient", "has_part", "tradename_of", "consists_of", "constitutes",
		"contains", "has_dose_form", "has_doseformgroup", "form_of", "quantified_form_of", "isa", "reformulated_to",
	}
}

func (im *importer) rxRelations(p *payload) error {
	keep := rxRelations()
	n := 0
	err := p.stream(func(r io.Reader) error {
		return rrf.ReadRelations(r, func(x rrf.Relation) error {
			if i := slices.Index(keep, x.Name); i >= 0 {
				im.Relate(x.From, keep[i], x.To)
				n++
			}
			return nil
		})
	})
	im.sayf("%s: %d relations", p.where, n)
	return err
}

// rxAttributes reads NDCs and strengths.
func (im *importer) rxAttributes(p *payload) error {
	n, odd := 0, 0
	err := p.stream(func(r io.Reader) error {
		return rrf.ReadAttributes(r, []string{"NDC", "RXN_STRENGTH", "RXN_AVAILABLE_STRENGTH"}, func(a rrf.Attribute) error {
			m := MappingEntry{Mapping: Mapping{System: SystemStrength, Code: a.Value}, Here: a.CUI, Direction: There}
			if a.Name == "NDC" {
				ndc, ok := NDC(a.Value)
				if !ok {
					odd++
					return nil
				}
				m.System, m.Code, m.Direction = SystemNDC, ndc, Both
			}
			if _, here := im.Has(a.CUI); here {
				im.AddMapping(m)
				n++
			}
			return nil
		})
	})
	im.sayf("%s: %d drug codes and strengths; %d codes out of pattern left out", p.where, n, odd)
	return err
}

// rxRetired keeps what replaced an RXCUI that is no longer in use.
func (im *importer) rxRetired(p *payload) error {
	n := 0
	err := p.stream(func(r io.Reader) error {
		return rrf.ReadRetired(r, func(x rrf.Retired) error {
			if _, used := im.Has(x.Old); used {
				return nil
			}
			if _, here := im.Has(x.New); here {
				im.AddMapping(MappingEntry{Mapping: Mapping{System: SystemRetiredRxCUI, Code: x.Old}, Here: x.New, Direction: Here})
				n++
			}
			return nil
		})
	})
	im.sayf("%s: %d concepts that were replaced", p.where, n)
	return err
}
