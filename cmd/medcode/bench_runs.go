package main

import (
	"context"
	"fmt"
	"time"

	"medcode/internal/lineload"
)

// once runs a load once and tells what each request cost both sides.
func (t *tcpBench) once(run func() (*lineload.Result, error)) (measured, error) {
	own, its := ownCPU(), t.s.cpu()
	r, err := run()
	if err != nil {
		return measured{}, err
	}
	n := float64(r.Total().Answered)
	return measured{
		Result: r, all: r.Total(),
		server: float64((t.s.cpu() - its).Microseconds()) / n, client: float64((ownCPU() - own).Microseconds()) / n,
	}, nil
}

// measured is a run of a load.
type measured struct {
	*lineload.Result
	all            *lineload.Tally
	server, client float64 // CPU a request, µs
}

func (m measured) rate() float64 { return float64(m.all.Answered) / m.Took.Seconds() }

// repeat runs a load some times, adds its figures and returns the runs.
func (t *tcpBench) repeat(ctx context.Context, name string, run func(context.Context) (*lineload.Result, error)) ([]measured, error) {
	var runs []measured
	for range t.flags.runs {
		m, err := t.once(func() (*lineload.Result, error) { return run(ctx) })
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		runs = append(runs, m)
	}
	t.addRuns(name, runs)
	return runs, nil
}

func (t *tcpBench) addRuns(name string, runs []measured) {
	t.add(name, "1/s", of(runs, measured.rate)...)
	t.addTook(name, runs)
	if cpu := of(runs, func(m measured) float64 { return m.server }); most(cpu) > 0 {
		t.add(name+": CPU of the server", "µs", cpu...)
	}
	t.add(name+": CPU of the client", "µs", of(runs, func(m measured) float64 { return m.client })...)
	t.add(name+": answered by a code", "%", of(runs, func(m measured) float64 { return 100 * float64(m.all.Codes) / float64(m.all.Answered) })...)
}

// addTook adds how long requests took.
func (t *tcpBench) addTook(name string, runs []measured) {
	t.add(name+": p50", "ms", of(runs, func(m measured) float64 { return ms(m.all.Took.Quantile(0.5)) })...)
	t.add(name+": p99", "ms", of(runs, func(m measured) float64 { return ms(m.all.Took.Quantile(0.99)) })...)
}

// of picks a figure out of each run.
func of(runs []measured, pick func(measured) float64) []float64 {
	out := make([]float64, len(runs))
	for i, m := range runs {
		out[i] = pick(m)
	}
	return out
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
