package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"medcode/internal/model"
	"medcode/internal/onnx"
	"medcode/internal/settings"
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
	enc            code.Encoder
	width          int // of a vector
	serves         []schemas.Ontology
	runtime        *onnx.Runtime
	encoder        *model.Encoder
	watch          modelWatch
	store          string
	log            *slog.Logger
	opening        sync.Mutex
}

// encoderName is the folder of the default encoder.
const encoderName = "phrase-hash"

// encoderServes lists the ontologies that the default encoder is asked for.
// Names of RxNorm are found as well without it; an encoder that is named in
// the settings is asked for them too.
func encoderServes() []schemas.Ontology {
	return []schemas.Ontology{schemas.ICD10CM, schemas.SNOMED, schemas.LOINC, schemas.HCPCS}
}

// openDense loads ONNX Runtime and the encoder that is set. What came with
// medcode may be missing: then it is told. An encoder that is named and cannot
// be used is an error, beside what can be told all the same.
func openDense(set *settings.Values, store string, watch modelWatch, log *slog.Logger) (*dense, error) {
	d := &dense{model: encoderName, serves: encoderServes(), native: map[string]string{}, watch: watch, store: store, log: log}
	d.native["faiss"] = "not built in; make deps says how to get it; similar meaning is searched in small vocabularies only"
	if v := vector.Version(); v != "" {
		d.native["faiss"] = v
	}
	name := set.String(settings.Encoder)
	err := d.load(set)
	if name == settings.ModelNone {
		d.native["model"] = "none, as set"
		return d, nil
	}
	if named := name != settings.ModelAuto; named {
		d.model, d.serves = name, schemas.Ontologies()
	}
	if err == nil {
		err = d.open(set)
	}
	switch {
	case err == nil:
		return d, nil
	case name != settings.ModelAuto || deviceNamed(set):
		return d, err
	}
	log.Info("coding without the encoder", "reason", err)
	return d, nil
}

// deviceNamed tells whether models are to run on one device and no other: then
// going on without them would hide that it is not there.
func deviceNamed(set *settings.Values) bool { return set.String(settings.Device) == onnx.CUDA }

// load loads ONNX Runtime.
func (d *dense) load(set *settings.Values) error {
	lib, err := onnx.Library(set.String(settings.ONNXRuntime), filepath.Join(set.String(settings.Data), "lib"), besideBinary("..", "var", "lib"))
	if err == nil {
		d.runtime, err = onnx.Load(lib)
	}
	if err != nil {
		d.native["onnxruntime"] = err.Error()
		return err
	}
	d.native["onnxruntime"] = d.runtime.Version()
	return nil
}

func (d *dense) open(set *settings.Values) error {
	dir, err := findModel(set.String(settings.ModelsDir), d.model)
	if err == nil {
		d.encoder, err = model.OpenEncoder(d.runtime, dir, model.Options{Runs: runners(set), Device: set.String(settings.Device), Observe: d.watch.of(d.model)})
	}
	if err != nil {
		d.native["model"] = err.Error()
		return fmt.Errorf("the encoder %s: %w", d.model, err)
	}
	d.version = d.encoder.Version()
	d.native["model"] = d.model + " " + d.version + " on " + d.encoder.Device()
	d.enc, d.width = d.encoder, d.encoder.Dim()
	d.src = code.NewDense(d.enc, d.index)
	return nil
}

// source is the accelerated source of an ontology, nil where there is none.
func (d *dense) source(o schemas.Ontology) code.Source {
	if d.src == nil || !slices.Contains(d.serves, o) {
		return nil
	}
	return d.src
}

// Close frees model and library.
func (d *dense) Close() {
	if d.encoder != nil {
		_ = d.encoder.Close()
		d.encoder = nil
	}
	if d.runtime != nil {
		_ = d.runtime.Close()
		d.runtime = nil
	}
	d.src = nil
}

// timed is a searcher whose searches are counted.
type timed struct {
	code.Searcher
	took func(time.Duration)
}

// Search searches and tells how long it took.
func (t timed) Search(ctx context.Context, queries []float32, k int) ([][]vector.Hit, error) {
	start := time.Now()
	defer func() { t.took(time.Since(start)) }()
	return t.Searcher.Search(ctx, queries, k)
}

// Close frees the index.
func (t timed) Close() error { return closeSearcher(t.Searcher) }
