package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/settings"
	"medcode/schemas"
	"medcode/workers/code"
)

func lookupCommand() command {
	return command{
		name: "lookup", args: "[--json] [-k N] ONTOLOGY TERM | --code PATTERN ONTOLOGY", run: runLookup, settings: codingSettings(),
		about: "Find the codes of a phrase; TERM - reads one term a line and answers one JSON object a line.",
		more:  "With --code, show codes themselves: E11.9 or e119, all that begin alike (E11*), or a range (C00..C75).\n",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.StringVar(&c.opt.code.pattern, "code", "", "a code, a beginning with *, or a range, in place of a term")
			fs.StringVar(&c.opt.code.date, "date", "", "with --code: the day that decides the release; empty: today")
		},
	}
}

// found is the answer to one term.
type found struct {
	Term    string             `json:"term"`
	Codings schemas.Candidates `json:"codings"`
}

func runLookup(ctx context.Context, c *call) error {
	if c.opt.code.pattern != "" {
		return c.runLookupCode()
	}
	if len(c.rest) < 2 {
		return fmt.Errorf("%w: medcode lookup [--json] [-k N] ONTOLOGY TERM, as in: medcode lookup icd10cm chest pain", errUsage)
	}
	o, err := schemas.ParseOntology(c.rest[0])
	if err != nil {
		return err
	}
	cod, err := openCoding(ctx, c.set, logger(c.set, c.err), modelWatch{})
	if err != nil {
		return err
	}
	defer cod.Close()
	c.tell(cod)
	look := func(terms []string) ([]found, error) { return lookup(ctx, cod.coders[o], terms, c.set.Int(settings.K)) }
	if c.rest[1] == "-" {
		return c.lookupLines(look)
	}
	list, err := look([]string{strings.Join(c.rest[1:], " ")})
	if err != nil {
		return err
	}
	return c.printFound(list[0])
}

func (c *call) runLookupCode() error {
	if len(c.rest) != 1 {
		return fmt.Errorf("%w: medcode lookup --code PATTERN ONTOLOGY, as in: medcode lookup --code E11* icd10cm", errUsage)
	}
	store, err := ontology.OpenStore(filepath.Join(c.set.String(settings.Data), "ontology"))
	if err != nil {
		return err
	}
	defer store.Close()
	return c.lookupCode(store, c.rest[0])
}

func lookup(ctx context.Context, coder *code.Coder, terms []string, k int) ([]found, error) {
	queries := make([]code.Query, len(terms))
	for i, t := range terms {
		queries[i] = code.Query{Text: t, K: k}
	}
	answers, err := coder.Code(ctx, queries)
	if err != nil {
		return nil, err
	}
	out := make([]found, len(terms))
	for i, t := range terms {
		out[i] = found{t, answers[i].Codings}
	}
	return out, nil
}

// lookupLines answers standard input in batches, in order.
func (c *call) lookupLines(look func([]string) ([]found, error)) error {
	in := bufio.NewReaderSize(c.in, 1<<20)
	out := bufio.NewWriter(c.out)
	enc := json.NewEncoder(out)
	for {
		var batch []string
		var err error
		for len(batch) < 64 && err == nil {
			var line string
			line, err = in.ReadString('\n')
			if t := strings.TrimSpace(line); t != "" {
				batch = append(batch, t)
			}
			if in.Buffered() == 0 {
				break // answer a person at once, a pipe in batches
			}
		}
		list, lerr := look(batch)
		if lerr != nil {
			return lerr
		}
		for _, f := range list {
			if err := enc.Encode(f); err != nil {
				return err
			}
		}
		if ferr := out.Flush(); ferr != nil {
			return ferr
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (c *call) printFound(f found) error {
	if c.json {
		return json.NewEncoder(c.out).Encode(f)
	}
	if len(f.Codings) == 0 {
		fmt.Fprintln(c.out, "NO_MATCH")
		return nil
	}
	for _, k := range f.Codings {
		fmt.Fprintf(c.out, "%-10s  %.2f  %s\n            %s\n", k.Code, k.Confidence, k.Display, k.Why)
	}
	return nil
}
