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
		return d.named("")
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

func (d *derivation) tabular() string { return d.named("Tabular List") }

// named returns the release and the first source of a kind, in the order of
// preference, with its edition where that is not the release's. Without one it
// is the release alone.
func (d *derivation) named(kinds ...string) string {
	for _, kind := range kinds {
		for _, s := range d.info.Sources {
			for name := range strings.SplitSeq(s.Kind, ", ") {
				if kind != "" && strings.Contains(name, kind) {
					return d.info.Release + ", " + strings.NewReplacer("ICD-10-CM ", "", " (XML)", "", " (TSV)", "").Replace(name) + d.edition(s.Edition)
				}
			}
		}
	}
	return d.info.Release
}

func (d *derivation) edition(e string) string {
	if e == "" || strings.Contains(d.info.Release, e) {
		return ""
	}
	return " of " + e
}
