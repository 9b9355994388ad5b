package main

import (
	"context"
	"fmt"

	"medcode/internal/lineload"
)

// A client that pipelines: few connections, each with many lines under way.
const (
	pipelines = 10
	depth     = 64
)

// closed is the closed loop of clients that keep their connections.
func (t *tcpBench) closed(ctx context.Context) error {
	for _, k := range []kind{t.changed, t.printed, t.repeated} {
		runs, err := t.repeat(ctx, "TCP look-ups, "+k.name, t.icd(k, false, t.c.opt.clients).Closed)
		if err != nil {
			return err
		}
		t.rates[k.name] = median(of(runs, measured.rate))
	}
	return nil
}

// pipelined is the closed loop of clients that do not wait for each answer.
func (t *tcpBench) pipelined(ctx context.Context) error {
	for _, k := range []kind{t.changed, t.printed, t.repeated} {
		l := t.icd(k, false, pipelines)
		run := func(ctx context.Context) (*lineload.Result, error) { return l.Pipelined(ctx, depth) }
		if _, err := t.repeat(ctx, fmt.Sprintf("TCP, %d × %d under way, %s", pipelines, depth, k.name), run); err != nil {
			return err
		}
	}
	return nil
}

// fresh is the closed loop with a connection for each request.
func (t *tcpBench) fresh(ctx context.Context) error {
	if err := t.freshRuns(ctx, "TCP look-ups, a connection each", t.icd(t.changed, false, t.c.opt.clients)); err != nil {
		return err
	}
	return t.freshRuns(ctx, "TCP look-ups, a connection each, as printed", t.icd(t.printed, false, t.c.opt.clients))
}

func (t *tcpBench) freshRuns(ctx context.Context, name string, l *lineload.Load) error {
	runs, err := t.repeat(ctx, name, l.Fresh)
	if err != nil {
		return err
	}
	t.add(name+": to connect, p99", "ms", of(runs, func(m measured) float64 { return ms(m.all.Connect.Quantile(0.99)) })...)
	t.add(name+": to connect, longest", "ms", of(runs, func(m measured) float64 { return ms(m.all.Connect.Max()) })...)
	return nil
}
