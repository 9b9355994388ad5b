package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"sync"

	"medcode/producer"
	"medcode/schemas"
)

func publishCommand() command {
	return command{
		name: "publish", args: "[--feed NAME] PATH…", run: runPublish, settings: clientSettings(),
		about: "Publish notes durably: text files, NDJSON, folders; - is standard input.",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.StringVar(&c.opt.feed, "feed", "cli", "feed of notes that name none")
		},
	}
}

// publishAhead is how many notes wait for their acknowledgement at once.
const publishAhead = 64

func runPublish(ctx context.Context, c *call) error {
	if len(c.rest) == 0 {
		return fmt.Errorf("%w: name the notes: medcode publish PATH… (- is standard input)", errUsage)
	}
	keyer, err := openKey(c.set)
	if err != nil {
		return err
	}
	conn, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	pub := producer.NewPublisher(conn, keyer)
	var mu sync.Mutex
	var wg sync.WaitGroup
	var accepted, repeated, refused int
	tell := func(r producer.Receipt, err error) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err != nil:
			refused++
			fmt.Fprintf(c.err, "medcode publish: %v\n", err)
			return
		case r.Duplicate:
			repeated++
		default:
			accepted++
		}
		if c.json {
			_ = json.NewEncoder(c.out).Encode(r)
		}
	}
	ahead := make(chan struct{}, publishAhead)
	src := producer.Source{Feed: c.opt.feed, Stdin: c.in}
	err = src.Each(c.rest, func(n schemas.Note, err error) error {
		if err != nil {
			tell(producer.Receipt{}, err)
			return ctx.Err()
		}
		ahead <- struct{}{}
		wg.Go(func() {
			tell(pub.PublishWait(ctx, n))
			<-ahead
		})
		return ctx.Err()
	})
	wg.Wait()
	fmt.Fprintf(c.err, "medcode publish: %d accepted, %d known already, %d refused\n", accepted, repeated, refused)
	if err == nil && refused > 0 {
		err = fmt.Errorf("%w: %w", errReported, schemas.ErrInvalid)
	}
	return errors.Join(err, ctx.Err())
}
