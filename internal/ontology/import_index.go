package ontology

import (
	"bytes"
	"fmt"
	"strings"

	"medcode/internal/ontology/icdindex"
	"medcode/internal/text"
)

// Freedom of the wordings made here: the direct entries of the Index come
// before them.
const (
	looseModifier = 1
	looseSee      = 1
	looseSeeAlso  = 2
	looseCause    = 1
)

// indexXML reads the newest Index to Diseases and Injuries. Where terms of the
// release's own year are there (TSV), it adds only what those lack: references
// and nonessential modifiers, to the codes that the release has for the same
// path. Else its codes count, as far as the order file has them.
func (im *importer) indexXML(ps []*payload) error {
	p := ps[0]
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: the Index needs the order file of its release; add it too", p.where)
	}
	x := newIndexImport(im)
	x.own = len(x.nodes.byPath) == 0
	head, err := icdindex.Read(bytes.NewReader(p.data), x.term)
	if err != nil {
		return fmt.Errorf("%s, %w", p.where, err)
	}
	p.edition = editionOf(head.Edition)
	x.finish()
	x.report(p)
	im.warnEdition(p)
	return nil
}

// causes reads the newest External Cause Index.
func (im *importer) causes(ps []*payload) error {
	p := ps[0]
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: the external cause index needs the order file of its release; add it too", p.where)
	}
	x := &indexImport{importer: im, own: true, loose: looseCause}
	head, err := icdindex.Read(bytes.NewReader(p.data), x.term)
	if err != nil {
		return fmt.Errorf("%s, %w", p.where, err)
	}
	p.edition = editionOf(head.Edition)
	x.finish()
	x.report(p)
	im.warnEdition(p)
	return nil
}

// indexImport is one reading of an index.
type indexImport struct {
	*importer
	own     bool // its codes count
	loose   int  // of its own codes
	nodes   indexTree
	waiting []waitingTerm

	direct, modified, referred, lost counts
}

// waitingTerm is a term that needs the whole tree: it refers to another place.
type waitingTerm struct {
	path []string
	to   string
	also bool
}

// newIndexImport starts from the index terms that the release already has.
func newIndexImport(im *importer) *indexImport {
	x := &indexImport{importer: im}
	for _, t := range im.terms {
		if t.kind != Index || t.path == "" || t.loose != 0 || t.beside != nil {
			continue
		}
		code, path := im.codes[t.code].Code, strings.Split(t.path, pathSep)
		if column, ok := strings.CutPrefix(path[0], neoplasmTable); ok {
			// references say "Neoplasm, breast, malignant", with the column last
			x.nodes.reach(append(append([]string{"Neoplasm"}, path[1:]...), strings.TrimSuffix(column, " primary")), code)
			continue
		}
		x.nodes.add(path, code)
	}
	return x
}

func (x *indexImport) term(t *icdindex.Term) error {
	if code := compact(strings.TrimRight(t.Manif, ".-[]")); code != "" {
		if x.know.bracketed == nil {
			x.know.bracketed = map[string]bool{}
		}
		x.know.bracketed[code] = true
	}
	code := strings.TrimRight(t.Code, ".-")
	if x.own && code != "" {
		if x.direct.term(x.addIndex(code, t.Path, "", x.loose)) {
			x.nodes.add(t.Path, code)
		}
	}
	if here, ok := x.nodes.code(t.Path); ok {
		x.modifiers(here, t)
	}
	for _, to := range t.See {
		x.waiting = append(x.waiting, waitingTerm{t.Path, to, false})
	}
	for _, to := range t.SeeAlso {
		if t.Code == "" {
			x.waiting = append(x.waiting, waitingTerm{t.Path, to, true})
		}
	}
	return nil
}

// addIndex adds the wording of a path; more is what follows it in the proof.
func (x *indexImport) addIndex(code string, path []string, more string, loose int) bool {
	full := strings.Join(path, pathSep)
	if more != "" {
		full += pathSep + more
	}
	if !x.AddTerm(code, Index, strings.Join(path, " "), full) {
		return false
	}
	x.terms[len(x.terms)-1].loose = loose
	return true
}

// modifiers adds a term with each of its nonessential modifiers, which do not
// change the code (Official Guidelines, I.A.7).
func (x *indexImport) modifiers(code string, t *icdindex.Term) {
	for _, m := range t.Modifiers[len(t.Modifiers)-1] {
		if !wordy(m) {
			continue
		}
		words := append(t.Path[:len(t.Path):len(t.Path)], m)
		if x.modified.term(x.addIndex(code, words, "", looseModifier)) {
			x.terms[len(x.terms)-1].path = strings.Join(t.Path, pathSep) + pathSep + "(" + m + ")"
		}
	}
}

// wordy tells whether a modifier is words of its own, no ending of another
// word ("(s)", "(-astasia)"), and few.
func wordy(m string) bool {
	toks := text.Tokens(nil, m)
	n := 0
	for i := range toks {
		if Content(toks, i) && len(toks[i].Norm) > 2 {
			n++
		}
	}
	return n > 0 && len(toks) <= 4 && !strings.HasPrefix(m, "-")
}

// finish resolves the references, the whole tree being known.
func (x *indexImport) finish() {
	for _, w := range x.waiting {
		if _, ok := x.nodes.code(w.path); ok {
			continue // has a code of its own
		}
		code, ok := x.nodes.resolve(w.to)
		if !ok {
			x.lost.term(false)
			continue
		}
		see, loose := seeLevel+w.to, looseSee
		if w.also {
			see, loose = seeLevel+"also "+w.to, looseSeeAlso
		}
		x.referred.term(x.addIndex(code, w.path, see, loose+x.loose))
	}
}

func (x *indexImport) report(p *payload) {
	x.sayf("%s: %d terms with a code, %d of codes that are not in this release left out; %d wordings by nonessential modifiers, %d by references; %d references without one target left out",
		p.where, x.direct.added, x.direct.unknown, x.modified.added, x.referred.added, x.lost.unknown)
}
