package ontology

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"medcode/schemas"
)

// Overlay describes one table of local terms.
type Overlay struct {
	Ontology schemas.Ontology `json:"ontology"`
	Name     string           `json:"name"`
	Terms    int              `json:"terms"`
	Lost     []string         `json:"lost,omitempty"` // terms whose code the newest release cannot answer with
	Release  string           `json:"release"`        // the newest release
	Path     string           `json:"path"`
}

// AddOverlay stores a table of local terms, with the columns code, term and
// optionally kind, under its file name, in place of one of that name. It is in
// force at once for every release, before the official terms; no release is
// rebuilt. Every code has to be one that the newest release answers with; else
// nothing is stored and the error names the lines.
func (s *Store) AddOverlay(ctx context.Context, o schemas.Ontology, path string) (Overlay, error) {
	name := overlayName(path)
	terms, err := readOverlay(path, name)
	if err != nil {
		return Overlay{}, refused(err)
	}
	unlock, err := s.lock(ctx, o)
	if err != nil {
		return Overlay{}, err
	}
	defer unlock()
	p := s.Pin()
	defer p.Unpin()
	r, use, err := p.InForce(o, time.Time{})
	if err != nil {
		return Overlay{}, err
	}
	if err := r.answers(path, use.Release, terms); err != nil {
		return Overlay{}, err
	}
	dir := filepath.Join(s.dir, string(o), overlayDir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Overlay{}, err
	}
	to := filepath.Join(dir, name+".tsv")
	if err := writeFile(to, 0o644, func(f *os.File) error { return writeOverlay(f, terms) }); err != nil {
		return Overlay{}, fmt.Errorf("local terms cannot be stored: %w", err)
	}
	s.Refresh()
	return Overlay{Ontology: o, Name: name, Terms: len(terms), Release: use.Release, Path: to}, nil
}

// answers checks the code of every term.
func (r *Release) answers(path, release string, terms []LocalTerm) error {
	var faults []string
	for _, t := range terms {
		id, ok := r.Find(t.Code)
		switch {
		case !ok:
			faults = append(faults, fmt.Sprintf("line %d: %s is not a code of %s", t.Line, t.Code, release))
		case !r.Billable(id):
			faults = append(faults, fmt.Sprintf("line %d: %s is not billable in %s; name the complete code", t.Line, t.Code, release))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	more := ""
	if n := len(faults) - maxFaults; n > 0 {
		faults, more = faults[:maxFaults], fmt.Sprintf("\n  and %d lines more", n)
	}
	return fmt.Errorf("%w: %s: nothing was added, as some codes cannot be answered:\n  %s%s", schemas.ErrInvalid, path, strings.Join(faults, "\n  "), more)
}

// attach reads the local terms of an ontology into a release that was opened.
func (s *Store) attach(o schemas.Ontology, r *Release) error {
	paths, err := s.overlays(o)
	if err != nil {
		return err
	}
	var all []LocalTerm
	for _, p := range paths {
		terms, err := readOverlay(p, overlayName(p))
		if err != nil {
			return fmt.Errorf("local terms cannot be read; add them again, or remove them with `medcode ontology overlay remove %s %s`: %w", o, overlayName(p), err)
		}
		all = append(all, terms...)
	}
	r.withLocal(all)
	return nil
}

func (s *Store) overlays(o schemas.Ontology) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(s.dir, string(o), overlayDir, "[^.]*.tsv"))
	slices.Sort(paths)
	return paths, err
}

// overlayStamp tells one state of the local terms from another.
func (s *Store) overlayStamp(o schemas.Ontology) string {
	paths, _ := s.overlays(o)
	var b strings.Builder
	for _, p := range paths {
		b.WriteString(filepath.Base(p) + stampOf(p))
	}
	return b.String()
}

// Overlays lists the tables of local terms, and which of their terms the newest
// release of their ontology cannot answer with.
func (s *Store) Overlays() ([]Overlay, error) {
	p := s.Pin()
	defer p.Unpin()
	out := []Overlay{}
	for _, o := range Kept() {
		paths, err := s.overlays(o)
		if err != nil || len(paths) == 0 {
			continue
		}
		r, use, err := p.InForce(o, time.Time{})
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			v := Overlay{Ontology: o, Name: overlayName(path), Path: path, Release: use.Release}
			terms, err := readOverlay(path, v.Name)
			if err != nil {
				return nil, err
			}
			v.Terms = len(terms)
			for _, t := range r.LostTerms() {
				if t.Overlay == v.Name {
					v.Lost = append(v.Lost, t.Code+" "+t.Term)
				}
			}
			out = append(out, v)
		}
	}
	return out, nil
}

// RemoveOverlay removes a table of local terms.
func (s *Store) RemoveOverlay(ctx context.Context, o schemas.Ontology, name string) error {
	unlock, err := s.lock(ctx, o)
	if err != nil {
		return err
	}
	defer unlock()
	err = os.Remove(filepath.Join(s.dir, string(o), overlayDir, filepath.Base(name)+".tsv"))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: there are no local terms %q of %s; medcode ontology overlay list shows what there is", schemas.ErrInvalid, name, o)
	}
	s.Refresh()
	return err
}
