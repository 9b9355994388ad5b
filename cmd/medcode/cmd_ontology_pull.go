package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/ontology/pull"
	"medcode/schemas"
)

// ontologyPull downloads a release and adds it. Nothing but this command
// speaks to a publisher.
func (c *call) ontologyPull(ctx context.Context, store *ontology.Store, args []string) error {
	o, err := parseKept(args[0])
	if err != nil {
		return err
	}
	requests, label, err := c.requests(o)
	if errors.Is(err, pull.ErrRequest) {
		return fmt.Errorf("%w: %w", schemas.ErrInvalid, err)
	}
	if err != nil {
		return err
	}
	paths, err := c.fetch(ctx, requests, filepath.Join(store.Dir(), string(o), "pull"))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return fmt.Errorf("%w: the publisher has none of the files of %s; name another release with --release", schemas.ErrInvalid, label)
	}
	if err := c.addFiles(ctx, store, o, label, paths); err != nil {
		return fmt.Errorf("%w (downloaded, not added: %s)", err, strings.Join(paths, ", "))
	}
	for _, p := range paths {
		_ = os.Remove(p) // the store has its own copy
	}
	return nil
}

// requests lists what is to be downloaded.
func (c *call) requests(o schemas.Ontology) ([]pull.Request, string, error) {
	opt := &c.opt.ontology
	token, err := readToken(opt.tokenFile)
	if err != nil {
		return nil, "", err
	}
	if opt.url != "" {
		r, err := pull.Direct(opt.url, token, opt.sha256)
		return []pull.Request{r}, opt.release, err
	}
	var table []byte
	if opt.sources != "" {
		if table, err = os.ReadFile(opt.sources); err != nil {
			return nil, "", err
		}
	}
	all, err := pull.Sources(table)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", schemas.ErrInvalid, err)
	}
	src, ok := all[string(o)]
	if !ok {
		return nil, "", fmt.Errorf("%w: no address of %s is known; give one with --url", schemas.ErrInvalid, o)
	}
	list, label, err := src.Requests(opt.release, token, time.Now())
	if label == "" {
		label = opt.release
	}
	return list, label, err
}

func readToken(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("the key cannot be read: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}

// fetch downloads one file after the other; an optional one may be missing.
func (c *call) fetch(ctx context.Context, requests []pull.Request, dir string) (paths []string, err error) {
	client := &pull.Client{
		Progress: c.progress(),
		Retrying: func(name string, in time.Duration, e error) {
			c.say(fmt.Sprintf("%s: %v; again in %s", name, e, in.Round(time.Second)))
		},
	}
	for _, r := range requests {
		c.say("from " + r.Redacted())
		path, err := client.Fetch(ctx, r, dir)
		switch {
		case errors.Is(err, pull.ErrNotThere) && r.Optional:
			c.say(r.Name + ": the publisher has no such file; it is left out")
		case errors.Is(err, pull.ErrNotThere), errors.Is(err, pull.ErrRefused), errors.Is(err, pull.ErrWrong), errors.Is(err, pull.ErrRequest):
			return nil, fmt.Errorf("%w: %w; name another release with --release, or another address with --url", schemas.ErrInvalid, err)
		case err != nil:
			return nil, err
		default:
			paths = append(paths, path)
		}
	}
	return paths, nil
}

// progress tells how far a download is, twice a second at most.
func (c *call) progress() func(string, int64, int64) {
	last := time.Now()
	return func(name string, done, total int64) {
		if time.Since(last) < 500*time.Millisecond && done != total {
			return
		}
		last = time.Now()
		if total > 0 {
			c.say(fmt.Sprintf("%s: %.1f of %.1f MB", name, float64(done)/1e6, float64(total)/1e6))
			return
		}
		c.say(fmt.Sprintf("%s: %.1f MB", name, float64(done)/1e6))
	}
}
