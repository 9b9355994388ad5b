package ner

import (
	"slices"
	"strings"

	"medcode/internal/text"
	"medcode/schemas"
)

// mostWider is how many words a name may gain at either side.
const mostWider = 6

// widenAll gives problems the borders of what is said: words of heredity, of
// kind and of site before the term of the vocabulary ("hereditary prostate
// cancer", "X-linked retinoschisis") and the number of a type behind it. The
// term stays what it is.
func (p *pass) widenAll() {
	for i := range p.groups {
		if g := &p.groups[i]; g.category == schemas.Problem && g.ontology != "" {
			p.widen(g)
		}
	}
	p.unnest()
}

// unnest drops the parts of the body that a widened problem now holds, and
// makes no two problems share a word.
func (p *pass) unnest() {
	slices.SortStableFunc(p.groups, func(a, b group) int {
		if a.first != b.first {
			return a.first - b.first
		}
		return b.last - a.last
	})
	end := -1
	p.groups = slices.DeleteFunc(p.groups, func(g group) bool {
		if g.category == schemas.Problem {
			end = max(end, g.last)
			return false
		}
		return g.category == schemas.Anatomy && g.last <= end
	})
}

// widen moves the borders of a problem outwards, never over another one.
func (p *pass) widen(g *group) {
	at := p.info(g.last)
	head := at.head || at.general
	for n := 0; n < mostWider && p.free(g.first-1); n++ {
		from := p.before(g, head)
		if from == g.first {
			break
		}
		g.first = from
	}
	g.last = p.behind(g)
}

func (p *pass) info(tok int) *info { return &p.said[tok].own }

// free tells whether a token may join a name: none holds it.
func (p *pass) free(tok int) bool {
	return tok >= 0 && tok < len(p.covered) && !p.covered[tok]
}

// before is where a name begins with the word, or the compound, before it; its
// own beginning where that is no part of it.
func (p *pass) before(g *group, head bool) int {
	i := g.first - 1
	if !p.spaced(g.first) {
		return g.first
	}
	w, at := &p.doc.Tokens[i], p.info(i)
	if p.hyphened(g.first) {
		if p.doc.Tokens[g.first].Upper && w.Norm != "x" || at.light && !at.modifier || slices.Contains(prefixes, w.Norm) || p.verbal(g.first) {
			return g.first
		}
		return i
	}
	switch {
	case p.joins(i, head), p.lacking(g) && p.substance(i), head && p.eponym(i):
		return i
	case w.Norm == "x" && p.doc.Tokens[g.first].Norm == "linked", p.doc.Tokens[g.first].Norm == "cell" && slices.Contains(cells, w.Norm):
		return i
	case i == 0 || !p.spaced(i) || !p.free(i-1):
	case p.doc.Tokens[i-1].Norm == "type" && numeral(p.doc.Text[w.Start:w.End]):
		return i - 1
	case (w.Norm == "and" || w.Norm == "or") && p.joins(i-1, head) && p.joins(g.first, head):
		return i - 1 // "breast and ovarian cancer"
	}
	return g.first
}

// joins tells whether a word belongs to the problem behind it: those of the
// lists, and before a head any adjective that says of what.
func (p *pass) joins(tok int, head bool) bool {
	at, w := p.info(tok), p.doc.Tokens[tok].Norm
	return at.modifier || head && adjective(w) && !at.plain && !at.light
}

var cells = []string{"small", "nonsmall", "squamous", "basal", "clear", "round", "germ", "large", "giant", "transitional", "mast", "renal", "sickle", "hairy", "spindle"}

// prefixes make another thing of a problem, or a time of it.
var prefixes = []string{"anti", "pre", "post", "pro"}

// verbal tells whether a token is the participle of a compound whose first
// part is a cause or a measure, no kind: "heparin-induced".
func (p *pass) verbal(tok int) bool {
	w := p.doc.Tokens[tok].Norm
	return w == "onset" || !p.info(tok).modifier && (strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ing"))
}

// lacking tells whether a name is one of a deficiency.
func (p *pass) lacking(g *group) bool {
	return slices.ContainsFunc(p.doc.Tokens[g.first:g.last+1], func(t text.Token) bool { return strings.HasPrefix(t.Norm, "deficien") })
}

// substance tells whether a token names, or is part of the name of, something
// that a body may lack.
func (p *pass) substance(tok int) bool {
	t := &p.doc.Tokens[tok]
	if t.Upper || strings.ContainsAny(p.doc.Text[t.Start:t.End], "0123456789") && len(t.Norm) > 1 {
		return true
	}
	return slices.Contains(lackable, t.Norm) || len(t.Norm) > 4 && proteinEndings.end(t.Norm)
}

var proteinEndings = newEndings("ase", "gen", "ulin", "amin", "ferrin", "globin", "taxin", "lin", "tin", "rin", "sin")

var lackable = []string{
	"protein", "factor", "complement", "component", "enzyme", "hormone", "vitamin", "growth", "acid", "carrier", "receptor", "transfer", "chain",
	"long", "short", "medium", "very", "pyruvate", "ornithine", "methionine", "alpha", "beta", "gamma", "iron", "zinc", "copper", "iodine", "folate", "phosphate", "glucose", "glycerol", "coa", "acyl", "fatty", "aldehyde", "amino", "ester", "plasma",
	"cholesterol", "cholesteryl", "biotin", "carnitine", "antithrombin", "creatine",
}

// eponym tells whether a token is a person's name as it stands before a head:
// with a capital, in the middle of a sentence.
func (p *pass) eponym(tok int) bool {
	t := &p.doc.Tokens[tok]
	c := p.doc.Text[t.Start]
	return c >= 'A' && c <= 'Z' && !t.Upper && !p.capitals && t.End-t.Start > 3 && t.Before != text.Stop
}

// adjective tells whether a word is built as adjectives are.
func adjective(w string) bool {
	return len(w) > 4 && adjectiveEndings.end(w)
}

var adjectiveEndings = newEndings("al", "ic", "ar", "ous", "ary", "oid", "ile", "tory", "ive")

// behind is where a name ends with the number of its type behind it.
func (p *pass) behind(g *group) int {
	last := g.last
	toks := p.doc.Tokens
	next := func(k int) bool { return last+k < len(toks) && p.spaced(last+k) && p.free(last+k) }
	switch {
	case !next(1):
	case toks[last+1].Norm == "type" && next(2) && numeral(p.doc.Text[toks[last+2].Start:toks[last+2].End]):
		return last + 2
	case slices.Contains(kinds, toks[last+1].Norm) && !p.info(last).head:
		return last + 1
	case p.typed(last) && numeral(p.doc.Text[toks[last+1].Start:toks[last+1].End]) && p.doc.Text[toks[last+1].Start:toks[last+1].End] != "I":
		return last + 1
	}
	return last
}

var kinds = []string{"syndrome", "disorder"}

// typed tells whether the name that ends at a token is one of those that are
// counted in types.
func (p *pass) typed(tok int) bool {
	return slices.Contains(numberedNames, p.doc.Tokens[tok].Norm)
}

var numberedNames = []string{"hemophilia", "ataxia", "neurofibromatosi", "neurofibromatosis", "glycogenosis", "syndrome", "disease", "porphyria", "thalassemia", "lissencephaly", "atelosteogenesis"}

// numeral tells whether a word counts types: a Roman number, a capital letter,
// or a digit, with a letter behind it.
func numeral(w string) bool {
	if len(w) > 4 {
		return false
	}
	rest := strings.TrimLeft(w, "IVX")
	if rest == w {
		if w[0] >= '1' && w[0] <= '9' {
			rest = strings.TrimLeft(w, "0123456789")
			return len(rest) == 0 && len(w) < 3 || len(rest) == 1 && alnum(lower(rest[0]))
		}
		return len(w) == 1 && w[0] >= 'A' && w[0] <= 'H'
	}
	return len(rest) <= 1 && (rest == "" || alnum(lower(rest[0])))
}
