package ontology

import (
	"fmt"
	"path/filepath"
	"slices"

	"medcode/schemas"
)

// park keeps files of ICD-10-CM that add to a release while there is none: they
// wait for the order file. It tells whether it did.
func (a *adding) park(label string, used []*source) (bool, error) {
	if a.o != schemas.ICD10CM || label != "" || slices.ContainsFunc(used, func(s *source) bool { return !s.waits() }) {
		return false, nil
	}
	if list, err := a.scan(a.o); err != nil || len(list) > 0 {
		return false, err
	}
	for _, s := range used {
		for _, p := range s.payloads {
			a.report(fmt.Sprintf("%s: %s, kept for later; it is used when the order file of a release is added", p.where, p.form))
		}
		if err := a.keep(s, filepath.Join(a.dir, laterDir), maxLater); err != nil {
			return false, err
		}
	}
	return true, nil
}

// waits tells whether all that a source holds adds to codes that another lists.
func (s *source) waits() bool {
	return !slices.ContainsFunc(s.payloads, func(p *payload) bool { return !extra(p.form) })
}

// waiting returns the files that were kept for later and can be used now.
func (a *adding) waiting() ([]*source, error) {
	paths, err := storedFiles(filepath.Join(a.dir, laterDir))
	if err != nil || a.o != schemas.ICD10CM {
		return nil, err
	}
	var out []*source
	for _, p := range paths {
		s, err := scan(a.ctx, a.o, p)
		if err != nil {
			return nil, fmt.Errorf("a file kept for later cannot be read; delete it: %w", err)
		}
		if len(s.payloads) > 0 && s.waits() {
			out = append(out, s)
		}
	}
	return out, nil
}
