package ner

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/router/section"
	"medcode/schemas"
)

// sense is one thing that a short form stands for, and the words near by that
// speak for it.
type sense struct {
	short    string // as written
	long     string
	kind     string          // problem, name or other, as short.txt says
	near     map[string]bool // normal forms
	sections map[string]bool
}

// nearBy is how many tokens before and behind a short form are read.
const nearBy = 14

// genes stands for the words of genetics in short.txt.
const genes = "gene mutation locus linkage allele chromosome exon pedigree protein transcript haplotype recombinant heterozygote homozygote family mapped cdna deletion polymorphism"

// readSenses reads short.txt: short form | long form | kind | near by.
func readSenses(list string) map[string][]sense {
	out := map[string][]sense{}
	for line := range lines(list) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		s := sense{strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2]), map[string]bool{}, map[string]bool{}}
		for w := range strings.SplitSeq(cells[3], ",") {
			s.add(strings.TrimSpace(w))
		}
		out[s.short] = append(out[s.short], s)
	}
	return out
}

func (s *sense) add(w string) {
	switch {
	case strings.HasPrefix(w, "@"):
		s.sections[w[1:]] = true
	case w == "genes":
		for g := range strings.FieldsSeq(genes) {
			s.near[text.Word(g)] = true
		}
	case w != "":
		s.near[text.Word(w)] = true
	}
}

// shorten gives short forms the sense that the words around them speak for, in
// place of what the vocabularies take them for. A form that nothing speaks for
// has the sense of the same form elsewhere in the note, then the sense that
// needs no neighbour, then what the vocabularies say.
func (p *pass) shorten() {
	if p.capitals {
		return
	}
	elsewhere, settled := map[string]*sense{}, map[int]*sense{}
	var open []int
	for i := range p.doc.Tokens {
		t := &p.doc.Tokens[i]
		if !t.Upper && !p.plurals(i) {
			continue
		}
		list := p.senses(i)
		if list == nil {
			continue
		}
		if s := p.sense(list, i); s != nil {
			elsewhere[s.short] = s
			p.mean(i, s, settled)
		} else {
			open = append(open, i)
		}
	}
	for _, i := range open {
		list := p.senses(i)
		if s := elsewhere[list[0].short]; s != nil {
			p.mean(i, s, settled)
		} else if len(list[len(list)-1].near) == 0 {
			p.mean(i, &list[len(list)-1], settled)
		}
	}
	if len(settled) > 0 {
		p.hits = slices.DeleteFunc(p.hits, func(h hit) bool { return replaced(&h, settled) })
	}
}

// senses are what the short form in token i may stand for, also in the plural.
func (p *pass) senses(i int) []sense {
	t := &p.doc.Tokens[i]
	return p.words.senses[strings.TrimSuffix(p.doc.Text[t.Start:t.End], "s")]
}

// sense is the one for which most words around token i speak, nil for none.
func (p *pass) sense(list []sense, i int) *sense {
	var best *sense
	most := 0
	for k := range list {
		s := &list[k]
		n := 0
		if at := section.At(p.doc.Sections, p.doc.Tokens[i].Start); at >= 0 && s.sections[p.doc.Sections[at].Name] {
			n++
		}
		for j := max(0, i-nearBy); j < min(len(p.doc.Tokens), i+nearBy); j++ {
			if j != i && s.near[p.doc.Tokens[j].Norm] {
				n++
			}
		}
		if n > most {
			best, most = s, n
		}
	}
	return best
}

// mean puts a sense in the place of what was read in token i; settled keeps
// what was decided.
func (p *pass) mean(i int, s *sense, settled map[int]*sense) {
	settled[i] = s
	if s.kind == "other" {
		return
	}
	h := hit{first: i, last: i, category: schemas.Problem, means: s.long}
	if t, ok := p.longTerm(s); ok {
		h.ontology, h.release, h.term, h.id = schemas.ICD10CM, p.icd, t, p.icd.CodeOf(t)
		if id, ok := p.icd.Emit(h.id); ok {
			h.code = p.icd.Code(id).Code
		}
	}
	p.hits = append(p.hits, h)
}

// replaced tells whether a short form was settled in another way than a hit
// has it.
func replaced(h *hit, settled map[int]*sense) bool {
	if h.first != h.last || h.means != "" {
		return false
	}
	s := settled[h.first]
	return s != nil && (h.category == schemas.Problem || s.kind != "other")
}

// longTerm is the vocabulary's term for the long form of a problem.
func (p *pass) longTerm(s *sense) (ontology.TermID, bool) {
	if p.icd == nil || s.kind != "problem" {
		return 0, false
	}
	if t, ok := p.best(p.icd.Exact(text.Normalize(s.long))); ok {
		return t, true
	}
	return p.best(p.icd.BagSum(sumOf(s.long)))
}
