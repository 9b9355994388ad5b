package ontology

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"medcode/internal/text"
	"medcode/schemas"
)

// Limits of the file format; nothing official comes near.
const (
	maxText = 32 << 10
	maxCode = 64
)

// Builder collects the codes and terms of one release. It is not safe for
// concurrent use.
type Builder struct {
	info  Info
	codes []entry
	byKey map[string]int // code without dots, in upper case → index in codes
	terms []wording
	know  knowledge

	source *payload                         // what is being read; its edition may be known only at its end
	say    func(format string, args ...any) // what was found while building; may be nil
}

// CodeEntry is a code as it is handed to the Builder.
type CodeEntry struct {
	Code, Display, Class string
	Billable, Default    bool
	Prior                float32 // 0–1, how usual the code is
}

type entry struct {
	CodeEntry
	key  string
	seq  int // place in the publisher's order, which is not that of the keys: C7A stands before C76
	emit uint32
	high uint32
}

type wording struct {
	code       int
	kind       Kind
	text, path string
	norm       string
	loose      int     // added to the distance of every variant
	curated    bool    // of the overlay, chosen against the official wordings
	beside     *beside // of the drug table; nil for others
	source     *payload
}

// NewBuilder starts a release. Codes, Billable and Terms of info are counted
// by the Builder.
func NewBuilder(info Info) *Builder {
	return &Builder{info: info, byKey: map[string]int{}}
}

// AddCode adds a code with its display as its title. A code that is already
// there is left as it is and reported as false.
func (b *Builder) AddCode(e CodeEntry) (bool, error) {
	key := compact(e.Code)
	if key == "" || len(e.Code) > maxCode || e.Display == "" || len(e.Display) > maxText || len(e.Class) > 255 {
		return false, fmt.Errorf("code %.64q cannot be stored: it needs 1–%d characters and a title of at most %d bytes", e.Code, maxCode, maxText)
	}
	if _, ok := b.byKey[key]; ok {
		return false, nil
	}
	b.byKey[key] = len(b.codes)
	b.codes = append(b.codes, entry{CodeEntry: e, key: key, seq: len(b.codes)})
	b.terms = append(b.terms, wording{code: len(b.codes) - 1, kind: Title, text: e.Display, source: b.source})
	return true, nil
}

// Has returns the entry of a code for reading and correction before Build.
func (b *Builder) Has(code string) (*CodeEntry, bool) {
	i, ok := b.byKey[compact(code)]
	if !ok {
		return nil, false
	}
	return &b.codes[i].CodeEntry, true
}

// AddTerm adds a wording of a code; false where the code is not in the release
// or the text has no word.
func (b *Builder) AddTerm(code string, kind Kind, term, path string) bool {
	i, ok := b.byKey[compact(code)]
	if !ok || len(term) > maxText || len(path) > maxText || kind >= kinds {
		return false
	}
	b.terms = append(b.terms, wording{code: i, kind: kind, text: term, path: path, source: b.source})
	return true
}

// Build returns the release file.
func (b *Builder) Build() ([]byte, error) {
	if len(b.codes) == 0 {
		return nil, errors.New("the release has no codes; add the file that lists them")
	}
	b.sortCodes()
	b.sortTerms()
	b.linkCodes()
	b.info.Codes, b.info.Terms, b.info.Billable = len(b.codes), len(b.terms), 0
	for i := range b.codes {
		if b.codes[i].Billable {
			b.info.Billable++
		}
	}
	info, err := json.Marshal(b.info)
	if err != nil {
		return nil, err
	}
	var parts [sections][]byte
	parts[secInfo] = info
	w := newWriter(b)
	w.keys(&parts)
	w.lexicon(&parts)
	w.facts(&parts)
	w.records(&parts)
	w.nameList(&parts)
	return encodeFile(parts), nil
}

// sortCodes orders codes by their key and lets the terms follow.
func (b *Builder) sortCodes() {
	order := make([]int, len(b.codes))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return strings.Compare(b.codes[x].key, b.codes[y].key) })
	codes := make([]entry, len(order))
	place := make([]int, len(order))
	for to, from := range order {
		codes[to], place[from] = b.codes[from], to
		b.byKey[codes[to].key] = to
	}
	b.codes = codes
	for i := range b.terms {
		b.terms[i].code = place[b.terms[i].code]
	}
}

// sortTerms orders terms by code and trust and drops those that repeat a more
// trusted wording of the same code.
func (b *Builder) sortTerms() {
	for i := range b.terms {
		b.terms[i].norm = text.Normalize(b.terms[i].text)
	}
	slices.SortStableFunc(b.terms, func(x, y wording) int {
		return cmp.Or(cmp.Compare(x.code, y.code), cmp.Compare(x.loose, y.loose), cmp.Compare(x.kind, y.kind), first(x.curated, y.curated))
	})
	kept := b.terms[:0]
	start := 0
	for _, t := range b.terms {
		if len(kept) == 0 || kept[len(kept)-1].code != t.code {
			start = len(kept)
		}
		same := func(u wording) bool { return u.norm == t.norm }
		if t.norm != "" && !slices.ContainsFunc(kept[start:], same) {
			kept = append(kept, t)
		}
	}
	b.terms = kept
}

// first orders what holds before what does not.
func first(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

// linkCodes finds the descendants of every code and the code to answer for it.
func (b *Builder) linkCodes() {
	icd := b.info.Ontology == schemas.ICD10CM
	tree := icd || b.info.Ontology == PCS // of which a table is never an answer
	for i := len(b.codes) - 1; i >= 0; i-- {
		c := &b.codes[i]
		c.high = uint32(i + 1)
		for tree && int(c.high) < len(b.codes) && strings.HasPrefix(b.codes[c.high].key, c.key) {
			c.high = b.codes[c.high].high
		}
		switch {
		case c.Billable:
			c.emit = uint32(i + 1)
		case icd:
			c.emit = b.leastSpecific(i)
		}
	}
}

// compact is the sort key of a code: upper case, without dots and blanks.
func compact(code string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ToUpper(code), ".", ""), " ", "")
}
