package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// publisherOf serves the files of a publisher, and a table with its addresses.
func publisherOf(t *testing.T, files map[string][]byte) (table string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := files[strings.TrimPrefix(r.URL.Path, "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(body)
	}))
	t.Cleanup(s.Close)
	table = filepath.Join(t.TempDir(), "sources.json")
	text := fmt.Sprintf(`{"icd10cm": {"publisher": "test", "label": "FY{year}", "year_begins": "10-01",
		"files": [{"url": "%[1]s/{year}.zip"}, {"url": "%[1]s/{year}-more.zip", "optional": true}]}}`, s.URL)
	if err := os.WriteFile(table, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return table
}

func zipped(t *testing.T, name string, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write(body)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func orderText(year string) []byte {
	title := "Chest pain of " + year
	return []byte(fmt.Sprintf("%05d %-7s %d %-60s %s\n", 1, "R079", 1, title, title))
}

// TestPull downloads releases from a publisher of its own: a whole one is
// added; what is wrong with another leaves everything as it was.
func TestPull(t *testing.T) {
	dir := t.TempDir()
	table := publisherOf(t, map[string][]byte{
		"2026.zip": zipped(t, "icd10cm-order-2026.txt", orderText("2026")),
		"2027.zip": zipped(t, "icd10cm-order-2027.txt", append(orderText("2027"), bytes.Repeat([]byte(strings.Repeat(" ", 1023)+"\n"), 40<<10)...)),
		"2028.zip": zipped(t, "words.txt", []byte("nothing of interest")),
		"2029.zip": []byte("<html>sign in</html>"),
	})
	call := func(args ...string) (string, int) {
		var out, errs bytes.Buffer
		code := run(context.Background(), args, stdio{strings.NewReader(""), &out, &errs, os.Environ()})
		return out.String() + errs.String(), code
	}
	pull := func(release string) (string, int) {
		return call("ontology", "pull", "--data", dir, "--sources", table, "--release", release, "icd10cm")
	}
	said, code := pull("FY2026")
	if code != exitOK || !strings.Contains(said, "icd10cm FY2026: 1 codes") || !strings.Contains(said, "2026-more.zip: the publisher has no such file") {
		t.Fatalf("%d %s", code, said)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "ontology", "icd10cm", "pull", "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	for release, want := range map[string]string{
		"FY2027": "unpacks to more", "FY2028": "expected one of", "FY2029": "web page", "FY2030": "no such file", "x": "names no release",
	} {
		if said, code := pull(release); code != exitInput || !strings.Contains(said, want) {
			t.Errorf("%s: %d %s, want %q", release, code, said, want)
		}
	}
	if said, code := call("ontology", "list", "--data", dir); code != exitOK || strings.Count(said, "icd10cm ") != 1 || !strings.Contains(said, "FY2026") {
		t.Errorf("afterwards: %d %s", code, said)
	}
	if said, code := call("ontology", "verify", "--data", dir); code != exitOK {
		t.Errorf("afterwards: %d %s", code, said)
	}
}
