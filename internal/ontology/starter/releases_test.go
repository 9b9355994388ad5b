package starter

import (
	"archive/zip"
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// release is what the official files say of a code: the displays that are
// right for it. A code that must not be used is absent.
type release map[string][]string

// TestAgainstReleases holds every code against the shared official releases:
// it exists, may be billed, and its display is the official one.
func TestAgainstReleases(t *testing.T) {
	root := dataRoot(t)
	load := map[string]func(*testing.T, string) release{
		"icd10cm": loadICD, "snomed": loadSnomed, "loinc": loadLoinc, "rxnorm": loadRxNorm, "hcpcs": loadHCPCS,
	}
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			official := load[name](t, root)
			for _, r := range readTable(t, name) {
				names, ok := official[r.code]
				switch {
				case !ok:
					t.Errorf("%s %q is not a usable code of the release", r.code, r.display)
				case !slices.Contains(names, r.display):
					t.Errorf("%s: display %q, official %q", r.code, r.display, names)
				}
			}
		})
	}
}

func dataRoot(t *testing.T) string {
	t.Helper()
	root := os.Getenv("MEDCODE_DATA")
	_, err := os.Stat(root)
	if root != "" && err == nil {
		return root
	}
	if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
		t.Fatal("MEDCODE_DATA does not name the folder of shared releases")
	}
	t.Skip("set MEDCODE_DATA to the folder of shared releases to check the starter vocabulary against them")
	return ""
}

// loadICD reads the billable codes of the FY2026 order file: the code in
// columns 7-13 without its dot, the billable flag in 15, the title from 78.
func loadICD(t *testing.T, root string) release {
	t.Helper()
	z, err := zip.OpenReader(filepath.Join(root, "icd10cm/FY2026/code-descriptions-2026.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open("icd10cm-order-2026.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := release{}
	eachLine(t, f, func(l string) {
		if len(l) < 78 || l[14] != '1' {
			return
		}
		code := strings.TrimSpace(l[6:13])
		if len(code) > 3 {
			code = code[:3] + "." + code[3:]
		}
		out[code] = []string{strings.TrimSpace(l[77:])}
	})
	return out
}

func loadSnomed(t *testing.T, root string) release {
	out := release{}
	eachRow(t, filepath.Join(root, "snomed/snomed_gps_2020.tsv.gz"), func(c []string) {
		out[c[0]] = []string{c[1]}
	})
	return out
}

// loadHCPCS leaves out the two-character modifiers that the table also holds.
func loadHCPCS(t *testing.T, root string) release {
	out := release{}
	eachRow(t, filepath.Join(root, "hcpcs/hcpcs_2025_jan.tsv.gz"), func(c []string) {
		if len(c[0]) == 5 {
			out[c[0]] = []string{c[2]}
		}
	})
	return out
}

// loadLoinc takes the long common names: those of the official table where it
// has the code, else the names that are not merely the component.
func loadLoinc(t *testing.T, root string) release {
	out := release{}
	eachRow(t, filepath.Join(root, "loinc/loinc_names.tsv.gz"), func(c []string) {
		src := c[2]
		bare := src == "component" || strings.HasSuffix(src, "shortname") || strings.HasSuffix(src, "display_name")
		if !bare && strings.Count(c[1], ":") < 4 {
			out[c[0]] = append(out[c[0]], c[1])
		}
	})
	loadCommonLabs(t, root, out)
	return out
}

func loadCommonLabs(t *testing.T, root string, out release) {
	t.Helper()
	r := csv.NewReader(openGzip(t, filepath.Join(root, "loinc/Loinc_common_labs.csv.gz")))
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	code, name, status := slices.Index(head, "LOINC_NUM"), slices.Index(head, "LONG_COMMON_NAME"), slices.Index(head, "STATUS")
	for {
		c, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if c[status] != "ACTIVE" {
			delete(out, c[code])
			continue
		}
		out[c[code]] = []string{c[name]}
	}
}

// loadRxNorm takes the names that stand in more than the account-bound source
// "vsac": as a name from elsewhere, or as the head of a clinical drug or
// ingredient string ("lisinopril" of "lisinopril 10 MG Oral Tablet").
func loadRxNorm(t *testing.T, root string) release {
	public := map[string]bool{}
	publish := func(s string) {
		s = strings.ToLower(s)
		public[s] = true
		for i, r := range s {
			if r == ' ' {
				public[s[:i]] = true
			}
		}
	}
	eachRow(t, filepath.Join(root, "rxnorm/rxnorm_ingredients.tsv.gz"), func(c []string) {
		for s := range strings.SplitSeq(c[1], " / ") {
			publish(s)
		}
	})
	names := filepath.Join(root, "rxnorm/rxnorm_names.tsv.gz")
	eachRow(t, names, func(c []string) {
		if c[2] != "vsac" {
			publish(c[1])
		}
	})
	out := release{}
	eachRow(t, names, func(c []string) {
		if public[strings.ToLower(c[1])] {
			out[c[0]] = append(out[c[0]], c[1])
		}
	})
	return out
}

func openGzip(t *testing.T, path string) io.Reader {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// eachRow calls fn with the columns of each line below the header.
func eachRow(t *testing.T, path string, fn func([]string)) {
	t.Helper()
	first := true
	eachLine(t, openGzip(t, path), func(l string) {
		if !first {
			fn(strings.Split(l, "\t"))
		}
		first = false
	})
}

func eachLine(t *testing.T, r io.Reader, fn func(string)) {
	t.Helper()
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		fn(sc.Text())
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
}
