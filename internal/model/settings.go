package model

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// encoder takes over what the files say of an encoder. What medcode.json says
// comes first, then the files of sentence-transformers.
func (f *Folder) encoder(p *parts) error {
	if f.Kind != EncoderKind {
		return nil
	}
	f.Prefix = p.prompts.Prompts[p.prompts.Default]
	if p.own.Prefix != nil {
		f.Prefix = *p.own.Prefix
	}
	if f.Type == hashType {
		f.Pooling, f.Truncate = Inside, true
		return nil
	}
	f.Normalize = len(p.modules) == 0 || has(p.modules, "Normalize")
	if p.own.Normalize != nil {
		f.Normalize = *p.own.Normalize
	}
	switch p.own.Long {
	case "", "windows":
	case "truncate":
		f.Truncate = true
	default:
		return f.fault(ownFile, "long", "is %q; write windows or truncate", p.own.Long)
	}
	if has(p.modules, "Dense") && p.own.Pooling != Inside {
		return f.fault("modules.json", "type", "has a Dense layer after the pooling; export the model with all of it inside the graph and write \"pooling\": \"inside\" in %s", ownFile)
	}
	var err error
	f.Pooling, err = f.pooling(p)
	return err
}

func has(modules []module, kind string) bool {
	for _, m := range modules {
		if strings.HasSuffix(m.Type, "."+kind) {
			return true
		}
	}
	return false
}

func (f *Folder) pooling(p *parts) (Pooling, error) {
	switch own := p.own.Pooling; own {
	case Inside, CLS, Mean:
		return own, nil
	case "":
	default:
		return "", f.fault(ownFile, "pooling", "is %q; write cls, mean, or inside where the graph does it", own)
	}
	s := p.pooling
	switch {
	case s == nil:
		return "", f.fault(ownFile, "pooling", "is not said, nor is there a %s; write {\"pooling\": \"cls\"}, \"mean\", or \"inside\" where the graph does it, as the model's card says", poolingFile)
	case s.Dim != 0 && s.Dim != f.Dim:
		return "", f.fault(poolingFile, "word_embedding_dimension", "is %d, but hidden_size in %s is %d: the files are not of one model", s.Dim, configFile, f.Dim)
	case s.Max || s.MeanSqrt || s.Weighted || s.Last || s.CLS == s.Mean:
		return "", f.fault(poolingFile, "pooling_mode", "is none of cls and mean alone, which are supported; export the model with pooling inside the graph and write \"pooling\": \"inside\" in %s", ownFile)
	case s.CLS:
		return CLS, nil
	}
	return Mean, nil
}

// tagger takes over what the files say of a tagger: its labels, by number.
func (f *Folder) tagger(p *parts) error {
	if f.Kind != TaggerKind {
		return nil
	}
	f.Join, f.MinScore = p.own.Join, p.own.MinScore
	switch f.Join {
	case "":
		f.Join = FirstPiece
	case FirstPiece, BestPiece:
	default:
		return f.fault(ownFile, "join", "is %q; write %s or %s", f.Join, FirstPiece, BestPiece)
	}
	if !(f.MinScore >= 0 && f.MinScore <= 1) {
		return f.fault(ownFile, "min_score", "is %v; it is a probability", f.MinScore)
	}
	names, err := f.labelNames(&p.config)
	if err != nil {
		return err
	}
	f.Labels, err = f.mapped(names, p.own.Labels)
	return err
}

// labelNames is id2label as a list; label2id has to agree where it is there.
func (f *Folder) labelNames(c *config) ([]string, error) {
	n := len(c.Labels)
	if n < 2 || n > maxLabels || !c.named() {
		return nil, f.fault(configFile, "id2label", "has %d named labels; a token classifier has 2 to %d, and without their names nothing can be made of them", n, maxLabels)
	}
	names := make([]string, n)
	for key, name := range c.Labels {
		i, err := strconv.Atoi(key)
		if err != nil || i < 0 || i >= n || names[i] != "" || name == "" {
			return nil, f.fault(configFile, "id2label", "has the key %q; the keys are the numbers 0 to %d, once each", key, n-1)
		}
		names[i] = name
	}
	for i, name := range names {
		if id, ok := c.IDs[name]; len(c.IDs) > 0 && (!ok || id != i) {
			return nil, f.fault(configFile, "label2id", "and id2label disagree about %q", name)
		}
	}
	return names, nil
}

// weights finds the ONNX file: the one that medcode.json names, else the first
// of those that exporters write, the most exact first.
func (f *Folder) weights(p *parts) error {
	if p.own.ONNX != "" {
		if !filepath.IsLocal(p.own.ONNX) {
			return f.fault(ownFile, "onnx", "is %q; it is the path of a file below the folder", p.own.ONNX)
		}
		return f.use(p.own.ONNX)
	}
	for _, name := range Graphs() {
		if st, err := os.Stat(filepath.Join(f.Dir, name)); err == nil && st.Mode().IsRegular() {
			return f.use(name)
		}
	}
	return f.fault("model.onnx", "", "is missing, as are %s; where the publisher has no ONNX file, `optimum-cli export onnx --model NAME FOLDER` makes one of its weights", strings.Join(Graphs()[1:], ", "))
}

// Graphs are the ONNX files looked for in a folder, the preferred one first.
func Graphs() []string {
	return []string{
		"model.onnx", "onnx/model.onnx", "model_fp16.onnx", "onnx/model_fp16.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx",
	}
}

func (f *Folder) use(name string) error {
	f.ONNX = filepath.Join(f.Dir, filepath.FromSlash(name))
	st, err := os.Stat(f.ONNX)
	if err != nil || !st.Mode().IsRegular() || st.Size() == 0 {
		return f.fault(name, "", "is no file with a graph in it; fetch or export it again: %w", orEmpty(err))
	}
	switch base := filepath.Base(name); {
	case strings.Contains(base, "fp16"):
		f.Precision = "fp16"
	case strings.Contains(base, "quant") || strings.Contains(base, "int8"):
		f.Precision = "int8"
	}
	return nil
}

func orEmpty(err error) error {
	if err == nil {
		return fmt.Errorf("it is empty or no regular file")
	}
	return err
}
