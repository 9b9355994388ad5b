package eval

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// Billable reads which ICD-10-CM codes are billable in each fiscal year that
// lies below dir/icd10cm, straight from the publisher's order files and
// without the code that builds releases. Keys are labels as FY2026, then codes
// without dot.
func Billable(dir string) (map[string]map[string]bool, error) {
	zips, err := filepath.Glob(filepath.Join(dir, "icd10cm", "FY*", "code-descriptions-*.zip"))
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]bool{}
	for _, name := range zips {
		codes, err := billableIn(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[filepath.Base(filepath.Dir(name))] = codes
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no icd10cm/FY*/code-descriptions-*.zip below %s", dir)
	}
	return out, nil
}

func billableIn(name string) (map[string]bool, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	for _, f := range z.File {
		base := strings.ToLower(filepath.Base(f.Name))
		if !strings.Contains(base, "order") || strings.Contains(base, "addenda") || !strings.HasSuffix(base, ".txt") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		codes := map[string]bool{}
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			if line := lines.Text(); len(line) > 15 && line[14] == '1' {
				codes[strings.TrimSpace(line[6:14])] = true
			}
		}
		return codes, lines.Err()
	}
	return nil, errors.New("holds no order file")
}
