package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"medcode/internal/lineload"
	"medcode/schemas"
)

// backlogNotes are published while look-ups are measured: more than can be
// coded in that time.
const backlogNotes = 1 << 20

// backlog measures how long a lone look-up of a changed phrase takes on an
// idle server and on one with more notes than it can code, and how long a
// batch of the worker that answers it takes meanwhile.
func (b *bench) backlog(ctx context.Context) error {
	return b.with(ctx, "2m", func(s *benchServer) error {
		f, err := b.follow(ctx, s)
		if err != nil {
			return err
		}
		defer f.close()
		t, err := b.newTCP(ctx, false)
		if err != nil {
			return err
		}
		t.s = s
		if err := warm(ctx, t.target(schemas.ICD10CM, false)); err != nil {
			return err
		}
		return t.underBacklog(ctx, f)
	})
}

func (t *tcpBench) underBacklog(ctx context.Context, f *flow) error {
	alone := func(ctx context.Context) (*lineload.Result, error) {
		return t.icd(t.changed, false, 1).Closed(ctx)
	}
	idle, err := t.repeat(ctx, "one client's look-ups, idle", alone)
	if err != nil {
		return err
	}
	bulk, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = f.batch(bulk, t.bench, backlogNotes, nil) // ends with bulk
	}()
	time.Sleep(time.Second) // until the stages have work
	before, err := t.s.batches(ctx)
	if err != nil {
		return err
	}
	loaded, err := t.repeat(ctx, "one client's look-ups, under a backlog of notes", alone)
	if err != nil {
		return err
	}
	after, err := t.s.batches(ctx)
	if err != nil {
		return err
	}
	stop()
	<-done
	t.add("a batch of the worker meanwhile, mean", "ms", 1000*(after.seconds-before.seconds)/max(1, after.count-before.count))
	p50 := func(runs []measured) float64 {
		return median(of(runs, func(m measured) float64 { return ms(m.all.Took.Quantile(0.5)) }))
	}
	t.add("p50 under the backlog less p50 idle", "ms", p50(loaded)-p50(idle))
	return nil
}

// batchTimes are the batches of the ICD-10-CM worker so far.
type batchTimes struct{ seconds, count float64 }

// batches reads them from the server's metrics.
func (s *benchServer) batches(ctx context.Context) (batchTimes, error) {
	var out batchTimes
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.ports["http"]+"/metrics", nil)
	if err != nil {
		return out, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return out, err
	}
	defer resp.Body.Close()
	const stage = `{stage="worker.icd10cm"} `
	lines := bufio.NewScanner(io.LimitReader(resp.Body, 1<<22))
	for lines.Scan() {
		for name, to := range map[string]*float64{"medcode_batch_seconds_sum": &out.seconds, "medcode_batch_seconds_count": &out.count} {
			if value, ok := strings.CutPrefix(lines.Text(), name+stage); ok {
				if *to, err = strconv.ParseFloat(value, 64); err != nil {
					return out, fmt.Errorf("%s: %w", name, err)
				}
			}
		}
	}
	return out, lines.Err()
}
