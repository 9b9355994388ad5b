package main

import (
	"context"
	"errors"
	"flag"

	"medcode/internal/settings"
)

func runCommand() command {
	return command{
		name: "run", args: "[--samples [--once]]", run: runRun, settings: runSettings(),
		about: "Run the roles of this process: broker, router, workers, bridge, web; all by default.",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.BoolVar(&c.opt.samples, "samples", false, "publish the sample notes and print their results")
			fs.BoolVar(&c.opt.once, "once", false, "with --samples: leave after the results")
		},
	}
}

func runSettings() []settings.Name {
	names := settings.Names()
	return names
}

func runRun(ctx context.Context, c *call) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	log := logger(c.set, c.err)
	n, err := startNode(ctx, c.set, log, cancel)
	if err != nil {
		return err
	}
	c.tell(n.coding)
	if c.opt.samples {
		if err := c.samples(ctx, n); err != nil {
			cancel()
			return errors.Join(err, n.wait())
		}
	}
	if !c.opt.once {
		n.screen(c.out)
		<-ctx.Done()
	}
	cancel()
	return n.wait()
}
