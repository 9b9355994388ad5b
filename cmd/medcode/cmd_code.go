package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"runtime"
	"sync"

	"medcode/internal/settings"
	"medcode/producer"
	"medcode/router"
	"medcode/schemas"
)

func codeCommand() command {
	return command{
		name: "code", args: "[--json | --claim csv] PATH…", run: runCode, settings: codingSettings(settings.KeyFile),
		about: "Code notes without a server: text files, NDJSON, folders; - is standard input.",
		more: "--claim csv: note_id, sequence, qualifier (ABK principal, ABF other, ABN external cause), form_locator (UB-04), code\n" +
			"without dot, poa (of stays; empty where exempt), hi (composite of segment HI of the electronic claim), display, why.\n",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.StringVar(&c.opt.feed, "feed", "cli", "feed of notes that name none")
			fs.StringVar(&c.opt.offsets, "offsets", "bytes", "unit of start and end: bytes, utf16 or runes")
			fs.StringVar(&c.opt.claim, "claim", "", "csv: only the claims, one line a diagnosis, for billing systems")
		},
	}
}

func runCode(ctx context.Context, c *call) error {
	if len(c.rest) == 0 {
		return fmt.Errorf("%w: name the notes: medcode code [--json] PATH… (- is standard input)", errUsage)
	}
	unit, err := offsetUnit(c.opt.offsets)
	if err != nil {
		return err
	}
	if c.opt.claim != "" && (c.opt.claim != "csv" || c.json) {
		return fmt.Errorf("%w: --claim is csv, without --json", errUsage)
	}
	cod, now, err := c.openNow(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	c.tell(cod)
	now.Patients = router.NewRemembered()
	if c.opt.claim == "" {
		return c.codeAll(ctx, now, func(n *schemas.Note, res *schemas.Result) error {
			unit(n, res)
			return c.print(n, res)
		})
	}
	table, err := newClaimTable(c.out)
	if err != nil {
		return err
	}
	return c.codeAll(ctx, now, func(_ *schemas.Note, res *schemas.Result) error { return table.add(res) })
}

// openNow returns what codes notes in this process, without a broker.
func (c *call) openNow(ctx context.Context) (*coding, *router.Now, error) {
	keyer, err := openKey(c.set)
	if err != nil {
		return nil, nil, err
	}
	cod, err := openCoding(ctx, c.set, logger(c.set, c.err), modelWatch{})
	if err != nil {
		return nil, nil, err
	}
	now, err := cod.now(ctx, c.set, keyer)
	if err != nil {
		_ = cod.Close()
		return nil, nil, err
	}
	return cod, now, nil
}

// codeAll codes several notes at once and shows the results in the order of
// the input. A refused note is told and does not stop the others.
func (c *call) codeAll(ctx context.Context, now *router.Now, show func(*schemas.Note, *schemas.Result) error) error {
	type answer struct {
		n   schemas.Note
		res schemas.Result
		err error
	}
	queue := make(chan chan answer, 2*runtime.GOMAXPROCS(0))
	var failed error
	var wg sync.WaitGroup
	wg.Go(func() {
		for ch := range queue {
			a := <-ch
			if a.err == nil {
				a.err = show(&a.n, &a.res)
			}
			if a.err != nil {
				fmt.Fprintf(c.err, "medcode code: %v\n", a.err)
				failed = fmt.Errorf("%w: %w", errReported, a.err)
			}
		}
	})
	src := producer.Source{Feed: c.opt.feed, Stdin: c.in}
	err := src.Each(c.rest, func(n schemas.Note, err error) error {
		ch := make(chan answer, 1)
		queue <- ch
		if err != nil {
			ch <- answer{err: err}
			return ctx.Err()
		}
		in, err := now.Begin(n) // in the order of the input: the first with a passage has it as its own
		if err != nil {
			ch <- answer{err: fmt.Errorf("note %q: %w", n.ID, err)}
			return ctx.Err()
		}
		go func() {
			res, err := now.Code(ctx, in)
			if err != nil {
				err = fmt.Errorf("note %q: %w", n.ID, err)
			}
			ch <- answer{n, res, err}
		}()
		return ctx.Err()
	})
	close(queue)
	wg.Wait()
	if err != nil {
		return err
	}
	return failed
}

func (c *call) print(n *schemas.Note, res *schemas.Result) error {
	if c.json {
		return json.NewEncoder(c.out).Encode(res)
	}
	return printResult(c.out, res)
}
