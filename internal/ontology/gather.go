package ontology

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"medcode/schemas"
)

// payload is one file that is read now.
type payload struct {
	form    string
	where   string // for messages
	edition edition
	data    []byte
	again   func(read func(io.Reader) error) error // reads a large file anew; nil where data holds it
}

// source is one file as the user gave it.
type source struct {
	path, name, sum string
	payloads        []*payload
	kept            []string // what it holds for later
	ignored         []string // members of an archive that nobody knows
}

func (s *source) describe() Source {
	d := Source{Name: s.name, SHA256: s.sum}
	var kinds, editions []string
	for _, p := range s.payloads {
		kinds = append(kinds, p.form)
		if e := p.edition.String(); e != "" {
			editions = append(editions, e)
		}
	}
	d.Kind = strings.Join(slices.Compact(kinds), ", ")
	d.Edition = strings.Join(slices.Compact(editions), ", ")
	return d
}

// scan finds out what a file holds and reads what is used of it.
func scan(ctx context.Context, o schemas.Ontology, path string) (*source, error) {
	sum, err := fileSum(path)
	if err != nil {
		return nil, err
	}
	s := &source{path: path, name: sourceName(path), sum: sum}
	known := forms()
	n := 0
	err = walkFile(ctx, path, func(m *member) error {
		at := n
		n++
		return s.visit(o, known, m, func(read func(io.Reader) error) error { return reopen(ctx, path, at, read) })
	})
	if err != nil {
		return nil, err
	}
	if len(s.payloads) == 0 && len(s.kept) == 0 {
		return nil, fmt.Errorf("%s: not a known %s file; expected one of: %s", path, o, expected(o))
	}
	return s, nil
}

// visit finds out what a plain file is; again reads it anew.
func (s *source) visit(o schemas.Ontology, known []form, m *member, again func(func(io.Reader) error) error) error {
	i := slices.IndexFunc(known, func(f form) bool { return f.matches(string(toUTF8(m.head))) })
	if i < 0 {
		if !m.inZip {
			return fmt.Errorf("%s: not a known %s file; expected one of: %s", m.where(), o, expected(o))
		}
		s.ignored = append(s.ignored, m.name)
		return nil
	}
	f := known[i]
	switch {
	case f.ontology != "" && f.ontology != o && !m.inZip:
		return fmt.Errorf("%s is a %s; add it with `medcode ontology add %s`", m.where(), f.name, f.ontology)
	case !f.used || f.ontology != "" && f.ontology != o || slices.Contains(rf2Forms(), f.name) && otherSlice.MatchString(m.name):
		s.kept = append(s.kept, f.name)
		return nil
	}
	p := &payload{form: f.name, where: m.where(), edition: editionIn(o, m.name, m.outer), again: again}
	if !streamed(f.name) {
		data, err := m.read()
		if err != nil {
			return err
		}
		p.data, p.again = data, nil
	}
	s.payloads = append(s.payloads, p)
	return nil
}

func fileSum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// expand replaces folders by the files in them, hidden ones left out, and so
// are the read-me files and scripts of a release, which no form matches.
func expand(paths []string) ([]string, error) {
	var out []string
	for _, p := range paths {
		files, err := filesIn(p)
		if err != nil {
			return nil, err
		}
		if len(files) > 1 {
			known := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return !recognised(f) })
			if len(known) > 0 {
				files = known
			}
		}
		out = append(out, files...)
	}
	return out, nil
}

// recognised tells whether a file is of a known form, or an archive, or cannot
// be read, which is told later.
func recognised(path string) bool {
	found := false
	known := forms()
	err := walkFile(context.Background(), path, func(m *member) error {
		found = m.inZip || slices.ContainsFunc(known, func(f form) bool { return f.matches(string(toUTF8(m.head))) })
		return errRead // the first one tells
	})
	return found || !errors.Is(err, errRead)
}

// filesIn lists the file p or, of a folder, the files in it.
func filesIn(p string) (out []string, err error) {
	err = filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
		hidden := path != p && strings.HasPrefix(d.Name(), ".")
		switch {
		case err != nil:
			return err
		case d.IsDir() && hidden:
			return fs.SkipDir
		case !d.IsDir() && !hidden:
			out = append(out, path)
		}
		return nil
	})
	return out, err
}
