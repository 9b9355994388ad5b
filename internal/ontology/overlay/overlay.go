// Package overlay holds wordings that clinicians use and official files lack,
// written for this project from general clinical knowledge: everyday names,
// abbreviations and common orders of words. The codes of neoplasms by site are
// those of the CDC's Neoplasm Table. Which wordings were worth a line was partly
// read off the training notes of CodiEsp. A release takes them up for the codes
// that it has.
package overlay

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"io/fs"
)

//go:embed icd10cm.tsv
var icd10cm []byte

// Open returns the table of an ontology: a line of headings, then term and
// code parted by a tab, one a line. A code may be a header; its least specific
// billable code is meant then. The error is fs.ErrNotExist for an ontology
// without such a table.
func Open(ontology string) (io.ReadCloser, error) {
	if ontology != "icd10cm" {
		return nil, fmt.Errorf("no further wordings of %q: %w", ontology, fs.ErrNotExist)
	}
	return io.NopCloser(bytes.NewReader(icd10cm)), nil
}
