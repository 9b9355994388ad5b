package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"medcode/internal/model"
	"medcode/internal/ontology/pull"
)

// listing is where the list of files lies while a model is fetched.
const listing = ".listing"

// File is one file of a repository.
type File struct {
	Path     string
	SHA256   string // where the publisher states it
	Optional bool   // may be missing
}

// entry is a line of the publisher's list. Large files are kept apart, with
// their SHA-256.
type entry struct {
	Type string `json:"type"`
	Path string `json:"path"`
	LFS  *struct {
		SHA256 string `json:"oid"`
	} `json:"lfs"`
}

// list asks which files there are, of the commit that the revision stands for
// now, so that all files are of one state. Errors: pull.ErrNotThere where the
// publisher has no such list.
func (c *Client) list(ctx context.Context, m *Model, staging string) ([]File, error) {
	client := c.client()
	client.MaxBytes, client.Progress = maxListing, nil
	var at struct {
		Commit string `json:"sha"`
	}
	if err := ask(ctx, client, m.commit(), staging, &at); err != nil && !errors.Is(err, pull.ErrNotThere) {
		return nil, err
	}
	if commits.MatchString(at.Commit) {
		m.Revision = at.Commit
	}
	var entries []entry
	if err := ask(ctx, client, m.tree(), staging, &entries); err != nil {
		return nil, err
	}
	return listed(entries)
}

var commits = regexp.MustCompile(`^[0-9a-f]{40}$`)

func ask(ctx context.Context, client *pull.Client, address, staging string, into any) error {
	path, err := client.Fetch(ctx, pull.Request{URL: address, Name: listing}, staging)
	if err != nil {
		return err
	}
	defer os.Remove(path)
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%s: %w: not the JSON of a list of files: %w", pull.Request{URL: address}.Redacted(), pull.ErrWrong, err)
	}
	return nil
}

// listed checks a list: its paths become those of files here.
func listed(entries []entry) ([]File, error) {
	if len(entries) > maxFiles {
		return nil, fmt.Errorf("%w: the repository has %d files, more than %d", pull.ErrRefused, len(entries), maxFiles)
	}
	var files []File
	for _, e := range entries {
		if e.Type == "directory" || !wanted(e.Path) {
			continue
		}
		f := File{Path: e.Path}
		if e.LFS != nil {
			f.SHA256 = e.LFS.SHA256
		}
		if f.SHA256 != "" && !sha256s.MatchString(f.SHA256) {
			return nil, fmt.Errorf("%w: the sum stated for %s is no SHA-256", pull.ErrWrong, e.Path)
		}
		files = append(files, f)
	}
	return files, nil
}

var (
	sha256s = regexp.MustCompile(`^[0-9a-f]{64}$`)
	paths   = regexp.MustCompile(`^(?:[A-Za-z0-9_][A-Za-z0-9._-]*/)?[A-Za-z0-9_][A-Za-z0-9._-]*$`)
)

// wanted says whether a path is of a file that may be of use, in the folder
// itself or one level down, and of a name that no system takes for more.
func wanted(path string) bool {
	return len(path) < 200 && paths.MatchString(path) && !strings.Contains(path, "..") && filepath.IsLocal(path)
}

// needed, useful and extra are the files of a model beside its graph.
func needed() []string { return []string{"config.json", "tokenizer.json"} }

func useful() []string {
	return []string{
		"medcode.json", "tokenizer_config.json", "modules.json", "1_Pooling/config.json", "sentence_bert_config.json", "config_sentence_transformers.json",
	}
}

func extra() []string {
	return []string{"README.md", "LICENSE", "LICENSE.txt", "NOTICE", "special_tokens_map.json", "vocab.txt"}
}

// usual are the files that are tried where there is no list.
func usual(optional bool) []File {
	var files []File
	for _, name := range needed() {
		files = append(files, File{Path: name})
	}
	names := useful()
	if optional {
		names = append(names, extra()...)
	}
	for _, name := range model.Graphs() {
		names = append(names, name, name+"_data")
	}
	for _, name := range names {
		files = append(files, File{Path: name, Optional: true})
	}
	return files
}

// isWeights says whether a path is of weights beside their graph.
func isWeights(path string) bool {
	return strings.HasSuffix(path, ".onnx_data") || strings.HasSuffix(path, ".onnx.data")
}

var errNoGraph = fmt.Errorf("%w: it has no ONNX file; make one of its weights with `optimum-cli export onnx --model NAME FOLDER` and put FOLDER below the folder of models", pull.ErrNotThere)

// choose takes of a list what a model needs: its settings and one graph with
// its weights; with optional all graphs and the texts about it too.
func choose(list []File, optional bool) ([]File, error) {
	byPath := map[string]File{}
	for _, f := range list {
		byPath[f.Path] = f
	}
	var out []File
	take := func(names ...string) (took bool) {
		for _, n := range names {
			if f, ok := byPath[n]; ok {
				f.Optional = slices.Contains(extra(), n)
				out, took = append(out, f), true
			}
		}
		return took
	}
	for _, n := range needed() {
		if !take(n) {
			return nil, fmt.Errorf("%w: it has no %s, without which a model cannot be read; look for a repository of the model in ONNX form", pull.ErrNotThere, n)
		}
	}
	take(useful()...)
	if optional {
		take(extra()...)
	}
	found := false
	for _, n := range model.Graphs() {
		if (!found || optional) && take(n) {
			take(n+"_data", n+".data")
			found = true
		}
	}
	if !found {
		return nil, errNoGraph
	}
	return out, nil
}
