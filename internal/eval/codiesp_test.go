package eval

import (
	"errors"
	"math"
	"os"
	"strings"
	"testing"
)

func TestCodiEsp(t *testing.T) {
	docs := []CodiEspDoc{
		{ID: "a", Text: "x", Codes: []string{"I10", "R07.9", "K35.8"}},
		{ID: "b", Text: "y", Codes: []string{"E11.9"}},
	}
	answers := map[string][]string{"a": {"I10", "I10", "R07.1", "K35.80"}, "b": {"E11.9", "Z79.4"}}
	predict := func(id, _ string) ([]string, error) { return answers[id], nil }
	r, err := CodiEsp(docs, predict, func(c string) bool { return c != "K35.8" })
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		got      Score
		tp, fp   int
		fn, docs int
	}{
		{"exact", r.Exact, 2, 3, 2, 2},
		{"category", r.Category, 4, 1, 0, 2},
		{"release", r.Release, 3, 2, 1, 2},
	} {
		if c.got.Counts != (Counts{TP: c.tp, FP: c.fp, FN: c.fn}) || r.Docs != c.docs {
			t.Errorf("%s: %+v of %d documents", c.name, c.got.Counts, r.Docs)
		}
		if f := c.got.F1(); c.got.Low > f || c.got.High < f || math.IsNaN(f) {
			t.Errorf("%s: F1 %.3f outside [%.3f, %.3f]", c.name, f, c.got.Low, c.got.High)
		}
	}
	if len(r.FalseAlarms) != 3 || r.FalseAlarms[0] != (CodeCount{"K35.80", 1}) || len(r.Misses) != 2 {
		t.Errorf("errors %v %v", r.FalseAlarms, r.Misses)
	}
	var b strings.Builder
	r.Write(&b, 1)
	if !strings.Contains(b.String(), "miss           1 K35.8\n") {
		t.Errorf("written:\n%s", b.String())
	}
}

// TestCodiEspHeader: a predicted header never meets a gold code below or at it
// by the rule for codes that ended.
func TestCodiEspHeader(t *testing.T) {
	docs := []CodiEspDoc{{ID: "a", Text: "x", Codes: []string{"M54.5"}}}
	predict := func(string, string) ([]string, error) { return []string{"M54.50", "M54.59"}, nil }
	r, err := CodiEsp(docs, predict, func(c string) bool { return len(c) == 6 })
	if err != nil || r.Release.Counts != (Counts{TP: 1}) {
		t.Errorf("%+v, %v", r.Release.Counts, err)
	}
}

func TestCodiEspStops(t *testing.T) {
	broken := errors.New("broken")
	_, err := CodiEsp([]CodiEspDoc{{ID: "a"}}, func(string, string) ([]string, error) { return nil, broken }, nil)
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "document a") {
		t.Errorf("got %v", err)
	}
}

func TestReadCodiEsp(t *testing.T) {
	for _, c := range []struct {
		in, err string
		n       int
	}{
		{in: `{"id":"a","text":"t","icd10cm":["I10"]}` + "\n\n" + `{"id":"b","text":"t"}`, n: 2},
		{in: `{"id":"a","text":"t"}` + "\n{", n: 0, err: "line 2"},
		{in: `{"id":"a"}`, err: "needs an id and a text"},
	} {
		docs, err := readCodiEsp(strings.NewReader(c.in))
		if len(docs) != c.n || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q: %d documents, %v", c.in, len(docs), err)
		}
	}
}

func TestLoadCodiEsp(t *testing.T) {
	dir := os.Getenv("MEDCODE_DATA")
	if dir == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	for part, n := range map[string]int{"train": 500, "dev": 250} {
		docs, err := LoadCodiEsp(dir, part)
		if err != nil || len(docs) != n {
			t.Errorf("%s: %d documents, %v", part, len(docs), err)
		}
	}
	if _, err := LoadCodiEsp(t.TempDir(), "dev"); err == nil || !strings.Contains(err.Error(), "MEDCODE_DATA") {
		t.Errorf("no data: %v", err)
	}
}
