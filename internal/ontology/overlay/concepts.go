package overlay

import _ "embed"

//go:embed snomed.tsv
var snomed []byte

// Concepts returns the table of what notes call procedures and findings, with
// concepts of SNOMED CT, in the form that internal/concept reads.
func Concepts() []byte { return snomed }
