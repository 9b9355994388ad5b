package schemas

import (
	"fmt"
	"strings"
)

// Ontology names one code system as it stands in subjects, results and flags.
type Ontology string

// The code systems, in the order in which they are listed everywhere.
const (
	ICD10CM Ontology = "icd10cm"
	SNOMED  Ontology = "snomed"
	LOINC   Ontology = "loinc"
	RxNorm  Ontology = "rxnorm"
	HCPCS   Ontology = "hcpcs"
)

// Ontologies returns the code systems in their fixed order, the order of the
// bridge's ports as well (8901 is the first).
func Ontologies() []Ontology {
	return []Ontology{ICD10CM, SNOMED, LOINC, RxNorm, HCPCS}
}

// ParseOntology accepts the names that people use for a code system
// ("ICD-10-CM", "icd10", "snomedct", …). An unknown one is ErrInvalid.
func ParseOntology(s string) (Ontology, error) {
	key := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(s)))
	switch key {
	case "icd10cm", "icd10", "icd":
		return ICD10CM, nil
	case "snomed", "snomedct", "sct", "snomedctus":
		return SNOMED, nil
	case "loinc":
		return LOINC, nil
	case "rxnorm", "rx":
		return RxNorm, nil
	case "hcpcs", "hcpcsii", "hcpcslevelii":
		return HCPCS, nil
	}
	return "", fmt.Errorf("%w: unknown ontology %q; choose one of icd10cm, snomed, loinc, rxnorm, hcpcs", ErrInvalid, s)
}
