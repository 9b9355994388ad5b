package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"medcode/internal/model"
	"medcode/internal/onnx"
	"medcode/internal/settings"
	"medcode/schemas"
)

// modelsFlags are those of `medcode models`.
type modelsFlags struct {
	base, revision     string // pull
	tokenFile, sources string // pull
	sums               string // pull: file of given sums
	optional           bool   // pull
	record             bool   // verify
	budget             int    // bench
	rounds             int    // bench
}

// modelsTask is one form of `medcode models`.
type modelsTask struct {
	word, args string
	most       int // arguments; -1: any number
	run        func(*modelsCall, context.Context, []string) error
	about      string
}

// modelsCall is one run of it.
type modelsCall struct {
	*call
	flags modelsFlags
}

func modelsTasks() []modelsTask {
	return []modelsTask{
		{"list", "", 0, (*modelsCall).list, "the models that are there"},
		{"verify", "[NAME…]", -1, (*modelsCall).verify, "check files against their sums, open each model and run it once; --record writes missing sums"},
		{"pull", "NAME|OWNER/NAME|ADDRESS", 1, (*modelsCall).pull, "download a model from its publisher, who is asked by this command alone"},
		{"bench", "[NAME [FILE]]", 2, (*modelsCall).bench, "measure a model: texts/s by length and batch, and how batches are made, on the lines of FILE (- is standard input)"},
	}
}

func modelsCommand() command {
	var more strings.Builder
	for _, t := range modelsTasks() {
		fmt.Fprintf(&more, "  %-34s %s\n", t.word+" "+t.args, t.about)
	}
	var f modelsFlags
	return command{
		name: "models", args: "list | verify | pull | bench …", more: more.String(),
		about:    "Look after the neural models: encoders for similar meaning, taggers for entities.",
		settings: []settings.Name{settings.Data, settings.Device, settings.ONNXRuntime, settings.ModelsDir, settings.LogLevel, settings.LogFormat},
		flags: func(fs *flag.FlagSet, _ *call) {
			fs.StringVar(&f.base, "base", "", "pull: address of the publisher, or of a mirror of its layout")
			fs.StringVar(&f.revision, "revision", "", "pull: branch, tag or commit; empty: main")
			fs.StringVar(&f.tokenFile, "token-file", "", "pull: file with the key of your account")
			fs.StringVar(&f.sources, "sources", "", "pull: table of models (JSON) in place of the one that is built in")
			fs.StringVar(&f.sums, "sums", "", "pull: file of SHA-256 sums, as sha256sum writes it, that the files have to have")
			fs.BoolVar(&f.optional, "with-optional", false, "pull: also cards, licences and the graphs of other precisions")
			fs.BoolVar(&f.record, "record", false, "verify: write the sums of a folder that has none")
			fs.IntVar(&f.budget, "budget", 0, "bench: tokens of a batch; 0: what suits the model")
			fs.IntVar(&f.rounds, "rounds", 5, "bench: runs of each figure, of which the median counts")
		},
		run: func(ctx context.Context, c *call) error { return (&modelsCall{c, f}).run(ctx) },
	}
}

func (c *modelsCall) run(ctx context.Context) error {
	for _, t := range modelsTasks() {
		if len(c.rest) == 0 || c.rest[0] != t.word {
			continue
		}
		args := c.rest[1:]
		if t.most >= 0 && len(args) > t.most || t.word == "pull" && len(args) == 0 {
			return fmt.Errorf("%w: medcode models %s %s", errUsage, t.word, t.args)
		}
		return t.run(c, ctx, args)
	}
	return fmt.Errorf("%w: medcode models list, verify, pull or bench; medcode models --help tells more", errUsage)
}

// modelRoots are the folders whose folders are models: the one that was named,
// else those beside the binary, in the folder above it, and below the working
// folder.
func (c *modelsCall) roots() []string {
	if named := c.set.String(settings.ModelsDir); named != "" {
		return []string{named}
	}
	return []string{besideBinary("models"), besideBinary("..", "models"), "models"}
}

// folders are the paths of all models, the first of a name counting; or those
// of the names given. A path may stand for a name.
func (c *modelsCall) folders(names []string) ([]string, error) {
	byName := map[string]string{}
	var order []string
	for _, root := range c.roots() {
		entries, err := os.ReadDir(root)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			_, err := os.Stat(filepath.Join(root, e.Name(), "config.json"))
			if strings.HasPrefix(e.Name(), ".") || err != nil || byName[e.Name()] != "" {
				continue
			}
			byName[e.Name()] = filepath.Join(root, e.Name())
			order = append(order, e.Name())
		}
	}
	if len(names) == 0 {
		names = order
	}
	var out []string
	for _, n := range names {
		dir := byName[n]
		if dir == "" && strings.ContainsRune(n, filepath.Separator) {
			dir = n
		}
		if dir == "" {
			return nil, fmt.Errorf("%w: no model %q; there are: %s; --models-dir names another folder of models", schemas.ErrInvalid, n, strings.Join(order, ", "))
		}
		out = append(out, dir)
	}
	return out, nil
}

// modelRow is a line of the list.
type modelRow struct {
	Name       string   `json:"name"`
	Path       string   `json:"path"`
	Kind       string   `json:"kind,omitempty"`
	Type       string   `json:"type,omitempty"`
	Dim        int      `json:"dim,omitempty"`
	MaxLength  int      `json:"max_length,omitempty"`
	Pooling    string   `json:"pooling,omitempty"`
	Categories []string `json:"categories,omitempty"`
	Bytes      int64    `json:"bytes,omitempty"`
	Version    string   `json:"version,omitempty"`
	Licence    string   `json:"licence,omitempty"`
	Source     string   `json:"source,omitempty"`
	Error      string   `json:"error,omitempty"`
}

func describeModel(dir string) modelRow {
	row := modelRow{Name: filepath.Base(dir), Path: dir}
	f, err := model.Open(dir)
	if err == nil {
		row.Version, err = f.Version()
	}
	if err != nil {
		row.Error = err.Error()
		return row
	}
	row.Kind, row.Type, row.Dim, row.MaxLength, row.Pooling = string(f.Kind), f.Type, f.Dim, f.MaxLength, string(f.Pooling)
	row.Categories, row.Bytes, row.Licence, row.Source = f.Categories(), f.Size(), f.Licence, f.Source
	return row
}

func (c *modelsCall) list(_ context.Context, _ []string) error {
	dirs, err := c.folders(nil)
	if err != nil {
		return err
	}
	rows := []modelRow{}
	for _, d := range dirs {
		rows = append(rows, describeModel(d))
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(map[string]any{"models": rows})
	}
	tw := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
	for _, r := range rows {
		if r.Error != "" {
			fmt.Fprintf(tw, "%s\tcannot be used: %s\n", r.Name, r.Error)
			continue
		}
		what := r.Pooling
		if r.Kind == string(model.TaggerKind) {
			what = strings.Join(r.Categories, ",")
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\t%d wide\t%d tokens\t%s\t%.1f MB\t%s\t%s\n", r.Name, r.Kind, r.Type, r.Dim, r.MaxLength, what, float64(r.Bytes)/1e6, r.Version, r.Licence)
	}
	if len(rows) == 0 {
		fmt.Fprintf(tw, "no model in %s; medcode models pull fetches one\n", strings.Join(slices.DeleteFunc(c.roots(), func(s string) bool { return s == "" }), ", "))
	}
	return tw.Flush()
}

// runtime loads ONNX Runtime.
func (c *modelsCall) runtime() (*onnx.Runtime, error) {
	lib, err := onnx.Library(c.set.String(settings.ONNXRuntime), filepath.Join(c.set.String(settings.Data), "lib"), besideBinary("..", "var", "lib"))
	if err != nil {
		return nil, err
	}
	return onnx.Load(lib)
}

// openedModel is a model of either kind, ready to run.
type openedModel struct {
	folder  *model.Folder
	encoder *model.Encoder
	tagger  *model.Tagger
}

func (c *modelsCall) open(rt *onnx.Runtime, dir string, o model.Options) (m *openedModel, err error) {
	m = &openedModel{}
	if m.folder, err = model.Open(dir); err != nil {
		return nil, err
	}
	o.Device = c.set.String(settings.Device)
	if m.folder.Kind == model.TaggerKind {
		m.tagger, err = model.OpenTagger(rt, dir, o)
	} else {
		m.encoder, err = model.OpenEncoder(rt, dir, o)
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

func (m *openedModel) close() error {
	if m.tagger != nil {
		return m.tagger.Close()
	}
	return m.encoder.Close()
}

// run puts texts through the model and drops what comes.
func (m *openedModel) run(ctx context.Context, texts []string) error {
	var err error
	if m.tagger != nil {
		_, err = m.tagger.Tag(ctx, texts)
	} else {
		_, err = m.encoder.Encode(ctx, texts)
	}
	return err
}

// with is the same model, run otherwise.
func (m *openedModel) with(o model.Options) *openedModel {
	if m.tagger != nil {
		return &openedModel{folder: m.folder, tagger: m.tagger.With(o)}
	}
	return &openedModel{folder: m.folder, encoder: m.encoder.With(o)}
}
