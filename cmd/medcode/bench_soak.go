package main

import (
	"context"
	"fmt"

	"medcode/internal/lineload"
)

// soakParts is how often memory is looked at.
const soakParts = 20

// soak asks very many times and looks at the server's memory all along: does
// it grow?
func (t *tcpBench) soak(ctx context.Context) error {
	return t.serve(ctx, func() error { return t.soakParts(ctx) })
}

func (t *tcpBench) soakParts(ctx context.Context) error {
	l := t.icd(t.printed, false, pipelines)
	l.For, l.Requests = 0, t.flags.soak/soakParts
	run := func() (*lineload.Result, error) { return l.Pipelined(ctx, depth) }
	name := fmt.Sprintf("soak, %d × %d under way", pipelines, depth)
	var rss, rate []float64
	answered := 0
	for part := range soakParts {
		m, err := t.once(run)
		if err != nil {
			return fmt.Errorf("after %d answers: %w", answered, err)
		}
		answered += m.all.Answered
		now, _ := t.s.memory()
		rss, rate = append(rss, now), append(rate, m.rate())
		t.add(fmt.Sprintf("%s: resident at %d %%", name, 100*(part+1)/soakParts), "MB", now)
	}
	t.add(name+": answered rightly", "", float64(answered))
	t.add(name+", a twentieth at a time", "1/s", rate...)
	first, last := mean(rss[:soakParts/4]), mean(rss[soakParts*3/4:])
	t.add(name+": resident, first quarter", "MB", rss[:soakParts/4]...)
	t.add(name+": resident, last quarter", "MB", rss[soakParts*3/4:]...)
	if first > 0 {
		t.add(name+": last quarter over the first", "%", 100*(last-first)/first)
	}
	return nil
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}
