package proof

import (
	"strings"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// sourceOf names the file that a term was read from, with its edition.
func (d *derivation) sourceOf(id ontology.TermID) string {
	t := d.release.Term(id)
	switch {
	case d.release.Local(id):
		return "local terms"
	case t.Kind == ontology.Title || t.Kind == ontology.ShortTitle:
		return d.titles()
	case d.info.Ontology != schemas.ICD10CM:
		return d.info.Release
	case t.Kind == ontology.Inclusion:
		return d.tabular()
	case t.Kind == ontology.Index:
		return d.index(&t)
	}
	return d.info.Release + " with the wordings that medcode adds"
}

// index names the index that an index term stands in.
func (d *derivation) index(t *ontology.Term) string {
	code := d.release.Code(t.Code).Code
	switch {
	case strings.HasPrefix(t.Path, "Neoplasm, "):
		return d.named("neoplasm table")
	case code != "" && code[0] >= 'V' && code[0] <= 'Y':
		return d.named("external cause index", "index terms", "index (XML)")
	case strings.Contains(t.Path, " > see ") || strings.HasSuffix(t.Path, ")"):
		return d.named("index (XML)", "index terms")
	}
	return d.named("index terms", "index (XML)")
}

func (d *derivation) titles() string { return d.named("order file") }

// tabular is the list that the release took, which knows its edition.
func (d *derivation) tabular() string {
	if d.info.Tabular == "" {
		return d.named("Tabular List")
	}
	return d.info.Release + ", Tabular List" + d.edition(d.info.Tabular)
}

// named returns the release and the newest source of a kind, in the order of
// preference, with its edition where that is not the release's. Without one it
// is the release alone.
func (d *derivation) named(kinds ...string) string {
	for _, kind := range kinds {
		if name, edition, ok := d.newest(kind); ok {
			return d.info.Release + ", " + strings.NewReplacer("ICD-10-CM ", "", " (XML)", "", " (TSV)", "").Replace(name) + d.edition(edition)
		}
	}
	return d.info.Release
}

// newest finds the source of a kind with the latest year: the one that an
// importer takes.
func (d *derivation) newest(kind string) (name, edition string, ok bool) {
	for _, s := range d.info.Sources {
		for form := range strings.SplitSeq(s.Kind, ", ") {
			if strings.HasPrefix(strings.TrimPrefix(form, "ICD-10-CM "), kind) && (!ok || year(s.Edition) > year(edition)) {
				name, edition, ok = form, s.Edition, true
			}
		}
	}
	return name, edition, ok
}

// year is the last word of an edition: "2026", "April 2026".
func year(edition string) string { return edition[strings.LastIndexByte(edition, ' ')+1:] }

func (d *derivation) edition(e string) string {
	if e == "" || strings.Contains(d.info.Release, e) {
		return ""
	}
	return " of " + e
}
