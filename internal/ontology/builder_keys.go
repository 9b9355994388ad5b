package ontology

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"medcode/internal/text"
)

// maxBag is the number of distinct content words above which a term has no
// order-free key, maxList the length at which a list of terms is cut: a word
// that names more codes than that names none.
const (
	maxBag  = 9
	maxList = 256
)

// posting is one key of one term.
type posting struct {
	key  uint64
	term TermID
	rank float32
}

// writer turns what a Builder holds into sections.
type writer struct {
	*Builder
	blob  []byte
	posts []TermID
	recs  []termRec

	names   []string // systems, kinds of relations, sources
	sources map[*payload]uint16
	about   []factRec
	refs    *refs
	notes   []noteRec
	seven   []seventhRec
}

func newWriter(b *Builder) *writer {
	return &writer{Builder: b, recs: make([]termRec, len(b.terms)), sources: map[*payload]uint16{}}
}

// keys writes the tables of Exact, Longest and Bag.
func (w *writer) keys(parts *[sections][]byte) {
	exact := make([]posting, 0, 3*len(w.terms))
	bags := make([]posting, 0, 2*len(w.terms))
	prefixes := map[uint64]struct{}{}
	var toks []text.Token
	for i := range w.terms {
		t := &w.terms[i]
		for _, v := range variantsOf(t.kind, t.text, t.path) {
			toks = text.Tokens(toks[:0], v.text)
			if len(toks) == 0 {
				continue
			}
			d := v.distance + t.loose
			p := posting{term: TermID(i).at(d), rank: w.rank(t, d)}
			p.key = walkKeys(toks, prefixes)
			exact = append(exact, p)
			if sum, n := bagSum(toks); n > 0 && n <= maxBag {
				p.key = bagHash(sum)
				bags = append(bags, p)
			}
		}
		bags = w.besides(bags, TermID(i))
	}
	te, tb := w.fill(exact, prefixes), w.fill(bags, nil)
	parts[secExactKeys], parts[secExactVals] = bytesOf(te.keys), bytesOf(te.vals)
	parts[secBagKeys], parts[secBagVals] = bytesOf(tb.keys), bytesOf(tb.vals)
	parts[secExactFilter], parts[secBagFilter] = bytesOf(te.makeFilter()), bytesOf(tb.makeFilter())
	parts[secPosts] = bytesOf(w.posts)
}

// besides adds the keys of a wording of the drug table: it is known in any
// order of its words, so it needs no key in order but that of its print.
func (w *writer) besides(bags []posting, id TermID) []posting {
	t := &w.terms[id]
	if t.beside == nil {
		return bags
	}
	var toks []text.Token
	for _, s := range t.beside.wordings() {
		toks = text.Tokens(toks[:0], s)
		if sum, n := bagSum(toks); n > 0 && n <= maxBag {
			bags = append(bags, posting{key: bagHash(sum), term: id, rank: w.rank(t, 0)})
		}
	}
	return bags
}

// walkKeys returns the key of a word sequence and notes those of its proper
// beginnings, so that Longest knows when to go on.
func walkKeys(toks []text.Token, prefixes map[uint64]struct{}) uint64 {
	var h uint64
	for i := range toks {
		h = roll(h, WordHash(toks[i].Norm))
		if len(toks) <= maxWalk && i < len(toks)-1 {
			prefixes[h] = struct{}{}
		}
	}
	return h
}

// rank orders the terms of one key, the lowest first. The figures are those
// that served best on the training notes of CodiEsp: the overlay, printed
// titles, usual codes, the index as printed, variants of titles, inclusion terms, headers,
// freer readings of the index, short titles; codes without answer last.
func (w *writer) rank(t *wording, distance int) float32 {
	base := [kinds]float32{Title: 0, Index: .2, Inclusion: .4, Synonym: .5, Abbreviation: .6, ShortTitle: 2}
	c := &w.codes[t.code]
	rank, step := base[t.kind], float32(.3)
	if t.kind == Index {
		step = 1
		rank += .01 * float32(strings.Count(t.path, pathSep))
	}
	rank += step * float32(distance)
	switch {
	case t.beside != nil:
		rank = rankDrug
	case t.curated:
		rank = -.2 + .3*float32(distance)
	case c.emit == 0:
		rank += 8
	case !c.Billable && t.kind == Title:
		rank += .5
	case c.Default && distance == 0 && (t.kind == Synonym || t.kind == Abbreviation):
		rank -= .45
	}
	return rank - .1*c.Prior
}

// fill sorts postings by key, writes the lists and returns their table.
func (w *writer) fill(ps []posting, prefixes map[uint64]struct{}) table {
	slices.SortFunc(ps, func(x, y posting) int {
		return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.rank, y.rank), cmp.Compare(x.term.Plain(), y.term.Plain()))
	})
	n := len(prefixes)
	for i := range ps {
		if i == 0 || ps[i].key != ps[i-1].key {
			n++
		}
	}
	t := newTable(n)
	for _, h := range slices.Sorted(maps.Keys(prefixes)) { // in order: equal input, equal file
		t.put(h, goesOn)
	}
	for i := 0; i < len(ps); {
		j := i
		for j < len(ps) && ps[j].key == ps[i].key {
			j++
		}
		v := w.list(ps[i:j])
		if _, ok := prefixes[ps[i].key]; ok {
			v |= goesOn
		}
		t.put(ps[i].key, v)
		i = j
	}
	return t
}

// list writes the best term of every code and returns the value of the key.
func (w *writer) list(ps []posting) uint32 {
	at := len(w.posts)
	w.posts = append(w.posts, 0)
	for _, p := range ps {
		if len(w.posts)-at > maxList {
			break
		}
		code := w.terms[p.term.Plain()].code
		if !slices.ContainsFunc(w.posts[at+1:], func(t TermID) bool { return w.terms[t.Plain()].code == code }) {
			w.posts = append(w.posts, p.term)
		}
	}
	w.posts[at] = TermID(len(w.posts) - at - 1)
	return uint32(at) + 1
}
