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
	"medcode/schemas"
	"medcode/workers"
	"medcode/workers/code"
)

// codingSettings are those that decide what a note is coded as.
func codingSettings(more ...settings.Name) []settings.Name {
	return append([]settings.Name{
		settings.Data, settings.Threshold, settings.K, settings.Cache, settings.StrictDates, settings.BatchSize, settings.MaxWorkers,
		settings.Device, settings.ONNXRuntime, settings.ModelsDir, settings.Encoder, settings.Recogniser, settings.LogLevel, settings.LogFormat,
	}, more...)
}

// coding is everything that turns a phrase or a note into codes, without a
// broker.
type coding struct {
	store    *ontology.Store
	dense    *dense
	coders   map[schemas.Ontology]*code.Coder
	claims   *claims
	drugs    *code.RxNormRefiner
	concepts *code.SNOMED
	strict   bool
	live     *live // nil where nothing is recognised
	neural   *recogniser
	set      *settings.Values
	watch    modelWatch
	log      *slog.Logger
}

// openCoding opens the vocabularies. Releases of an older format are rebuilt
// first, from the official files that the store keeps.
func openCoding(ctx context.Context, set *settings.Values, log *slog.Logger, watch modelWatch) (*coding, error) {
	store, err := ontology.OpenStore(filepath.Join(set.String(settings.Data), "ontology"))
	if err != nil {
		return nil, err
	}
	c := &coding{store: store, coders: map[schemas.Ontology]*code.Coder{}, claims: &claims{store: store}, drugs: code.NewRxNormRefiner(), concepts: code.NewSNOMED(), strict: set.Bool(settings.StrictDates), set: set, watch: watch, log: log}
	if c.dense, err = openDense(set, store.Dir(), watch, log); err != nil {
		_ = c.Close()
		return nil, err
	}
	store.Prepare, store.Closing = c.dense.prepare, c.forget
	if err := store.Upgrade(ctx, func(s string) { log.Info(s) }); err != nil {
		_ = c.Close()
		return nil, err
	}
	var releases code.Releases = store
	if c.strict {
		releases = strict{store}
	}
	for _, o := range schemas.Ontologies() {
		k := &code.Coder{Ontology: o, Releases: releases, Pin: c.pin, First: poisonSource(code.Exact{}), Rest: []code.Source{code.Lexical{}}, Models: map[string]string{}, Cache: code.NewCache(set.Int(settings.Cache))}
		if s := c.dense.source(o); s != nil {
			k.Rest = append(k.Rest, s)
			k.Models[c.dense.model] = c.dense.version
		}
		if k.Refiner, err = c.refiner(o); err != nil {
			_ = c.Close()
			return nil, err
		}
		c.coders[o] = k
	}
	return c, nil
}

// refiner makes codes of an ontology as specific as the note; nil for none.
func (c *coding) refiner(o schemas.Ontology) (code.Refiner, error) {
	switch o {
	case schemas.LOINC:
		return code.NewLOINC()
	case schemas.RxNorm:
		return c.drugs, nil
	case schemas.HCPCS:
		return code.NewHCPCS()
	case schemas.SNOMED:
		return c.concepts, nil
	}
	return nil, nil
}

func (c *coding) Close() error {
	c.live.wait()
	c.neural.Close()
	c.dense.Close()
	return c.store.Close()
}

// pin gives a batch the releases as they are now.
func (c *coding) pin() (code.Releases, func()) {
	now := c.store.Pin()
	if c.strict {
		return strict{now}, now.Unpin
	}
	return now, now.Unpin
}

// forget drops what is kept of a release that is closed.
func (c *coding) forget(r *ontology.Release) {
	for _, k := range c.coders {
		k.Forget(r)
	}
	c.claims.forget(r)
	c.drugs.Forget(r)
	c.concepts.Forget(r)
}

// reader recognises with the vocabularies in use, and with the models set.
func (c *coding) reader() (*router.Reader, error) {
	c.live = &live{store: c.store, formulary: c.drugs.Formulary}
	if err := c.live.renew(); err != nil {
		return nil, err
	}
	var err error
	c.neural, err = openRecogniser(c.set, c.dense.runtime, c.watch, c.dense.native, c.log)
	return router.NewReader(poisonRecogniser(c.live), c.neural.neural()), err
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
	return &router.Now{Read: engine.Do, Coder: l, Keyer: keyer, Threshold: set.Float(settings.Threshold), Claims: c.claims, History: c.claims, Clock: time.Now}, nil
}

// strict refuses dates that no loaded release covers.
type strict struct{ code.Releases }

// InForce is that of the releases, with an error in place of a stale or early
// release.
func (s strict) InForce(o schemas.Ontology, on time.Time) (*ontology.Release, schemas.ReleaseUse, error) {
	r, use, err := s.Releases.InForce(o, on)
	if err == nil && (use.Stale || use.Early) {
		return nil, use, fmt.Errorf("%w: no loaded release of %s was in force on the note's date; load one, or leave --strict-dates off", schemas.ErrInvalid, o)
	}
	return r, use, err
}

// notices tell of a starter vocabulary what it is and how to load the rest,
// and of a release that is no longer in force.
func (c *coding) notices(now time.Time) []string {
	var out []string
	releases := c.store.Pin()
	defer releases.Unpin()
	for _, o := range schemas.Ontologies() {
		r, use, err := releases.InForce(o, now)
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
		if err == nil && len(r.LostTerms()) > 0 {
			out = append(out, fmt.Sprintf("%d local terms of %s name codes that %s does not answer with; medcode ontology overlay list shows them", len(r.LostTerms()), o, use.Release))
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
