package ner

import (
	"slices"
	"strings"
	"unicode"

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
	term     string          // the wording under which a vocabulary has it, where that is not long
	kind     string          // what short.txt says: problem, name, other, none, or another category
	near     map[string]bool // normal forms
	before   map[string]bool // of the word right before
	behind   map[string]bool // of the word right behind
	sections map[string]bool
}

// nearBy is how many tokens before and behind a short form are read, closeBy
// those of them that count twice, and besides what the next word counts.
const (
	nearBy  = 14
	closeBy = 4
	besides = 3
)

// number stands for any number in short.txt.
const number = "9"

// genes stands for the words of genetics in short.txt.
const genes = "gene mutation locus linkage allele chromosome exon pedigree protein transcript haplotype recombinant heterozygote homozygote family mapped cdna deletion polymorphism"

// readSenses reads short.txt: short form | long form | kind | near by. Behind
// "=>" stands the wording of the long form that a vocabulary has.
func readSenses(list string) map[string][]sense {
	out := map[string][]sense{}
	for line := range lines(list) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		long, term, other := strings.Cut(cells[1], "=>")
		s := sense{short: strings.TrimSpace(cells[0]), long: strings.TrimSpace(long), term: strings.TrimSpace(term), kind: strings.TrimSpace(cells[2])}
		if !other {
			s.term = s.long
		}
		s.near, s.before, s.behind, s.sections = map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
		for w := range strings.SplitSeq(cells[3], ",") {
			s.add(strings.TrimSpace(w))
		}
		out[s.short] = append(out[s.short], s)
	}
	for short, list := range out {
		if up := strings.ToUpper(short); out[up] == nil {
			out[up] = list
		}
	}
	return out
}

func (s *sense) add(w string) {
	switch {
	case w == "":
	case w[0] == '@':
		s.sections[w[1:]] = true
	case w == "genes":
		for g := range strings.FieldsSeq(genes) {
			s.near[text.Word(g)] = true
		}
	case w[0] == '<':
		s.before[text.Word(w[1:])] = true
	case w[0] == '>':
		s.behind[text.Word(w[1:])] = true
	default:
		s.near[text.Word(w)] = true
	}
}

// always tells whether the sense needs no neighbour.
func (s *sense) always() bool { return len(s.near)+len(s.before)+len(s.behind)+len(s.sections) == 0 }

// shorten gives short forms the sense that the words around them speak for, in
// place of what the vocabularies take them for. A form that nothing speaks for
// has the sense of the same form elsewhere in the note, then the sense that
// needs no neighbour, then what the vocabularies say.
func (p *pass) shorten() {
	elsewhere, settled := map[string]*sense{}, map[int]*sense{}
	p.settled = settled
	var open []int
	for i := range p.doc.Tokens {
		t := &p.doc.Tokens[i]
		if !t.Upper && !p.plurals(i) && !mixed(p.doc.Text[t.Start:t.End]) {
			continue
		}
		list := p.senses(i)
		if list == nil {
			continue
		}
		if s := p.sense(list, i); s != nil && s.kind != "word" {
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
		} else if last := &list[len(list)-1]; last.always() && last.kind != "word" {
			p.mean(i, last, settled)
		}
	}
	if len(settled) > 0 {
		p.hits = slices.DeleteFunc(p.hits, func(h hit) bool { return replaced(&h, settled) })
	}
}

// meansOther tells whether the short form in token i was settled to be
// something else than a thing of category c.
func (p *pass) meansOther(i int, c schemas.Category) bool {
	s := p.settled[i]
	if s == nil {
		return false
	}
	switch s.kind {
	case "other", "word":
		return false
	case "name":
		return c != schemas.Problem
	case "test", "procedure":
		return c != schemas.Test && c != schemas.Procedure
	}
	return s.kind != string(c)
}

// mixed tells whether a capital stands among small letters: "HFrEF".
func mixed(w string) bool {
	return len(w) > 1 && len(w) <= mostLoose && strings.ContainsFunc(w[1:], unicode.IsUpper) && strings.ContainsFunc(w, unicode.IsLower)
}

// senses are what the short form in token i may stand for, also in the plural.
// The capitals count where it is written in them.
func (p *pass) senses(i int) []sense {
	t := &p.doc.Tokens[i]
	w := p.doc.Text[t.Start:t.End]
	if list := p.words.senses[strings.TrimSuffix(w, "s")]; list != nil {
		return list
	}
	if len(w) > mostLoose {
		return nil
	}
	up := strings.ToUpper(w)
	if list := p.words.senses[up]; list != nil && !(mixed(w) && w[0] >= 'a') {
		return list
	}
	if w[len(w)-1] == 's' {
		return p.words.senses[up[:len(up)-1]]
	}
	return nil
}

// sense is the one for which most words around token i speak, nil for none.
func (p *pass) sense(list []sense, i int) *sense {
	var best *sense
	most := 0
	for k := range list {
		if n := p.votes(&list[k], i); n > most {
			best, most = &list[k], n
		}
	}
	return best
}

// votes counts the words that speak for a sense of token i: those close by
// twice, and the next ones, where the sense asks for them, more.
func (p *pass) votes(s *sense, i int) (n int) {
	toks := p.doc.Tokens
	if at := section.At(p.doc.Sections, toks[i].Start); at >= 0 && s.sections[p.doc.Sections[at].Name] {
		n++
	}
	for j := max(0, i-nearBy); j < min(len(toks), i+nearBy); j++ {
		switch {
		case j == i || !has(s.near, toks[j].Norm):
		case j >= i-closeBy && j <= i+closeBy:
			n += 2
		default:
			n++
		}
	}
	if i > 0 && has(s.before, toks[i-1].Norm) {
		n += besides
	}
	if i+1 < len(toks) && has(s.behind, toks[i+1].Norm) {
		n += besides
	}
	return n
}

func has(set map[string]bool, norm string) bool {
	return set[norm] || norm != "" && norm[0] <= number[0] && set[number]
}

// mean puts a sense in the place of what was read in token i; settled keeps
// what was decided.
func (p *pass) mean(i int, s *sense, settled map[int]*sense) {
	settled[i] = s
	h := hit{first: i, last: i, means: s.long}
	switch s.kind {
	case "other", "none", "word":
		return
	case "problem", "name":
		h.category = schemas.Problem
		if t, ok := p.longTerm(s); ok {
			h.ontology, h.release, h.term, h.id = schemas.ICD10CM, p.icd, t, p.icd.CodeOf(t)
			if id, ok := p.icd.Emit(h.id); ok {
				h.code = p.icd.Code(id).Code
			}
		}
		if own := h; s.kind == "problem" && p.meanOther(&own, s, schemas.SNOMED) {
			p.hits = append(p.hits, own)
		}
	default:
		h.category = schemas.Category(s.kind)
		if !p.meanOther(&h, s, tellers[h.category]) && p.knows(&h) {
			return // under another wording
		}
	}
	p.hits = append(p.hits, h)
}

// knows tells whether a vocabulary names the token of h as what h is.
func (p *pass) knows(h *hit) bool {
	return slices.ContainsFunc(p.hits, func(o hit) bool { return o.first == h.first && o.last == h.last && o.category == h.category })
}

// tellers are the vocabularies that have the long forms of a category.
var tellers = map[schemas.Category]schemas.Ontology{
	schemas.Test: schemas.LOINC, schemas.Medication: schemas.RxNorm, schemas.Procedure: schemas.SNOMED, schemas.Device: schemas.HCPCS,
}

// meanOther finds the long form in a vocabulary that is read in order, and
// tells whether it has it.
func (p *pass) meanOther(h *hit, s *sense, o schemas.Ontology) bool {
	for _, v := range p.ordered {
		if v.ontology != o {
			continue
		}
		for _, t := range v.Exact(text.Normalize(s.term)) {
			if id := v.CodeOf(t); emits(v.Release, id) {
				h.ontology, h.release, h.term, h.id = o, v.Release, t, id
				return true
			}
		}
	}
	return false
}

func emits(r *ontology.Release, id ontology.CodeID) bool {
	_, ok := r.Emit(id)
	return ok
}

// replaced tells whether a short form was settled in another way than a hit
// has it.
func replaced(h *hit, settled map[int]*sense) bool {
	if h.first != h.last || h.means != "" {
		return false
	}
	s := settled[h.first]
	if s == nil {
		return false
	}
	switch s.kind {
	case "none":
		return true
	case "word":
		return false
	case "other":
		return h.category == schemas.Problem
	case "problem", "name":
		return true
	}
	return h.category != schemas.Category(s.kind)
}

// longTerm is the vocabulary's term for the long form of a problem.
func (p *pass) longTerm(s *sense) (ontology.TermID, bool) {
	if p.icd == nil || s.kind != "problem" {
		return 0, false
	}
	if t, ok := p.best(p.icd.Exact(text.Normalize(s.term))); ok {
		return t, true
	}
	return p.best(p.icd.BagSum(sumOf(s.term)))
}
