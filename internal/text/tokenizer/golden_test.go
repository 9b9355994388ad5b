package tokenizer

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// golden is what the reference makes of a text; its offsets count characters,
// each as the step from the one before.
type golden struct {
	Text    string  `json:"t"`
	IDs     []int64 `json:"i"`
	Offsets []int32 `json:"o"`
	Special []int64 `json:"s"`
}

// diff says where an encoding differs from the reference, or nothing.
func (g *golden) diff(e *Encoding) string {
	if !slices.Equal(e.IDs, g.IDs) {
		return fmt.Sprintf("ids %d, want %d", e.IDs, g.IDs)
	}
	at := int32(0)
	for i := range e.IDs {
		from := at + g.Offsets[2*i]
		at = from + g.Offsets[2*i+1]
		gotFrom, gotTo := utf8.RuneCountInString(g.Text[:e.Starts[i]]), utf8.RuneCountInString(g.Text[:e.Ends[i]])
		if int32(gotFrom) != from || int32(gotTo) != at {
			return fmt.Sprintf("token %d of %d: characters %d to %d, want %d to %d", i, len(e.IDs), gotFrom, gotTo, from, at)
		}
	}
	return ""
}

func (t *Tokenizer) special() []int64 { return slices.Concat(t.prefix, t.suffix) }

// tinyModels are the tokenizers of testdata by name, made of models and of the
// parts in which variants differ from them.
func tinyModels(t testing.TB) map[string][]byte {
	t.Helper()
	var f struct {
		Models   map[string]map[string]any
		Variants []struct {
			Name, Model    string
			Parts, Options map[string]any
		}
	}
	readJSON(t, "tiny.json", &f)
	made := make(map[string][]byte)
	for _, v := range f.Variants {
		j := maps.Clone(f.Models[v.Model])
		m := maps.Clone(j["model"].(map[string]any))
		maps.Copy(m, v.Options)
		maps.Copy(j, v.Parts)
		j["model"] = m
		b, err := json.Marshal(j)
		if err != nil {
			t.Fatal(err)
		}
		made[v.Name] = b
	}
	return made
}

func readJSON(t testing.TB, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

func sentences(t testing.TB) []string {
	var s []string
	readJSON(t, "sentences.json", &s)
	return s
}

func mustRead(t testing.TB, b []byte) *Tokenizer {
	t.Helper()
	tok, err := Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// TestTiny compares small models of every component with the reference.
func TestTiny(t *testing.T) {
	var goldens map[string][]json.RawMessage
	readJSON(t, "golden.json", &goldens)
	texts, models := sentences(t), tinyModels(t)
	if len(goldens) != len(models) {
		t.Fatalf("%d goldens of %d models", len(goldens), len(models))
	}
	for name, rows := range goldens {
		t.Run(name, func(t *testing.T) {
			tok := mustRead(t, models[name])
			var g golden
			if err := json.Unmarshal(rows[0], &g.Special); err != nil || !slices.Equal(tok.special(), g.Special) {
				t.Errorf("special tokens %d, want %d (%v)", tok.special(), g.Special, err)
			}
			var e Encoding
			for i, row := range rows[1:] {
				var parts [2]json.RawMessage
				g := golden{Text: texts[i]}
				if json.Unmarshal(row, &parts) != nil || json.Unmarshal(parts[0], &g.IDs) != nil || json.Unmarshal(parts[1], &g.Offsets) != nil {
					t.Fatalf("golden %d is damaged", i)
				}
				tok.Encode(g.Text, &e)
				if d := g.diff(&e); d != "" {
					t.Errorf("%q: %s", g.Text, d)
				}
			}
		})
	}
}

// TestShared compares the tokenizers of real models with the reference, whose
// results are kept as digests: the first 8 digits of the SHA-256 of ids and
// steps of offsets, as JSON.
func TestShared(t *testing.T) {
	dir := os.Getenv("MEDCODE_DATA")
	if dir == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	var digests map[string][]string
	readJSON(t, "digests.json", &digests)
	for name, want := range digests {
		tok := mustRead(t, unzipped(t, filepath.Join(dir, "tokenizers", name)))
		var e Encoding
		for i, text := range sentences(t) {
			tok.Encode(text, &e)
			b, err := json.Marshal([]any{append([]int64{}, e.IDs...), steps(text, &e)})
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%x", sha256.Sum256(b))[:8]; got != want[i] {
				t.Errorf("%s: %q gives %s; training/tokenizer_check.sh shows what the reference says", name, text, b)
			}
		}
	}
}

// steps are the offsets as goldens have them.
func steps(text string, e *Encoding) []int {
	out, last := []int{}, 0
	for i := range e.IDs {
		for _, at := range []int32{e.Starts[i], e.Ends[i]} {
			n := utf8.RuneCountInString(text[:at])
			out, last = append(out, n-last), n
		}
	}
	return out
}

func unzipped(t testing.TB, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestReference compares with goldens of real sentences and real models, as
// training/tokenizer_goldens.mjs writes them to a folder.
func TestReference(t *testing.T) {
	dir := os.Getenv("MEDCODE_TEST_TOKENIZER_GOLDENS")
	if dir == "" {
		t.Skip("MEDCODE_TEST_TOKENIZER_GOLDENS is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.golden.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens in %s (%v); training/tokenizer_goldens.mjs writes them", dir, err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".golden.jsonl"), func(t *testing.T) {
			compareFile(t, f)
		})
	}
}

func compareFile(t *testing.T, file string) {
	b, err := os.ReadFile(strings.TrimSuffix(file, ".golden.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	tok := mustRead(t, b)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	texts, tokens, wrong := 0, 0, 0
	var e Encoding
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var g golden
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		if g.Special != nil {
			if !slices.Equal(tok.special(), g.Special) {
				t.Errorf("special tokens %d, want %d", tok.special(), g.Special)
			}
			continue
		}
		tok.Encode(g.Text, &e)
		texts, tokens = texts+1, tokens+len(g.IDs)
		if d := g.diff(&e); d != "" {
			if wrong++; wrong <= 10 {
				t.Errorf("%+q: %s", g.Text, d)
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if texts < 10000 {
		t.Errorf("%d texts; at least 10,000 are needed", texts)
	}
	t.Logf("%d texts, %d tokens, %d texts differ", texts, tokens, wrong)
}
