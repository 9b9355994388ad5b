package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"medcode/internal/model/fetch"
	"medcode/internal/ontology/pull"
	"medcode/schemas"
)

// pull downloads a model. Nothing but this command speaks to a publisher of
// models.
func (c *modelsCall) pull(ctx context.Context, args []string) error {
	m, local, err := c.wanted(args[0])
	if err != nil {
		return err
	}
	root := c.pullRoot()
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	client, err := c.fetcher(m.Base)
	if err != nil {
		return err
	}
	c.say("to " + filepath.Join(root, local))
	dir, err := client.Pull(ctx, m, root, local)
	for _, e := range []error{pull.ErrNotThere, pull.ErrRefused, pull.ErrWrong, pull.ErrRequest, fetch.ErrThere} {
		if errors.Is(err, e) {
			return fmt.Errorf("%w: %w", schemas.ErrInvalid, err)
		}
	}
	if err != nil {
		return err
	}
	row := describeModel(dir)
	if row.Error != "" {
		return fmt.Errorf("%w: downloaded to %s, but %s", schemas.ErrInvalid, dir, row.Error)
	}
	fmt.Fprintf(c.out, "%s: %s, %s, %.1f MB, version %s; %s\n", row.Name, row.Kind, row.Type, float64(row.Bytes)/1e6, row.Version, dir)
	return nil
}

// wanted is the model that was asked for, with the sums that were given.
func (c *modelsCall) wanted(name string) (m fetch.Model, local string, err error) {
	var raw []byte
	if c.flags.sources != "" {
		if raw, err = os.ReadFile(c.flags.sources); err != nil {
			return m, "", err
		}
	}
	table, err := fetch.Sources(raw)
	if err == nil {
		m, local, err = table.Find(name, c.flags.base, c.flags.revision)
	}
	if err != nil {
		return m, "", fmt.Errorf("%w: %w", schemas.ErrInvalid, err)
	}
	if c.flags.sums != "" {
		if m.Sums, err = fetch.ReadSumsFile(c.flags.sums); err != nil {
			return m, "", fmt.Errorf("%w: %w", schemas.ErrInvalid, err)
		}
	}
	return m, local, nil
}

// pullRoot is where models are put: the folder that was named, else the first
// of the usual ones that is there.
func (c *modelsCall) pullRoot() string {
	roots := c.roots()
	for _, r := range roots {
		if st, err := os.Stat(r); err == nil && st.IsDir() {
			return r
		}
	}
	return roots[len(roots)-1]
}

func (c *modelsCall) fetcher(base string) (*fetch.Client, error) {
	files := &pull.Client{
		Progress: c.progress(),
		Retrying: func(name string, in time.Duration, e error) {
			c.say(fmt.Sprintf("%s: %v; again in %s", name, e, in.Round(time.Second)))
		},
	}
	token, err := readToken(c.flags.tokenFile)
	if err == nil && token != "" {
		files.HTTP, err = fetch.WithToken(base, token)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", schemas.ErrInvalid, err)
	}
	return &fetch.Client{Files: files, WithOptional: c.flags.optional, Say: c.say}, nil
}
