// Package starter holds the vocabulary built into the binary: the commonest
// codes of clinical notes, so that the product works before full releases are
// loaded. Codes and displays are those of the official releases; the synonyms
// and abbreviations were written for this project.
//
// Each table is tab-separated UTF-8 with the header
// code, display, synonyms, abbreviations, default. Several synonyms or
// abbreviations are separated by " | ". Abbreviations are to be matched only
// as written. A default of 1 marks the settled code of a bare word in usage
// ("glucose", "wheelchair"); otherwise the column is empty.
package starter

import (
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"
)

//go:embed *.tsv
var tables embed.FS

// Names lists the ontologies that have a starter table, in the order in which
// they are shown. The caller owns the slice.
func Names() []string {
	return []string{"icd10cm", "snomed", "loinc", "rxnorm", "hcpcs"}
}

// Open returns the starter table of one of Names. The caller closes it. Any
// other name is an error that lists the known ones.
func Open(ontology string) (io.ReadCloser, error) {
	if !slices.Contains(Names(), ontology) {
		return nil, fmt.Errorf("no starter vocabulary for %q; use one of %s", ontology, strings.Join(Names(), ", "))
	}
	f, err := tables.Open(ontology + ".tsv")
	if err != nil {
		return nil, fmt.Errorf("open the starter vocabulary of %s: %w", ontology, err)
	}
	return f, nil
}
