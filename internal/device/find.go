package device

import (
	"cmp"
	"slices"
	"strings"

	"medcode/internal/text"
)

// Found is a device named in a text: tokens [First, Last].
type Found struct {
	First, Last int
	Code        string // None where the name is of no device or has no code
	Wording     string // what Read knows again as the same code
	Also        []string
}

// Find returns the devices that toks, the tokens of s, name, in their order.
// Words of the sentence up to the next device decide about the code. Capitals
// tells that the text is written in capitals, so that they mean nothing.
func (l *Lexicon) Find(s string, toks []text.Token, capitals bool) []Found {
	toks = l.american(toks)
	var out []Found
	places := l.places(s, toks, capitals)
	for i := range places {
		out = append(out, l.found(places[i], l.around(s, toks, places, i, out), near(toks, places[i])))
	}
	return out
}

// Read returns what a phrase names: the first device of it, with all words of
// the phrase as its marks, and the further codes of its kind, those first that
// the phrase speaks least against. False where it names none.
func (l *Lexicon) Read(phrase string) (Found, bool) {
	toks := l.american(text.Tokens(nil, phrase))
	places := l.places(phrase, toks, true)
	if len(places) == 0 {
		return Found{}, false
	}
	f := l.found(places[0], toks, toks)
	if p := places[0]; p.class != nothing {
		f.Also = l.classes[p.class].others(f.Code, toks)
	}
	return f, true
}

// around returns the tokens of the sentence that may mark place i: from the
// device before it on, up to the next one. A name that is of no device by
// itself, and one that goes with the device ("with drainage bag", "for CPAP"),
// does not end them.
func (l *Lexicon) around(s string, toks []text.Token, places []place, i int, before []Found) []text.Token {
	p := places[i]
	from, low := p.first, 0
	for k := i - 1; k >= 0 && low == 0; k-- {
		if before[k].Code != None {
			low = before[k].Last + 1
		}
	}
	for from > low && !ends(s, toks, from) {
		from--
	}
	to, next := p.last+1, i+1
	for to < len(toks) && !ends(s, toks, to) {
		if next < len(places) && places[next].first == to {
			if !l.goesWith(toks, places, next) {
				break
			}
			next++
		}
		to++
	}
	return toks[from:to]
}

// ends tells whether a sentence ends before token i. A semicolon and a colon
// part a thing from what is said about it, and end nothing within a line.
func ends(s string, toks []text.Token, i int) bool {
	return toks[i].Before == text.Stop && (i == 0 || strings.ContainsAny(s[toks[i-1].End:toks[i].Start], ".!?\n*|\f"))
}

// near are the tokens around a place that may say the age and the weight of
// the one who uses it.
func near(toks []text.Token, p place) []text.Token {
	const words = 40
	return toks[max(0, p.first-words):min(len(toks), p.last+1+words)]
}

// goesWith tells whether the device at a place belongs to the one before it.
func (l *Lexicon) goesWith(toks []text.Token, places []place, i int) bool {
	p := places[i]
	for _, t := range toks[places[i-1].last+1 : p.first] {
		if slices.Contains([]string{"with", "w", "for", "without"}, t.Norm) {
			return true
		}
	}
	of := toks[p.first : p.last+1]
	return l.found(p, of, of).Code == None
}

// found is the device at a place, with the further codes of its class.
func (l *Lexicon) found(p place, marking, near []text.Token) Found {
	if p.class == nothing {
		return Found{First: p.first, Last: p.last, Code: None}
	}
	r := l.classes[p.class].choose(marking, near)
	return Found{First: p.first, Last: p.last, Code: r.code, Wording: r.wording, Also: slices.Clip(r.further)}
}

// choose returns the row of which the most is said; of equal ones one that says
// that there is no device or code, else the first.
// Where no row is met the first stands for the class. Ages and weights are
// looked for in near.
func (c *class) choose(marking, near []text.Token) *row {
	best, most := 0, -1
	for i := range c.rows {
		w := c.rows[i].met(marking, near)
		if w.against == 0 && (w.met > most || w.met == most && c.rows[i].code == None) {
			best, most = i, w.met
		}
	}
	return &c.rows[best]
}

// weight is what a text says for and against a row.
type weight struct{ met, against int }

// others are the codes of a class but for one, those first against which the
// least is said and for which the most.
func (c *class) others(code string, marking []text.Token) []string {
	said := make([]weight, len(c.rows))
	var order []int
	for i := range c.rows {
		if c.rows[i].code != code && c.rows[i].code != None {
			said[i] = c.rows[i].met(marking, marking)
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(said[a].against, said[b].against), cmp.Compare(said[b].met, said[a].met))
	})
	out := make([]string, 0, len(order)+len(c.also))
	for _, i := range order {
		out = append(out, c.rows[i].code)
	}
	return append(out, c.also...)
}

// met weighs the marks of a row: each that is said counts, and more the more
// words it has ("extra heavy duty"); those that are not count against it.
func (r *row) met(marking, near []text.Token) (w weight) {
	for i := range r.marks {
		words := r.marks[i].met(marking, near)
		if words > 0 == r.marks[i].not {
			w.against++
		} else if words > 0 {
			w.met += 1 + words
		}
	}
	return w
}

// wording names a row: what the class is called, and what is said for the row.
func (c *class) wording(row int) string {
	out := c.called
	for _, m := range c.rows[row].marks {
		if !m.not {
			out += "; " + m.spoken
		}
	}
	return out
}
