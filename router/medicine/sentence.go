package medicine

import (
	"sort"
	"strings"

	"medcode/router/ner"
	"medcode/schemas"
)

// sentence is one stretch of text with its medicines.
type sentence struct {
	words     *lexicon
	text      string
	items     []item
	names     []name
	allergies bool // it stands under that heading
	statuses  []string
}

// name is a medicine: the items [from, to) of its span, of which those from
// sig on already speak of strength and form.
type name struct {
	from, to, sig int
	start, end    int
	mixed         bool
}

// add notes a span; spans come in the order of the text.
func (s *sentence) add(span ner.Span) {
	n := name{start: span.Start, end: span.End}
	n.from = sort.Search(len(s.items), func(i int) bool { return s.items[i].end > span.Start })
	n.to = sort.Search(len(s.items), func(i int) bool { return s.items[i].start >= span.End })
	n.sig = s.tail(n.from, n.to)
	written := s.text[span.Start:span.End]
	n.mixed = strings.ContainsAny(written, "/+&") || strings.Contains(strings.ToLower(written), " and ") || joined(written)
	for _, t := range span.Terms {
		n.mixed = n.mixed || strings.Contains(t.Text, " / ")
	}
	s.names = append(s.names, n)
}

// joined tells whether a hyphen joins two long words: "carbidopa-levodopa".
func joined(s string) bool {
	i := strings.IndexByte(s, '-')
	return i >= 5 && len(s)-i > 5
}

// tail returns where in the items of a name its strength or form begins.
func (s *sentence) tail(from, to int) int {
	for i := from + 1; i < to; i++ {
		if s.items[i].kind == aNumber && !s.items[i].glued && s.measured(i) {
			return i
		}
		if m, n := s.words.at(s.items, i); n > 0 && (m.kind == mForm || m.kind == mRelease || m.kind == mRoute) {
			return i
		}
	}
	return to
}

// measured tells whether the number at item i is one of a sig, not of a name
// ("polyethylene glycol 3350").
func (s *sentence) measured(i int) bool {
	r := reading{sig: &sig{}, words: s.words, text: s.text, items: s.items}
	_, ok := r.amount(i)
	return ok
}

// attributes reads what is said of name k.
func (s *sentence) attributes(k int) map[string]string {
	n := &s.names[k]
	before, after := s.reach(k)
	var g sig
	g.mixed = n.mixed
	written := strings.ToLower(s.text[n.start:n.end])
	g.mixed = g.mixed || pairs[firstWord(written)]
	g.insulin = strings.Contains(written, "insulin") || insulins[firstWord(written)]
	r := reading{sig: &g, words: s.words, text: s.text, items: s.items}
	r.read(n.sig, after)
	r.fromTo(n.to, after)
	early := sig{mixed: g.mixed, insulin: g.insulin}
	e := reading{sig: &early, words: s.words, text: s.text, items: s.items}
	e.read(s.phrase(before, n.from), n.from)
	if k == 0 || g.strength == "" && g.dose == "" {
		g.join(&early)
	}
	set(&g.duration, early.duration)
	g.finish()
	status := s.status(k, before, after)
	s.statuses = append(s.statuses, status)
	return g.attributes(status)
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

// pairs are brands of two ingredients whose strengths are close to each other,
// so that they look like a range: "24-26 mg".
var pairs = map[string]bool{
	"entresto": true, "lotrel": true, "caduet": true, "vytorin": true, "azor": true, "exforge": true, "twynsta": true, "hyzaar": true,
	"suboxone": true, "zubsolv": true, "bactrim": true, "septra": true, "janumet": true, "prestalia": true, "liptruzet": true,
}

// insulins are the brands of insulin; a number without unit beside them counts
// units.
var insulins = map[string]bool{
	"lantus": true, "levemir": true, "humalog": true, "novolog": true, "novorapid": true, "tresiba": true, "toujeo": true,
	"basaglar": true, "apidra": true, "humulin": true, "novolin": true, "fiasp": true, "semglee": true, "nph": true, "glargine": true,
	"lispro": true, "aspart": true, "detemir": true, "degludec": true, "admelog": true, "lyumjev": true, "ssi": true, "actrapid": true,
	"novomix": true, "humulog": true,
}

// reach returns the items that may speak of name k beside its own: those
// before it that belong to it, and the end of those behind it.
func (s *sentence) reach(k int) (before, after int) {
	before, after = 0, len(s.items)
	if k > 0 {
		before = s.border(s.names[k-1].to, s.names[k].from)
	}
	if k+1 < len(s.names) {
		after = s.border(s.names[k].to, s.names[k+1].from)
	}
	return before, max(after, s.names[k].to)
}

// border returns where, between two names, what is said of the second begins:
// behind the last word that joins them, or with the amount right before it.
func (s *sentence) border(from, to int) int {
	for i := to - 1; i >= from; i-- {
		switch it := &s.items[i]; {
		case it.kind == aSign && (it.sign == ',' || it.sign == ';' || it.sign == '.' || it.sign == '|'),
			it.kind == aWord && (it.word == "and" || it.word == "then" || it.word == "but" || it.word == "plus" || it.word == "while" || it.word == "to" && to-i < 3):
			if s.told(i+1, to) {
				return i + 1
			}
		}
	}
	return to
}

// phrase returns where the phrase that a name stands in begins.
func (s *sentence) phrase(from, to int) int {
	for i := to - 1; i >= from; i-- {
		if it := &s.items[i]; it.sign == ',' || it.sign == ';' || it.word == "and" || it.word == "then" {
			return i + 1
		}
	}
	return from
}

// told tells whether the items speak of what follows them: they hold a verb of
// status, or an amount "of" it.
func (s *sentence) told(from, to int) bool {
	for i := from; i < to; i++ {
		if st, n := s.words.cues.at(s.words.cues.before, s.items, i); n > 0 && st != "" {
			return true
		}
	}
	return to > from && s.items[to-1].word == "of" || to == from
}

// join takes what was said before the name where nothing was behind it.
func (g *sig) join(e *sig) {
	for _, p := range [][2]*string{
		{&g.strength, &e.strength},
		{&g.form, &e.form},
		{&g.route, &e.route},
		{&g.dose, &e.dose},
		{&g.frequency, &e.frequency},
		{&g.duration, &e.duration},
		{&g.release, &e.release},
		{&g.site, &e.site},
		{&g.count, &e.count},
		{&g.thing, &e.thing},
		{&g.totalUnit, &e.totalUnit},
	} {
		set(p[0], *p[1])
	}
	if g.total == 0 {
		g.total = e.total
	}
	g.prn = g.prn || e.prn
	g.percent, g.perML = g.percent || e.percent, g.perML || e.perML
}

// fromTo takes the second amount of "from 20 to 40 mg", and of "decreased to
// 88 mcg".
func (r *reading) fromTo(from, to int) {
	for i := from; i < to; i++ {
		if r.word(i) != "from" || !r.number(i+1) {
			continue
		}
		for j := i + 2; j < to && j < i+6; j++ {
			if w := r.word(j); w != "to" && w != "up" {
				continue
			}
			if _, ok := r.amount(j + 1); ok {
				r.strength, r.dose = "", ""
				r.quantity(j + 1)
				return
			}
		}
	}
}

// attributes writes what was read under the keys of schemas.
func (g *sig) attributes(status string) map[string]string {
	out := map[string]string{schemas.AttrStatus: status}
	for _, kv := range [][2]string{
		{schemas.AttrStrength, g.strength},
		{schemas.AttrForm, g.form},
		{schemas.AttrRoute, g.route},
		{schemas.AttrDose, g.dose},
		{schemas.AttrFrequency, g.frequency},
		{schemas.AttrDuration, g.duration},
	} {
		if kv[1] != "" {
			out[kv[0]] = kv[1]
		}
	}
	if g.prn {
		out[schemas.AttrPRN] = "true"
	}
	return out
}

// status tells whether and how name k is taken.
func (s *sentence) status(k, before, after int) string {
	n := &s.names[k]
	if s.allergies {
		return allergy
	}
	if s.kin(before, n.from) {
		return another
	}
	ahead, at := s.ahead(before, n.from)
	if ahead == negated && s.on(before, n.from) {
		ahead = active // "no seizures, on keppra"
	}
	behind := s.behind(n.to, after)
	if behind == allergy || ahead == allergy {
		return allergy
	}
	if ahead != "" && s.conditional(before, n.from) && (ahead == started || ahead == changed || ahead == considered) {
		return considered
	}
	switch {
	case behind != "" && (ahead == "" || ahead == active || ahead == past && behind == stopped):
		return behind
	case ahead != "":
		return ahead
	case k > 0 && s.statuses[k-1] == stopped && n.from > 0 && replaces[s.items[n.from-1].word]:
		return started
	case k > 0 && at < 0 && s.listed(s.names[k-1].to, n.from):
		return s.statuses[k-1]
	}
	if s.conditional(before, n.from) {
		return considered
	}
	return active
}

// on tells whether "on" stands right before a name, behind a comma: what was
// denied before it is something else.
func (s *sentence) on(from, to int) bool {
	return to-2 >= from && s.items[to-1].word == "on" && s.items[to-2].kind == aSign
}

// replaces are words before the medicine that is taken in place of another.
var replaces = map[string]bool{"to": true, "with": true, "by": true}

// ahead returns the status of the last cue before a name, and its item.
func (s *sentence) ahead(from, to int) (status string, at int) {
	at = -1
	for i := from; i < to; {
		st, n := s.words.cues.at(s.words.cues.before, s.items, i)
		if n == 0 {
			i++
			continue
		}
		if st == held && s.limit(i+n) {
			i += n
			continue
		}
		// a denial or a stop rules what follows it; taking does not undo it
		if status == "" || st != active && !(status == negated && st == past) && !(status == allergy) {
			status, at = st, i
		} else if st == active && status != negated && status != considered {
			status, at = st, i
		}
		i += n
	}
	return status, at
}
