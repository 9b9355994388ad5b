package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"medcode/internal/onnx"
	"medcode/internal/ontology"
	"medcode/internal/settings"
	"medcode/internal/text/hashgram"
	"medcode/internal/vector"
	"medcode/schemas"
	"medcode/workers/code"
)

// dense is the accelerated source: an encoder run by ONNX Runtime and an index
// searched by FAISS. Either may be missing; then it is named, and codes are
// found without it.
type dense struct {
	model, version string
	native         map[string]string // library → version, or why it is not used
	src            *code.Dense
	enc            phraseEncoder
	runtime        *onnx.Runtime
	session        *onnx.Session
	store          string
	log            *slog.Logger
}

// encoderName is the folder of the default encoder.
const encoderName = "icd10cm-hash"

func openDense(set *settings.Values, store string, log *slog.Logger) *dense {
	d := &dense{model: encoderName, native: map[string]string{}, store: store, log: log}
	d.native["faiss"] = "not built in; make deps says how to get it; similar meaning is searched in small vocabularies only"
	if v := vector.Version(); v != "" {
		d.native["faiss"] = v
	}
	if err := d.open(set); err != nil {
		d.Close()
		log.Info("coding without the encoder", "reason", err)
	}
	return d
}

func (d *dense) open(set *settings.Values) error {
	lib, err := onnx.Library(set.String(settings.ONNXRuntime), filepath.Join(set.String(settings.Data), "lib"), besideBinary("..", "var", "lib"))
	if err == nil {
		d.runtime, err = onnx.Load(lib)
	}
	if err != nil {
		d.native["onnxruntime"] = err.Error()
		return err
	}
	d.native["onnxruntime"] = d.runtime.Version()
	dir, err := modelFolder(set.String(settings.ModelsDir))
	if err != nil {
		d.native["model"] = err.Error()
		return err
	}
	tok, err := hashgram.Load(dir)
	if err == nil {
		d.session, err = d.runtime.Open(filepath.Join(dir, "model.onnx"), onnx.Options{})
	}
	if err == nil {
		d.version, err = digest(filepath.Join(dir, "model.onnx"))
	}
	if err != nil {
		d.native["model"] = err.Error()
		return err
	}
	d.native["model"] = encoderName + " " + d.version
	d.enc = phraseEncoder{tok, d.session}
	d.src = code.NewDense(d.enc, d.index)
	return nil
}

// modelFolder finds the encoder: in the folder named, else beside the binary
// or in the folder above it, else below the working folder.
func modelFolder(named string) (string, error) {
	roots := []string{besideBinary("models"), besideBinary("..", "models"), "models"}
	if named != "" {
		roots = []string{named}
	}
	for _, r := range roots {
		dir := filepath.Join(r, encoderName)
		if _, err := os.Stat(filepath.Join(dir, "model.onnx")); err == nil {
			return dir, nil
		}
	}
	return "", fmt.Errorf("the encoder %s was not found; make train makes it, --models-dir names its folder", encoderName)
}

// besideBinary is a path relative to the folder of the running binary, empty
// where that is not known.
func besideBinary(parts ...string) string {
	bin, err := os.Executable()
	if err != nil {
		return ""
	}
	return filepath.Join(append([]string{filepath.Dir(bin)}, parts...)...)
}

// digest names a model by the beginning of its SHA-256.
func digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:6]), nil
}

// source is the accelerated source of an ontology, nil where there is none:
// the shipped encoder was trained on ICD-10-CM.
func (d *dense) source(o schemas.Ontology) code.Source {
	if d.src == nil || o != schemas.ICD10CM {
		return nil
	}
	return d.src
}

// Close frees model and library.
func (d *dense) Close() {
	if d.session != nil {
		_ = d.session.Close()
		d.session = nil
	}
	if d.runtime != nil {
		_ = d.runtime.Close()
		d.runtime = nil
	}
	d.src = nil
}

// phraseEncoder is the tokeniser and the model of one encoder.
type phraseEncoder struct {
	tok     *hashgram.Tokenizer
	session *onnx.Session
}

// Encode runs the phrases as one batch.
func (e phraseEncoder) Encode(ctx context.Context, phrases []string) ([]float32, error) {
	ids := make([][]int64, len(phrases))
	for i, p := range phrases {
		ids[i] = e.tok.Encode(nil, p)
	}
	return e.session.Embed(ctx, ids)
}

// exactRows is how many rows are searched without FAISS: more would take
// longer than a client waits.
const exactRows = 20_000

// index opens the vectors of a release: its FAISS file where that is there
// and whole, else made anew from the terms.
func (d *dense) index(r *ontology.Release) (*code.Index, error) {
	info := r.Info()
	rows := code.DenseRows(r)
	if vector.Version() == "" && len(rows) > exactRows {
		return &code.Index{Search: nothing{d.session.Dim()}}, nil
	}
	file := ""
	if !info.Starter {
		file = d.file(r)
		ix, err := vector.ReadIndex(file)
		if err == nil && ix.Len() == len(rows) {
			return &code.Index{Search: ix, Rows: rows}, nil
		}
		d.log.Info("building the index of similar meaning", "release", info.Release, "rows", len(rows))
	}
	flat, err := d.encodeAll(r, rows)
	if err != nil {
		return nil, err
	}
	ix, err := vector.Auto(d.session.Dim(), flat)
	if err != nil {
		return nil, err
	}
	if f, ok := ix.(*vector.FAISS); ok && file != "" {
		if err := f.WriteIndex(file); err != nil {
			d.log.Warn("the index cannot be kept; it is built again at the next start", "error", err)
		} else {
			d.tidy(file)
		}
	}
	return &code.Index{Search: ix, Rows: rows}, nil
}

// file is where the index of a release is kept: its name follows from the
// model and from what the release says, so that a release that was rebuilt
// with other terms never meets the index of the one before.
func (d *dense) file(r *ontology.Release) string {
	info := r.Info()
	return filepath.Join(d.store, string(info.Ontology), info.Release, "dense-"+d.version+"-"+r.Digest()+".faiss")
}

// tidy removes the indexes of the same model that a release had before it was
// rebuilt.
func (d *dense) tidy(file string) {
	old, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "dense-"+d.version+"*"))
	for _, p := range old {
		if !strings.HasPrefix(p, file) {
			_ = os.Remove(p) // it only takes space
		}
	}
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
	if c, ok := ix.Search.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

func (d *dense) encodeAll(r *ontology.Release, rows []ontology.TermID) ([]float32, error) {
	const batch = 256
	flat := make([]float32, 0, len(rows)*d.session.Dim())
	phrases := make([]string, 0, batch)
	for at := 0; at < len(rows); at += batch {
		phrases = phrases[:0]
		for _, t := range rows[at:min(at+batch, len(rows))] {
			phrases = append(phrases, r.Term(t).Text)
		}
		v, err := d.enc.Encode(context.Background(), phrases)
		if err != nil {
			return nil, err
		}
		flat = append(flat, v...)
	}
	return flat, nil
}

// nothing finds no rows.
type nothing struct{ dim int }

func (n nothing) Search(_ context.Context, queries []float32, _ int) ([][]vector.Hit, error) {
	return make([][]vector.Hit, len(queries)/n.dim), nil
}
