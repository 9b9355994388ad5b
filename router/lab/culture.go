package lab

import (
	"strings"

	"medcode/internal/lab"
	"medcode/internal/text"
)

// cultured tells whether a line in lower case speaks of an organism and what it
// is susceptible to.
func cultured(line string) bool {
	for _, w := range [...]string{"suscep", "sensitiv", "cultur", "organism", "antibiotic", "antimicrobial", "isolate", " cx", "ucx", "bcx", "antibiogram"} {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}

// most lines of a culture that are read for susceptibilities.
const mostCulture = 40

// susceptible reads the antibiotics of a line with what becomes of the organism
// under each: "Ampicillin >=32 R", "Cefazolin - S, Cipro - R", and lists under a
// word for all of them: "Resistant to ampicillin, cefazolin".
func (t *tables) susceptible(h *shape) bool {
	s := t.doc.Text
	p := &t.parser
	p.seek(h.lo)
	found, all, last := 0, "", 0
	for k := p.tok; k < len(p.doc.Tokens) && p.doc.Tokens[k].Start < h.hi; {
		of, n := p.antibiotic(k, h.hi)
		if n == 0 {
			if v := interpretation(p.doc.Tokens[k].Norm, s[p.doc.Tokens[k].Start:p.doc.Tokens[k].End]); v != "" && found == 0 {
				all, last = v, p.doc.Tokens[k].End
			}
			k++
			continue
		}
		if all != "" && !listing(s[last:p.doc.Tokens[k].Start]) {
			all = ""
		}
		q := place{lo: p.doc.Tokens[k].Start, hi: p.doc.Tokens[k+n-1].End, Named: of, fixed: true}
		k += n
		q.result = p.reaction(q.hi, h.hi, all)
		if !q.found() {
			continue
		}
		for k < len(p.doc.Tokens) && p.doc.Tokens[k].Start < q.end {
			k++
		}
		t.out.places = append(t.out.places, q)
		last = q.end
		found++
	}
	return found > 0
}

// listing tells whether nothing stands between the items of a list but what
// joins them.
func listing(s string) bool {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(" ,:/&+-", r) }) {
		switch w {
		case "and", "or", "to", "all":
		default:
			return false
		}
	}
	return len(s) < 24
}

// antibiotic finds the longest name of an antibiotic at a token.
func (p *parser) antibiotic(k, hi int) (of lab.Named, n int) {
	toks := p.doc.Tokens
	if c := toks[k].Norm[0]; c < 'a' || c > 'z' {
		return of, 0
	}
	for n = min(4, len(toks)-k); n > 0; n-- {
		if toks[k+n-1].End > hi || n > 1 && toks[k+n-1].Start-toks[k].Start > 48 {
			continue
		}
		if of, ok := p.table.Under(lab.Key(toks[k:k+n]) + " susceptibility"); ok {
			return of, n
		}
	}
	return of, 0
}

// reaction reads what stands behind an antibiotic: the least concentration that
// inhibits, and the interpretation in either order. Where neither is there the
// word before the list counts.
func (p *parser) reaction(lo, hi int, all string) result {
	p.buf.items = scan(p.buf.items[:0], p.doc.Text, lo, min(hi, lo+48))
	res := result{at: lo, end: lo}
	value, says := "", ""
	for i := 0; i < len(p.buf.items); i++ {
		it := &p.buf.items[i]
		written := p.doc.Text[it.start:it.end]
		switch v := interpretation(text.Word(written), written); {
		case v != "" && says == "" && (len(written) > 1 || lone(p.doc.Text[it.end:hi])):
			says, res.end = v, it.end
			continue
		case it.kind == number && value == "" && (i == 0 || p.buf.items[i-1].kind != word || p.buf.items[i-1].text == "mic"):
			value, res.end = it.text, it.end
			if i > 0 && p.buf.items[i-1].kind == compare {
				value = p.buf.items[i-1].text + value
			}
			if unit, n := lab.Unit(p.doc.Text[it.end:min(hi, it.end+12)]); n > 0 {
				res.unit, res.end = unit, it.end+n
			}
			for i+1 < len(p.buf.items) && (p.buf.items[i+1].start < res.end || p.buf.items[i+1].text == "/" || p.buf.items[i+1].kind == number && p.buf.items[i+1].glued) {
				i++
			}
			continue
		case it.kind == word && it.text == "mic", it.kind == compare, it.kind == mark && strings.Contains(":-|()=*[]_", it.text), it.text == "." && strings.HasPrefix(p.doc.Text[it.start:], "..") || it.text == "." && it.glued && i > 0 && p.buf.items[i-1].text == ".":
			continue
		}
		break
	}
	return res.reacts(value, says, all)
}

// lone tells whether no word goes on behind a letter: "Cipro R", and not "I gave".
func lone(rest string) bool {
	t := strings.TrimLeft(rest, " ")
	return t == "" || t[0] < 'a' || t[0] > 'z' || len(rest)-len(t) > 1
}

// reacts puts the parts of a susceptibility together.
func (r result) reacts(value, says, all string) result {
	switch {
	case value != "" && says != "":
		r.parts, r.flag = []string{value}, strings.ToUpper(says[:1])
	case says != "":
		r.parts = []string{says}
	case value == "" && all != "":
		r.parts = []string{all}
	}
	return r
}

// interpretation is what a letter or a word says of an organism under an
// antibiotic.
func interpretation(norm, written string) string {
	switch written {
	case "S":
		return "susceptible"
	case "R":
		return "resistant"
	case "I", "SDD":
		return "intermediate"
	}
	switch norm {
	case "susceptible", "sensitive", "sens", "susc":
		return "susceptible"
	case "resistant", "resist":
		return "resistant"
	case "intermediate", "inter":
		return "intermediate"
	}
	return ""
}
