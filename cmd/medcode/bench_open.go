package main

import (
	"context"
	"fmt"

	"medcode/internal/lineload"
)

// open asks at a fixed rate, below what the closed loop reaches: how long
// clients wait who do not wait for each other.
func (t *tcpBench) open(ctx context.Context) error {
	for _, k := range []kind{t.changed, t.printed} {
		full, err := t.closedRate(ctx, k)
		if err != nil {
			return err
		}
		for _, percent := range []int{50, 80} {
			if err := t.openRuns(ctx, k, percent, full*float64(percent)/100); err != nil {
				return err
			}
		}
	}
	return nil
}

// closedRate is that of the closed loop, measured where that was not yet.
func (t *tcpBench) closedRate(ctx context.Context, k kind) (float64, error) {
	if rate, ok := t.rates[k.name]; ok {
		return rate, nil
	}
	r, err := t.icd(k, false, t.c.opt.clients).Closed(ctx)
	if err != nil {
		return 0, err
	}
	t.rates[k.name] = measured{Result: r, all: r.Total()}.rate()
	return t.rates[k.name], nil
}

func (t *tcpBench) openRuns(ctx context.Context, k kind, percent int, rate float64) error {
	name := fmt.Sprintf("TCP, open loop at %d %%, %s", percent, k.name)
	l := t.icd(k, false, t.c.opt.clients)
	runs, err := t.repeat(ctx, name, func(ctx context.Context) (*lineload.Result, error) { return l.Open(ctx, rate) })
	if err != nil {
		return err
	}
	t.add(name+": offered", "1/s", rate)
	t.add(name+": of which sent late by the client, p99", "ms", of(runs, func(m measured) float64 { return ms(m.all.Late.Quantile(0.99)) })...)
	return nil
}
