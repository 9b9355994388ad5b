package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"medcode/internal/settings"
	"medcode/schemas"
)

func benchCommand() command {
	var f tcpFlags
	return command{
		name: "bench", args: "[all|notes|tcp|lookup|backlog|vectors] [--json]", settings: codingSettings(),
		about: "Measure speed, CPU and memory with the releases of the store, in a process and a fresh store of its own; on loopback only.",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.IntVar(&c.opt.notes, "notes", 2000, "notes of a run")
			fs.IntVar(&c.opt.rate, "rate", 20, "notes a second on the idle system, for the latency")
			fs.IntVar(&c.opt.patients, "patients", 0, "notes: so many of one patient, whose copied text is to be known (0: no patient is known)")
			fs.IntVar(&c.opt.clients, "clients", 100, "TCP clients at once")
			fs.IntVar(&c.opt.seconds, "seconds", 4, "length of a run against the clock")
			fs.StringVar(&c.opt.dump, "dump", "", "vectors: folder for rows and queries, for training/faiss_compare.py")
			f.define(fs)
		},
		run: func(ctx context.Context, c *call) error { return runBench(ctx, c, f) },
	}
}

func runBench(ctx context.Context, c *call, f tcpFlags) error {
	what := "all"
	if len(c.rest) > 0 {
		what = c.rest[0]
	}
	phases := map[string][]func(*bench, context.Context) error{
		"all":     {(*bench).starts, (*bench).durable, (*bench).flushed, (*bench).lookups},
		"notes":   {(*bench).durable, (*bench).flushed},
		"tcp":     {(*bench).lines},
		"lookup":  {(*bench).starts, (*bench).lookups},
		"backlog": {(*bench).backlog},
		"vectors": {(*bench).vectors},
	}[what]
	if phases == nil || len(c.rest) > 1 || min(c.opt.notes, c.opt.rate, c.opt.clients, c.opt.seconds) < 1 {
		return fmt.Errorf("%w: medcode bench [all|notes|tcp|lookup|backlog|vectors], with numbers of at least 1", errUsage)
	}
	if err := f.check(what, c.opt.clients); err != nil {
		return err
	}
	b, err := newBench(c, what)
	if err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	b.flags = f
	if !c.json {
		fmt.Fprintf(c.out, "%s\n\n%-58s %10s %-10s %s\n", strings.Join(b.conditions(), "\n"), "", "median", "", "range of runs")
	}
	for _, phase := range phases {
		if err := phase(b, ctx); err != nil {
			return err
		}
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(map[string]any{"conditions": b.conditions(), "figures": b.figures})
	}
	return nil
}

// bench is one measurement: a server in a process of its own, this process as
// its client, so that the CPU time of both can be told apart.
type bench struct {
	c       *call
	what    string
	bin     string
	dir     string // beside the store, so that the same disk is measured
	release string // ontologies and releases measured
	notes   *benchNotes
	terms   map[schemas.Ontology][]string // of each release, as printed, all distinct
	queries []string                      // those of ICD-10-CM with small changes, all distinct
	flags   tcpFlags
	figures []figure
	head    string // name of the last figure, up to a colon
}

func newBench(c *call, what string) (*bench, error) {
	b := &bench{c: c, what: what}
	store, err := filepath.Abs(c.set.String(settings.Data))
	if err != nil {
		return nil, err
	}
	if b.bin, err = os.Executable(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(store, 0o755); err != nil {
		return nil, err
	}
	if err := b.input(); err != nil {
		return nil, err
	}
	b.dir, err = os.MkdirTemp(store, "bench-")
	return b, err
}

// figure is a measured value: the median of its runs, and their range.
type figure struct {
	Name   string  `json:"name"`
	Median float64 `json:"median"`
	Unit   string  `json:"unit"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Runs   int     `json:"runs"`
}

func (b *bench) add(name, unit string, runs ...float64) {
	if len(runs) == 0 {
		return
	}
	b.figures = append(b.figures, figure{Name: name, Unit: unit, Runs: len(runs), Median: median(runs), Low: least(runs), High: most(runs)})
	if b.c.json {
		return
	}
	// What belongs to the figure above stands below it, without its name.
	head, rest, _ := strings.Cut(name, ": ")
	if rest != "" && head == b.head {
		name = "  " + rest
	}
	b.head = head
	b.figures[len(b.figures)-1].write(b.c.out, name)
}

func (f figure) write(w io.Writer, name string) {
	span := ""
	if f.Runs > 1 {
		span = fmt.Sprintf("%s–%s (%d)", short3(f.Low), short3(f.High), f.Runs)
	}
	fmt.Fprintf(w, "%-58s %10s %-10s %s\n", name, short3(f.Median), f.Unit, span)
}

// conditions tell what the figures hold for.
func (b *bench) conditions() []string {
	return []string{
		fmt.Sprintf("medcode %s, %s %s/%s, %d cores", version, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()),
		"releases: " + b.release,
		fmt.Sprintf("notes: %d distinct texts of %d bytes on average, from %s", len(b.notes.texts), b.notes.mean, b.notes.from),
		fmt.Sprintf("look-ups: %s distinct terms of ICD-10-CM as printed, %s with small changes; %d clients",
			thousands(len(b.terms[schemas.ICD10CM])), thousands(len(b.queries)), b.c.opt.clients),
	}
}
