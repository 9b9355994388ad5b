package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"

	"medcode/internal/broker"
	"medcode/schemas"
)

func watchCommand() command {
	return command{
		name: "watch", args: "[--json] [--feed NAME] [--new]", run: runWatch, settings: clientSettings(),
		about: "Print results as they are stored: those that are there, then every new one.",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.StringVar(&c.opt.feed, "feed", "*", "only results of this feed")
			fs.BoolVar(&c.opt.follow, "new", false, "only results that come from now on")
		},
	}
}

func runWatch(ctx context.Context, c *call) error {
	conn, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	err = conn.Follow(ctx, schemas.StreamDone, schemas.DoneSubject(c.opt.feed, "*"), !c.opt.follow, func(m broker.Stored) error {
		var res schemas.Result
		if err := schemas.Decode(m.Data, m.ContentType, &res); err != nil {
			return err
		}
		if c.json {
			return json.NewEncoder(c.out).Encode(res)
		}
		return printResult(c.out, &res)
	})
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
