package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"text/tabwriter"

	"medcode/internal/settings"
)

func configCommand() command {
	return command{
		name: "config", args: "[--json]", run: runConfig, settings: settings.Names(),
		about: "Print every setting, its value and where that came from.",
	}
}

func runConfig(_ context.Context, c *call) error {
	if c.json {
		return json.NewEncoder(c.out).Encode(c.set.All())
	}
	tw := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
	for _, v := range c.set.All() {
		fmt.Fprintf(tw, "%s\t%s\t%s\n", v.Name, v.Value, v.Source)
	}
	abs, err := filepath.Abs(c.set.String(settings.Data))
	if err != nil {
		return err
	}
	fmt.Fprintf(tw, "\nstore: %s\n", abs)
	return tw.Flush()
}
