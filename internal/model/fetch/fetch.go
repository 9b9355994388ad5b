// Package fetch downloads model folders from a publisher with the layout of
// Hugging Face, on request only. A download that was cut off goes on where it
// stopped; a folder appears whole or not at all; the SHA-256 of every file is
// checked where the publisher states it, and kept in SHA256SUMS.
package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"medcode/internal/ontology/pull"
)

// Client downloads models.
type Client struct {
	Files        *pull.Client // how single files are fetched
	WithOptional bool         // also cards and the graphs of other precisions
	Say          func(string) // what is being done; may be nil
}

// ErrThere marks a folder that exists already.
var ErrThere = errors.New("fetch: the model is there already")

const (
	maxFiles   = 2000
	maxListing = 8 << 20
	maxText    = 64 << 20 // of a file beside the weights
	maxBytes   = 16 << 30 // of one file: weights of a large model
	lockFile   = ".lock"
)

// Pull downloads the model m into the folder models/name and returns its path.
// What has come is kept in models/.name.pull until all of it is there. Errors:
// those of pull, ErrThere, and one that names what the repository lacks.
func (c *Client) Pull(ctx context.Context, m Model, models, name string) (string, error) {
	dir := filepath.Join(models, name)
	if _, err := os.Stat(dir); err == nil {
		return dir, fmt.Errorf("%w: %s; check it with medcode models verify, or remove the folder to fetch it again", ErrThere, dir)
	}
	staging := filepath.Join(models, "."+name+".pull")
	if err := os.MkdirAll(staging, 0o755); err != nil {
		return "", err
	}
	lock := flock.New(filepath.Join(staging, lockFile))
	if ok, err := lock.TryLock(); err != nil || !ok {
		return "", errors.Join(fmt.Errorf("fetch: %s is being fetched by another process; wait for it", name), err)
	}
	defer func() { _ = lock.Close() }()
	files, probe, err := c.choice(ctx, &m, staging)
	if err != nil {
		return "", err
	}
	sums, err := c.files(ctx, m, files, probe, staging)
	if err != nil {
		return "", err
	}
	if err := m.settle(staging, sums); err != nil {
		return "", err
	}
	return dir, os.Rename(staging, dir)
}

// choice is what to fetch. Where the publisher has no list, the usual names
// are to be tried: probe.
func (c *Client) choice(ctx context.Context, m *Model, staging string) (files []File, probe bool, err error) {
	list, err := c.list(ctx, m, staging)
	if errors.Is(err, pull.ErrNotThere) {
		c.say(m.Address() + ": there is no list of its files; the usual ones are tried")
		return usual(c.WithOptional), true, nil
	}
	if err != nil {
		return nil, false, err
	}
	if files, err = choose(list, c.WithOptional); err != nil {
		return nil, false, fmt.Errorf("%s: %w", m.Address(), err)
	}
	return files, false, nil
}

// files fetches one file after the other; of graphs that are only tried, one
// and its weights, unless all are wanted.
func (c *Client) files(ctx context.Context, m Model, files []File, probe bool, staging string) (Sums, error) {
	sums, graph := Sums{}, ""
	for _, f := range files {
		isGraph := strings.HasSuffix(f.Path, ".onnx")
		if probe && !c.WithOptional && (isGraph && graph != "" || isWeights(f.Path) && !strings.HasPrefix(f.Path, graph+"_")) {
			continue
		}
		sum, err := c.file(ctx, m, f, staging)
		if err != nil {
			return nil, err
		}
		if sum == "" {
			continue // optional, and not there
		}
		sums[f.Path] = sum
		if isGraph {
			graph = f.Path
		}
	}
	if graph == "" {
		return nil, fmt.Errorf("%s: %w", m.Address(), errNoGraph)
	}
	return sums, nil
}

func (c *Client) file(ctx context.Context, m Model, f File, staging string) (sum string, err error) {
	client := c.client()
	if !strings.HasSuffix(f.Path, ".onnx") && !isWeights(f.Path) {
		client.MaxBytes = min(client.MaxBytes, maxText)
	}
	if given := m.Sums[f.Path]; given != "" {
		if f.SHA256 != "" && f.SHA256 != given {
			return "", fmt.Errorf("%w: the publisher states SHA-256 %s for %s, given was %s", pull.ErrWrong, f.SHA256, f.Path, given)
		}
		f.SHA256 = given
	}
	r := pull.Request{URL: m.file(f.Path), Name: path.Base(f.Path), SHA256: f.SHA256, Optional: f.Optional}
	c.say("from " + r.Redacted())
	to, err := client.Fetch(ctx, r, filepath.Join(staging, filepath.FromSlash(path.Dir(f.Path))))
	if f.Optional && (errors.Is(err, pull.ErrNotThere) || errors.Is(err, pull.ErrWrong) && f.SHA256 == "") {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return sumOf(to)
}

func (c *Client) client() *pull.Client {
	client := pull.Client{}
	if c.Files != nil {
		client = *c.Files
	}
	if client.MaxBytes == 0 {
		client.MaxBytes = maxBytes
	}
	return &client
}

// settle writes what the folder has to know of itself.
func (m *Model) settle(staging string, sums Sums) error {
	const own = "medcode.json"
	if _, there := sums[own]; !there {
		settings := map[string]any{}
		if len(m.Settings) > 0 {
			if err := json.Unmarshal(m.Settings, &settings); err != nil {
				return fmt.Errorf("the table of models has no object as medcode of %s: %w", m.Repository, err)
			}
		}
		settings["source"] = m.Address()
		if m.Licence != "" {
			settings["licence"] = m.Licence
		}
		raw, err := json.MarshalIndent(settings, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(staging, own), append(raw, '\n'), 0o644); err != nil {
			return err
		}
		if sums[own], err = sumOf(filepath.Join(staging, own)); err != nil {
			return err
		}
	}
	if err := sweep(staging, sums); err != nil {
		return err
	}
	return sums.Write(staging)
}

// sweep removes what earlier attempts left and does not belong to the model.
func sweep(staging string, sums Sums) error {
	there, err := Sum(staging)
	if err != nil {
		return err
	}
	for name := range there {
		if sums[name] == "" {
			if err := os.Remove(filepath.Join(staging, filepath.FromSlash(name))); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Client) say(s string) {
	if c.Say != nil {
		c.Say(s)
	}
}

// nameOf is what a repository is called below the folder of models.
func nameOf(repository string) string {
	return strings.ToLower(path.Base(repository))
}
