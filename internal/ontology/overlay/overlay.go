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

//go:embed drugs.tsv
var drugs []byte

// Drugs returns a table of names under which notes know drugs and the Table of
// Drugs and Chemicals does not: a line of headings, then name and the row of
// the table that has its codes, parted by a tab, one a line. A drug newer than
// the table stands with one of its class.
func Drugs() []byte { return drugs }

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
