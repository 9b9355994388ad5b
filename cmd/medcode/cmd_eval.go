package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"medcode/internal/eval"
	"medcode/internal/settings"
	"medcode/router/assertion"
	"medcode/router/section"
)

func evalCommand() command {
	return command{
		name: "eval", args: "codiesp|context|guidelines [FOLDER]|spans|terms [ONTOLOGY]|official|valid [--set dev|train] [--n N] [--errors N] [--json]", run: runEval,
		settings: codingSettings(settings.KeyFile),
		about:    "Measure accuracy on data found through MEDCODE_DATA, with n and 95 % intervals.",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.StringVar(&c.opt.set, "set", "dev", "part of the data: dev or train")
			fs.IntVar(&c.opt.errors, "errors", 0, "print so many errors of each kind")
			fs.IntVar(&c.opt.notes, "n", 0, "terms, official: look up so many of each set, drawn the same way on every run (0: all); valid: phrases (0: 20,000)")
		},
	}
}

func runEval(ctx context.Context, c *call) error {
	if len(c.rest) > 0 && len(c.rest) < 3 && c.rest[0] == "guidelines" {
		return c.evalGuidelines(ctx) // the cases are the project's own
	}
	data := lookupEnv(c.environ, "MEDCODE_DATA")
	if data == "" {
		return fmt.Errorf("set MEDCODE_DATA to the folder with the evaluation data; docs/accuracy.md says what it holds")
	}
	if len(c.rest) == 0 || len(c.rest) > 1 && c.rest[0] != "terms" && c.rest[0] != "features" {
		return fmt.Errorf("%w: medcode eval codiesp, context, guidelines [FOLDER], spans, terms [ONTOLOGY], official or valid", errUsage)
	}
	switch c.rest[0] {
	case "codiesp":
		return c.evalCodiEsp(ctx, data)
	case "context":
		return c.evalContext(data)
	case "spans":
		return c.evalSpans(ctx, data)
	case "terms":
		return c.evalTerms(ctx, data)
	case "official":
		return c.evalOfficialWordings(ctx, data)
	case "valid":
		return c.evalValid(ctx, data)
	case "features": // for training/rank.py
		return c.dumpFeatures(ctx)
	}
	return fmt.Errorf("%w: no evaluation %q; there are codiesp, context, guidelines, spans, terms, official and valid", errUsage, c.rest[0])
}

func lookupEnv(environ []string, name string) string {
	for _, line := range environ {
		if len(line) > len(name) && line[:len(name)] == name && line[len(name)] == '=' {
			return line[len(name)+1:]
		}
	}
	return os.Getenv(name)
}

func (c *call) evalContext(data string) error {
	rows, err := eval.LoadContext(filepath.Join(data, "context", "negex_context.tsv"))
	if err != nil {
		return err
	}
	d := assertion.New()
	rep := eval.Context(rows, func(text string, start, end int) eval.ContextAnswer {
		secs := section.Split(text)
		a := d.Assess(text, secs, section.Sentences(text, secs), []section.Span{{Start: start, End: end}})[0]
		return eval.ContextAnswer{
			Negated: a.Negated, Historical: a.Historical, Hypothetical: a.Hypothetical,
			Other: a.Experiencer != "" && a.Experiencer != "patient",
		}
	})
	if c.json {
		return json.NewEncoder(c.out).Encode(map[string]any{"rows": rep.Rows, "negation": rep.Negated, "historical": rep.Historical, "experiencer": rep.Other})
	}
	fmt.Fprintf(c.out, "context rules on %d rows\n", rep.Rows)
	return rep.Write(c.out, c.opt.errors > 0)
}
