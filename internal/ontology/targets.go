package ontology

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"medcode/schemas"
)

// target is a release to build with the files that the call adds to it.
type target struct {
	label   string
	edition edition
	sources []*source
}

// targets decides which releases the files belong to. Files that list codes
// (the base) name the release; the others go to every release of the call, or
// to the only one there is.
func (a *adding) targets(label string, used []*source) ([]target, error) {
	editions := baseEditions(a.o, used)
	switch {
	case a.o != schemas.ICD10CM && len(editions) > 1:
		editions = editions[len(editions)-1:] // one cumulative release; the newest names it
	case label != "" && len(editions) > 1:
		return nil, fmt.Errorf("%w: the files are of several years, so one label cannot name them; leave the label out or add one year at a time", schemas.ErrInvalid)
	}
	if len(editions) == 0 {
		return a.auxiliary(label, used)
	}
	var out []target
	for _, e := range editions {
		t := target{label: cmp.Or(label, e.label(a.o)), edition: e}
		if t.label == "" && a.o == schemas.ICD10CM {
			return nil, fmt.Errorf("%w: the name of the order file does not tell its year; give the release with --release, such as FY2026", schemas.ErrInvalid)
		}
		if e.year == 0 {
			t.edition = editionOf(t.label)
		}
		t.label = cmp.Or(t.label, "undated")
		for _, s := range used {
			if a.o != schemas.ICD10CM || s.belongs(e) {
				t.sources = append(t.sources, s)
			}
		}
		out = append(out, t)
	}
	return out, nil
}

// auxiliary finds the release for files that name none.
func (a *adding) auxiliary(label string, used []*source) ([]target, error) {
	list, err := a.scan(a.o)
	if err != nil {
		return nil, err
	}
	var labels []string
	for _, l := range list {
		labels = append(labels, l.Release)
	}
	switch {
	case label == "" && len(labels) == 1:
		label = labels[0]
	case label == "" && len(labels) > 1:
		return nil, fmt.Errorf("%w: these files could belong to any of %s; say which with --release", schemas.ErrInvalid, strings.Join(labels, ", "))
	case label == "":
		label = "undated"
	}
	return []target{{label, editionOf(label), used}}, nil
}

// base tells whether a form lists the codes of a release.
func base(form string) bool {
	return form != icdIndex && form != icdTabular && form != icdNeoplasm && form != rxParts && form != plainTable && !extra(form)
}

// baseEditions returns the distinct editions of the files that list codes,
// oldest first.
func baseEditions(o schemas.Ontology, used []*source) []edition {
	var out []edition
	for _, s := range used {
		for _, p := range s.payloads {
			if base(p.form) && !slices.Contains(out, p.edition) {
				out = append(out, p.edition)
			}
		}
	}
	slices.SortFunc(out, func(x, y edition) int {
		switch {
		case x.before(y):
			return -1
		case y.before(x):
			return 1
		}
		return 0
	})
	return out
}

// belongs tells whether a source has the base of an edition, or no base.
func (s *source) belongs(e edition) bool {
	hasBase := false
	for _, p := range s.payloads {
		if base(p.form) {
			hasBase = true
			if p.edition == e {
				return true
			}
		}
	}
	return !hasBase
}
