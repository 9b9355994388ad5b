package pipe

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Outcome is what a stage says of one item of a batch.
type Outcome[Out any] struct {
	Value Out
	Err   error // the item's own failure; its text holds nothing of the item
}

// Stage processes a batch: one outcome an item, in the order of the batch. It
// is called from several goroutines at once and must not keep the slice.
type Stage[In, Out any] func(ctx context.Context, batch []In) []Outcome[Out]

// Engine runs a stage over a two-lane batcher. Bulk items come from a Loop,
// interactive ones from Do.
type Engine[In, Out any] struct {
	name    string
	stage   Stage[In, Out]
	size    func(In) int
	journal *Journal
	metrics *Metrics
	batcher *Batcher[job[In, Out]]
	runners int
}

type job[In, Out any] struct {
	in   In
	id   string // empty for interactive work
	done func(Out, error)
}

// EngineOptions configure an engine.
type EngineOptions[In any] struct {
	Name    string
	Batch   BatchOptions
	Runners int          // batches processed at once, default 1
	Size    func(In) int // of an item, in the unit of Batch.MaxSize; nil counts 1
	Journal *Journal     // nil: no suspects are remembered (tests, the command line)
	Metrics *Metrics     // nil: nothing is counted
}

// NewEngine returns an engine that works once Run is called.
func NewEngine[In, Out any](o EngineOptions[In], stage Stage[In, Out]) *Engine[In, Out] {
	if o.Size == nil {
		o.Size = func(In) int { return 1 }
	}
	return &Engine[In, Out]{
		name: o.Name, stage: stage, size: o.Size, journal: o.Journal, metrics: o.Metrics,
		batcher: NewBatcher[job[In, Out]](o.Batch), runners: max(1, o.Runners),
	}
}

// Run processes batches until ctx is done, then drains what has been queued.
func (e *Engine[In, Out]) Run(ctx context.Context) {
	stop := context.AfterFunc(ctx, e.batcher.Close)
	defer stop()
	var wg sync.WaitGroup
	for runner := range e.runners {
		wg.Go(func() { e.run(context.WithoutCancel(ctx), runner) })
	}
	wg.Wait()
}

func (e *Engine[In, Out]) run(ctx context.Context, runner int) {
	for {
		batch, ok := e.batcher.Next()
		if !ok {
			return
		}
		e.metrics.batch(e.name, batch.Reason, len(batch.Items), len(batch.Expired), batch.Waited)
		for _, j := range batch.Expired {
			var none Out
			j.done(none, context.DeadlineExceeded)
		}
		if len(batch.Items) > 0 {
			e.process(ctx, runner, batch.Items)
		}
	}
}

// process runs a batch; if it fails as a whole, its items are run one by one,
// so that one bad item does not take the others along.
func (e *Engine[In, Out]) process(ctx context.Context, runner int, jobs []job[In, Out]) {
	start := time.Now()
	outs, err := e.attempt(ctx, runner, jobs)
	if err != nil && len(jobs) > 1 {
		e.metrics.singles(e.name)
		for _, j := range jobs {
			e.process(ctx, runner, []job[In, Out]{j})
		}
		return
	}
	e.metrics.processed(e.name, time.Since(start))
	for i, j := range jobs {
		switch {
		case err != nil:
			var none Out
			j.done(none, err)
		case outs[i].Err != nil && len(jobs) > 1:
			e.process(ctx, runner, []job[In, Out]{j})
		default:
			j.done(outs[i].Value, outs[i].Err)
		}
	}
}

func (e *Engine[In, Out]) attempt(ctx context.Context, runner int, jobs []job[In, Out]) (outs []Outcome[Out], err error) {
	defer func() {
		if p := recover(); p != nil {
			// The value may hold text of a note: only its type is told.
			err = fmt.Errorf("%s: the stage panicked (%T)", e.name, p)
		}
		// A failed run is over too: its items must not count once more when
		// the process dies later.
		if jerr := e.end(runner); jerr != nil && err == nil {
			outs, err = nil, jerr
		}
	}()
	if err := e.begin(runner, jobs); err != nil {
		return nil, err
	}
	ins := make([]In, len(jobs))
	for i, j := range jobs {
		ins[i] = j.in
	}
	outs = e.stage(ctx, ins)
	if len(outs) != len(jobs) {
		return nil, fmt.Errorf("%s: %d outcomes for %d items", e.name, len(outs), len(jobs))
	}
	return outs, nil
}

func (e *Engine[In, Out]) begin(runner int, jobs []job[In, Out]) error {
	if e.journal == nil {
		return nil
	}
	ids := make([]string, 0, len(jobs))
	for _, j := range jobs {
		if j.id != "" {
			ids = append(ids, j.id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return e.journal.Begin(runner, ids)
}

func (e *Engine[In, Out]) end(runner int) error {
	if e.journal == nil {
		return nil
	}
	return e.journal.End(runner)
}

// Do processes one interactive item and waits for its outcome. An item whose
// ctx ends before its batch starts is dropped.
func (e *Engine[In, Out]) Do(ctx context.Context, in In) (Out, error) {
	ch := make(chan Outcome[Out], 1)
	j := job[In, Out]{in: in, done: func(v Out, err error) { ch <- Outcome[Out]{v, err} }}
	var none Out
	if err := e.batcher.Submit(ctx, Interactive, j, e.size(in), false); err != nil {
		return none, err
	}
	select {
	case o := <-ch:
		return o.Value, o.Err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// bulk queues an item of the stream; done is called from a runner and must
// not block.
func (e *Engine[In, Out]) bulk(ctx context.Context, id string, in In, alone bool, done func(Out, error)) error {
	return e.batcher.Submit(ctx, Bulk, job[In, Out]{in, id, done}, e.size(in), alone)
}
