package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"medcode/internal/model"
	"medcode/internal/model/fetch"
	"medcode/internal/onnx"
)

// sample is what each model is run on.
const sample = "Severe chest pain with shortness of breath; given aspirin, CT of the chest ordered."

// A text with a longer one beside it has to give what it gives alone: vectors
// of at least this cosine, entities with scores at most this far apart. Dynamic
// quantisation takes its scale from the whole batch and stays within both.
const (
	leastCosine = 0.98
	mostApart   = 0.05
)

var errPadding = errors.New("what a text gives depends on the texts beside it: the model reads padding; export it again, with its attention_mask used")

// verify checks models one after the other and fails if one of them does.
func (c *modelsCall) verify(ctx context.Context, names []string) error {
	dirs, err := c.folders(names)
	if err != nil {
		return err
	}
	if len(dirs) == 0 {
		return c.list(ctx, nil)
	}
	rt, err := c.runtime()
	if err != nil {
		return err
	}
	defer func() { _ = rt.Close() }()
	bad := 0
	for _, dir := range dirs {
		fmt.Fprintf(c.out, "%s (%s)\n", filepath.Base(dir), dir)
		if err := errors.Join(c.checkSums(dir), c.tryModel(ctx, rt, dir)); err != nil {
			bad++
			fmt.Fprintf(c.out, "  FAILED: %s\n", strings.ReplaceAll(err.Error(), "\n", "\n  FAILED: "))
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d models cannot be used as they are", bad, len(dirs))
	}
	return nil
}

// checkSums holds the files against their record, or makes one where asked.
func (c *modelsCall) checkSums(dir string) error {
	sums, err := fetch.ReadSums(dir)
	switch {
	case err == nil:
		if err := sums.Check(dir); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "  files: %d as recorded in %s\n", len(sums), fetch.SumsFile)
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return err
	case !c.flags.record:
		fmt.Fprintf(c.out, "  files: no %s; --record writes it\n", fetch.SumsFile)
		return nil
	}
	if sums, err = fetch.Sum(dir); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "  files: %d recorded in %s\n", len(sums), fetch.SumsFile)
	return sums.Write(dir)
}

// tryModel opens a model and runs it on the sample.
func (c *modelsCall) tryModel(ctx context.Context, rt *onnx.Runtime, dir string) error {
	m, err := c.open(rt, dir, model.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = m.close() }()
	if m.tagger != nil {
		return c.tryTagger(ctx, m.tagger)
	}
	pair := m.encoder.With(model.Options{Plan: model.Arrival(2)})
	v, err := m.encoder.Encode(ctx, []string{sample})
	if err != nil {
		return err
	}
	padded, err := pair.Encode(ctx, []string{sample, strings.Repeat(sample, 3)})
	if err != nil {
		return err
	}
	length, together := compare(v, padded[:len(v)])
	f := m.folder
	fmt.Fprintf(c.out, "  encoder: %d wide, pooling %s, up to %d tokens, on %s, version %s\n", m.encoder.Dim(), f.Pooling, f.MaxLength, m.encoder.Device(), m.encoder.Version())
	fmt.Fprintf(c.out, "  run: a vector of length %.3f; cosine with that from a padded batch %.6f\n", length, together)
	if !(together >= leastCosine) {
		return errPadding
	}
	return nil
}

// compare is the length of a, and its cosine with b.
func compare(a, b []float32) (length, cosine float64) {
	var aa, ab, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		aa, ab, bb = aa+x*x, ab+x*y, bb+y*y
	}
	return math.Sqrt(aa), ab / math.Sqrt(aa*bb)
}

func (c *modelsCall) tryTagger(ctx context.Context, t *model.Tagger) error {
	found, err := t.Tag(ctx, []string{sample})
	if err != nil {
		return err
	}
	f := t.Folder()
	fmt.Fprintf(c.out, "  tagger: %s, up to %d tokens, on %s, version %s\n", strings.Join(f.Categories(), ", "), f.MaxLength, t.Device(), t.Version())
	if ignored := f.Ignored(); len(ignored) > 0 {
		fmt.Fprintf(c.out, "  ignored labels: %s; medcode.json may map them\n", strings.Join(ignored, ", "))
	}
	for _, e := range found[0] {
		fmt.Fprintf(c.out, "  run: %s %q %.2f\n", e.Label, sample[e.Start:e.End], e.Score)
	}
	if len(found[0]) == 0 {
		fmt.Fprintln(c.out, "  run: nothing found in the sample")
	}
	padded, err := t.With(model.Options{Plan: model.Arrival(2)}).Tag(ctx, []string{sample, strings.Repeat(sample, 3)})
	if err != nil {
		return err
	}
	if !slices.EqualFunc(found[0], padded[0], func(a, b model.Entity) bool {
		return a.Start == b.Start && a.End == b.End && a.Label == b.Label && math.Abs(float64(a.Score-b.Score)) <= mostApart
	}) {
		return errPadding
	}
	return nil
}
