package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/pipe"
	"medcode/internal/settings"
	"medcode/router"
	"medcode/router/ner"
	"medcode/schemas"
	"medcode/workers"
	"medcode/workers/code"
)

// codingSettings are those that decide what a note is coded as.
func codingSettings(more ...settings.Name) []settings.Name {
	return append([]settings.Name{
		settings.Data, settings.Threshold, settings.K, settings.Cache, settings.StrictDates, settings.BatchSize, settings.MaxWorkers,
		settings.Device, settings.ONNXRuntime, settings.ModelsDir, settings.LogLevel, settings.LogFormat,
	}, more...)
}

// coding is everything that turns a phrase or a note into codes, without a
// broker.
type coding struct {
	store  *ontology.Store
	dense  *dense
	coders map[schemas.Ontology]*code.Coder
}

func openCoding(set *settings.Values, log *slog.Logger) (*coding, error) {
	store, err := ontology.OpenStore(filepath.Join(set.String(settings.Data), "ontology"))
	if err != nil {
		return nil, err
	}
	c := &coding{store: store, coders: map[schemas.Ontology]*code.Coder{}}
	c.dense = openDense(set, store.Dir(), log)
	var releases code.Releases = store
	if set.Bool(settings.StrictDates) {
		releases = strict{store}
	}
	for _, o := range schemas.Ontologies() {
		k := &code.Coder{Ontology: o, Releases: releases, First: poisonSource(code.Exact{}), Rest: []code.Source{code.Lexical{}}, Models: map[string]string{}, Cache: code.NewCache(set.Int(settings.Cache))}
		if s := c.dense.source(o); s != nil {
			k.Rest = append(k.Rest, s)
			k.Models[c.dense.model] = c.dense.version
		}
		c.coders[o] = k
	}
	return c, nil
}

func (c *coding) Close() error {
	c.dense.Close()
	return c.store.Close()
}

// newest returns the release of each ontology that notes of today use.
func (c *coding) newest() ([]*ontology.Release, error) {
	var out []*ontology.Release
	for _, o := range schemas.Ontologies() {
		r, _, err := c.store.InForce(o, time.Time{})
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// reader recognises with the vocabularies in use.
func (c *coding) reader() (*router.Reader, error) {
	rels, err := c.newest()
	if err != nil {
		return nil, err
	}
	return router.NewReader(poisonRecogniser(ner.NewDictionary(rels...))), nil
}

// local codes without a broker: the batches of all workers in this process.
type local struct {
	workers map[schemas.Ontology]*workers.Worker
}

func (c *coding) local(set *settings.Values) *local {
	l := &local{workers: map[schemas.Ontology]*workers.Worker{}}
	for o, k := range c.coders {
		l.workers[o] = workers.New(workers.Options{Batch: set.Int(settings.BatchSize), Runners: runners(set)}, k)
	}
	return l
}

func (l *local) start(ctx context.Context) {
	for _, w := range l.workers {
		go w.Start(ctx)
	}
}

// Code codes one part in this process.
func (l *local) Code(ctx context.Context, w schemas.Work) (schemas.Part, error) {
	k := l.workers[w.Ontology]
	if k == nil {
		return schemas.Part{}, fmt.Errorf("no worker for %s in this process", w.Ontology)
	}
	return k.Code(ctx, w)
}

func runners(set *settings.Values) int {
	if n := set.Int(settings.MaxWorkers); n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}

// now returns the synchronous coder of notes over local batches.
func (c *coding) now(ctx context.Context, set *settings.Values, keyer schemas.Keyer) (*router.Now, error) {
	reader, err := c.reader()
	if err != nil {
		return nil, err
	}
	l := c.local(set)
	l.start(ctx)
	engine := pipe.NewEngine(pipe.EngineOptions[*router.Input]{Name: "router", Runners: runners(set)}, reader.Stage)
	go engine.Run(ctx)
	return &router.Now{Read: engine.Do, Coder: l, Keyer: keyer, Threshold: set.Float(settings.Threshold), Clock: time.Now}, nil
}

// strict refuses dates that no loaded release covers.
type strict struct{ store *ontology.Store }

// InForce is that of the store, with an error in place of a stale or early
// release.
func (s strict) InForce(o schemas.Ontology, on time.Time) (*ontology.Release, schemas.ReleaseUse, error) {
	r, use, err := s.store.InForce(o, on)
	if err == nil && (use.Stale || use.Early) {
		return nil, use, fmt.Errorf("%w: no loaded release of %s was in force on the note's date; load one, or leave --strict-dates off", schemas.ErrInvalid, o)
	}
	return r, use, err
}

// notices tell of a starter vocabulary what it is and how to load the rest,
// and of a release that is no longer in force.
func (c *coding) notices(now time.Time) []string {
	var out []string
	for _, o := range schemas.Ontologies() {
		r, use, err := c.store.InForce(o, now)
		switch {
		case err != nil:
			out = append(out, err.Error())
		case r.Info().Starter && o == schemas.ICD10CM:
			out = append(out, fmt.Sprintf("starter vocabulary, %d of %s ICD-10-CM codes; load a full release with: medcode ontology add icd10cm FILE… (store: %s)",
				r.Info().Billable, thousands(r.Info().Total), c.store.Dir()))
		case use.Stale:
			out = append(out, fmt.Sprintf("the newest %s release, %s, ended on %s; results of later notes are marked stale",
				o, use.Release, r.Info().Until.Format(time.DateOnly)))
		}
	}
	return out
}

// tell prints the notices of a command.
func (c *call) tell(cod *coding) {
	for _, n := range cod.notices(time.Now()) {
		fmt.Fprintln(c.err, "medcode:", n)
	}
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
