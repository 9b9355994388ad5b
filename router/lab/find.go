package lab

import (
	"slices"
	"strconv"
	"strings"

	"medcode/internal/lab"
	"medcode/internal/text"
	"medcode/router/ner"
	"medcode/router/section"
)

// sentence finds the tests among the tokens [first, end) of a sentence.
func (r *Reader) sentence(doc *ner.Document, s section.Span, first, end int, buf *buffer, tables *sheet) []place {
	all := buf.places[:0]
	toks := doc.Tokens[first:end]
	if figures(toks) {
		toks = r.table.Spell(toks, func(i int) bool { return !figures(toks[i+1 : min(i+4, len(toks))]) })
	}
	for i := first; i < end; i++ {
		of, n := r.table.Longest(toks[:fence(toks, i-first)], i-first)
		if n == 0 {
			of, n = r.dotted(doc.Text, toks, i-first)
		} else {
			of, n = r.inverted(doc.Text, toks, i-first, of, n)
		}
		switch {
		case n == 1 && doc.Tokens[i].Norm == "hr" && i > first && !doc.Tokens[i].Upper && digit(doc.Tokens[i-1].Norm[0]) && doc.Tokens[i].Before == text.Space && doc.Tokens[i].Start-doc.Tokens[i-1].End < 2:
		case n == 0 && inAndOut(doc, i, end):
			lo, hi := doc.Tokens[i].Start, doc.Tokens[i+1].End
			in, out := r.called(doc, i, "total fluid intake"), r.called(doc, i, "total fluid output")
			in.lo, in.hi, out.lo, out.hi = lo, hi, lo, hi
			all = append(all, in, out)
			i++
		case n == 0 && hemoglobins(doc, i, end):
			all = append(all, r.called(doc, i, "hemoglobin"), r.called(doc, i+1, "hematocrit"))
			i++
		case n == 0:
		case of.Test == nil:
			i += n - 1
		case of.Name == "UA" && len(all) > 0 && attached(doc.Text, all[len(all)-1].hi, doc.Tokens[i].Start):
			all[len(all)-1].hi = doc.Tokens[i+n-1].End // "Nitrite, UA"
			i += n - 1
		default:
			all = r.places(all, doc, of, i, i+n, end, buf)
			i += n - 1
		}
	}
	if len(all) == 0 {
		return nil
	}
	r.saturations(all)
	buf.places = all
	buf.results(doc.Text, s.End, all)
	r.differential(all)
	levels := tables.levels(all[0].lo)
	for i := range all {
		r.sense(&all[i])
		all[i].sure = levels
	}
	urine := tables.urine(all[0].lo) || urinary(doc.Text, s.Start, all)
	for i := range all {
		all[i].urine = urine
	}
	return accepted(doc.Text, all, urine)
}

// figures tells whether one of the tokens is a number.
func figures(toks []text.Token) bool {
	for i := range toks {
		if toks[i].Norm != "" && digit(toks[i].Norm[0]) {
			return true
		}
	}
	return false
}

// saturations makes "sat" the saturation of transferrin where iron stands
// before it, and not that of the blood with oxygen.
func (r *Reader) saturations(all []place) {
	iron := false
	for i := range all {
		switch p := &all[i]; {
		case p.Name == "serum iron" || p.Name == "TIBC" || p.Name == "ferritin":
			iron = true
		case p.Name == "SpO2" && iron:
			p.Named, _ = r.table.Named("transferrin saturation")
		}
	}
}

// sense makes another test of a name that its value or unit does not go with.
func (r *Reader) sense(p *place) {
	if p.Name == "cholesterol" && (p.unit == "Cel" || p.unit == "[degF]") {
		p.Named, _ = r.table.Named("body temperature") // Tc, the current one
	}
}

// called is the test of a name at one token.
func (r *Reader) called(doc *ner.Document, i int, name string) place {
	of, _ := r.table.Named(name)
	return place{lo: doc.Tokens[i].Start, hi: doc.Tokens[i].End, Named: of}
}

// fence is the next token behind i that punctuation parts from the one before,
// or one that is too far away for a name.
func fence(toks []text.Token, i int) int {
	end := min(i+lab.MostWords, len(toks))
	for i++; i < end && toks[i].Before == text.Space; i++ {
	}
	return i
}

// places appends the test of the tokens [i, to). A blood pressure and "H/H" are
// two tests under one name.
func (r *Reader) places(all []place, doc *ner.Document, of lab.Named, i, to, end int, buf *buffer) []place {
	lo, hi := doc.Tokens[i].Start, doc.Tokens[to-1].End
	p := place{lo: lo, hi: hi, Named: of}
	if of.Name == "blood pressure" {
		upper, _ := r.table.Named("systolic blood pressure")
		lower, _ := r.table.Named("diastolic blood pressure")
		if v := buf.read(doc.Text, hi, behind(doc, to, end), false); len(v.parts) == 2 {
			return append(all, place{lo: lo, hi: hi, Named: upper}, place{lo: lo, hi: hi, Named: lower})
		}
	}
	if strings.HasSuffix(of.Name, "intraocular pressure") {
		if first := doc.Tokens[i].End; eyes(doc.Text, first, behind(doc, to, end)) != nil {
			right, left := r.eyed()
			return append(all, place{lo: lo, hi: first, Named: right}, place{lo: lo, hi: first, Named: left})
		}
	}
	widen(doc, &p, i, to, end)
	return append(all, p)
}

func behind(doc *ner.Document, to, end int) int {
	return doc.Tokens[min(to+8, end)-1].End
}

// hemoglobins tells whether "H/H" stands at token i.
func hemoglobins(doc *ner.Document, i, end int) bool {
	t := doc.Tokens
	return i >= 0 && i+1 < end && t[i].Norm == "h" && t[i+1].Norm == "h" && t[i+1].Start == t[i].End+1 &&
		(doc.Text[t[i].End] == '/' || doc.Text[t[i].End] == '&')
}

// widen takes words into a name that belong to it: "serum", "fasting" before
// it, "level", "trough" behind it.
func widen(doc *ner.Document, p *place, i, to, end int) {
	t := doc.Tokens
	for i > 0 && t[i].Before == text.Space && before[t[i-1].Norm] && doc.Text[t[i].Start-1] != '/' {
		i--
		p.lo = t[i].Start
	}
	for to < end && t[to].Before == text.Space && behindName[t[to].Norm] {
		p.hi = t[to].End
		if p.Use == lab.Drug {
			p.Use = lab.Plain
		}
		to++
	}
}

var (
	before = set(`serum plasma urine urinary arterial venous capillary csf fasting random am pm morning fingerstick poc
 ionized absolute total spot`)
	behindName = set(`level trough peak random concentration count`)
)

// results reads what stands behind the tests of a sentence, in the order of
// the text, which ends at end.
func (b *buffer) results(s string, end int, all []place) {
	if end > 0 && s[end-1] == ':' {
		end = lineEnd(s, end) // the last name is a heading
	}
	for i := 0; i < len(all); {
		n := i + 1
		for n < len(all) && joined(s, &all[n-1], &all[n]) {
			n++
		}
		if n == i+1 && n < len(all) && listed(s, all[i:n+1]) {
			if res := b.read(s, all[n].hi, end, true); len(res.parts) == 2 {
				share(all[i:n+1], &res)
				i = n + 1
				continue
			}
		}
		stop := end
		if n < len(all) {
			stop = all[n].lo
		}
		res := b.read(s, all[n-1].hi, max(stop, all[n-1].hi), false)
		if n == len(all) && i > 0 && !res.found() && slices.ContainsFunc(all[:i], func(p place) bool { return p.found() }) {
			res = b.wrapped(s, all[n-1].hi, end, res)
		}
		if n == i+2 && strings.HasSuffix(all[i].Name, "intraocular pressure") && all[i].lo == all[i+1].lo {
			res.parts = eyes(s, all[i].hi, max(stop, all[i].hi))
		}
		share(all[i:n], &res)
		if n == i+1 && (!res.found() || strings.HasPrefix(s[all[i].hi:], ",")) {
			ahead(s, all, i)
		}
		if n == i+1 && all[i].Name == "blood type" {
			all[i].group(s, stop)
		}
		if n == i+1 && all[i].culture() {
			all[i].grown(s, stop)
		}
		i = n
	}
}

// listed tells whether only "and" stands between two tests.
func listed(s string, two []place) bool {
	return two[1].lo > two[0].hi && strings.TrimSpace(s[two[0].hi:two[1].lo]) == "and" && !two[0].Panel && !two[1].Panel
}

// joined tells whether two names share their values: BUN/Cr, or one name.
func joined(s string, a, b *place) bool {
	if a.lo == b.lo {
		return true
	}
	return b.lo > a.hi && b.lo-a.hi <= 3 && (strings.Trim(s[a.hi:b.lo], " ") == "/" || s[a.hi:b.lo] == "&")
}

// share gives the value to the tests that share it. A single value is that of
// the last name.
func share(all []place, res *result) {
	for k := range all {
		all[k].result = *res
		all[k].part = 0
		switch {
		case len(all) == 1:
		case len(res.parts) == len(all):
			all[k].part = k
		case k < len(all)-1:
			all[k].result = result{at: res.at}
		}
	}
	if len(all) == 1 && len(res.parts) > 1 {
		all[0].parts = whole(all[0].Name, res.parts)
	}
}

// whole makes one value of those that slashes part: of a score the points, of a
// test that the table does not know all of it. Of others it is none.
func whole(name string, parts []string) []string {
	switch name {
	case "pain score", "Glasgow coma scale":
		return parts[:1]
	case "blood pressure", "":
		return []string{strings.Join(parts, "/")}
	}
	return nil
}

// accepted keeps the tests that are meant.
func accepted(s string, all []place, urine bool) []place {
	out := all[:0]
	valued := 0
	for i := range all {
		if all[i].found() && all[i].Use == lab.Plain {
			valued++
		}
	}
	for i := range all {
		p := &all[i]
		if p.Panel {
			p.parts = nil
		}
		if !p.out(urine) && p.meant(s, valued > 0) {
			out = append(out, *p)
		}
	}
	return out
}

// meant tells whether a name means the test: short ones and medicines do where
// the value of a result follows.
func (p *place) meant(s string, listed bool) bool {
	switch {
	case p.Use == lab.Plain:
		return !p.dose()
	case p.Panel:
		return written(s[p.lo:p.hi])
	case !p.found() || p.dose():
		return false
	case p.Use == lab.Drug && p.sure:
		return true
	case p.Use == lab.Drug:
		k := lab.KindOf(p.unit)
		return k == lab.Mass || k == lab.Moles
	}
	if (p.Name == "HIV screen" || p.Name == "group B strep screen") && !strings.HasPrefix(s[p.hi:], ":") {
		return false // diseases too
	}
	return p.away == 0 && p.bound(s) && (len(s[p.lo:p.hi]) > 2 || written(s[p.lo:p.hi]) || listed)
}

// dose tells whether the value is that of a dose.
func (p *place) dose() bool {
	return p.found() && p.unit == "g" && !strings.Contains(p.Name, "24 hour")
}

// bound tells whether the value may be one of a test whose name is a letter.
func (p *place) bound(s string) bool {
	if p.hi+1 < len(s) && (s[p.hi] == '-' && s[p.hi+1] != ' ' || s[p.hi] == ',') || s[p.lo:p.hi] == "mg" {
		return false // K-wire, T-cell, C4-5; "no pain, 10 = worst"; "from 140 mg to 175 mg"
	}
	if p.Name == "pain score" && !strings.HasSuffix(s[:p.end], "/10") {
		return false
	}
	if p.hi-p.lo > 1 {
		return true
	}
	limits, ok := letters[s[p.lo:p.hi]]
	value, _, _ := strings.Cut(strings.TrimLeft(p.value(p.part), "<>"), "-")
	n, err := strconv.ParseFloat(value, 64)
	return ok && err == nil && n >= limits[0] && (n <= limits[1] || p.urine && n <= 20*limits[1])
}

// letters are the values between which a single letter is a test.
var letters = map[string][2]float64{
	"K": {1, 12}, "k": {1, 12}, "T": {30, 110}, "P": {20, 260}, "R": {4, 80}, "t": {30, 110}, "p": {20, 260}, "r": {4, 80},
}

// written tells whether a name is written with a capital.
func written(s string) bool { return strings.ToLower(s) != s }
