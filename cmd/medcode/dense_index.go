package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/vector"
	"medcode/workers/code"
)

// exactRows is how many rows are searched without FAISS: more would take
// longer than a client waits.
const exactRows = 100_000

// index opens the vectors of a release's terms, made at the first use, and of
// the local terms that it was opened with. One is opened at a time: a process
// that starts has other things to do as well.
func (d *dense) index(r *ontology.Release) (*code.Index, error) {
	d.opening.Lock()
	defer d.opening.Unlock()
	rows := code.DenseRows(r)
	if vector.Version() == "" && len(rows) > exactRows {
		return &code.Index{Search: nothing{d.width}}, nil
	}
	own, err := d.official(r, rows)
	if err != nil {
		return nil, err
	}
	ix := &code.Index{Search: timed{own, d.watch.searched(r.Info().Ontology)}, Rows: rows}
	local := code.LocalRows(r)
	if len(local) == 0 {
		return ix, nil
	}
	flat, err := d.encodeAll(r, local)
	if err == nil {
		ix.Local, err = vector.NewExact(d.width, flat)
	}
	if err != nil {
		return nil, fmt.Errorf("local terms: %w", err)
	}
	ix.LocalRows = local
	return ix, nil
}

// official is the index of a release's own terms: from the store, else from
// the vectors that the store keeps, else made anew. That of a starter
// vocabulary is small and kept nowhere.
func (d *dense) official(r *ontology.Release, rows []ontology.TermID) (code.Searcher, error) {
	info := r.Info()
	if info.Starter || len(rows) == 0 {
		return d.fromMemory(r, rows)
	}
	want := d.manifest(r, rows)
	files := d.files(want)
	if ix, err := vector.Cached(files+".faiss", want); err == nil {
		return ix, nil
	}
	v, err := vector.OpenVectors(files + ".f16")
	if err != nil || !v.Manifest().Fits(want) {
		if v != nil {
			_ = v.Close() // it is written anew
		}
		d.log.Info("building the index of similar meaning", "ontology", want.Ontology, "release", info.Release, "rows", len(rows))
		if v, err = d.write(files, want, r, rows); err != nil {
			d.log.Warn("the vectors cannot be kept; they are made again at the next start", "error", err)
			return d.fromMemory(r, rows)
		}
	}
	defer v.Close()
	ix, kept, err := vector.Open(context.Background(), v, files+".faiss")
	if kept != nil {
		d.log.Warn("the index cannot be kept; it is built again at the next start", "error", kept)
	}
	return ix, err
}

// manifest says which vectors a release needs. What is encoded follows from the
// release and from which of its terms are chosen.
func (d *dense) manifest(r *ontology.Release, rows []ontology.TermID) vector.Manifest {
	chosen := crc32.NewIEEE()
	var b []byte
	for _, t := range rows {
		b = binary.LittleEndian.AppendUint32(b[:0], uint32(t))
		_, _ = chosen.Write(b) // never fails
	}
	return vector.Manifest{
		Ontology: string(r.Info().Ontology), Release: r.Info().Release, Content: fmt.Sprintf("%s%08x", r.Digest(), chosen.Sum32()),
		Encoder: d.model + " " + d.version, Dim: d.width, Rows: len(rows),
	}
}

// files is the path, without ending, of the vectors and of the index: their
// name follows from the model and from what is encoded, so that a release that
// was rebuilt with other terms never meets the files of the one before.
func (d *dense) files(m vector.Manifest) string {
	return filepath.Join(d.store, m.Ontology, m.Release, "dense-"+d.version+"-"+m.Content)
}

// write encodes the terms, keeps their vectors, and removes what the release
// had before.
func (d *dense) write(files string, m vector.Manifest, r *ontology.Release, rows []ontology.TermID) (*vector.Vectors, error) {
	_, err := vector.WriteVectors(files+".f16", m, func(add func([]float32) error) error {
		for at := 0; at < len(rows); at += encodeStep {
			flat, err := d.encodeAll(r, rows[at:min(at+encodeStep, len(rows))])
			if err == nil {
				err = add(flat)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.tidy(files)
	return vector.OpenVectors(files + ".f16")
}

// tidy removes the vectors and indexes that a release had before it was
// rebuilt or the encoder changed. Whoever still reads them keeps them.
func (d *dense) tidy(files string) {
	old, _ := filepath.Glob(filepath.Join(filepath.Dir(files), "dense-*"))
	for _, p := range old {
		if !strings.HasPrefix(p, files+".") {
			_ = os.Remove(p) // it only takes space
		}
	}
}

func (d *dense) fromMemory(r *ontology.Release, rows []ontology.TermID) (code.Searcher, error) {
	flat, err := d.encodeAll(r, rows)
	if err != nil {
		return nil, err
	}
	return vector.Auto(d.width, flat)
}

// encodeStep is how many terms are encoded before their vectors are kept.
const encodeStep = 8192

func (d *dense) encodeAll(r *ontology.Release, rows []ontology.TermID) ([]float32, error) {
	phrases := make([]string, len(rows))
	for i, t := range rows {
		phrases[i] = r.Term(t).Text
	}
	return d.enc.Encode(context.Background(), phrases)
}

// prepare builds and keeps the index of a release that is about to be used.
func (d *dense) prepare(r *ontology.Release) error {
	if d.source(r.Info().Ontology) == nil {
		return nil
	}
	ix, err := d.index(r)
	if err != nil {
		return err
	}
	return closeSearcher(ix.Search)
}

func closeSearcher(s code.Searcher) error {
	if c, ok := s.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// nothing finds no rows.
type nothing struct{ dim int }

func (n nothing) Search(_ context.Context, queries []float32, _ int) ([][]vector.Hit, error) {
	return make([][]vector.Hit, len(queries)/n.dim), nil
}
