package ner

import (
	"slices"
	"strings"

	"medcode/internal/text"
)

// initialism is what its letters stand for, and the words beside it that ask
// for them, in normal form.
type initialism struct{ long, beside []string }

// initialisms carry a diagnosis together with a word beside them: the type of
// heart failure, the course of a fibrillation. Alone they are looked up as they
// are.
var initialisms = func() map[string]*initialism {
	out := map[string]*initialism{}
	for _, row := range [][3]string{
		{"hf chf", "heart failure", "systolic diastolic"},
		{"rf", "respiratory failure", "hypoxic hypoxemic hypercapnic hypercarbic hypoxaemic"},
		{"af afib", "atrial fibrillation", "permanent persistent paroxysmal longstanding"},
		{"adhd", "attention deficit hyperactivity disorder", "combined inattentive hyperactive"},
		{"mdd", "major depressive disorder", "recurrent single severe moderate mild"},
	} {
		one := &initialism{normed(row[1]), normed(row[2])}
		for short := range strings.FieldsSeq(row[0]) {
			out[short] = one
		}
	}
	return out
}()

func normed(phrase string) (out []string) {
	for w := range strings.FieldsSeq(phrase) {
		out = append(out, text.Word(w))
	}
	return out
}

// unpack puts the words of initialisms in the place of their letters, where a
// word beside them asks for it: "acute on chronic diastolic HF".
func (p *pass) unpack() {
	for i := 0; i < len(p.doc.Tokens); i++ {
		t := &p.doc.Tokens[i]
		if n := t.End - t.Start; n < 2 || n > 4 {
			if n == 1 {
				p.unpackFib(i)
			}
			continue
		}
		if u := initialisms[t.Norm]; u != nil && p.beside(i, i, u.beside) {
			p.putWords(i, u.long)
		}
	}
}

// beside tells whether one of the words stands next to tokens [first, last].
func (p *pass) beside(first, last int, words []string) bool {
	toks := p.doc.Tokens
	is := func(k int) bool {
		return slices.Contains(words, toks[k].Norm)
	}
	return first > 0 && toks[first].Before == text.Space && is(first-1) || last+1 < len(toks) && toks[last+1].Before == text.Space && is(last+1)
}

// unpackFib reads "a fib" and "a-fib" beside its course.
func (p *pass) unpackFib(i int) {
	toks := p.doc.Tokens
	if i+1 < len(toks) && toks[i].Norm == "a" && toks[i+1].Norm == "fib" && toks[i+1].Before == text.Space && p.beside(i, i+1, initialisms["af"].beside) {
		p.own()
		p.doc.Tokens[i].Norm, p.doc.Tokens[i+1].Norm = initialisms["af"].long[0], initialisms["af"].long[1]
	}
}

// putWords replaces token i by words, each over some of its letters.
func (p *pass) putWords(i int, words []string) {
	p.own()
	t := p.doc.Tokens[i]
	for k, w := range words[1:] {
		end := t.End
		if k+2 < len(words) {
			end = t.Start + k + 2
		}
		p.insert(i+k+1, text.Token{Start: t.Start + k + 1, End: end, Norm: w})
	}
	first := &p.doc.Tokens[i]
	first.End, first.Norm, first.Upper = t.Start+1, words[0], false
}
