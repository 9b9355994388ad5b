package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"medcode/internal/model"
	"medcode/schemas"
)

// modelFigure is one line of the measurement.
type modelFigure struct {
	What    string  `json:"what"`
	Texts   float64 `json:"texts_per_second"`
	Tokens  float64 `json:"tokens_per_second"`
	Padding float64 `json:"padding"` // share of all tokens that were run
	Ratio   float64 `json:"ratio"`   // of texts/s to the first line of its kind, median over the rounds
	CPU     float64 `json:"texts_per_cpu_second"`
	Work    float64 `json:"cpu_ratio"` // the same of texts a CPU second, which a busy machine disturbs less
}

// bench measures a model as the stream runs it: tokenizer, batches, runs at
// once.
func (c *modelsCall) bench(ctx context.Context, args []string) error {
	dirs, err := c.folders(args[:min(1, len(args))])
	if err != nil {
		return err
	}
	if len(dirs) == 0 || c.flags.rounds < 1 || c.flags.budget < 0 {
		return fmt.Errorf("%w: there is no model to measure, or --rounds or --budget is not possible; medcode models list shows the models", errUsage)
	}
	var lines []string
	if len(args) == 2 {
		if lines, err = c.lines(args[1]); err != nil {
			return err
		}
	}
	rt, err := c.runtime()
	if err != nil {
		return err
	}
	defer func() { _ = rt.Close() }()
	m, err := c.open(rt, dirs[0], model.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = m.close() }()
	b := &modelBench{m: m, rounds: c.flags.rounds, budget: c.flags.budget}
	figures, err := b.measure(ctx, lines)
	if err != nil {
		return err
	}
	return c.printFigures(m, figures)
}

func (c *modelsCall) printFigures(m *openedModel, figures []modelFigure) error {
	f := m.folder
	if c.json {
		return json.NewEncoder(c.out).Encode(map[string]any{"model": describeModel(f.Dir), "cores": runtime.GOMAXPROCS(0), "figures": figures})
	}
	fmt.Fprintf(c.out, "%s: %s, %d × %d, budget %d tokens, %d runs at once\n\n", f.Name, f.Kind, f.Layers, f.Dim, cmp.Or(c.flags.budget, f.Budget()), runtime.GOMAXPROCS(0))
	fmt.Fprintf(c.out, "%-44s %10s %12s %8s %8s %12s %8s\n", "", "texts/s", "tokens/s", "padding", "ratio", "texts/CPU s", "ratio")
	for _, x := range figures {
		fmt.Fprintf(c.out, "%-44s %10s %12s %7.1f%% %8.2f %12s %8.2f\n", x.What, short3(x.Texts), short3(x.Tokens), 100*x.Padding, x.Ratio, short3(x.CPU), x.Work)
	}
	return nil
}

// lines are the texts of a file, one a line.
func (c *modelsCall) lines(path string) ([]string, error) {
	in := c.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	const most = 100_000
	var lines []string
	s := bufio.NewScanner(io.LimitReader(in, 256<<20))
	s.Buffer(nil, 1<<20)
	for s.Scan() && len(lines) < most {
		if strings.TrimSpace(s.Text()) != "" {
			lines = append(lines, s.Text())
		}
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", schemas.ErrInvalid, path, err)
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("%w: %s has no lines of text", schemas.ErrInvalid, path)
	}
	return lines, nil
}

// modelBench is a measurement of one model.
type modelBench struct {
	m      *openedModel
	rounds int
	budget int
}

// modelWay is one way to run texts.
type modelWay struct {
	name  string
	texts []string
	call  int // texts of a call; 0: all
	opts  model.Options

	mu      sync.Mutex
	tokens  int
	padding int
	rate    []float64 // texts/s, a round each
	speed   []float64 // tokens/s
	cpu     []float64 // texts a CPU second
}

// measure compares ways of making batches of lines, and without lines texts of
// equal length in batches of some sizes.
func (b *modelBench) measure(ctx context.Context, lines []string) ([]modelFigure, error) {
	if len(lines) > 0 {
		return b.compare(ctx, b.orders(lines))
	}
	var all []modelFigure
	for _, tokens := range []int{16, 128} {
		ways, err := b.sizes(ctx, tokens)
		if err != nil {
			return nil, err
		}
		figures, err := b.compare(ctx, ways)
		if err != nil {
			return nil, err
		}
		all = append(all, figures...)
	}
	return all, nil
}

// orders are the ways to batch lines. The first two are what the third is
// measured against.
func (b *modelBench) orders(lines []string) []*modelWay {
	return []*modelWay{
		{name: "one by one", texts: lines, opts: model.Options{Plan: model.OneByOne()}},
		{name: "in order of arrival, 32 a batch, padded", texts: lines, opts: model.Options{Plan: model.Arrival(32)}},
		{name: "sorted, within the budget", texts: lines, opts: model.Options{Budget: b.budget}},
	}
}

// sizes are calls of 1, 8 and 32 texts of so many tokens.
func (b *modelBench) sizes(ctx context.Context, tokens int) ([]*modelWay, error) {
	if tokens > b.m.folder.MaxLength {
		return nil, nil
	}
	text, err := b.textOf(ctx, tokens)
	if err != nil {
		return nil, err
	}
	var ways []*modelWay
	for _, n := range []int{1, 8, 32} {
		texts := make([]string, 64)
		for i := range texts {
			texts[i] = text
		}
		ways = append(ways, &modelWay{
			name: fmt.Sprintf("%d tokens, %d a batch, one run at a time", tokens, n), texts: texts, call: n,
			opts: model.Options{Plan: model.Arrival(n), Runs: 1},
		})
	}
	return ways, nil
}

// textOf is a text of so many tokens, special ones included, or one more.
func (b *modelBench) textOf(ctx context.Context, tokens int) (string, error) {
	words := strings.Fields(strings.Repeat("patient with severe chest pain and cough after a fall at home ", 1+tokens/10))
	low, high := 1, len(words)
	for low < high {
		n, middle := 0, (low+high)/2
		m := b.m.with(model.Options{Observe: model.Observer{Tokenised: func(_, t int, _ time.Duration) { n = t }}})
		if err := m.run(ctx, []string{strings.Join(words[:middle], " ")}); err != nil {
			return "", err
		}
		if n < tokens {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return strings.Join(words[:low], " "), nil
}

// compare runs the ways in turn, round after round, so that what else the
// machine does falls on all of them alike.
func (b *modelBench) compare(ctx context.Context, ways []*modelWay) ([]modelFigure, error) {
	for round := range b.rounds + 1 {
		for _, w := range ways {
			if err := b.round(ctx, w, round == 0); err != nil {
				return nil, err
			}
		}
	}
	var out []modelFigure
	for _, w := range ways {
		ratio, work := make([]float64, len(w.rate)), make([]float64, len(w.rate))
		for i := range ratio {
			ratio[i], work[i] = w.rate[i]/ways[0].rate[i], w.cpu[i]/ways[0].cpu[i]
		}
		out = append(out, modelFigure{
			What: w.name, Texts: median(w.rate), Tokens: median(w.speed), Ratio: median(ratio), CPU: median(w.cpu), Work: median(work),
			Padding: float64(w.padding) / float64(max(1, w.padding+w.tokens)),
		})
	}
	return out, nil
}

// round runs the texts once. The first round warms up and does not count. A
// text that fails is a text all the same.
func (b *modelBench) round(ctx context.Context, w *modelWay, warm bool) error {
	w.tokens, w.padding = 0, 0
	w.opts.Observe = model.Observer{Ran: func(x model.Batch) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.tokens, w.padding = w.tokens+x.Tokens, w.padding+x.Padding
	}}
	m, start, cpu := b.m.with(w.opts), time.Now(), ownCPU()
	step := w.call
	if step == 0 {
		step = len(w.texts)
	}
	for at := 0; at < len(w.texts); at += step {
		var failed *model.Failed
		if err := m.run(ctx, w.texts[at:min(at+step, len(w.texts))]); err != nil && !errors.As(err, &failed) {
			return err
		}
	}
	took, used := time.Since(start).Seconds(), max(time.Microsecond, ownCPU()-cpu)
	if !warm {
		w.rate = append(w.rate, float64(len(w.texts))/took)
		w.cpu = append(w.cpu, float64(len(w.texts))/used.Seconds())
		w.speed = append(w.speed, float64(w.tokens)/took)
	}
	return nil
}
