package ontology

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"medcode/internal/ontology/tabular"
	"medcode/internal/text"
)

// tabular reads inclusion terms, notes and seventh characters of the newest
// Tabular List. What stands at a code counts only where the code has the same
// title in the order file: the list may be of another year. The definitions of
// seventh characters count in any case; they are held against the order file
// when the release is built.
func (im *importer) tabular(ps []*payload) error {
	p := ps[0]
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: the Tabular List needs the order file of its release; add it too", p.where)
	}
	t := tabularImport{importer: im}
	version, err := tabular.Read(bytes.NewReader(p.data), t.entry)
	if err != nil {
		return fmt.Errorf("%s, %w", p.where, err)
	}
	p.edition = editionOf(version)
	im.info.Tabular = p.edition.String()
	im.know.tabular = im.info.Tabular
	im.sayCounts(p, t.inclusions)
	im.sayf("%s: %d notes, %d definitions of seventh characters; notes of %d codes left out whose title changed or that are gone",
		p.where, t.notes, t.sevenths, t.dropped)
	im.warnEdition(p)
	return nil
}

type tabularImport struct {
	*importer
	inclusions               counts
	notes, sevenths, dropped int
}

func (t *tabularImport) entry(e *tabular.Entry) error {
	if e.Level != tabular.Code {
		t.division(e)
		return nil
	}
	if e.Name[min(3, len(e.Name)):] == "" && len(t.know.divisions) > 0 {
		d := &t.know.divisions[len(t.know.divisions)-1]
		d.categories = append(d.categories, e.Name)
	}
	old, ok := t.Has(e.Name)
	ok = ok && text.Normalize(old.Display) == text.Normalize(e.Title)
	if !ok && len(e.Notes) > 0 {
		t.dropped++
	}
	for _, n := range e.Notes {
		t.note(e.Name, n, ok)
	}
	if len(e.Seventh) > 0 {
		t.define(e)
	}
	return nil
}

// note keeps a note of a code; inclusion terms, and what a code includes, are
// wordings too.
func (t *tabularImport) note(code string, n tabular.Note, ok bool) {
	if n.Kind == tabular.Inclusion || n.Kind == tabular.Includes {
		added := ok && t.AddTerm(code, Inclusion, n.Text, "")
		if t.inclusions.term(added); added && n.Kind == tabular.Includes {
			t.terms[len(t.terms)-1].loose = 1 // names a member of the category, not the category
		}
	}
	kind, is := noteKindOf(n.Kind)
	if !ok || !is {
		return
	}
	if t.know.notes == nil {
		t.know.notes = map[string][]noteLine{}
	}
	key := compact(code)
	t.know.notes[key] = append(t.know.notes[key], noteLine{kind, n.Text})
	t.notes++
}

func noteKindOf(k tabular.Kind) (NoteKind, bool) {
	switch k {
	case tabular.Includes:
		return Includes, true
	case tabular.Excludes1:
		return Excludes1, true
	case tabular.Excludes2:
		return Excludes2, true
	case tabular.CodeFirst:
		return CodeFirst, true
	case tabular.UseAdditional:
		return UseAdditional, true
	case tabular.CodeAlso:
		return CodeAlso, true
	case tabular.General:
		return GeneralNote, true
	}
	return 0, false
}

func (t *tabularImport) define(e *tabular.Entry) {
	if t.know.sevenths == nil {
		t.know.sevenths = map[string][]SeventhCharacter{}
	}
	for _, s := range e.Seventh {
		t.know.sevenths[compact(e.Name)] = append(t.know.sevenths[compact(e.Name)], SeventhCharacter(s))
	}
	t.sevenths++
}

var titleRange = regexp.MustCompile(`\s*\([A-Z]\d[0-9A-Z](?:-[A-Z]\d[0-9A-Z])?\)$`)

// division keeps a chapter or block with its notes.
func (t *tabularImport) division(e *tabular.Entry) {
	d := division{chapter: e.Level == tabular.Chapter, name: e.Name, title: titleRange.ReplaceAllString(strings.TrimSpace(e.Title), "")}
	for _, n := range e.Notes {
		if kind, ok := noteKindOf(n.Kind); ok {
			d.notes = append(d.notes, noteLine{kind, n.Text})
			t.notes++
		}
	}
	t.know.divisions = append(t.know.divisions, d)
}
