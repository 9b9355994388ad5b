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

// social holds the wordings of Z55–Z65, what a life is hard by.
//
//go:embed social.tsv
var social []byte

//go:embed drugs.tsv
var drugs []byte

// Drugs returns a table of names under which notes know drugs and the Table of
// Drugs and Chemicals does not: a line of headings, then name and the row of
// the table that has its codes, parted by a tab, one a line. A drug newer than
// the table stands with one of its class.
func Drugs() []byte { return drugs }

// Social returns the wordings of Z55–Z65, which Open has among those of
// ICD-10-CM: a line of headings, then term and code parted by a tab.
func Social() []byte { return social }

// Open returns the table of an ontology: a line of headings, then term and
// code parted by a tab, one a line. A code may be a header; its least specific
// billable code is meant then. The error is fs.ErrNotExist for an ontology
// without such a table.
func Open(ontology string) (io.ReadCloser, error) {
	if ontology != "icd10cm" {
		return nil, fmt.Errorf("no further wordings of %q: %w", ontology, fs.ErrNotExist)
	}
	_, rows, _ := bytes.Cut(social, []byte("\n"))
	return io.NopCloser(io.MultiReader(bytes.NewReader(icd10cm), bytes.NewReader(rows))), nil
}
