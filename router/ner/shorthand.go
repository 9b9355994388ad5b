package ner

import (
	_ "embed"
	"slices"
	"strings"

	"medcode/internal/text"
	"medcode/router/section"
)

//go:embed anycase.txt
var anyCaseList string

// ease is how easily a short form is taken for one where its letters are not
// all capitals, or all around it are.
type ease uint8

const (
	strict    ease = iota + 1 // never: it is a word ("as", "or")
	homograph                 // a word too ("ed", "ms"): where its meaning is spoken for, or as an item among short forms
	loose                     // where its meaning is spoken for, or shorthand stands beside it
	free                      // anywhere: nothing else is written like that
	hint                      // no short form of a meaning, but shorthand: "pt", "hx"
)

// Lengths of short forms that are read in small letters, in bytes.
const leastLoose, mostLoose = 2, 8

// companyReach is how many tokens away shorthand speaks for a short form.
const companyReach = 4

// readEase reads anycase.txt, where "ease: forms" stands on each line; what has
// senses but stands there not is loose.
func readEase(list string, senses map[string][]sense) map[string]ease {
	out := map[string]ease{}
	for short := range senses {
		if len(short) <= mostLoose {
			out[text.Word(short)] = loose
		}
	}
	kinds := map[string]ease{"never": strict, "wordy": homograph, "free": free, "marker": hint}
	for line := range lines(list) {
		kind, forms, _ := strings.Cut(line, ":")
		for f := range strings.FieldsSeq(forms) {
			out[text.Word(f)] = kinds[kind]
		}
	}
	return out
}

// shorthand decides which tokens are written as short forms: capitals count
// only where other words are not in capitals too, and small letters where they
// can mean nothing else. Upper says so afterwards.
func (p *pass) shorthand() {
	p.quieten()
	toks := p.doc.Tokens
	for i := range toks {
		if !toks[i].Upper && p.admits(i) {
			p.own()
			toks = p.doc.Tokens
			toks[i].Upper = true
		}
	}
}

// own makes the tokens of the document the pass's own, to be changed.
func (p *pass) own() {
	if p.owns {
		return
	}
	doc := *p.doc
	p.toks = append(p.toks[:0], doc.Tokens...)
	doc.Tokens = p.toks
	p.doc, p.owns = &doc, true
}

func (p *pass) eases(i int, e ease) bool {
	n := len(p.doc.Tokens[i].Norm)
	return n >= leastLoose && n <= mostLoose && p.words.ease[p.doc.Tokens[i].Norm] == e
}

// admits tells whether token i, in letters that say nothing, is a short form.
func (p *pass) admits(i int) bool {
	t := &p.doc.Tokens[i]
	if n := len(t.Norm); n < leastLoose || n > mostLoose || p.titled(i) {
		return false
	}
	switch p.words.ease[t.Norm] {
	case hint:
		return p.spokenFor(i)
	case free:
		return true
	case loose:
		return p.company(i) || p.spokenFor(i)
	case strict:
		return p.isLoud(i) && p.survives(i)
	case homograph:
		return t.End-t.Start == len(t.Norm) && (p.company(i) && p.item(i) || p.spokenFor(i))
	}
	return false
}

// titled tells whether token i stands before a name: "Ms. Jones", "MR SMITH".
func (p *pass) titled(i int) bool {
	toks := p.doc.Tokens
	if t := &toks[i]; t.Norm != "ms" && t.Norm != "mr" || i+1 == len(toks) {
		return false
	}
	if at := toks[i].End; p.doc.Text[at] == '.' && i+1 < len(toks) && isCapital(p.doc.Text[toks[i+1].Start]) {
		return true
	}
	if toks[i].Before == text.Space || toks[i+1].Before != text.Space {
		return false
	}
	return !slices.ContainsFunc(p.senses(i), func(s sense) bool { return has(s.behind, toks[i+1].Norm) })
}

func isCapital(c byte) bool { return c >= 'A' && c <= 'Z' }

// company tells whether shorthand stands near token i in its clause.
func (p *pass) company(i int) bool {
	toks := p.doc.Tokens
	is := func(j int) bool {
		return p.eases(j, free) || p.eases(j, hint) || toks[j].Upper && p.eases(j, loose) || len(toks[j].Norm) == 1 && p.glued(j+1)
	}
	for j := i - 1; j >= max(0, i-companyReach) && toks[j+1].Before != text.Stop; j-- {
		if is(j) {
			return true
		}
	}
	for j := i + 1; j < min(len(toks), i+companyReach+1) && toks[j].Before != text.Stop; j++ {
		if is(j) {
			return true
		}
	}
	return false
}

// item tells whether token i stands alone between signs: "htn, ms, copd".
func (p *pass) item(i int) bool {
	toks := p.doc.Tokens
	after := i+1 == len(toks) || toks[i+1].Before != text.Space || p.glued(i+1)
	return after && (toks[i].Before != text.Space || p.glued(i))
}

// glued tells whether only a slash parts token i from the one before it.
func (p *pass) glued(i int) bool {
	toks := p.doc.Tokens
	return i > 0 && i < len(toks) && toks[i].Start == toks[i-1].End+1 && p.doc.Text[toks[i-1].End] == '/'
}

// spokenFor tells whether the words around token i speak for one of the things
// that it stands for as a short form.
func (p *pass) spokenFor(i int) bool {
	return slices.ContainsFunc(p.senses(i), func(s sense) bool { return p.votes(&s, i) >= enough })
}

// isLoud tells whether token i is in capitals as written.
func (p *pass) isLoud(i int) bool {
	t := &p.doc.Tokens[i]
	w := p.doc.Text[t.Start:t.End]
	return w == strings.ToUpper(w)
}

// survives tells whether a word in capitals among capitals is a short form in
// spite of what the word means: much around it says so, and no verb follows.
func (p *pass) survives(i int) bool {
	if toks := p.doc.Tokens; i+1 < len(toks) && slices.Contains(verbs, toks[i+1].Norm) {
		return false
	}
	return slices.ContainsFunc(p.senses(i), func(s sense) bool { return s.kind == "problem" && p.votes(&s, i) >= sure })
}

// sure is how many votes make a short form of a word.
const sure = 5

var verbs = []string{"has", "is", "was", "had", "have", "are", "were", "denies", "deny", "also", "will", "does", "do", "state", "report", "take", "needed", "well", "an", "a", "the", "per", "above", "noted", "directed", "tolerated", "can", "did", "other", "of", "patient", "been", "who", "that", "his", "her", "now", "went", "came", "to"}

// enough is how many votes make a short form of letters that say nothing.
const enough = 2

// quieten takes the mark of short forms from words in sentences that are
// written in capitals throughout.
func (p *pass) quieten() {
	toks := p.doc.Tokens
	at := 0
	for _, s := range p.doc.Sentences {
		for at < len(toks) && toks[at].End <= s.Start {
			at++
		}
		from := at
		for at < len(toks) && toks[at].Start < s.End {
			at++
		}
		if p.loud(from, at) {
			p.own()
			toks = p.doc.Tokens
			for i := from; i < at; i++ {
				toks[i].Upper = false
			}
		}
	}
}

// loud tells whether tokens [from, to) are in capitals that mean nothing: an
// ordinary word among them is, and hardly one is not. In a note in capitals
// the ordinary word may stand elsewhere.
func (p *pass) loud(from, to int) bool {
	upper, lower, plain := 0, 0, p.capitals
	for i := from; i < to; i++ {
		t := &p.doc.Tokens[i]
		switch {
		case t.Upper:
			upper++
			plain = plain || t.End-t.Start >= leastWord || slices.Contains(notShort, t.Norm)
		case t.End-t.Start > 1 && t.Norm >= "a":
			lower++
		}
	}
	return plain && upper > 4*lower
}

// leastWord is the length from which letters are a word and no short form.
const leastWord = 7

// notShort are words that no short form is written like.
var notShort = []string{
	"with", "of", "and", "the", "for", "has", "had", "was", "no", "not", "from", "denies", "after", "that", "this", "in", "on", "is", "pain", "found", "given",
	"she", "his", "her", "he", "to", "by", "at", "any", "acute", "severe", "known", "due", "than", "then", "now", "left", "right", "chest", "lung", "heart",
}

// allCapitals tells whether the document is a note in capitals: most of its
// letters are, and some ordinary word.
func allCapitals(doc *Document) bool {
	if !mostlyCapitals(doc.Text) {
		return false
	}
	for i := range doc.Tokens {
		t := &doc.Tokens[i]
		if t.Upper && !inHeading(doc, t.Start) && (t.End-t.Start >= leastWord || slices.Contains(notShort, t.Norm)) {
			return true
		}
	}
	return false
}

func inHeading(doc *Document, at int) bool {
	i := section.At(doc.Sections, at)
	return i >= 0 && at < doc.Sections[i].HeadEnd
}
