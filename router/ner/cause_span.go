package ner

import (
	"slices"
	"strconv"
	"strings"

	"medcode/internal/text"
	"medcode/schemas"
)

// bloodAlcohol are the lower bounds in mg/100 ml of Y90.0 to Y90.8.
var bloodAlcohol = [...]float64{0, 20, 40, 60, 80, 100, 120, 200, 240}

// level is the wording of the alcohol level that a number states, in mg/dL or,
// below 1, in percent.
func (p *pass) level(category string, start, end int) string {
	for end < len(p.doc.Text) && (p.doc.Text[end] == '.' || p.doc.Text[end] >= '0' && p.doc.Text[end] <= '9') {
		end++
	}
	v, err := strconv.ParseFloat(strings.TrimRight(p.doc.Text[start:end], "."), 64)
	if err != nil || v == 0 {
		return ""
	}
	if v < 1 {
		v *= 1000
	}
	k := 0
	for k+1 < len(bloodAlcohol) && v >= bloodAlcohol[k+1] {
		k++
	}
	term, _ := displayed(p.icd, category+"."+strconv.Itoa(k))
	return term
}

// unsaid takes away what the vocabulary found in words that mean otherwise, or
// tell of somebody else.
func (p *telling) unsaid(spans []Span, h *happening) []Span {
	start, end := p.flow[h.first].Start, p.flow[h.last].End
	return slices.DeleteFunc(spans, func(s Span) bool {
		if s.Start >= end || start >= s.End {
			return false
		}
		t := h.track()
		return s.Category == schemas.Social && t != mechanism && t != supplement || p.isCause(&s) && t != hardship && (t == unmeant || p.supplements(&s) == (t == supplement))
	})
}

// caused adds a cause, unless the classification names a longer one there that
// is no vaguer.
func (p *telling) caused(spans []Span, c Span, t track) []Span {
	rival := func(s *Span) bool { return p.isCause(s) && p.supplements(s) == (t == supplement) }
	if slices.ContainsFunc(spans, func(s Span) bool { return longer(&s, &c) && rival(&s) && !vague(p.codeOf(&s)) }) {
		return spans
	}
	return append(slices.DeleteFunc(spans, func(s Span) bool { return overlap(&s, &c) && rival(&s) }), c)
}

// hardened adds what makes a life hard in the same way.
func (p *pass) hardened(spans []Span, c Span) []Span {
	if slices.ContainsFunc(spans, func(s Span) bool { return longer(&s, &c) && known(&s, schemas.ICD10CM) }) {
		return spans
	}
	return append(slices.DeleteFunc(spans, func(s Span) bool {
		return c.Start <= s.Start && s.End <= c.End || overlap(&s, &c) && s.Category == schemas.Social
	}), c)
}

// longer tells whether s holds more than c.
func longer(s, c *Span) bool {
	return s.Start <= c.Start && c.End <= s.End && s.End-s.Start > c.End-c.Start
}

func overlap(a, b *Span) bool { return a.Start < b.End && b.Start < a.End }

// isCause tells whether ICD-10-CM has a span under V00–Y99.
func (p *telling) isCause(s *Span) bool {
	code := p.codeOf(s)
	return code >= "V" && code < "Z"
}

// supplements tells whether it has a span under Y90–Y99.
func (p *telling) supplements(s *Span) bool { return p.codeOf(s) >= "Y9" }

// codeOf is the code of ICD-10-CM that a span's wording names first, empty
// where it has none.
func (p *telling) codeOf(s *Span) string {
	if len(s.Terms) == 0 || s.Terms[0].Ontology != schemas.ICD10CM {
		return ""
	}
	wording := s.Terms[0].Text
	code, ok := p.codes[wording]
	if !ok {
		if terms := p.icd.Exact(text.Normalize(wording)); len(terms) > 0 {
			code = p.icd.Code(p.icd.CodeOf(terms[0])).Code
		}
		p.codes[wording] = code
	}
	return code
}

// vague tells of a code whether it is a fall, a crash or a blow of no kind.
func vague(code string) bool {
	return slices.ContainsFunc([]string{"W19", "W18.3", "V89", "V49.9", "Y09", "W22.8"}, func(v string) bool { return strings.HasPrefix(code, v) })
}

// blurred drops what the rest of its sentence says better, or already.
func (p *telling) blurred(spans []Span) []Span {
	codes := make([]string, len(spans))
	for i := range spans {
		if c := p.codeOf(&spans[i]); c >= "V" && c < "Y9" || strings.HasPrefix(c, homes) {
			codes[i] = c
		}
	}
	worse := func(i int) bool {
		for j, other := range codes {
			if i != j && other != "" && outdone(codes[i], other, spans[j].Start < spans[i].Start) && !p.apart(&spans[i], &spans[j]) {
				return true
			}
		}
		return false
	}
	out := make([]Span, 0, len(spans))
	for i := range spans {
		if codes[i] == "" || !worse(i) {
			out = append(out, spans[i])
		}
	}
	return out
}

// homes are the codes of those without a home or with a poor one.
const homes = "Z59."

// outdone tells whether a code is not to stand beside another in one sentence:
// a fall of no kind beside its kind, a fall or blow beside the transport accident
// that it is a part of, a second transport accident, a second kind of no home.
func outdone(code, other string, later bool) bool {
	switch {
	case strings.HasPrefix(code, homes):
		return later && other[0] == 'Z' && code != other && (bothUnder(code, other, "Z59.0") || bothUnder(code, other, "Z59.1") && (code == "Z59.10" || other == "Z59.10"))
	case other[0] == 'Z':
		return false
	case vague(code) && (!vague(other) || strings.HasPrefix(code, "W19") && !strings.HasPrefix(other, "W19")):
		return true
	case other[0] == 'V' && code[0] == 'V':
		return later && code != other && !vague(other)
	}
	return other[0] == 'V' && code >= "W" && code < "W23"
}

func bothUnder(a, b, prefix string) bool {
	return strings.HasPrefix(a, prefix) && strings.HasPrefix(b, prefix)
}

// apart tells whether a sentence ends between two spans.
func (p *telling) apart(a, b *Span) bool {
	from, to := min(a.Start, b.Start), max(a.Start, b.Start)
	i, _ := slices.BinarySearchFunc(p.flow, from+1, func(t text.Token, at int) int { return t.Start - at })
	for ; i < len(p.flow) && p.flow[i].Start <= to; i++ {
		if p.flow[i].Before == text.Stop {
			return true
		}
	}
	return false
}
