//go:build faiss

package vector

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// The manifest of an index file stands beside it and is a line as sha256sum
// prints it, so that an operator can check it too. FAISS reads lengths from
// the file and trusts them; a file is therefore compared with its manifest
// before FAISS sees it.
func manifestPath(path string) string { return path + ".sha256" }

// writeManifest writes the manifest of the file that stands at content and
// will be renamed to path.
func writeManifest(content, path string) error {
	sum, err := fileSum(content)
	if err != nil {
		return err
	}
	line := sum + "  " + filepath.Base(path) + "\n"
	next := manifestPath(path) + ".new"
	if err := os.WriteFile(next, []byte(line), 0o644); err != nil {
		return err
	}
	return os.Rename(next, manifestPath(path))
}

// checkManifest returns ErrDamaged unless the file at path is the one its
// manifest was written for.
func checkManifest(path string) error {
	line, err := os.ReadFile(manifestPath(path))
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w: %s is missing", ErrDamaged, manifestPath(path))
	}
	if err != nil {
		return err
	}
	want, _, _ := strings.Cut(string(line), " ")
	got, err := fileSum(path)
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("%w: SHA-256 of %s differs from its manifest", ErrDamaged, path)
	}
	return nil
}

func fileSum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// replace puts an index file that write makes, and its manifest, at path. The
// old pair, if any, stays until the new file is whole; a crash between the two
// renames leaves a pair that checkManifest refuses.
func replace(path string, write func(temporary string) error) error {
	temporary := path + ".new"
	defer os.Remove(temporary)
	if err := write(temporary); err != nil {
		return err
	}
	if err := syncFile(temporary); err != nil {
		return err
	}
	if err := writeManifest(temporary, path); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
