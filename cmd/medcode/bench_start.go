package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"medcode/internal/settings"
)

// starts measures from the start of a process until it is of use: the server
// on a fresh store, and the command that looks up one term.
func (b *bench) starts(ctx context.Context) error {
	var ready, lookup []float64
	for range benchRuns {
		s, err := b.server(ctx, "always")
		if err != nil {
			return err
		}
		ready = append(ready, float64(s.ready)/float64(time.Millisecond))
		if err := s.stop(); err != nil {
			return err
		}
		took, err := b.command(ctx, "", "chest pain", 1)
		if err != nil {
			return err
		}
		lookup = append(lookup, float64(took)/float64(time.Millisecond))
	}
	b.add("cold start: exec until /readyz answers", "ms", ready...)
	b.add("cold start: medcode lookup of one term", "ms", lookup...)
	return nil
}

// command runs medcode lookup, wants so many answers and returns how long it
// took.
func (b *bench) command(ctx context.Context, stdin, term string, want int) (time.Duration, error) {
	args := append([]string{"lookup", "--json", "--data", b.c.set.String(settings.Data)}, b.coding()...)
	cmd := exec.CommandContext(ctx, b.bin, append(args, "icd10cm", term)...)
	cmd.Env, cmd.Stdin = b.c.environ, strings.NewReader(stdin)
	start := time.Now()
	out, err := cmd.Output()
	took := time.Since(start)
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return 0, fmt.Errorf("medcode lookup: %w: %s", err, failed.Stderr)
	}
	if got := strings.Count(string(out), "\n"); err == nil && got != want {
		return 0, fmt.Errorf("medcode lookup gave %d answers to %d terms", got, want)
	}
	return took, err
}

// lookups measures the command on many terms from a pipe: no network, one
// process.
func (b *bench) lookups(ctx context.Context) error {
	list := b.queries[:min(5000, len(b.queries))]
	var rate []float64
	for range benchRuns {
		took, err := b.command(ctx, strings.Join(list, "\n")+"\n", "-", len(list))
		if err != nil {
			return err
		}
		rate = append(rate, float64(len(list))/took.Seconds())
	}
	b.add("medcode lookup -, terms from a pipe, start included", "1/s", rate...)
	return nil
}
