package ontology

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"medcode/internal/ontology/rrf"
	"medcode/internal/text"
	"medcode/schemas"
)

// maxPerCUI is the number of codes above which a UMLS concept says too little
// about any of them: its names are then left out. A header and a code below it
// count once.
const maxPerCUI = 3

// umlsSource is the UMLS's name of a code system (SAB).
func umlsSource(o schemas.Ontology) string {
	switch o {
	case schemas.ICD10CM:
		return "ICD10CM"
	case schemas.SNOMED:
		return "SNOMEDCT_US"
	case schemas.LOINC:
		return "LNC"
	case schemas.RxNorm:
		return "RXNORM"
	case schemas.HCPCS:
		return "HCPCS"
	case PCS:
		return "ICD10PCS"
	}
	return ""
}

// umlsAtoms reads MRCONSO. Atoms of the ontology's own source name its codes;
// atoms of every other English source that share a concept (CUI) with a code
// become its synonyms, unless the concept belongs to more than maxPerCUI codes.
// Suppressed and obsolete atoms are left out. Where no official file was given
// the atoms list the codes as well; ICD-10-CM and ICD-10-PCS need their order
// file, which says what is billable.
func (im *importer) umlsAtoms(ps []*payload) error {
	for _, p := range ps {
		own := umlsSource(im.ontology)
		alone := len(im.codes) == 0
		if own == "" || alone && (im.ontology == schemas.ICD10CM || im.ontology == PCS) {
			return fmt.Errorf("%s: these names need the codes they belong to; add the official release of %s first", p.where, im.ontology)
		}
		if alone {
			if err := im.umlsCodes(p, own); err != nil {
				return err
			}
		}
		concepts, err := im.umlsConcepts(p, own)
		if err != nil {
			return err
		}
		if err := im.umlsSynonyms(p, concepts); err != nil {
			return err
		}
	}
	return nil
}

// umlsCodes lists codes from the atoms of their own source, each named by its
// best term type.
func (im *importer) umlsCodes(p *payload, own string) error {
	best := map[string]int{}
	names := map[string]string{}
	var order []string
	err := p.stream(func(r io.Reader) error {
		return rrf.ReadAtoms(r, func(a rrf.Atom) error {
			if a.Source != own || a.Suppress != 'N' || !isCode(im.ontology, a.Code) {
				return nil
			}
			rank := typeRank(a.TermType)
			if old, ok := best[a.Code]; ok && old <= rank {
				return nil
			} else if !ok {
				order = append(order, a.Code)
			}
			best[a.Code], names[a.Code] = rank, a.Name
			return nil
		})
	})
	if err != nil {
		return err
	}
	for _, code := range order {
		e := CodeEntry{Code: code, Display: names[code], Billable: true}
		if im.ontology == schemas.SNOMED {
			e.Display, e.Class = splitTag(e.Display)
		}
		if im.ontology == schemas.HCPCS {
			e.Class, e.Billable = hcpcsClass(code, ""), len(code) == 5
		}
		if _, err := im.AddCode(e); err != nil {
			return fmt.Errorf("%s: %w", p.where, err)
		}
	}
	im.sayf("%s: %d codes of %s", p.where, len(order), own)
	return nil
}

// typeRank orders the term types of the sources read here: full names before
// preferred and long common names before the rest.
func typeRank(tty string) int {
	if i := slices.Index([]string{"FN", "LC", "LN", "IN", "PIN", "MIN", "BN", "SCD", "SBD", "GPCK", "BPCK", "PT", "MTH_PT", "HT", "OSN", "AB", "SY"}, tty); i >= 0 {
		return i
	}
	return 100
}

// isCode leaves out what sources file beside their codes: parts of LOINC, the
// CPT ranges in HCPCS.
func isCode(o schemas.Ontology, code string) bool {
	switch o {
	case schemas.LOINC:
		return CheckLOINC(code) == nil
	case schemas.HCPCS:
		return hcpcsPattern.MatchString(code)
	}
	return code != "" && code != "NOCODE"
}

// umlsConcepts joins concepts to codes of the release.
func (im *importer) umlsConcepts(p *payload, own string) (map[string][]string, error) {
	concepts := map[string][]string{}
	n := 0
	err := p.stream(func(r io.Reader) error {
		return rrf.ReadAtoms(r, func(a rrf.Atom) error {
			if a.Source != own || a.Suppress != 'N' {
				return nil
			}
			if _, here := im.Has(a.Code); !here {
				return nil
			}
			if im.AddTerm(a.Code, Synonym, umlsName(a), "") {
				n++
			}
			if codes := concepts[a.CUI]; !slices.Contains(codes, a.Code) {
				concepts[a.CUI] = append(codes, a.Code)
			}
			return nil
		})
	})
	wide := 0
	for cui, codes := range concepts {
		if concepts[cui] = innermost(codes, im.ontology == schemas.ICD10CM); len(concepts[cui]) > maxPerCUI {
			delete(concepts, cui)
			wide++
		}
	}
	im.sayf("%s: %d names of its own codes; %d concepts belong to them, %d of more than %d codes each left out", p.where, n, len(concepts)+wide, wide, maxPerCUI)
	return concepts, err
}

// innermost drops, where codes form a tree by their beginnings, the codes below
// another one of the list: the concept is as wide as the header.
func innermost(codes []string, tree bool) []string {
	if !tree || len(codes) == 1 {
		return codes
	}
	slices.SortFunc(codes, func(a, b string) int { return strings.Compare(compact(a), compact(b)) })
	out := codes[:1]
	for _, c := range codes[1:] {
		if !strings.HasPrefix(compact(c), compact(out[len(out)-1])) {
			out = append(out, c)
		}
	}
	return out
}

// umlsSynonyms adds the names of other sources. A name shared by several codes
// counts as freer than the printed ones.
func (im *importer) umlsSynonyms(p *payload, concepts map[string][]string) error {
	own := umlsSource(im.ontology)
	n := 0
	err := p.stream(func(r io.Reader) error {
		return rrf.ReadAtoms(r, func(a rrf.Atom) error {
			codes := concepts[a.CUI]
			if len(codes) == 0 || a.Source == own || a.Suppress != 'N' || len(a.Name) > longestSynonym {
				return nil
			}
			name := umlsName(a)
			if len(text.Normalize(name)) < 3 {
				return nil
			}
			for _, code := range codes {
				if im.AddTerm(code, Synonym, name, "") {
					im.terms[len(im.terms)-1].loose = min(len(codes)-1, 1)
					n++
				}
			}
			return nil
		})
	})
	im.sayf("%s: %d names of other sources", p.where, n)
	return err
}

// umlsName takes the semantic tag off a fully specified name of SNOMED CT.
func umlsName(a rrf.Atom) string {
	if a.TermType == "FN" && a.Source == "SNOMEDCT_US" {
		name, _ := splitTag(a.Name)
		return name
	}
	return a.Name
}
