package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/settings"
	"medcode/schemas"
)

// ontologyFlags are those of `medcode ontology`.
type ontologyFlags struct {
	release   string // add, pull: label of the release
	mend, yes bool   // verify, remove
	url       string // pull
	tokenFile string // pull
	sha256    string // pull
	sources   string // pull
}

// A task is one form of `medcode ontology`, told by its first words.
type task struct {
	words []string
	args  string
	least int // arguments behind the words
	most  int // -1: any number
	run   func(*call, context.Context, *ontology.Store, []string) error
	about string
}

func ontologyTasks() []task {
	return []task{
		{[]string{"add"}, "ONTOLOGY PATH…", 2, -1, (*call).ontologyAdd, "build or extend releases from official files, in any mix"},
		{[]string{"list"}, "", 0, 0, (*call).ontologyList, "what is loaded"},
		{[]string{"diff"}, "ONTOLOGY A B", 3, 3, (*call).ontologyDiff, "what changed between two releases, or two order files"},
		{[]string{"verify"}, "[ONTOLOGY…]", 0, -1, (*call).ontologyVerify, "check every file; --mend rebuilds what is damaged or of an older format"},
		{[]string{"remove"}, "ONTOLOGY RELEASE", 2, 2, (*call).ontologyRemove, "remove a release; --yes where notes of today use it"},
		{[]string{"tree"}, "ONTOLOGY [CODE]", 1, 2, (*call).ontologyTree, "the codes above and below a code"},
		{[]string{"pull"}, "ONTOLOGY", 1, 1, (*call).ontologyPull, "download a release from its publisher and add it"},
		{[]string{"overlay", "add"}, "ONTOLOGY FILE", 2, 2, (*call).overlayAdd, "put local terms (columns code, term, kind) before the official ones"},
		{[]string{"overlay", "list"}, "", 0, 0, (*call).overlayList, "the tables of local terms"},
		{[]string{"overlay", "remove"}, "ONTOLOGY NAME", 2, 2, (*call).overlayRemove, "remove a table of local terms"},
	}
}

func ontologyCommand() command {
	var more strings.Builder
	for _, t := range ontologyTasks() {
		fmt.Fprintf(&more, "  %-34s %s\n", strings.Join(t.words, " ")+" "+t.args, t.about)
	}
	more.WriteString("\nadd icd10cm also takes a table of code edits: a code, a tab and a kind a line; the kinds are newborn, pediatric,\n" +
		"maternity, adult, female, male, unacceptable_principal.\n")
	return command{
		name: "ontology", args: "add | list | diff | verify | remove | tree | pull | overlay …", run: runOntology,
		settings: []settings.Name{
			settings.Data, settings.MaxWorkers, settings.Device, settings.ONNXRuntime, settings.ModelsDir, settings.Encoder, settings.LogLevel, settings.LogFormat,
		},
		about: "Load official release files, in any mix, and look after what is loaded.", more: more.String(),
		flags: func(fs *flag.FlagSet, c *call) {
			o := &c.opt.ontology
			fs.StringVar(&o.release, "release", "", "label of the release where the files do not tell it, as FY2026; the release to pull")
			fs.BoolVar(&o.mend, "mend", false, "verify: rebuild what cannot be used from its stored sources")
			fs.BoolVar(&o.yes, "yes", false, "remove: also the release that notes of today are coded with")
			fs.StringVar(&o.url, "url", "", "pull: the address of the file; {token} in it stands for the key")
			fs.StringVar(&o.tokenFile, "token-file", "", "pull: file with the key of your account")
			fs.StringVar(&o.sha256, "sha256", "", "pull: what the file has to hash to")
			fs.StringVar(&o.sources, "sources", "", "pull: table of addresses (JSON) in place of the one that is built in")
		},
	}
}

func runOntology(ctx context.Context, c *call) error {
	for _, t := range ontologyTasks() {
		if len(c.rest) < len(t.words) || !slices.Equal(c.rest[:len(t.words)], t.words) {
			continue
		}
		args := c.rest[len(t.words):]
		if len(args) < t.least || t.most >= 0 && len(args) > t.most {
			return fmt.Errorf("%w: medcode ontology %s %s", errUsage, strings.Join(t.words, " "), t.args)
		}
		store, err := ontology.OpenStore(filepath.Join(c.set.String(settings.Data), "ontology"))
		if err != nil {
			return err
		}
		return errors.Join(t.run(c, ctx, store, args), store.Close())
	}
	return fmt.Errorf("%w: medcode ontology add ONTOLOGY PATH… or medcode ontology list; medcode ontology --help shows the others", errUsage)
}

// parseKept accepts the ontologies of notes, and ICD-10-PCS.
func parseKept(name string) (schemas.Ontology, error) {
	switch strings.ToLower(strings.ReplaceAll(name, "-", "")) {
	case "icd10pcs", "pcs":
		return ontology.PCS, nil
	}
	return schemas.ParseOntology(name)
}

func (c *call) say(s string) { fmt.Fprintln(c.err, s) }

func (c *call) ontologyAdd(ctx context.Context, store *ontology.Store, args []string) error {
	o, err := parseKept(args[0])
	if err != nil {
		return err
	}
	return c.addFiles(ctx, store, o, c.opt.ontology.release, args[1:])
}

// addFiles adds files; the index of similar meaning is built before others can
// see the release.
func (c *call) addFiles(ctx context.Context, store *ontology.Store, o schemas.Ontology, label string, paths []string) error {
	start := time.Now()
	d, err := openDense(c.set, store.Dir(), modelWatch{}, logger(c.set, c.err))
	if err != nil {
		d.Close()
		return err
	}
	defer d.Close()
	store.Prepare = d.prepare
	info, err := store.Add(ctx, o, label, paths, c.say)
	if err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(info)
	}
	fmt.Fprintf(c.out, "%s %s: %s codes, %s terms, in %.1f s; store: %s\n", info.Ontology, info.Release,
		thousands(info.Billable), thousands(info.Terms), time.Since(start).Seconds(), store.Dir())
	return nil
}

func (c *call) ontologyList(_ context.Context, store *ontology.Store, _ []string) error {
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
