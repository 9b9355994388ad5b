// Package gem reads the General Equivalence Mappings between ICD-9-CM and
// ICD-10-CM (CMS, "Diagnosis Code Set General Equivalence Mappings,
// Documentation and User's Guide"): a source code, a target code and five
// flags a line.
package gem

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Row is one line.
type Row struct {
	Source string // without dot
	Target string // without dot; empty where None
	// Approximate: the target means not quite the same. None: there is no
	// target. Combination: the source needs one target of each Choice of a
	// Scenario.
	Approximate, None, Combination bool
	Scenario, Choice               uint8
}

// Read calls visit for every line. A line that is not of the layout is an
// error with its number.
func Read(r io.Reader, visit func(Row) error) error {
	in := bufio.NewScanner(r)
	n, rows := 0, 0
	for in.Scan() {
		n++
		line := strings.TrimPrefix(strings.TrimRight(in.Text(), "\r"), "\ufeff")
		if strings.TrimSpace(line) == "" {
			continue
		}
		row, err := parse(line)
		if err == nil {
			rows++
			err = visit(row)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	if rows == 0 {
		return errors.New("line 1: a mapping file without mappings; is it cut short?")
	}
	return nil
}

func parse(line string) (Row, error) {
	f := strings.Fields(strings.ToUpper(line)) // the 2018 file has one code in lower case
	if len(f) != 3 || !code(f[0]) || len(f[2]) != 5 || strings.Trim(f[2], "0123456789") != "" ||
		strings.Trim(f[2][:3], "01") != "" {
		return Row{}, fmt.Errorf("%.40q is no line of a GEM file (source, target, five flags)", line)
	}
	flags := f[2]
	row := Row{
		Source: f[0], Target: f[1], Approximate: flags[0] == '1', None: flags[1] == '1', Combination: flags[2] == '1',
		Scenario: flags[3] - '0', Choice: flags[4] - '0',
	}
	switch {
	case row.None && without(f[1]):
		row.Target = ""
	case row.None || without(f[1]) || !code(f[1]):
		return Row{}, fmt.Errorf("%.40q: the target and the flag for no mapping do not agree", line)
	}
	return row, nil
}

// without tells the words that stand for no target.
func without(s string) bool { return s == "NODX" || s == "NOPCS" }

func code(s string) bool {
	if len(s) < 3 || len(s) > 7 {
		return false
	}
	for _, c := range s {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
