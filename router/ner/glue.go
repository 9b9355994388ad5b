package ner

import (
	_ "embed"
	"slices"
	"strings"
	"unicode/utf8"

	"medcode/internal/text"
)

//go:embed fullwords.txt
var fullWordsList string

// unglue parts short forms that are written as one word with a number or a
// sign: "CKD3b", "DMII", "HepB", "HIV+", and the letters of "n/v/d".
func (p *pass) unglue() {
	var more []text.Token
	for i := 0; i < len(p.doc.Tokens); i++ {
		t := &p.doc.Tokens[i]
		if n := len(t.Norm); n > mostGlued || n == 0 {
			continue
		}
		if t.Norm >= "a" && t.End < len(p.doc.Text) && p.doc.Text[t.End] == '+' && p.positive(i) {
			more = append(more, text.Token{Start: t.End, End: t.End + 1, Norm: "positive"})
		}
		if t.Norm == "hep" && i+1 < len(p.doc.Tokens) && p.spaced(i+1) && slices.Contains(hepatitides, p.doc.Tokens[i+1].Norm) {
			p.own()
			p.doc.Tokens[i].Norm = "hepatitis"
			continue
		}
		if len(t.Norm) == 1 {
			i += p.complaints(i)
			continue
		}
		if at, head, tail := parts(t.Norm); at > 0 {
			more = p.part(more, i, at, head, tail)
		}
	}
	p.weave(more)
}

const mostGlued = 8

// glues are the short forms that a number, or a letter, is written on to, and
// what stands for them.
var glues = []struct {
	head, norm string
	tails      []string // as written
	norms      []string
}{
	{"ckd", "ckd", []string{"1", "2", "3", "3a", "3b", "4", "5", "i", "ii", "iii", "iiia", "iiib", "iv", "v"}, []string{"1", "2", "3", "3a", "3b", "4", "5", "1", "2", "3", "3a", "3b", "4", "5"}},
	{"htn", "hypertension", []string{"1", "2"}, []string{"1", "2"}},
	{"hep", "hepatitis", []string{"a", "b", "c"}, []string{"a", "b", "c"}},
	{"c", "c", []string{"diff"}, []string{"diff"}},
}

var hepatitides = []string{"a", "b", "c", "d", "e"}

// parts returns where a glued short form is parted, 0 for nowhere, and the
// normal forms of its parts.
func parts(norm string) (at int, head, tail string) {
	if strings.IndexByte("bch", norm[0]) < 0 {
		return 0, "", "" // none of glues begins like it
	}
	for _, g := range glues {
		rest, is := strings.CutPrefix(norm, g.head)
		if !is {
			continue
		}
		if i := slices.Index(g.tails, rest); i >= 0 {
			return len(g.head), g.norm, g.norms[i]
		}
	}
	if n, is := strings.CutPrefix(norm, "bmi"); is && isNumber(n) {
		return len("bmi"), "bmi", n
	}
	return 0, "", ""
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789.") == ""
}

// part makes token i the first of its two parts and adds the second to more,
// unless letters other than ASCII hide behind its normal form.
func (p *pass) part(more []text.Token, i, at int, head, tail string) []text.Token {
	t := p.doc.Tokens[i]
	if t.End-t.Start <= at || !ascii(p.doc.Text[t.Start:t.End]) {
		return more
	}
	p.own()
	p.doc.Tokens[i].End, p.doc.Tokens[i].Norm = t.Start+at, head
	return append(more, text.Token{Start: t.Start + at, End: t.End, Norm: tail})
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// weave adds the tokens that were found inside of others, all at once.
func (p *pass) weave(more []text.Token) {
	if len(more) == 0 {
		return
	}
	p.own()
	slices.SortFunc(more, func(a, b text.Token) int { return a.Start - b.Start })
	old := p.doc.Tokens
	toks := make([]text.Token, 0, len(old)+len(more))
	for _, t := range old {
		for len(more) > 0 && more[0].Start < t.Start {
			toks, more = append(toks, more[0]), more[1:]
		}
		toks = append(toks, t)
	}
	p.toks = append(toks, more...)
	p.doc.Tokens = p.toks
}

// insert adds one token before token i.
func (p *pass) insert(i int, t text.Token) {
	p.own()
	p.toks = slices.Insert(p.doc.Tokens, i, t)
	p.doc.Tokens = p.toks
}

// positives are the short forms behind which a plus says that a test is
// positive, by their normal forms.
var positives = []string{"hiv", "hcv", "hbv", "covid", "ppd", "gbs", "hpv", "mrsa", "vre", "brca", "brca1", "brca2", "hepb", "hepc", "er", "her2", "hsv", "cmv", "quantiferon", "ana"}

// positive tells whether the plus behind token i says that a test is positive.
func (p *pass) positive(i int) bool {
	t := p.doc.Tokens[i]
	if !slices.Contains(positives, t.Norm) {
		return false
	}
	if at := t.End + 1; at < len(p.doc.Text) && wordy(rune(p.doc.Text[at])) {
		return false
	}
	return true
}

// expand gives shortened words their full form: "fx" reads as "fracture", and
// "CA" as "cancer" where that is meant.
func (p *pass) expand() {
	for i := range p.doc.Tokens {
		t := &p.doc.Tokens[i]
		if n := t.End - t.Start; n < leastLoose || n > mostLoose {
			continue
		}
		if full := p.words.full[strings.ToLower(p.doc.Text[t.Start:t.End])]; full != "" {
			p.own()
			p.doc.Tokens[i].Norm = full
			continue
		}
		if !t.Upper {
			continue
		}
		if s := p.meant(i); s != nil && s.kind == "word" {
			p.own()
			p.doc.Tokens[i].Norm, p.doc.Tokens[i].Upper = text.Word(s.long), false
		}
	}
}

// meant is what a short form means by the words around, or always; nil for
// nothing that is known.
func (p *pass) meant(i int) *sense {
	list := p.senses(i)
	if s := p.sense(list, i); s != nil || len(list) == 0 {
		return s
	}
	if last := &list[len(list)-1]; last.always() {
		return last
	}
	return nil
}

// readFull reads fullwords.txt: shortened words and, behind "=", the full one.
func readFull(list string) map[string]string {
	out := map[string]string{}
	for line := range lines(list) {
		shorts, full, _ := strings.Cut(line, "=")
		for s := range strings.FieldsSeq(shorts) {
			out[s] = text.Word(strings.TrimSpace(full))
		}
	}
	return out
}

// complaint are the letters that complaints are listed by, parted by slashes.
var complaint = map[string]string{"n": "nausea", "v": "vomiting", "d": "diarrhea", "f": "fever", "c": "chill"}

// askers are the words before complaints.
var askers = []string{"denies", "deny", "no", "with", "w", "report", "reports", "any", "and", "or", "of"}

// complaints reads them from token i on, "n/v/d" and "f/c", and returns how
// many tokens follow in the list.
func (p *pass) complaints(i int) int {
	toks := p.doc.Tokens
	last := i
	for last+1 < len(toks) && len(toks[last+1].Norm) == 1 && p.glued(last+1) {
		last++
	}
	list := toks[i].Norm
	for _, t := range toks[i+1 : last+1] {
		list += t.Norm
	}
	switch list {
	case "nv", "nvd", "fc", "fcnv", "fcnvd", "vd", "nd", "fnv", "fnvd":
	default:
		return last - i
	}
	if list == "fc" && (i == 0 || !slices.Contains(askers, toks[i-1].Norm)) {
		return last - i // a Foley catheter
	}
	if list == "nd" && i > 0 && p.glued(i) {
		return last - i
	}
	p.own()
	for k := i; k <= last; k++ {
		p.doc.Tokens[k].Norm = complaint[p.doc.Tokens[k].Norm]
	}
	return last - i
}
