package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// ReadLines reads a set of one JSON object a line. what names the set and
// example a file of its form, for who gave another; check tells what is wrong
// with a row.
func ReadLines[T any](path, what, example string, check func(*T) error) ([]T, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; give a file such as %s", what, err, example)
	}
	var out []T
	for n, line := range bytes.Split(raw, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var row T
		err := json.Unmarshal(line, &row)
		if err == nil {
			err = check(&row)
		}
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, n+1, err)
		}
		out = append(out, row)
	}
	return out, nil
}

// within tells whether bytes [start, end) are some of a text.
func within(start, end int, text string) bool {
	return start >= 0 && start < end && end <= len(text)
}
