package concept

import (
	"slices"
	"strings"

	"medcode/internal/text"
)

// Found is a procedure or a finding named in a text: tokens [First, Last].
type Found struct {
	First, Last int
	Code        string // None where the name means something else
	Words       int    // that were read: of the name and of the marks
	class       int
}

// How far from a name the words stand that say more of it.
const (
	reachBack  = 6
	reachAhead = 9
)

// Find returns what toks, the tokens of s, name, in their order. Words of the
// clause up to the next name decide about the concept. Capitals tells that the
// text is written in capitals, so that they mean nothing.
func (l *Lexicon) Find(s string, toks []text.Token, capitals bool) []Found {
	t := l.scratch.Get().(*page)
	defer l.scratch.Put(t)
	t.begin(l, s, toks, capitals)
	defer t.end()
	l.name(t)
	var out []Found
	free := 0
	for i := range t.places {
		if t.places[i].first < free {
			continue // said what the one before is of
		}
		if f, ok := l.found(t, i); ok {
			out = append(out, f)
			if l.classes[f.class].wide {
				free = f.Last + 1
			}
		}
	}
	return out
}

// Read returns what a phrase names: the concept for which most of its words
// speak; false where it names none.
func (l *Lexicon) Read(phrase string) (best Found, ok bool) {
	toks := text.Tokens(nil, phrase)
	for _, f := range l.Find(phrase, toks, true) {
		if f.Words > best.Words {
			best, ok = f, true
		}
	}
	return best, ok
}

// page is a text on its way through Find.
type page struct {
	s        string
	toks     []text.Token
	words    []word
	capitals bool
	places   []place

	from, to int     // the scope of the name that is looked at
	stamp    []int32 // by word: the last scope that has it
	now      int32   // number of the scope
}

func (t *page) begin(l *Lexicon, s string, toks []text.Token, capitals bool) {
	t.s, t.toks, t.capitals = s, toks, capitals
	t.words, t.places = t.words[:0], t.places[:0]
	for i := range toks {
		t.words = append(t.words, l.id(toks[i].Norm))
	}
	if len(t.stamp) <= int(l.most) {
		t.stamp = make([]int32, l.most+1)
	}
	if t.now > 1<<30 {
		clear(t.stamp)
		t.now = 0
	}
}

// end forgets the text.
func (t *page) end() { t.s, t.toks = "", nil }

// joined tells whether nothing but blanks, or the end of a line in running
// text, parts token i from the one before.
func (t *page) joined(i int) bool {
	switch t.toks[i].Before {
	case text.Space:
		return true
	case text.Comma:
		c := t.s[t.toks[i].Start]
		return c >= 'a' && c <= 'z' && strings.TrimLeft(t.s[t.toks[i-1].End:t.toks[i].Start], " \r\n") == ""
	}
	return false
}

// place is a name in a text.
type place struct{ first, last, class int }

// name finds the names, the longest at each token.
func (l *Lexicon) name(t *page) {
	free := 0
	for i, w := range t.words {
		if i < free || !l.is(w, begins) {
			continue
		}
		if p, ok := l.longest(t, i); ok {
			t.places = append(t.places, p)
			free = p.last + 1
		}
	}
}

// longest finds the longest name that begins at token i. Its second word is the
// next one, or the next one that means anything.
func (l *Lexicon) longest(t *page, i int) (p place, ok bool) {
	first, j := t.words[i], i+1
	if j < len(t.words) && t.joined(j) {
		p, ok = l.best(t, i, l.pairs[[2]word{first, t.words[j]}])
		for j < len(t.words) && l.is(t.words[j], empty) && t.joined(j) {
			j++
		}
		if j > i+1 && j < len(t.words) && t.joined(j) {
			if far, there := l.best(t, i, l.pairs[[2]word{first, t.words[j]}]); there && (!ok || far.last > p.last) {
				p, ok = far, true
			}
		}
	}
	if ok {
		return p, true
	}
	if p, ok = l.turned(t, i, j); ok {
		return p, true
	}
	return l.best(t, i, l.singles[first])
}

// turned finds a name of two words said the other way round: "replacement of
// the knee", "legs are weak".
func (l *Lexicon) turned(t *page, i, j int) (place, bool) {
	for n := 0; n < mostBetween && j < len(t.words) && l.is(t.words[j], empty|between) && t.joined(j); n++ {
		j++
	}
	if j >= len(t.words) || t.words[j] == 0 || !t.joined(j) || figure(t.toks[i].Norm) || figure(t.toks[j].Norm) {
		return place{}, false
	}
	for _, n := range l.pairs[[2]word{t.words[j], t.words[i]}] {
		if len(n.words) == 2 && !n.caps && n.sign == 0 && l.classes[n.class].rows[0].code != None {
			return place{i, j, n.class}, true
		}
	}
	return place{}, false
}

func figure(w string) bool { return w[0] >= '0' && w[0] <= '9' }

// mostBetween is how many words may stand between two of a name said the other
// way round.
const mostBetween = 4

func (l *Lexicon) best(t *page, i int, list []name) (place, bool) {
	for k := range list {
		if last, ok := l.at(t, i, &list[k]); ok {
			return place{i, last, list[k].class}, true
		}
	}
	return place{}, false
}

// at tells where a name that begins at token i ends. Between its words may
// stand words that mean nothing ("gallbladder was removed").
func (l *Lexicon) at(t *page, i int, n *name) (last int, ok bool) {
	j := i
	for _, w := range n.words[1:] {
		j++
		for j < len(t.words) && t.words[j] != w && l.is(t.words[j], empty) && t.joined(j) {
			j++
		}
		if j >= len(t.words) || t.words[j] != w || !t.joined(j) {
			return 0, false
		}
	}
	said := t.s[t.toks[i].Start:t.toks[j].End]
	if n.caps && !t.capitals && !capital(said) || n.sign != 0 && !signed(said, n.sign) {
		return 0, false
	}
	return j, true
}

// signed tells whether a short name is written with its sign, or one that is
// read like it.
func signed(said string, sign byte) bool {
	if sign == '&' {
		return strings.ContainsAny(said, "&+")
	}
	return strings.IndexByte(said, sign) >= 0
}

const (
	emptyWords = "the a an her his my their of was were is are been be had has very quite still now recently both left right l r bilateral bilat bil some mild mildly slightly severe severely more increasingly little bit surgically emergently subsequently successfully previously easily old really so too"
	// betweenWords link the words of a name said the other way round.
	betweenWords = "in on at to with from"
)

// capital tells whether a name is written in capitals; a plural ending may be
// small.
func capital(s string) bool {
	s = strings.TrimSuffix(s, "s")
	return s == strings.ToUpper(s)
}

// scope sets the range of tokens that may say more of place i.
func (l *Lexicon) scope(t *page, i int) {
	p := t.places[i]
	low, high := max(0, p.first-reachBack), min(len(t.toks), p.last+1+reachAhead)
	if i > 0 {
		low = max(low, t.places[i-1].last+1)
	}
	wide := l.classes[p.class].wide
	if i+1 < len(t.places) && !wide {
		high = min(high, t.places[i+1].first)
	}
	from, to := p.first, p.last+1
	for from > low && t.joined(from) {
		from--
	}
	if i > 0 && from == t.places[i-1].last+1 {
		from = l.parted(t, from, p.first, from)
	}
	for to < high && t.toks[to].Before != text.Stop {
		to++
	}
	if i+1 < len(t.places) && !wide && to == t.places[i+1].first {
		to = l.parted(t, p.last+1, to, to)
	}
	t.from, t.to = from, to
	t.now++
	for _, w := range t.words[from:to] {
		t.stamp[w] = t.now
	}
}

// parted is where words [from, to) between two names part: at a linking word;
// whole where there is none.
func (l *Lexicon) parted(t *page, from, to, whole int) int {
	for i := to - 1; i >= from; i-- {
		if t.toks[i].Before == text.Comma || l.is(t.words[i], linking) {
			return i
		}
	}
	return whole
}

const linkingWords = "and or then followed with plus also but"

// found chooses the row of which the most is said; of equal ones the first. A
// row that says by its marks that the name means nothing decides alone.
func (l *Lexicon) found(t *page, i int) (Found, bool) {
	p := t.places[i]
	l.scope(t, i)
	c := &l.classes[p.class]
	best, most, span := -1, -1, [2]int{}
	for k := range c.rows {
		n, reach := l.met(&c.rows[k], t, p)
		if n >= 0 && c.rows[k].code == Nothing && len(c.rows[k].marks) > 0 {
			return Found{}, false
		}
		if n > most {
			best, most, span = k, n, reach
		}
	}
	if best < 0 || c.rows[best].code == Nothing {
		return Found{}, false
	}
	code := c.rows[best].code
	if code != None && l.otherwise(t, p, span[1]) {
		code = None
	}
	return Found{First: span[0], Last: span[1], Code: code, Words: p.last - p.first + 1 + most, class: p.class}, true
}

// Instead are the concepts that stand in for what was found where a release
// lacks it: the one of its class with nothing said of it, then those that a
// coder might take as well.
func (l *Lexicon) Instead(f *Found) (out []string) {
	c := &l.classes[f.class]
	for _, r := range c.rows {
		if len(r.marks) == 0 && r.code != Nothing && r.code != None {
			out = append(out, r.code)
		}
	}
	return append(out, c.also...)
}

// Also returns the further concepts of the class of what was found, those
// without marks first: they are the wider ones.
func (l *Lexicon) Also(f *Found) []string {
	c := &l.classes[f.class]
	var out []string
	add := func(o string) {
		if o != f.Code && o != Nothing && o != None && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	for _, r := range c.rows {
		if len(r.marks) == 0 {
			add(r.code)
		}
	}
	for _, o := range c.also {
		add(o)
	}
	for _, r := range c.rows {
		if len(out) < mostOthers {
			add(r.code)
		}
	}
	return out
}

const mostOthers = 6

// nearMark is how many tokens a mark may stand from its name to be part of
// what is named.
const nearMark = 4

// met weighs the marks of a row that are said in the scope, the name itself
// in it; -1 where one is not. Reach is the name with the marks beside it.
func (l *Lexicon) met(r *row, t *page, p place) (n int, reach [2]int) {
	reach = [2]int{p.first, p.last}
	for i := range r.marks {
		first, k := r.marks[i].met(l, t)
		if k > 0 == r.marks[i].not {
			return -1, reach
		}
		if k == 0 {
			continue
		}
		n += k
		last := first + k - 1
		if last < p.first && p.first-last <= nearMark {
			reach[0] = min(reach[0], first)
		}
		if first > p.last && first-p.last <= nearMark {
			reach[1] = max(reach[1], last)
		}
	}
	return n, reach
}
