package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"medcode/internal/model"
	"medcode/internal/onnx"
	"medcode/internal/settings"
	"medcode/router/ner"
)

// recogniserName is the folder of the recogniser that comes with medcode.
const recogniserName = "ner-small"

// leastScore of an entity for a mention of its own: chosen on the training
// parts of BC5CDR and NCBI Disease.
const leastScore = 0.85

// recogniser is the models that read notes beside the vocabularies.
type recogniser struct {
	taggers []*model.Tagger
	models  map[string]string // name → version
}

// openRecogniser loads the models that the setting names. The one that comes
// with medcode may be missing: then it is told and notes are read without it.
// One that is named must be there.
func openRecogniser(set *settings.Values, rt *onnx.Runtime, watch modelWatch, native map[string]string, log *slog.Logger) (*recogniser, error) {
	names := set.String(settings.Recogniser)
	if names == settings.ModelNone {
		native["recogniser"] = "none, as set"
		return nil, nil
	}
	auto := names == settings.ModelAuto
	if auto {
		names = recogniserName
	}
	r := &recogniser{models: map[string]string{}}
	for name := range strings.SplitSeq(names, ",") {
		if err := r.add(set, rt, watch, name); err != nil {
			r.Close()
			native["recogniser"] = err.Error()
			if auto && !deviceNamed(set) {
				log.Info("reading without the neural recogniser", "reason", err)
				return nil, nil
			}
			return nil, err
		}
	}
	native["recogniser"] = r.String()
	return r, nil
}

var errNoRuntime = errors.New("ONNX Runtime is not there, see onnxruntime; make deps fetches it")

func (r *recogniser) add(set *settings.Values, rt *onnx.Runtime, watch modelWatch, name string) error {
	if rt == nil {
		return fmt.Errorf("the recogniser %s: %w", name, errNoRuntime)
	}
	dir, err := findModel(set.String(settings.ModelsDir), name)
	if err != nil {
		return err
	}
	t, err := model.OpenTagger(rt, dir, model.Options{Runs: runners(set), Device: set.String(settings.Device), Observe: watch.of(name)})
	if err != nil {
		return fmt.Errorf("the recogniser %s: %w", name, err)
	}
	r.taggers, r.models[name] = append(r.taggers, t), t.Version()
	return nil
}

// String names the models, their versions and what they run on.
func (r *recogniser) String() string {
	var out []string
	for _, t := range r.taggers {
		out = append(out, t.Folder().Name+" "+t.Version()+" on "+t.Device())
	}
	return strings.Join(out, ", ")
}

// neural is the recogniser as the router takes it; nil for none.
func (r *recogniser) neural() *ner.Neural {
	if r == nil {
		return nil
	}
	n := &ner.Neural{Tagger: r, Models: r.models, Least: leastScore}
	if _, own := r.models[recogniserName]; own && len(r.models) == 1 {
		n.Gate = ner.NewGate() // of other models it is not known where they find more
	}
	return n
}

// Tag lets every model find entities; of several, most must agree.
func (r *recogniser) Tag(ctx context.Context, texts []string) ([][]ner.Entity, error) {
	lists := make([][][]model.Entity, len(r.taggers)) // [model][text]
	for i, t := range r.taggers {
		var err error
		if lists[i], err = t.Tag(ctx, texts); err != nil {
			return nil, err
		}
	}
	out := make([][]ner.Entity, len(texts))
	for i := range texts {
		found := lists[0][i]
		if len(lists) > 1 {
			all := make([][]model.Entity, len(lists))
			for k := range lists {
				all[k] = lists[k][i]
			}
			found = model.Vote(all, len(all)/2+1)
		}
		for _, e := range found {
			out[i] = append(out[i], ner.Entity{Start: e.Start, End: e.End, Category: e.Label, Score: e.Score})
		}
	}
	return out, nil
}

// Close frees the models.
func (r *recogniser) Close() {
	if r == nil {
		return
	}
	for _, t := range r.taggers {
		_ = t.Close() // memory is freed; there is nobody to tell
	}
	r.taggers = nil
}

// modelRoots are the folders that models are looked for in: the one named,
// else beside the binary, in the folder above it, below the working folder.
func modelRoots(named string) []string {
	if named != "" {
		return []string{named}
	}
	return []string{besideBinary("models"), besideBinary("..", "models"), "models"}
}

// besideBinary is a path relative to the folder of the running binary, empty
// where that is not known.
func besideBinary(parts ...string) string {
	bin, err := os.Executable()
	if err != nil {
		return ""
	}
	return filepath.Join(append([]string{filepath.Dir(bin)}, parts...)...)
}

// findModel is the folder of the model of a name.
func findModel(named, name string) (string, error) {
	for _, root := range modelRoots(named) {
		dir := filepath.Join(root, name)
		if _, err := os.Stat(filepath.Join(dir, "config.json")); err == nil {
			return dir, nil
		}
	}
	return "", fmt.Errorf("the model %s was not found; medcode models list shows those that are there, --models-dir names their folder", name)
}
