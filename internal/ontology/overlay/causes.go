package overlay

import _ "embed"

//go:embed causes.tsv
var causes []byte

// Causes returns patterns of how an injury came about, with codes of V00–Y99: a
// line of headings, then pattern, code and a mark, parted by tabs. A word of a
// pattern may have alternatives, parted by "|"; "*" is up to three words. The
// mark "!" says that the pattern counts only where the sentence has no fall.
func Causes() []byte { return causes }
