package ner

import (
	"bufio"
	"strings"

	"medcode/internal/ontology/starter"
	"medcode/internal/text"
	"medcode/schemas"
)

// usualWordings returns the names and abbreviations of the built-in
// vocabulary of an ontology, by phraseSum: those that clinicians write for the
// code they stand with. None where there is no such vocabulary.
func usualWordings(o schemas.Ontology) map[uint64]bool {
	out := map[uint64]bool{}
	f, err := starter.Open(string(o))
	if err != nil {
		return out
	}
	defer f.Close()
	var toks []text.Token
	for sc := bufio.NewScanner(f); sc.Scan(); {
		cells := strings.Split(sc.Text(), "\t")
		for _, cell := range cells[min(1, len(cells)):min(4, len(cells))] {
			for name := range strings.SplitSeq(cell, "|") {
				toks = text.Tokens(toks[:0], name)
				out[phraseSum(toks)] = true
			}
		}
	}
	delete(out, 0)
	return out
}
