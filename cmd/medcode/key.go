package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"medcode/internal/settings"
	"medcode/schemas"
)

// openKey reads the installation's key. The first start of a store makes one,
// readable by its owner alone; a named file has to exist.
func openKey(set *settings.Values) (schemas.Keyer, error) {
	name := set.String(settings.KeyFile)
	if name != "" {
		return readKey(name)
	}
	name = filepath.Join(set.String(settings.Data), "key")
	k, err := readKey(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if streams, _ := filepath.Glob(filepath.Join(set.String(settings.Data), "jetstream", "*", "*")); len(streams) > 0 {
		return k, fmt.Errorf("%s is missing, and the streams beside it were made with it; restore it from a backup", name)
	}
	if err := makeKey(name); err != nil {
		return k, fmt.Errorf("the key cannot be written: %w", err)
	}
	return readKey(name)
}

func readKey(name string) (schemas.Keyer, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return schemas.Keyer{}, err
	}
	k, err := schemas.NewKeyer([]byte(strings.TrimSpace(string(data))))
	if err != nil {
		return k, fmt.Errorf("%s: %w", name, err)
	}
	return k, nil
}

// makeKey links a finished file into place, so that of several processes that
// start at once all read the same key.
func makeKey(name string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "key-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(rand.Text() + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), name); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
