package ontology

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"medcode/schemas"
)

// Fault is what is wrong with one release or its sources.
type Fault struct {
	Ontology schemas.Ontology `json:"ontology"`
	Release  string           `json:"release"`
	File     string           `json:"file"`
	What     string           `json:"what"`
	Do       string           `json:"do"`     // what to do about it
	Mended   bool             `json:"mended"` // by Mend
}

// state is what a release file turns out to be.
type state int

const (
	whole    state = iota
	outdated       // of an older format, to be rebuilt from its sources
	newer          // of a format that this build does not know
	broken
)

// stateOf opens a release file and checks every section of it.
func stateOf(path string) (state, error) {
	switch v, err := versionOf(path); {
	case err != nil:
		return broken, err
	case v < formatVersion:
		return outdated, fmt.Errorf("%s: of format %d; this build writes %d", path, v, formatVersion)
	case v > formatVersion:
		return newer, fmt.Errorf("%s: of format %d; this build reads %d", path, v, formatVersion)
	}
	r, err := Open(path)
	if err != nil {
		return broken, err
	}
	return whole, r.Close()
}

// versionOf reads the format version of a release file.
func versionOf(path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	head := make([]byte, 12)
	if _, err := io.ReadFull(f, head); err != nil || string(head[:8]) != magic {
		return 0, fmt.Errorf("%s: %w", path, damaged("no release header"))
	}
	return binary.LittleEndian.Uint32(head[8:]), nil
}

// Verify checks the release files of an ontology, section by section, and its
// sources against the SHA-256 under which they were added. tell hears which
// release is looked at.
func (s *Store) Verify(ctx context.Context, o schemas.Ontology, tell func(string)) ([]Fault, error) {
	list, err := s.scan(o)
	if err != nil {
		return nil, err
	}
	var out []Fault
	for _, e := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		tell(fmt.Sprintf("%s %s: %.1f MB", o, e.Release, float64(e.Size)/1e6))
		out = append(out, s.verify(o, e)...)
	}
	if paths, err := s.overlays(o); err == nil {
		for _, p := range paths {
			if _, err := readOverlay(p, overlayName(p)); err != nil {
				out = append(out, Fault{
					Ontology: o, Release: "local terms", File: p, What: err.Error(),
					Do: fmt.Sprintf("add them again, or remove them: medcode ontology overlay remove %s %s", o, overlayName(p)),
				})
			}
		}
	}
	return out, nil
}

func (s *Store) verify(o schemas.Ontology, e Entry) (out []Fault) {
	dir := filepath.Dir(e.Path)
	label := filepath.Base(dir)
	state, err := stateOf(e.Path)
	fault := Fault{Ontology: o, Release: label, File: e.Path}
	switch {
	case state == newer:
		fault.What, fault.Do = err.Error(), "use the medcode that wrote it, or rebuild it for this one: medcode ontology verify --mend "+string(o)
		out = append(out, fault)
	case err != nil:
		fault.What, fault.Do = err.Error(), "rebuild it from its stored sources: medcode ontology verify --mend "+string(o)
		out = append(out, fault)
	}
	stored, err := storedFiles(filepath.Join(dir, sourcesDir))
	if err != nil {
		return append(out, Fault{Ontology: o, Release: label, File: dir, What: err.Error(), Do: "make the folder readable"})
	}
	for _, p := range stored {
		if what := checkSource(p); what != "" {
			out = append(out, Fault{
				Ontology: o, Release: label, File: p, What: what,
				Do: fmt.Sprintf("delete this file and add the original again: medcode ontology add --release %s %s %s", label, o, sourceName(p)),
			})
		}
	}
	return append(out, missing(o, label, e, stored)...)
}

// checkSource compares a stored file with the SHA-256 in its name.
func checkSource(path string) string {
	sum, err := fileSum(path)
	if err != nil {
		return err.Error()
	}
	if prefix, _, ok := strings.Cut(filepath.Base(path), "_"); !ok || !strings.HasPrefix(sum, prefix) {
		return fmt.Sprintf("its SHA-256 begins with %s, not as it was added: the file has changed", sum[:storedPrefix])
	}
	return ""
}

// missing lists the sources that a release was built from and that are gone.
func missing(o schemas.Ontology, label string, e Entry, stored []string) (out []Fault) {
	for _, src := range e.Sources {
		have := slices.ContainsFunc(stored, func(p string) bool {
			return len(src.SHA256) >= storedPrefix && strings.HasPrefix(filepath.Base(p), src.SHA256[:storedPrefix])
		})
		if !have {
			out = append(out, Fault{
				Ontology: o, Release: label, File: src.Name, What: "this source is no longer in the store; the release works, but cannot be rebuilt as it is",
				Do: fmt.Sprintf("add it again: medcode ontology add --release %s %s %s", label, o, src.Name),
			})
		}
	}
	return out
}

// Mend rebuilds the release files of an ontology that cannot be used from the
// sources beside them, and returns how many. What is whole is left alone.
func (s *Store) Mend(ctx context.Context, o schemas.Ontology, report func(string)) (int, error) {
	return s.mend(ctx, o, newer, report)
}

// Upgrade rebuilds the release files of all ontologies that are of an older
// format. Where none is, it costs a look at each file. One that cannot be
// rebuilt is reported and stays as it is: whoever asks for it gets its error.
func (s *Store) Upgrade(ctx context.Context, report func(string)) error {
	for _, o := range Kept() {
		if _, err := s.mend(ctx, o, outdated, report); err != nil && ctx.Err() == nil {
			report(fmt.Sprintf("%s: %v", o, err))
		}
	}
	return ctx.Err()
}

func (s *Store) mend(ctx context.Context, o schemas.Ontology, most state, report func(string)) (int, error) {
	a := s.adding(ctx, o, report)
	if ill, err := a.ill(most); err != nil || len(ill) == 0 {
		return 0, err
	}
	unlock, err := s.lock(ctx, o)
	if err != nil {
		return 0, err
	}
	defer unlock()
	defer s.Refresh()
	return a.mendAll(most)
}

// ill lists the releases to be rebuilt: outdated ones, and unless most is
// outdated everything that cannot be used.
func (a *adding) ill(most state) ([]Entry, error) {
	list, err := a.scan(a.o)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(e Entry) bool {
		if most == outdated {
			v, err := versionOf(e.Path)
			return err != nil || v >= formatVersion
		}
		state, _ := stateOf(e.Path)
		return state == whole
	}), nil
}

func (a *adding) mendAll(most state) (n int, err error) {
	ill, err := a.ill(most)
	if err != nil {
		return 0, err
	}
	var faults []error
	for _, e := range ill {
		if err := a.rebuild(e); err != nil {
			faults = append(faults, err)
			continue
		}
		n++
	}
	return n, errors.Join(faults...)
}

var errNoSources = errors.New("the files it was built from are not in the store; add them again with `medcode ontology add`")

// rebuild builds a release again from its stored sources.
func (a *adding) rebuild(e Entry) error {
	label := filepath.Base(filepath.Dir(e.Path))
	a.report(fmt.Sprintf("%s %s: rebuilding it from its stored sources", a.o, label))
	all, _, err := a.union(filepath.Dir(e.Path), nil)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return fmt.Errorf("%w: %s %s cannot be used and not be rebuilt: %w", schemas.ErrInvalid, a.o, label, errNoSources)
	}
	again := *a
	again.again = true
	_, err = again.build(label, a.editionFor(label, all), nil)
	return err
}

// editionFor is the edition that a release of that label has among its sources.
func (a *adding) editionFor(label string, all []*source) edition {
	named, have := editionOf(label), baseEditions(a.o, all)
	if slices.Contains(have, named) || len(have) == 0 {
		return named
	}
	return have[len(have)-1]
}
