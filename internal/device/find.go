package device

import (
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
	var out []Found
	places := l.places(s, toks, capitals)
	for i := range places {
		out = append(out, l.found(places[i], l.around(toks, places, i, out)))
	}
	return out
}

// Read returns what a phrase names: the first device of it, with all words of
// the phrase as its marks. False where it names none.
func (l *Lexicon) Read(phrase string) (Found, bool) {
	toks := text.Tokens(nil, phrase)
	places := l.places(phrase, toks, true)
	if len(places) == 0 {
		return Found{}, false
	}
	return l.found(places[0], toks), true
}

// place is a name in a text.
type place struct {
	first, last int // tokens
	class       int
}

// places finds the names, the longest at each token. Names that follow each
// other within a phrase are one thing, named by the last: a wheelchair cushion
// is a cushion.
func (l *Lexicon) places(s string, toks []text.Token, capitals bool) []place {
	var out []place
	for i := 0; i < len(toks); i++ {
		n, class := l.longest(s, toks, i, capitals)
		if n == 0 {
			continue
		}
		p := place{first: i, last: i + n - 1, class: class}
		if otherwise(s, toks, p) {
			p.class = nothing
		}
		if k := len(out) - 1; k >= 0 && out[k].last == i-1 && toks[i].Before == text.Space && !parted(s, toks, i) {
			p.first = out[k].first
			out = out[:k]
		}
		out = append(out, p)
		i += n - 1
	}
	return out
}

// parted tells whether a slash or plus stands before token i: a list.
func parted(s string, toks []text.Token, i int) bool {
	return strings.ContainsAny(s[toks[i-1].End:toks[i].Start], "/+&")
}

func (l *Lexicon) longest(s string, toks []text.Token, i int, capitals bool) (n, class int) {
	for _, c := range l.first[toks[i].Norm] {
		if !matches(toks[i:], c.words) {
			continue
		}
		said := s[toks[i].Start:toks[i+len(c.words)-1].End]
		if !strings.Contains(said, " + ") && (!c.caps || capitals || isCapital(said)) {
			return len(c.words), c.class
		}
	}
	return 0, 0
}

// isCapital tells whether a name is written in capitals; a plural ending may
// be small.
func isCapital(s string) bool {
	s = strings.TrimSuffix(s, "s")
	return s == strings.ToUpper(s)
}

// around returns the tokens of the sentence that may mark place i: before it
// up to a comma or the device before, after it up to the next device. A name
// that is of no device by itself, and one that goes with the device ("with
// drainage bag", "for CPAP"), does not end them.
func (l *Lexicon) around(toks []text.Token, places []place, i int, before []Found) []text.Token {
	p := places[i]
	from, low := p.first, 0
	for k := i - 1; k >= 0 && low == 0; k-- {
		if before[k].Code != None {
			low = before[k].Last + 1
		}
	}
	for from > low && toks[from].Before == text.Space {
		from--
	}
	to, next := p.last+1, i+1
	for to < len(toks) && toks[to].Before != text.Stop {
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

// goesWith tells whether the device at a place belongs to the one before it.
func (l *Lexicon) goesWith(toks []text.Token, places []place, i int) bool {
	p := places[i]
	for _, t := range toks[places[i-1].last+1 : p.first] {
		if slices.Contains([]string{"with", "w", "for", "without"}, t.Norm) {
			return true
		}
	}
	return l.found(p, toks[p.first:p.last+1]).Code == None
}

// found chooses the row of which the most is said; of equal ones the first.
// Where no row is met the first stands for the class.
func (l *Lexicon) found(p place, marking []text.Token) Found {
	if p.class == nothing {
		return Found{First: p.first, Last: p.last, Code: None}
	}
	c := &l.classes[p.class]
	best, most := 0, -1
	for i := range c.rows {
		if n := c.rows[i].met(marking); n > most {
			best, most = i, n
		}
	}
	r := &c.rows[best]
	return Found{First: p.first, Last: p.last, Code: r.code, Wording: r.wording, Also: slices.Clip(r.further)}
}

// met weighs the marks of a row that are said: each counts, and more the more
// words it has ("extra heavy duty"); -1 where one is not said.
func (r *row) met(toks []text.Token) int {
	n := 0
	for i := range r.marks {
		words := r.marks[i].met(toks)
		if words > 0 == r.marks[i].not {
			return -1
		}
		if words > 0 {
			n += 1 + words
		}
	}
	return n
}

// wording names a row: what the class is called, and what is said for the row.
func (c *class) wording(row int) string {
	out := c.called
	for _, m := range c.rows[row].marks {
		if !m.not {
			out += ", " + m.spoken
		}
	}
	return out
}
