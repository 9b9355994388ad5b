package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"medcode/internal/settings"
	"medcode/router"
)

// evaluation is one form of `medcode eval`.
type evaluation struct {
	name, arg string
	data      bool // reads MEDCODE_DATA; the others come with sets of the project's own
	run       func(c *call, ctx context.Context, data string) error
}

func evaluations() []evaluation {
	own := func(run func(*call, context.Context) error) func(*call, context.Context, string) error {
		return func(c *call, ctx context.Context, _ string) error { return run(c, ctx) }
	}
	return []evaluation{
		{"codiesp", "", true, (*call).evalCodiEsp},
		{"context", "", false, func(c *call, _ context.Context, _ string) error { return c.evalContext() }},
		{"copied", "", true, (*call).evalCopied},
		{"devices", "[FILE]", false, own((*call).evalDevices)},
		{"guidelines", "[FOLDER]", false, own((*call).evalGuidelines)},
		{"labs", "[FILE]", false, own((*call).evalLabs)},
		{"medications", "[FILE]", false, own((*call).evalMedications)},
		{"notes", "[FILE]", false, own((*call).evalNotes)},
		{"official", "", true, (*call).evalOfficialWordings},
		{"procedures", "[FILE]", false, own((*call).evalProcedures)},
		{"short", "[FILE]", false, own((*call).evalShort)},
		{"social", "[FILE]", false, own((*call).evalSocial)},
		{"spans", "", true, (*call).evalSpans},
		{"terms", "[ONTOLOGY]", true, (*call).evalTerms},
		{"valid", "", true, (*call).evalValid},
		{"features", "FOLDER", true, func(c *call, ctx context.Context, _ string) error { return c.dumpFeatures(ctx) }}, // for training/rank.py
	}
}

func evalCommand() command {
	var forms []string
	for _, e := range evaluations() {
		if e.name != "features" {
			forms = append(forms, strings.TrimSpace(e.name+" "+e.arg))
		}
	}
	return command{
		name: "eval", args: strings.Join(forms, "|") + " [--set dev|train] [--n N] [--errors N] [--kinds] [--json]", run: runEval,
		settings: codingSettings(settings.KeyFile),
		about:    "Measure accuracy on data found through MEDCODE_DATA and on sets of the project's own, with n and 95 % intervals.",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.StringVar(&c.opt.set, "set", "dev", "part of the data: dev or train; context: a file of JSON lines instead of the NegEx kit")
			fs.BoolVar(&c.opt.kinds, "kinds", false, "codiesp: count the errors by kind")
			fs.IntVar(&c.opt.errors, "errors", 0, "print so many errors of each kind")
			fs.IntVar(&c.opt.notes, "n", 0, "terms, official: look up so many of each set, drawn the same way on every run (0: all); valid: phrases (0: 20,000); copied: pairs of notes (0: 1,000)")
		},
	}
}

func runEval(ctx context.Context, c *call) error {
	var names []string
	for _, e := range evaluations() {
		names = append(names, e.name)
		if len(c.rest) == 0 || c.rest[0] != e.name {
			continue
		}
		if most := 1 + min(1, len(e.arg)); len(c.rest) > most {
			return fmt.Errorf("%w: medcode eval %s %s", errUsage, e.name, e.arg)
		}
		data := lookupEnv(c.environ, "MEDCODE_DATA")
		if e.data && data == "" {
			return fmt.Errorf("set MEDCODE_DATA to the folder with the evaluation data; docs/accuracy.md says what it holds")
		}
		return e.run(c, ctx, data)
	}
	return fmt.Errorf("%w: medcode eval needs one of %s", errUsage, strings.Join(names[:len(names)-1], ", "))
}

func lookupEnv(environ []string, name string) string {
	for _, line := range environ {
		if len(line) > len(name) && line[:len(name)] == name && line[len(name)] == '=' {
			return line[len(name)+1:]
		}
	}
	return os.Getenv(name)
}

// setFile is the file that was named, else a set of the project's own.
func (c *call) setFile(own string) string {
	if len(c.rest) > 1 {
		return c.rest[1]
	}
	return own
}

// openReader opens what reads notes and codes phrases, without a broker.
func (c *call) openReader(ctx context.Context) (*coding, *router.Reader, error) {
	cod, err := openCoding(ctx, c.set, logger(c.set, c.err), modelWatch{})
	if err != nil {
		return nil, nil, err
	}
	reader, err := cod.reader()
	if err != nil {
		_ = cod.Close()
		return nil, nil, err
	}
	return cod, reader, nil
}

// part is a set, or a half of it.
type part[T any] struct {
	name string
	rows []T
}

// halves are a whole set, its first half, which is read while rules are
// written, and its second, which is not.
func halves[T any](rows []T) []part[T] {
	mid := len(rows) / 2
	return []part[T]{{"all", rows}, {"first half", rows[:mid]}, {"second half", rows[mid:]}}
}
