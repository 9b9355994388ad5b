package main

import (
	"compress/gzip"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/ontology/gem"
	"medcode/schemas"
)

// gemFile reads the published rows by source code.
func gemFile(t *testing.T, path string) map[string][]gem.Row {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]gem.Row{}
	err = gem.Read(z, func(r gem.Row) error {
		out[r.Source] = append(out[r.Source], r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCrosswalkGEM holds the crosswalk to the published files, with a thousand
// codes each way.
func TestCrosswalkGEM(t *testing.T) {
	data := os.Getenv("MEDCODE_DATA")
	if data == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	t.Setenv("MEDCODE_MODELS_DIR", t.TempDir())
	dir, data := t.TempDir(), filepath.Join(data, "icd10cm")
	forth, back := filepath.Join(data, "gem/2018_I9gem.txt.gz"), filepath.Join(data, "gem/2018_I10gem.txt.gz")
	_, errs, rc := crosswalkRun(t, dir, "ontology", "add", "icd10cm", filepath.Join(data, "FY2026/code-descriptions-2026.zip"),
		filepath.Join(data, "FY2026/conversion-table-FY2026.xlsx"), forth, back)
	if rc != exitOK {
		t.Fatal(errs)
	}
	store, err := ontology.OpenStore(filepath.Join(dir, "ontology"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	now := store.Pin()
	defer now.Unpin()
	r, _, err := now.InForce(schemas.ICD10CM, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	g := gemCheck{r: r, x: &crosser{now: now}}
	g.all(t, icd9cm, "icd10cm", gemFile(t, forth))
	g.all(t, "icd10cm", icd9cm, gemFile(t, back))
}

// gemCheck counts what a sample leads to.
type gemCheck struct {
	r *ontology.Release
	x *crosser

	codes, none, approximate, combination, headers, gone, later int
}

func (g *gemCheck) all(t *testing.T, from, to string, rows map[string][]gem.Row) {
	var codes []string
	for c := range rows {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	pick := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a fixed sample
	pick.Shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
	*g = gemCheck{r: g.r, x: g.x}
	for _, c := range codes[:1000] {
		g.one(t, from, to, c, rows[c])
	}
	t.Logf("%s to %s, %d codes: %d without a map, %d approximate, %d in combination; targets that are headers today %d, of which no code is left %d; sources of earlier years %d",
		from, to, g.codes, g.none, g.approximate, g.combination, g.headers, g.gone, g.later)
	if g.codes+g.later != 1000 || g.none == 0 || g.combination == 0 {
		t.Errorf("%+v", g)
	}
}

// one compares what the file says of a code with what the command tells.
func (g *gemCheck) one(t *testing.T, from, to, code string, rows []gem.Row) {
	if _, ok := g.r.Find(code); from == "icd10cm" && !ok {
		g.later++ // the file is of 2018, and the release has other codes
		return
	}
	g.codes++
	c, err := g.x.cross(from, to, code)
	if err != nil || len(c.Routes) != 1 {
		t.Errorf("%s: %v, %+v", code, err, c)
		return
	}
	var want, got []string
	for _, row := range rows {
		_, ok := g.r.Find(row.Target)
		if to == "icd10cm" && !row.None && !ok {
			g.gone++ // it leads on to what came later
			continue
		}
		want = append(want, key(row.Target, row.None, row.Approximate, row.Combination, int(row.Scenario), int(row.Choice)))
	}
	for _, k := range c.Routes[0].Targets {
		g.count(t, code, &k, to)
		if !strings.Contains(k.Note, ", ") {
			got = append(got, key(strings.ReplaceAll(k.Code, ".", ""), k.NoMap, k.Approximate || k.NoMap, k.Combination, k.Scenario, k.Choice))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("%s:\n%v, published are\n%v", code, got, want)
	}
}

func key(code string, none, approximate, combination bool, scenario, choice int) string {
	if !combination {
		scenario, choice = 0, 0
	}
	b, _ := json.Marshal([]any{code, none, approximate || none, combination, scenario, choice})
	return string(b)
}

func (g *gemCheck) count(t *testing.T, code string, k *crossTarget, to string) {
	for n, on := range map[*int]bool{&g.none: k.NoMap, &g.approximate: k.Approximate, &g.combination: k.Combination} {
		if on {
			*n++
		}
	}
	if id, ok := g.r.Find(k.Code); to == "icd10cm" && !k.NoMap {
		if k.Answer != (ok && g.r.Billable(id)) || !k.Answer && len(k.Instead) == 0 {
			t.Errorf("%s leads to %+v", code, k)
		}
		if !k.Answer {
			g.headers++
		}
	}
}
