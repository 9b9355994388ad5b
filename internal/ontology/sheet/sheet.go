// Package sheet reads the rows of Excel workbooks (.xlsx) in which publishers
// ship tables. Workbooks are read as values, without formats and formulas.
package sheet

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Limits on a workbook. Official ones unpack to a few megabytes.
const (
	maxUnpacked = 256 << 20
	inMemory    = 16 << 20
	maxRows     = 1 << 20 // what the program itself allows
	maxCells    = 32 << 20
)

// Rows visits the rows of the first sheet; number counts from 1 as the
// program that made the sheet shows it. A row is valid until the next one. An
// error of visit stops reading and comes back with the number of the row.
func Rows(r io.Reader, visit func(number int, cells []string) error) error {
	f, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: inMemory, RawCellValue: true})
	if err != nil {
		return fmt.Errorf("the workbook cannot be read (%w); download it again, or save it as CSV", err)
	}
	err = rows(f, visit)
	return errors.Join(err, f.Close())
}

func rows(f *excelize.File, visit func(number int, cells []string) error) error {
	names := f.GetSheetList()
	if len(names) == 0 {
		return errors.New("the workbook has no sheet")
	}
	in, err := f.Rows(names[0])
	if err != nil {
		return fmt.Errorf("sheet %.40q: %w", names[0], err)
	}
	n, count := 0, 0
	for in.Next() {
		n++
		cells, err := in.Columns()
		if err != nil {
			return fmt.Errorf("row %d: %w", n, err)
		}
		if count += len(cells); n > maxRows || count > maxCells {
			return fmt.Errorf("row %d: more than %d rows or %d cells; the workbook is damaged or no table", n, maxRows, maxCells)
		}
		for i, c := range cells {
			cells[i] = strings.TrimSpace(strings.ReplaceAll(c, "\u00a0", " "))
		}
		if err := visit(n, cells); err != nil {
			return fmt.Errorf("row %d: %w", n, err)
		}
	}
	return errors.Join(in.Error(), in.Close())
}
