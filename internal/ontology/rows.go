package ontology

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// rows calls visit for every data row of a TSV or CSV file with a header line.
// get returns the cell of a column, empty where the row or the table lacks it.
// A row that cannot be read is an error with file and line.
func rows(p *payload, visit func(get func(column string) string) error) error {
	head, _, _ := strings.Cut(string(p.data), "\n")
	cols := headerOf(head)
	if separatorOf(head) == "\t" {
		return tabRows(p, cols, visit)
	}
	r := csv.NewReader(strings.NewReader(string(p.data)))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord, r.LazyQuotes = rune(separatorOf(head)[0]), -1, true, true
	for first := true; ; first = false {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.where, err)
		}
		if first {
			continue
		}
		if err := visit(cells(cols, rec)); err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("%s, line %d: %w", p.where, line, err)
		}
	}
}

func tabRows(p *payload, cols map[string]int, visit func(get func(string) string) error) error {
	n := 0
	for line := range strings.Lines(string(p.data)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if n == 1 || line == "" {
			continue
		}
		if err := visit(cells(cols, strings.Split(line, "\t"))); err != nil {
			return fmt.Errorf("%s, line %d: %w", p.where, n, err)
		}
	}
	return nil
}

func cells(cols map[string]int, rec []string) func(string) string {
	return func(column string) string {
		if i, ok := cols[column]; ok && i < len(rec) {
			return strings.TrimSpace(rec[i])
		}
		return ""
	}
}
