package fetch

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// SumsFile holds the SHA-256 of the files of a folder, as sha256sum writes and
// checks them.
const SumsFile = "SHA256SUMS"

// Sums are the SHA-256 of files in hexadecimal, by path below their folder.
type Sums map[string]string

// ErrSum marks a file that is not the one that was recorded.
var ErrSum = errors.New("fetch: the file has changed")

// Write writes the sums into a folder.
func (s Sums) Write(dir string) error {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(s)) {
		fmt.Fprintf(&b, "%s  %s\n", s[name], name)
	}
	return os.WriteFile(filepath.Join(dir, SumsFile), []byte(b.String()), 0o644)
}

// ReadSums reads the sums of a folder. Errors: fs.ErrNotExist where it has
// none, and what is wrong with a line.
func ReadSums(dir string) (Sums, error) { return ReadSumsFile(filepath.Join(dir, SumsFile)) }

// ReadSumsFile reads sums from a file of any name. Errors: as ReadSums.
func ReadSumsFile(path string) (Sums, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sums, lines := Sums{}, bufio.NewScanner(io.LimitReader(f, maxListing))
	for lines.Scan() {
		sum, name, ok := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		name = strings.TrimPrefix(strings.TrimLeft(name, " "), "*") // "*": read as binary
		name = strings.TrimPrefix(name, "./")
		switch {
		case sum == "" || strings.HasPrefix(sum, "#"):
		case !ok || !sha256s.MatchString(sum) || !filepath.IsLocal(filepath.FromSlash(name)):
			return nil, fmt.Errorf("%s: the line of %q is no sum of a file below the folder", f.Name(), name)
		default:
			sums[name] = sum
		}
	}
	return sums, lines.Err()
}

// Check reads every file that has a sum and returns the errors of those that
// are missing or have changed, ErrSum.
func (s Sums) Check(dir string) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(s)) {
		sum, err := sumOf(filepath.Join(dir, filepath.FromSlash(name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			errs = append(errs, fmt.Errorf("%w: %s is missing; fetch the model again", ErrSum, name))
		case err != nil:
			errs = append(errs, err)
		case sum != s[name]:
			errs = append(errs, fmt.Errorf("%w: %s has SHA-256 %s, recorded was %s; fetch the model again", ErrSum, name, sum, s[name]))
		}
	}
	return errors.Join(errs...)
}

// Sum records the files of a folder as they are, all but the record itself.
func Sum(dir string) (Sums, error) {
	sums := Sums{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || name == SumsFile {
			return err
		}
		sums[filepath.ToSlash(name)], err = sumOf(path)
		return err
	})
	return sums, err
}

func sumOf(path string) (string, error) {
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
