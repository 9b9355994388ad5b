package pcs

import (
	"archive/zip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// line writes a line of an order file; the codes of this test are invented.
func line(n int, code string, valid int, long string) string {
	return fmt.Sprintf("%05d %-7s %d %-60s %s\r\n", n, code, valid, long, long)
}

func order() string {
	return line(1, "0ZA", 0, "Grey System, Mending") + line(2, "0ZA00ZZ", 1, "Mending of Left, Open") +
		line(3, "0ZA03ZZ", 1, "Mending of Left, Percutaneous") + line(4, "0ZA10ZX", 1, "Mending of Right, Open, Diagnostic")
}

func read(t testing.TB, in string) (*Tables, error) {
	t.Helper()
	var codes []string
	err := Read(strings.NewReader(in), func(e Entry) error {
		if e.Valid {
			codes = append(codes, e.Code)
		}
		return nil
	})
	return NewTables(codes), err
}

func TestRead(t *testing.T) {
	tables, err := read(t, "\xef\xbb\xbf"+order())
	if err != nil || tables.Len() != 3 {
		t.Fatalf("%d codes, %v", tables.Len(), err)
	}
	for name, c := range map[string]struct{ in, err string }{
		"twice":      {order() + line(5, "0ZA10ZX", 1, "Again"), "line 5: code 0ZA10ZX comes after 0ZA10ZX"},
		"cut":        {order() + "00005 0ZA10", "line 5: not a line of an order file"},
		"letter O":   {line(1, "0ZO00ZZ", 1, "Wrong"), "line 1: code \"0ZO00ZZ\" is out of pattern"},
		"half":       {line(1, "0ZA0", 1, "Wrong"), "line 1: code 0ZA0 has 4 characters"},
		"a flag":     {line(1, "0ZA00ZZ", 2, "Wrong"), "line 1: not a line"},
		"other text": {"Dear reader,\n", "line 1: not a line"},
	} {
		if _, err := read(t, c.in); err == nil || !strings.HasPrefix(err.Error(), c.err) {
			t.Errorf("%s: %v, want %q", name, err, c.err)
		}
	}
}

func TestValidate(t *testing.T) {
	tables, err := read(t, order())
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{
		"0ZA00ZZ": "", " 0za03zz ": "",
		"0ZA00ZX":  `character 7 (qualifier) of 0ZA00ZX cannot be X after "0ZA00Z"; it is one of Z`,
		"0ZA1":     `"0ZA1" has 4 characters, a code has 7; character 5 (approach) is one of 0`,
		"0ZA0":     "character 5 (approach) is one of 03",
		"0ZA00ZI":  `character 7 of "0ZA00ZI" is 'I'`,
		"0ZAOOZZ":  "character 4",
		"":         "character 1 (section) is one of 0",
		"0ZA00ZZ1": "has 8 characters",
		"0Z-":      `character 3 of "0Z-" is '-'`,
	} {
		err := tables.Validate(code)
		if (err == nil) != (want == "") || err != nil && (!errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), want)) {
			t.Errorf("Validate(%q) = %v, want %q", code, err, want)
		}
	}
	if got := tables.Next("0ZA0"); got != "03" {
		t.Errorf("Next = %q", got)
	}
}

// TestOfficial validates every code of the 2026 order file, and that changing
// one character gives either another code of the file or an error.
func TestOfficial(t *testing.T) {
	dir := os.Getenv("MEDCODE_DATA")
	if dir == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	z, err := zip.OpenReader(filepath.Join(dir, "icd10pcs", "cms_2026_pr_icd10pcs.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open("icd10pcs_order_2026.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var codes []string
	entries, valid := 0, map[string]bool{}
	if err := Read(f, func(e Entry) error {
		if entries++; e.Valid {
			codes = append(codes, e.Code)
			valid[e.Code] = true
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	tables := NewTables(codes)
	t.Logf("%d lines, %d valid codes", entries, tables.Len())
	if tables.Len() < 78000 {
		t.Errorf("%d valid codes", tables.Len())
	}
	for i, c := range codes {
		if err := tables.Validate(c); err != nil {
			t.Fatal(err)
		}
		b := []byte(c)
		b[i%Length] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZIO"[i%36]
		if err := tables.Validate(string(b)); (err == nil) != valid[string(b)] {
			t.Fatalf("%s: %v", b, err)
		}
	}
}

// FuzzValidate: only codes of the release pass, whatever is asked.
func FuzzValidate(f *testing.F) {
	tables, err := read(f, order())
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"0ZA00ZZ", "0za", "\xff", "0ZA00ZZ0"} {
		f.Add(s, order())
	}
	f.Fuzz(func(t *testing.T, code, file string) {
		err := tables.Validate(code)
		known := strings.Contains(" 0ZA00ZZ 0ZA03ZZ 0ZA10ZX ", " "+strings.ToUpper(strings.TrimSpace(code))+" ")
		if (err == nil) != (known && len(strings.TrimSpace(code)) == Length) {
			t.Fatalf("Validate(%q) = %v", code, err)
		}
		_, _ = read(t, file)
	})
}
