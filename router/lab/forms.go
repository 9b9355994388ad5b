package lab

import (
	"strings"

	"medcode/internal/lab"
	"medcode/internal/text"
	"medcode/router/ner"
)

// dotted finds a name that begins with a letter and a point: T. bili.
func (r *Reader) dotted(s string, toks []text.Token, i int) (of lab.Named, n int) {
	if i+1 >= len(toks) || len(toks[i].Norm) != 1 || toks[i+1].Start != toks[i].End+2 || s[toks[i].End:toks[i+1].Start] != ". " {
		return of, 0
	}
	if of, ok := r.table.Under(lab.Key(toks[i : i+2])); ok {
		return of, 2
	}
	return lab.Named{}, 0
}

// inverted takes a word behind a comma into a name of n tokens that has it:
// "Bilirubin, direct".
func (r *Reader) inverted(s string, toks []text.Token, i int, of lab.Named, n int) (lab.Named, int) {
	if i+n >= len(toks) || of.Test == nil || toks[i+n].Start != toks[i+n-1].End+2 || s[toks[i+n-1].End] != ',' {
		return of, n
	}
	for m := min(n+2, len(toks)-i); m > n; m-- {
		if longer, ok := r.table.Under(lab.Key(toks[i : i+m])); ok && toks[i+m-1].End-toks[i].Start < 40 {
			return longer, m
		}
	}
	return of, n
}

// attached tells whether a comma or a bracket is all that stands between a name
// and its specimen.
func attached(s string, from, to int) bool {
	return from < to && to-from < 4 && (strings.TrimSpace(s[from:to]) == "," || strings.TrimSpace(s[from:to]) == "(")
}

// wrapped reads a value that begins the line below its name, in a text that is
// cut where its lines are full: "K 3.1, Mg\n1.4".
func (b *buffer) wrapped(s string, hi, end int, res result) result {
	if end < hi || strings.TrimSpace(s[hi:end]) != "" {
		return res
	}
	from := end
	for from < len(s) && (s[from] == ' ' || s[from] == '\r') {
		from++
	}
	if from+1 >= len(s) || s[from] != '\n' || !digit(s[from+1]) && s[from+1] != '<' && s[from+1] != '>' {
		return res
	}
	below := from + 1
	if n := figure(s, below); n+1 < len(s) && (s[n] == '.' || s[n] == ')') && s[n+1] == ' ' && n-below < 3 && !letter(s[n+1]) && strings.IndexByte(s[n:min(len(s), n+3)], '\n') < 0 && s[n] == ')' {
		return res // the number of an item
	}
	stop := min(len(s), below+24)
	for i := below; i < stop; i++ {
		if s[i] == '\n' || s[i] == ',' && (i+1 == len(s) || !digit(s[i+1])) || s[i] == ';' {
			stop = i
		}
	}
	if r := b.read(s, below, stop, false); r.found() && r.at == below {
		return r
	}
	return res
}

// group reads the blood group behind a name: O positive, AB neg.
func (p *place) group(s string, end int) {
	at := skip(s, p.hi, " :=-")
	if at >= min(end, p.hi+6) {
		return
	}
	n := at
	for n < end && (s[n] == 'A' || s[n] == 'B' || s[n] == 'O') {
		n++
	}
	rest := strings.ToLower(s[n:min(n+10, end)])
	for _, w := range [...][2]string{{" pos", "positive"}, {"+", "positive"}, {" +", "positive"}, {" neg", "negative"}, {"-", "negative"}, {" rh pos", "positive"}, {" rh neg", "negative"}} {
		if n > at && n-at < 3 && strings.HasPrefix(rest, w[0]) {
			p.result = result{parts: []string{s[at:n] + " " + w[1]}, at: at, end: n + len(w[0])}
			return
		}
	}
}

// inAndOut tells whether "I/O" stands at token i, with both numbers behind it.
func inAndOut(doc *ner.Document, i, end int) bool {
	t := doc.Tokens
	if i+1 >= end || t[i].Norm != "i" || t[i+1].Norm != "o" || t[i+1].Start != t[i].End+1 || doc.Text[t[i].End] != '/' && doc.Text[t[i].End] != '&' {
		return false
	}
	var scratch [8]item
	items := scan(scratch[:0], doc.Text, t[i+1].End, min(len(doc.Text), t[i+1].End+32))
	for k := range items {
		if k+2 < len(items) && items[k].kind == number && items[k+1].text == "/" && items[k+2].kind == number {
			return true
		}
		if items[k].kind == number && !(k+1 < len(items) && items[k+1].glued && items[k+1].kind == word) {
			return false
		}
	}
	return false
}
