package ner

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// figure is a measurement that ICD-10-CM codes by its value.
type figure struct {
	head string // the codes are below it
	// words begin it, one of each list in turn; its number stands within
	// maxFigure tokens after them.
	words [][]string
	least float64 // smaller numbers are something else
	// after lists the conditions, as beginnings of codes, one of which the note
	// has to name before the figure says something (Official Guidelines I.B.14).
	after []string
}

const maxFigure = 4

// figures that are read: body mass index, blood alcohol in mg/100 ml, a
// newborn's weight in grams and completed weeks.
var figures = []figure{
	{"Z68", [][]string{{"bmi"}}, 10, []string{"E66", "E40", "E41", "E43", "E44", "E46", "R63.4", "R63.6", "F50"}},
	{"Z68", [][]string{{"body"}, {"mass"}, {"index"}}, 10, []string{"E66", "E40", "E41", "E43", "E44", "E46", "R63.4", "R63.6", "F50"}},
	{"Y90", [][]string{{"blood"}, {"alcohol"}}, 1, []string{"F10", "K70", "R78.0", "G62.1", "I42.6", "T51"}},
	{"P07.0", [][]string{{"birth"}, {"weight"}}, 300, []string{"P"}},
	{"P07.1", [][]string{{"birth"}, {"weight"}}, 300, []string{"P"}},
	{"P07.2", [][]string{{"preterm", "premature"}, {"newborn", "infant", "neonate", "baby"}}, 20, []string{"P07"}},
	{"P07.3", [][]string{{"preterm", "premature"}, {"newborn", "infant", "neonate", "baby"}}, 20, []string{"P07"}},
}

// span of values of one code, half-open.
type values struct {
	from, to float64
	id       ontology.CodeID
	term     ontology.TermID
}

// valuesOf reads the values that the codes below a header stand for off their
// titles: "30.0-30.9", "70 or greater", "less than 20", "31 completed weeks".
func valuesOf(r *ontology.Release, head string) (out []values) {
	top, ok := r.Find(head)
	if !ok {
		return nil
	}
	lo, hi := r.Descendants(top)
	for id := lo; id < hi; id++ {
		title := r.Code(id).Display
		m := valueRange.FindStringSubmatch(title)
		if !r.Billable(id) || m == nil {
			continue
		}
		for _, t := range r.Exact(text.Normalize(title)) {
			if r.CodeOf(t) == id {
				v := values{id: id, term: t}
				v.from, v.to = bounds(title, m[1], m[2])
				out = append(out, v)
				break
			}
		}
	}
	return out
}

var valueRange = regexp.MustCompile(`(\d+(?:\.\d+)?)(?:\s*-\s*(\d+(?:\.\d+)?))?`)

func bounds(title, from, to string) (lo, hi float64) {
	lo, _ = strconv.ParseFloat(from, 64)
	step := 1.0
	if strings.Contains(from, ".") {
		step = 0.1
	}
	switch {
	case to != "":
		hi, _ = strconv.ParseFloat(to, 64)
		hi += step
	case strings.Contains(title, "or more"), strings.Contains(title, "or greater"):
		hi = math.Inf(1)
	case strings.Contains(title, "less than"):
		lo, hi = 0, lo
	case strings.Contains(title, "or less"):
		lo, hi = 0, lo+step
	default:
		hi = lo + step
	}
	return lo, hi
}

// measured finds the figures of the note whose value has a code.
func (p *pass) measured() {
	n := len(p.hits)
	for k := range figures {
		f := &figures[k]
		if len(p.figures[k]) == 0 || !p.named(f.after, n) {
			continue
		}
		for i := range p.doc.Tokens {
			if last, number, ok := p.figure(f, i); ok {
				p.value(p.figures[k], i, last, number)
			}
		}
	}
}

// named tells whether one of the first n hits has a code that begins so.
func (p *pass) named(codes []string, n int) bool {
	return slices.ContainsFunc(p.hits[:n], func(h hit) bool {
		return slices.ContainsFunc(codes, func(c string) bool { return strings.HasPrefix(h.code, c) })
	})
}

// figure reads one at token i: its words, then its number.
func (p *pass) figure(f *figure, i int) (last int, number float64, ok bool) {
	toks := p.doc.Tokens
	for k, any := range f.words {
		if i+k >= len(toks) || !slices.Contains(any, toks[i+k].Norm) {
			return 0, 0, false
		}
	}
	from := i + len(f.words)
	for k := from; k < min(from+maxFigure, len(toks)); k++ {
		if toks[k].Before == text.Stop && (k > from || p.doc.Text[toks[k-1].End] != ':') {
			break
		}
		v, err := strconv.ParseFloat(toks[k].Norm, 64)
		if err == nil && v >= f.least {
			return k, v, true
		}
	}
	return 0, 0, false
}

// value takes up the code of a value.
func (p *pass) value(of []values, first, last int, number float64) {
	for _, v := range of {
		if number >= v.from && number < v.to {
			p.hits = append(p.hits, hit{
				first: first, last: last, category: schemas.Problem, ontology: schemas.ICD10CM, release: p.icd,
				id: v.id, term: v.term, code: p.icd.Code(v.id).Code,
			})
			return
		}
	}
}
