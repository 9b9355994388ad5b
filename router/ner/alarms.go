package ner

import (
	"slices"

	"medcode/internal/text"
	"medcode/schemas"
)

// spurious tells whether the words around a group say that it is no problem of
// anybody: a stop codon is premature, a mutation is one of a gene at large.
func (p *pass) spurious(g *group) bool {
	if g.category != schemas.Problem {
		return false
	}
	toks := p.doc.Tokens
	switch norm := toks[g.first].Norm; {
	case g.first != g.last:
		return g.ontology == schemas.ICD10CM && g.code >= "Z14" && g.code < "Z16" && p.plural(g, "mutation")
	case norm == "premature":
		return p.follows(g.last, 2, premature)
	case norm == "stress":
		return g.first > 0 && slices.Contains(cellStress, toks[g.first-1].Norm)
	case norm == "hbv" || norm == "hcv" || norm == "hpv" || norm == "ebv" || norm == "cmv":
		return p.follows(g.last, 2, virology)
	}
	return false
}

var (
	premature = []string{
		"stop", "termination", "codon", "truncation", "death", "loss", "aging", "ageing", "closure", "senescence", "translational", "in", "periodontal",
		"onset", "mortality", "menopause", "atherosclerosis", "beat", "contraction", "complex",
	}
	cellStress = []string{"oxidative", "oxidant", "reticulum", "er", "genotoxic", "nitrosative", "replication", "shear", "severe", "mechanical", "cellular"}
	genetics   = []string{"gene", "locus", "allele", "protein", "promoter", "mrna", "cdna", "transcript", "exon", "kinase", "haplotype"}
	virology   = []string{"strain", "vaccine", "enzyme", "genotype", "replication", "reverse", "monitor", "polymerase", "genome"}
)

// follows tells whether one of the n words behind a token is in a list.
func (p *pass) follows(tok, n int, list []string) bool {
	toks := p.doc.Tokens
	for i := tok + 1; i < len(toks) && i <= tok+n && toks[i].Before == text.Space; i++ {
		if slices.Contains(list, toks[i].Norm) {
			return true
		}
	}
	return false
}

// plural tells whether a group speaks of a thing in the plural.
func (p *pass) plural(g *group, word string) bool {
	for _, t := range p.doc.Tokens[g.first : g.last+1] {
		if t.Norm == word && t.End-t.Start > len(word) {
			return true
		}
	}
	return false
}
