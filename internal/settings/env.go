package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/joho/godotenv"
)

// environment turns the form of os.Environ into a map.
func environment(environ []string) map[string]string {
	env := make(map[string]string, len(environ))
	for _, line := range environ {
		if name, value, ok := strings.Cut(line, "="); ok {
			env[name] = value
		}
	}
	return env
}

// readDotEnv reads NAME=value lines. Names of other programs may stand there.
// The file's content never becomes part of an error: it may hold secrets.
func readDotEnv(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &Error{Setting: path, Problem: err.Error(), Allowed: "a readable file of NAME=value lines, or no such file"}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	file, err := godotenv.UnmarshalBytes(data)
	if err != nil {
		problem := fmt.Sprintf("cannot be read at or near line %d", faultyLine(data))
		return nil, &Error{Setting: path, Problem: problem, Allowed: "lines of NAME=value, and comments after #"}
	}
	return file, nil
}

// faultyLine finds by halving a line, counted from 1, up to which the file can
// be read and with which it cannot: the faulty one, or the first of a quoted
// value near it. The parser tells no line, and its own error quotes content.
func faultyLine(data []byte) int {
	lines := bytes.SplitAfter(data, []byte("\n"))
	good, bad := 0, len(lines)
	for bad-good > 1 {
		middle := (good + bad) / 2
		if _, err := godotenv.UnmarshalBytes(bytes.Join(lines[:middle], nil)); err == nil {
			good = middle
		} else {
			bad = middle
		}
	}
	return bad
}

// unknown finds MEDCODE_ variables that nothing reads: most are typos, and a
// setting that silently does nothing is found too late.
func unknown(vars map[string]string, where string) []error {
	var names []string
	for _, s := range Table() {
		names = append(names, s.Env)
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if !strings.HasPrefix(name, envPrefix) || slices.Contains(names, name) || reserved(name) {
			continue
		}
		faults = append(faults, &Error{
			Setting: name + where,
			Problem: "is no setting of medcode" + meant("", name, names),
			Allowed: "the variables that medcode config --help lists",
		})
	}
	return faults
}
