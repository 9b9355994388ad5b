// Package conversion reads the ICD-10-CM conversion table (CDC,
// icd10cm-conversion-table-FYYYYY.xlsx): every code that is newer than the
// first release, when it came, and the codes that were used before.
package conversion

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"medcode/internal/ontology/sheet"
)

// Row is a code that came later.
type Row struct {
	Code      string     // as printed, with dot or without
	Effective string     // first day, 2006-01-02
	Previous  []Previous // empty where there was none
	Together  bool       // several codes were used together, not one of them
}

// Previous is a code used before, or all of a range, From and To included.
type Previous struct{ From, To string }

// Codes lists the codes of a range: those between its ends in the last two
// places, as far as they are digits. Of other ranges it names the ends.
func (p Previous) Codes() []string {
	a, b := p.From, p.To
	n := len(a)
	if a == b || n != len(b) || n < 3 || a[:n-2] != b[:n-2] {
		return ends(a, b)
	}
	lo, err := strconv.Atoi(a[n-2:])
	hi, err2 := strconv.Atoi(b[n-2:])
	if err == nil && err2 == nil && lo <= hi {
		return between(a[:n-2], lo, hi, 2)
	}
	if a[n-2] != b[n-2] || a[n-1] < '0' || b[n-1] > '9' || a[n-1] > b[n-1] {
		return ends(a, b)
	}
	return between(a[:n-1], int(a[n-1]-'0'), int(b[n-1]-'0'), 1)
}

func ends(a, b string) []string {
	if a == b {
		return []string{a}
	}
	return []string{a, b}
}

func between(stem string, lo, hi, width int) (out []string) {
	for i := lo; i <= hi; i++ {
		out = append(out, fmt.Sprintf("%s%0*d", stem, width, i))
	}
	return out
}

var (
	code  = `[A-Z][0-9A][0-9A-Z](?:\.?[0-9A-Z]{1,4})?`
	whole = regexp.MustCompile(`^` + code + `$`)
	prior = regexp.MustCompile(`(` + code + `)(?:\.?-+(` + code + `)?)?`)
	and   = regexp.MustCompile(`(?i)&|\band\b`)
)

// Read calls visit for every row of the table.
func Read(r io.Reader, visit func(Row) error) error {
	head, rows := false, 0
	err := sheet.Rows(r, func(_ int, cells []string) error {
		switch {
		case len(cells) >= 3 && strings.HasPrefix(cells[0], "Current code"):
			head = true
			return nil
		case !head || len(cells) == 0 || cells[0] == "":
			return nil
		}
		row, err := parse(cells)
		if err != nil {
			return err
		}
		rows++
		return visit(row)
	})
	switch {
	case err != nil:
		return err
	case !head:
		return errors.New("row 1: the columns Current code assignment, Effective and Previous Code(s) Assignment are missing")
	case rows == 0:
		return errors.New("row 1: a conversion table without codes; is it cut short?")
	}
	return nil
}

func parse(cells []string) (Row, error) {
	if len(cells) < 3 {
		return Row{}, fmt.Errorf("a row needs a code, its first day and the codes before; there are %d cells", len(cells))
	}
	if !whole.MatchString(cells[0]) {
		return Row{}, fmt.Errorf("%.20q is no ICD-10-CM code", cells[0])
	}
	day, err := effective(cells[1])
	if err != nil {
		return Row{}, err
	}
	row := Row{Code: cells[0], Effective: day, Together: and.MatchString(cells[2])}
	for _, m := range prior.FindAllStringSubmatch(cells[2], -1) {
		to := m[2]
		if to == "" {
			to = m[1]
		}
		row.Previous = append(row.Previous, Previous{strings.TrimSuffix(m[1], "."), to})
	}
	if len(row.Previous) == 0 && !strings.EqualFold(cells[2], "none") {
		return Row{}, fmt.Errorf("%.40q names no earlier code", cells[2])
	}
	return row, nil
}

// effective reads a year, which means its first of October, or the day number
// that Excel keeps for a date.
func effective(s string) (string, error) {
	n, err := strconv.Atoi(s)
	switch {
	case err == nil && n >= 2015 && n < 2100:
		return fmt.Sprintf("%d-10-01", n), nil
	case err == nil && n > 40000 && n < 80000:
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n).Format(time.DateOnly), nil
	}
	return "", fmt.Errorf("%.20q is no year or date", s)
}
