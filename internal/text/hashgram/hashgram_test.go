package hashgram

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// goldens are rows that training/hashgram.py gives; `python hashgram.py testdata/golden.json`
// writes them anew.
type goldens struct {
	Phrases []string `json:"phrases"`
	Sets    []struct {
		Tokenizer json.RawMessage `json:"tokenizer"`
		Rows      [][]int64       `json:"rows"`
	} `json:"sets"`
}

const plain = `{"type":"hash-ngram","version":1,"hash":"fnv1a-32","normalizer":"nfkd-fold",
	"buckets":65536,"ngram_min":3,"ngram_max":5,"word_bigrams":true,"max_length":512,"seed":0}`

func load(t testing.TB, doc string) (*Tokenizer, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(dir)
}

func mustLoad(t testing.TB, doc string) *Tokenizer {
	t.Helper()
	tok, err := load(t, doc)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func TestEncodeEqualsPython(t *testing.T) {
	raw, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var g goldens
	if err := json.Unmarshal(raw, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Phrases) < 200 || len(g.Sets) < 2 {
		t.Fatalf("%d phrases, %d sets: the goldens are cut short", len(g.Phrases), len(g.Sets))
	}
	for _, set := range g.Sets {
		tok := mustLoad(t, string(set.Tokenizer))
		for i, phrase := range g.Phrases {
			if got := tok.Encode(nil, phrase); !slices.Equal(got, set.Rows[i]) {
				t.Errorf("%+q with %s:\n got %v\nwant %v", phrase, set.Tokenizer, got, set.Rows[i])
			}
		}
	}
}

func TestEncodeAppends(t *testing.T) {
	tok := mustLoad(t, plain)
	alone := tok.Encode(nil, "chest pain")
	got := tok.Encode([]int64{-1, -2}, "chest pain")
	if want := append([]int64{-1, -2}, alone...); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if tok.Buckets() != 65536 || tok.MaxLength() != 512 {
		t.Errorf("buckets %d, max length %d", tok.Buckets(), tok.MaxLength())
	}
}

func TestEncodeDoesNotAllocate(t *testing.T) {
	tok := mustLoad(t, plain)
	dst := make([]int64, 0, 512)
	n := testing.AllocsPerRun(100, func() { dst = tok.Encode(dst[:0], "Sjögren’s 심근 ﬁbrillation, 2nd 😀") })
	if n != 0 {
		t.Errorf("%v allocations a phrase, want 0", n)
	}
}

func TestLoadRefuses(t *testing.T) {
	edit := func(old, with string) string { return strings.Replace(plain, old, with, 1) }
	for name, c := range map[string]struct{ doc, says string }{
		"another family":  {`{"version":"1.0","model":{"type":"WordPiece"}}`, `no "type"`},
		"another type":    {edit("hash-ngram", "bpe"), `type "bpe"`},
		"unknown field":   {edit(`"seed":0`, `"seed":0,"stem":true`), `unknown field "stem"`},
		"missing field":   {edit(`,"seed":0`, ``), `no "seed"`},
		"later version":   {edit(`"version":1`, `"version":2`), "version 2"},
		"another hash":    {edit("fnv1a-32", "murmur3"), `hash "murmur3"`},
		"another fold":    {edit("nfkd-fold", "nfc"), `normalizer "nfc"`},
		"one bucket":      {edit("65536", "1"), "buckets 1"},
		"negative bucket": {edit("65536", "-1"), "buckets"},
		"grams reversed":  {edit(`"ngram_max":5`, `"ngram_max":2`), "n-grams of 3 to 2"},
		"grams too long":  {edit(`"ngram_max":5`, `"ngram_max":9`), "n-grams of 3 to 9"},
		"no length":       {edit("512", "0"), "max_length 0"},
		"two values":      {plain + plain, "invalid character"},
		"cut short":       {plain[:40], "not a JSON object"},
		"empty":           {"", "not a JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, c.doc)
			if !errors.Is(err, ErrSpec) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want ErrSpec with %q", err, c.says)
			}
		})
	}
	if _, err := Load(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder: %v, want fs.ErrNotExist", err)
	}
}

func TestShippedModelLoads(t *testing.T) {
	tok, err := Load("../../../models/phrase-hash")
	if err != nil {
		t.Fatal(err)
	}
	if got := tok.Encode(nil, "asthma"); len(got) == 0 {
		t.Error("no rows for a plain word")
	}
}

func FuzzEncode(f *testing.F) {
	for _, s := range []string{"", "chest pain", "e\u0301", "심", "\xff\xfe", "a\x80b", "ﷺ", strings.Repeat("ab ", 400)} {
		f.Add(s)
	}
	tok := mustLoad(f, plain)
	f.Fuzz(func(t *testing.T, s string) {
		rows := tok.Encode(nil, s)
		if len(rows) > tok.MaxLength() {
			t.Fatalf("%d rows, more than %d", len(rows), tok.MaxLength())
		}
		for _, r := range rows {
			if r < 1 || r >= int64(tok.Buckets()) {
				t.Fatalf("row %d outside [1, %d)", r, tok.Buckets())
			}
		}
		if again := tok.Encode(nil, s+" "); !slices.Equal(rows, again) {
			t.Fatalf("a blank at the end changes the rows")
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add(plain)
	f.Add(`{"type":"hash-ngram"}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, doc string) {
		if tok, err := load(t, doc); err == nil {
			tok.Encode(nil, "chest pain, Ménière 두통")
		} else if !errors.Is(err, ErrSpec) {
			t.Fatalf("error without ErrSpec: %v", err)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	tok := mustLoad(b, plain)
	dst := make([]int64, 0, 512)
	for b.Loop() {
		dst = tok.Encode(dst[:0], "non ST elevation myocardial infarction of the inferior wall")
	}
}
