package certs

import (
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
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

// Development returns the server's certificate in dir and makes it, with an
// authority of its own, where there is none yet; made tells which. Two
// processes may ask for it at once: the folder appears whole.
func Development(dir string, now time.Time) (files Files, made bool, err error) {
	files = Files{CA: filepath.Join(dir, fileCA), Cert: filepath.Join(dir, fileServer), Key: filepath.Join(dir, fileServerKey)}
	if _, err := os.Stat(files.Cert); err == nil {
		return files, false, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return files, false, err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), ".certs-*")
	if err != nil {
		return files, false, err
	}
	defer os.RemoveAll(fresh)
	if err := os.Chmod(fresh, 0o755); err != nil { // clients of other users read the authority's file
		return files, false, err
	}
	if _, err := SelfSigned(fresh, DefaultHosts(), DefaultDays, now); err != nil {
		return files, false, err
	}
	if err := os.Rename(fresh, dir); err != nil {
		if _, err := os.Stat(files.Cert); err == nil {
			return files, false, nil // another process was first
		}
		return files, false, fmt.Errorf("%s holds files but no server's certificate; name one with --tls-cert and --tls-key, or move the folder away: %w", dir, err)
	}
	return files, true, nil
}
