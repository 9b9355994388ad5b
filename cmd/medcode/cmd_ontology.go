package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"text/tabwriter"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/settings"
	"medcode/schemas"
)

func ontologyCommand() command {
	return command{
		name: "ontology", args: "add [--release LABEL] ONTOLOGY PATH… | list [--json]", run: runOntology,
		settings: []settings.Name{
			settings.Data, settings.Device, settings.ONNXRuntime, settings.ModelsDir, settings.LogLevel, settings.LogFormat,
		},
		about: "Load official release files, in any mix, or list what is loaded.",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.StringVar(&c.opt.release, "release", "", "label of the release where the files do not tell it, as FY2026")
		},
	}
}

func runOntology(ctx context.Context, c *call) error {
	store, err := ontology.OpenStore(filepath.Join(c.set.String(settings.Data), "ontology"))
	if err != nil {
		return err
	}
	defer store.Close()
	switch {
	case len(c.rest) >= 3 && c.rest[0] == "add":
		return c.ontologyAdd(ctx, store)
	case len(c.rest) == 1 && c.rest[0] == "list":
		return c.ontologyList(store)
	}
	return fmt.Errorf("%w: medcode ontology add ONTOLOGY PATH… or medcode ontology list", errUsage)
}

func (c *call) ontologyAdd(ctx context.Context, store *ontology.Store) error {
	o, err := schemas.ParseOntology(c.rest[1])
	if err != nil {
		return err
	}
	start := time.Now()
	info, err := store.Add(ctx, o, c.opt.release, c.rest[2:], func(s string) { fmt.Fprintln(c.err, s) })
	if err != nil {
		return err
	}
	if err := c.encode(store, o); err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(info)
	}
	fmt.Fprintf(c.out, "%s %s: %s codes, %s terms, in %.1f s; store: %s\n", info.Ontology, info.Release,
		thousands(info.Billable), thousands(info.Terms), time.Since(start).Seconds(), store.Dir())
	return nil
}

// encode builds the index of similar meaning of an ontology's releases now,
// so that no look-up waits for it later.
func (c *call) encode(store *ontology.Store, o schemas.Ontology) error {
	d := openDense(c.set, store.Dir(), logger(c.set, c.err))
	defer d.Close()
	if d.source(o) == nil {
		return nil
	}
	list, err := store.List()
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.Ontology != o || l.Err != nil {
			continue
		}
		r, _, err := store.InForce(o, l.From)
		if err == nil {
			_, err = d.src.Index(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *call) ontologyList(store *ontology.Store) error {
	list, err := store.List()
	if err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(map[string]any{"store": store.Dir(), "releases": list})
	}
	fmt.Fprintf(c.out, "store: %s\n", store.Dir())
	tw := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
	for _, l := range list {
		if l.Err != nil {
			fmt.Fprintf(tw, "%s\t%s\tcannot be used: %v\n", l.Ontology, l.Release, l.Err)
			continue
		}
		fmt.Fprintf(tw, "%s\t%s\t%s codes\t%s terms\t%.1f MB\n", l.Ontology, l.Release, thousands(l.Billable), thousands(l.Terms), float64(l.Size)/1e6)
	}
	if len(list) == 0 {
		fmt.Fprintln(tw, "no release loaded: the starter vocabulary is used")
	}
	return tw.Flush()
}
