package model

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"medcode/internal/onnx"
)

// Runner runs rows of token numbers as one batch; an [onnx.Session] is one.
type Runner interface {
	Run(ctx context.Context, rows [][]int64) (*onnx.Output, error)
}

// Options are how a model is run. The zero value is what a server wants.
type Options struct {
	// Runs is how many batches run at once, one thread each; 0: one a core, and
	// two on an accelerator, so that one is made ready while the other runs.
	Runs int
	// Threads is how many one run uses; 0: one.
	Threads int
	// Device is where it runs, as in [onnx.Options].
	Device string
	// Budget is the most tokens of a batch, padding included; 0: what suits the
	// size of the model, see [Folder.Budget], and much on an accelerator.
	Budget int
	// Plan divides rows into batches; nil: [Sorted] within the budget.
	Plan    Plan
	Observe Observer
}

// Observer is told what a model does. Its functions may be nil; they are
// called by several goroutines at once and must be quick.
type Observer struct {
	Tokenised func(texts, tokens int, took time.Duration)
	Ran       func(Batch)
}

// Batch is one run of a model.
type Batch struct {
	Rows    int
	Tokens  int           // without padding
	Padding int           // tokens of padding
	Wait    time.Duration // for its turn
	Run     time.Duration
	Single  bool // run again by itself, after its batch had failed
	Failed  bool
}

// engine runs the rows of calls in batches. It may be used by several
// goroutines at once.
type engine struct {
	runner Runner
	gate   *gate
	runs   int
	budget int
	share  int // tokens below which a call is not divided over runs
	plan   Plan
	obs    Observer
}

// newEngine makes one for a model that runs on a device; budget is what suits
// it on a core.
func newEngine(r Runner, o Options, budget int, device string) *engine {
	e := &engine{runner: r, runs: runtime.GOMAXPROCS(0), budget: budget, share: coreShare, plan: o.Plan, obs: o.Observe}
	if device != onnx.CPU {
		e.runs, e.budget, e.share = acceleratorRuns, acceleratorBudget, acceleratorBudget
	}
	if o.Runs > 0 {
		e.runs = o.Runs
	}
	if o.Budget > 0 {
		e.budget = o.Budget
	}
	if e.obs.Ran == nil {
		e.obs.Ran = func(Batch) {}
	}
	if e.obs.Tokenised == nil {
		e.obs.Tokenised = func(int, int, time.Duration) {}
	}
	e.gate = newGate(e.runs)
	return e
}

// A take receives what the model gave for a row: the part of the output that
// belongs to it. It is called once a row, by several goroutines at once. The
// error is that of the row.
type take func(row int, data []float32, out *onnx.Output) error

// run runs rows and hands each result to take. failed are the errors of single
// rows; err means that nothing of the call is of use.
func (e *engine) run(ctx context.Context, rows [][]int64, take take) (failed map[int]error, err error) {
	lengths, total := make([]int, len(rows)), 0
	for i, r := range rows {
		lengths[i] = len(r)
		total += len(r)
	}
	call := &call{engine: e, rows: rows, take: take, tokens: total}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(e.runs)
	for _, batch := range e.planFor(total)(lengths) {
		group.Go(func() error { return call.batch(ctx, batch) })
	}
	err = group.Wait()
	return call.failed, err
}

// planFor leaves no core idle over a small call: a batch is at most its share
// of the call, though not so small that running it costs more than it saves.
func (e *engine) planFor(tokens int) Plan {
	if e.plan != nil {
		return e.plan
	}
	share := max((tokens+e.runs-1)/e.runs, e.share)
	return Sorted(min(e.budget, share), overhead)
}

const (
	// overhead is what a run costs beside its tokens, in tokens: 11 measured
	// for 2 layers of 128, 15 for 6 of 384.
	overhead = 12
	// coreShare: below it two runs cost more than they save.
	coreShare = 64
	// An accelerator is filled by rows, not by runs.
	acceleratorRuns   = 2
	acceleratorBudget = 16 << 10
)

// call is the rows of one call on their way.
type call struct {
	*engine
	rows   [][]int64
	take   take
	tokens int

	mu     sync.Mutex
	failed map[int]error
}

// batch runs a batch when it is its turn. One that fails is run again row by
// row, so that what fails is known and takes no others along.
func (c *call) batch(ctx context.Context, batch []int) error {
	start := time.Now()
	if err := c.gate.enter(ctx, c.tokens); err != nil {
		return err
	}
	defer c.gate.leave()
	err := c.once(ctx, batch, time.Since(start), false)
	if err == nil {
		return nil
	}
	if fatal(ctx, err) {
		return cmp.Or(ctx.Err(), err) // the library says only that it was stopped
	}
	if len(batch) == 1 {
		c.fail(batch[0], err)
		return nil
	}
	for _, row := range batch {
		err := c.once(ctx, []int{row}, 0, true)
		if fatal(ctx, err) {
			return cmp.Or(ctx.Err(), err)
		}
		if err != nil {
			c.fail(row, err)
		}
	}
	return nil
}

// fatal says whether an error is about more than the rows.
func fatal(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() != nil || errors.Is(err, onnx.ErrClosed))
}

func (c *call) once(ctx context.Context, batch []int, wait time.Duration, single bool) error {
	rows, b := make([][]int64, len(batch)), Batch{Rows: len(batch), Wait: wait, Single: single}
	long := 0
	for i, r := range batch {
		rows[i] = c.rows[r]
		b.Tokens += len(rows[i])
		long = max(long, len(rows[i]))
	}
	b.Padding = long*len(rows) - b.Tokens
	start := time.Now()
	out, err := c.runner.Run(ctx, rows)
	b.Run, b.Failed = time.Since(start), err != nil
	c.obs.Ran(b)
	if err == nil && (out == nil || out.Rows != len(rows) || len(out.Data) != out.Rows*max(1, out.Length)*out.Width) {
		err = errShape
	}
	if err != nil {
		return err
	}
	for i, r := range batch {
		if err := c.take(r, out.Row(i), out); err != nil {
			c.fail(r, err)
		}
	}
	return nil
}

var errShape = errors.New("model: the model gave another number of rows than it was asked for")

func (c *call) fail(row int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed == nil {
		c.failed = map[int]error{}
	}
	c.failed[row] = err
}
