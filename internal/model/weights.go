package model

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"

	"medcode/internal/onnx"
)

// session is how the model is loaded.
func (f *Folder) session(o Options) onnx.Options {
	s := onnx.Options{Device: o.Device, Threads: o.Threads, PadID: f.PadID, Vocab: f.Vocab, MaxLength: f.MaxLength, Normalize: f.Normalize}
	switch f.Pooling {
	case CLS:
		s.Pool = onnx.PoolCLS
	case Mean:
		s.Pool = onnx.PoolMean
	}
	return s
}

// start loads the weights, checked against what the folder says, and names
// their version.
func (f *Folder) start(rt *onnx.Runtime, o Options) (s *onnx.Session, version string, err error) {
	if version, err = f.Version(); err != nil {
		return nil, "", err
	}
	if s, err = rt.Open(f.ONNX, f.session(o)); err != nil {
		return nil, "", err
	}
	if err := f.checkSession(s); err != nil {
		return nil, "", errors.Join(err, s.Close())
	}
	return s, version, nil
}

// checkSession holds what the model gives against what the folder says.
func (f *Folder) checkSession(s *onnx.Session) error {
	name := filepath.Base(f.ONNX)
	switch {
	case f.Kind == EncoderKind && s.Tokens():
		return f.fault(name, "", "gives a vector a token; write \"pooling\": \"cls\" or \"mean\" in %s", ownFile)
	case f.Kind == EncoderKind && s.Dim() != f.Dim:
		return f.fault(configFile, "hidden_size", "is %d, but the vectors of %s are %d wide: the files are not of one model", f.Dim, name, s.Dim())
	case f.Kind == TaggerKind && !s.Tokens():
		return f.fault(name, "", "gives one vector a row; a token classifier gives its classes for each token")
	case f.Kind == TaggerKind && s.Dim() != len(f.Labels):
		return f.fault(configFile, "id2label", "has %d labels, but %s gives %d classes: the files are not of one model", len(f.Labels), name, s.Dim())
	}
	return nil
}

// runWork is the multiply-adds of a batch that a core does in 15 to 20 ms, the
// time that one phrase in a hurry may wait for a batch under way.
const runWork = 8e8

// Budgets in tokens. Above the most nothing is gained on a core. Below the
// least a large model loses more than waiting costs: 6 layers of 384 read 15 %
// fewer texts at 128 tokens than at 256, which take 40 ms.
const (
	leastBudget = 256
	mostBudget  = 2048
)

// Budget is how many tokens of this model a batch has at most, padding
// included: less, the larger the model is.
func (f *Folder) Budget() int {
	work := f.Layers * (4*f.Dim*f.Dim + 2*f.Dim*f.Inner) // multiply-adds a token, without attention
	if work <= 0 {
		return mostBudget
	}
	return min(max(int(runWork)/work, leastBudget), mostBudget)
}

// Version is the beginning of a SHA-256 over all that decides what the model
// gives: weights, tokenizer, and the settings in force. Vectors and their
// indexes are kept under it.
func (f *Folder) Version() (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s %q %d %t %t %d\n", f.Kind, f.Pooling, f.Prefix, f.MaxLength, f.Normalize, f.Truncate, f.PadID)
	for _, l := range f.Labels {
		fmt.Fprintf(h, "%q %q\n", l.Name, l.Category)
	}
	if f.Kind == TaggerKind {
		fmt.Fprintf(h, "%s %v\n", f.Join, f.MinScore)
	}
	for _, path := range append(f.data(), filepath.Join(f.Dir, tokenizerFile)) {
		if err := hashFile(h, path); err != nil {
			return "", f.fault(filepath.Base(path), "", "cannot be read: %w", err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:6]), nil
}

// data are the graph and the weights beside it that belong to it.
func (f *Folder) data() []string {
	files := []string{f.ONNX}
	entries, err := os.ReadDir(filepath.Dir(f.ONNX)) // sorted
	if err != nil {
		return files // and reading the graph tells
	}
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), filepath.Base(f.ONNX))
		if ok && (strings.HasPrefix(rest, "_data") || strings.HasPrefix(rest, ".data")) {
			files = append(files, filepath.Join(filepath.Dir(f.ONNX), e.Name()))
		}
	}
	return files
}

// Size is the bytes of the weights.
func (f *Folder) Size() int64 {
	var n int64
	for _, path := range f.data() {
		if st, err := os.Stat(path); err == nil {
			n += st.Size()
		}
	}
	return n
}

func hashFile(h hash.Hash, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	n, err := io.Copy(h, file)
	fmt.Fprintf(h, "\n%d\n", n)
	return err
}
