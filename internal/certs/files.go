package certs

import (
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	secret fs.FileMode = 0o600
	public fs.FileMode = 0o644
)

// file is one PEM block on its way to the disk.
type file struct {
	name, block string
	der         []byte
	mode        fs.FileMode
}

// ErrExists marks a file that was there already and was left alone.
var ErrExists = errors.New("exists already and is never overwritten; choose another folder, or move it away")

// write makes all files or, where one of them exists, none.
func write(dir string, files []file) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(dir, f.name)); !errors.Is(err, fs.ErrNotExist) {
			return existing(filepath.Join(dir, f.name), err)
		}
	}
	for _, f := range files {
		if err := f.write(dir); err != nil {
			return err
		}
	}
	return nil
}

func existing(name string, err error) error {
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return fmt.Errorf("%s %w", name, ErrExists)
}

// write makes the file anew: between a check and this another process may
// have made it.
func (f file) write(dir string) error {
	name := filepath.Join(dir, f.name)
	w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.mode)
	if err != nil {
		return existing(name, err)
	}
	err = pem.Encode(w, &pem.Block{Type: f.block, Bytes: f.der})
	return errors.Join(err, w.Sync(), w.Close())
}

// replace puts the file in the place of one that exists: whoever reads sees
// the old one or the new, and never a part.
func (f file) replace(dir string) error {
	w, err := os.CreateTemp(dir, "."+f.name+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(w.Name())
	err = errors.Join(
		w.Chmod(f.mode), pem.Encode(w, &pem.Block{Type: f.block, Bytes: f.der}), w.Sync(), w.Close(),
	)
	if err != nil {
		return err
	}
	return os.Rename(w.Name(), filepath.Join(dir, f.name))
}
