package concept

import (
	"errors"
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// mark is a condition on the words around a name: one of the alternatives is
// said, or, turned round, none is.
type mark struct {
	not  bool
	said [][]word // words in their order
}

func (l *Lexicon) readMarks(cell string) ([]mark, error) {
	var out []mark
	for group := range strings.SplitSeq(cell, "&") {
		if group = strings.TrimSpace(group); group == "" {
			continue
		}
		m := mark{not: group[0] == '!'}
		for s := range strings.SplitSeq(strings.TrimPrefix(group, "!"), "|") {
			words := l.words(s)
			if len(words) == 0 {
				return nil, errors.New("an empty mark")
			}
			m.said = append(m.said, words)
		}
		out = append(out, m)
	}
	return out, nil
}

// met is where the longest alternative that the scope of a page says begins,
// and its length; 0 where none is said.
func (m *mark) met(l *Lexicon, t *page) (at, n int) {
	for _, w := range m.said {
		if len(w) <= n || t.stamp[w[0]] != t.now {
			continue
		}
		if k := l.said(t, w); k >= 0 {
			at, n = k, len(w)
		}
	}
	return at, n
}

// said is where words stand in the scope of a page, and not denied; -1 where
// they do not.
func (l *Lexicon) said(t *page, words []word) int {
	for i := t.from; i+len(words) <= t.to; i++ {
		if t.words[i] == words[0] && slices.Equal(t.words[i:i+len(words)], words) && !(i > t.from && l.is(t.words[i-1], denying)) {
			return i
		}
	}
	return -1
}

const denyingWords = "non no not without wo un"

// derive makes rows of the official names that begin or end with a name of an
// open class: the class is said, and the other content words are its marks.
// What the table has already stays.
func (l *Lexicon) derive(official []Official) {
	stop := map[word]bool{}
	for w := range strings.FieldsSeq("a an and at by for from in into of on or the to using with") {
		stop[l.number(w)] = true
	}
	for _, o := range official {
		toks := text.Tokens(nil, o.Name)
		words := make([]word, len(toks))
		for i := range toks {
			words[i] = l.number(toks[i].Norm)
		}
		at, rest, ok := l.head(words)
		if !ok {
			continue
		}
		c := &l.classes[at]
		if slices.ContainsFunc(c.rows, func(r row) bool { return r.code == o.Code }) {
			continue
		}
		r := row{code: o.Code}
		for _, w := range rest {
			if !stop[w] {
				r.marks = append(r.marks, mark{said: [][]word{{w}}})
			}
		}
		if len(r.marks) > 0 {
			c.rows = append(c.rows, r)
		}
	}
}

// head finds the open class that an official name begins or ends with, and the
// words that are left.
func (l *Lexicon) head(words []word) (class int, rest []word, ok bool) {
	for i := range words {
		list := l.singles[words[i]]
		if i+1 < len(words) {
			list = slices.Concat(l.pairs[[2]word{words[i], words[i+1]}], list)
		}
		for _, n := range list {
			last := i + len(n.words)
			if l.classes[n.class].open && last <= len(words) && slices.Equal(words[i:last], n.words) && (i == 0 || last == len(words)) {
				return n.class, slices.Concat(words[:i], words[last:]), true
			}
		}
	}
	return 0, nil, false
}

// mostOfficial is the size of a release up to which its names are taken apart:
// a full one has synonyms of its own.
const mostOfficial = 60_000

// OfficialOf lists the procedures of a release of SNOMED CT.
func OfficialOf(r *ontology.Release) []Official {
	n := r.Info().Codes
	if n > mostOfficial {
		return nil
	}
	var out []Official
	for id := range ontology.CodeID(n) {
		if c := r.Code(id); c.Class == "procedure" || c.Class == "regime/therapy" {
			out = append(out, Official{c.Code, c.Display})
		}
	}
	return out
}
