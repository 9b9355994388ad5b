//go:build unix

package tokenizer

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkEncode encodes the sentences of the large goldens, one after the
// other, with each of their models; without them, those of testdata. MB/s is
// of text.
func BenchmarkEncode(b *testing.B) {
	dir := os.Getenv("MEDCODE_TEST_TOKENIZER_GOLDENS")
	files, _ := filepath.Glob(filepath.Join(dir, "*.golden.jsonl"))
	if dir == "" || len(files) == 0 {
		models := tinyModels(b)
		for _, name := range []string{"wordpiece", "bpe", "unigram"} {
			b.Run(name, func(b *testing.B) { encodeAll(b, mustRead(b, models[name]), sentences(b)) })
		}
		return
	}
	for _, f := range files {
		model := strings.TrimSuffix(f, ".golden.jsonl")
		raw, err := os.ReadFile(model)
		if err != nil {
			b.Fatal(err)
		}
		texts := realTexts(b, f)
		b.Run(strings.TrimSuffix(filepath.Base(model), ".tokenizer.json"), func(b *testing.B) { encodeAll(b, mustRead(b, raw), texts) })
	}
}

// realTexts are the real sentences of a golden: those before the ones of
// testdata and the noise.
func realTexts(b *testing.B, file string) []string {
	f, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var texts []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() && len(texts) < 12000 {
		var g golden
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			b.Fatal(err)
		}
		if g.Special == nil {
			texts = append(texts, g.Text)
		}
	}
	return texts
}

func encodeAll(b *testing.B, tok *Tokenizer, texts []string) {
	size, tokens := 0, 0
	var e Encoding
	for _, t := range texts { // words are met before the clock runs
		size += len(t)
		tok.Encode(t, &e)
		tokens += e.Len()
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	began := cpu(b)
	for b.Loop() {
		for _, t := range texts {
			tok.Encode(t, &e)
		}
	}
	b.ReportMetric(float64(tokens)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
	b.ReportMetric(float64(tokens)*float64(b.N)/(cpu(b)-began).Seconds(), "tokens/cpu-s")
}

// cpu is the time that the processor has given this process: on a machine that
// does other work too, it says more than the clock.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkRead reads the largest model of the goldens.
func BenchmarkRead(b *testing.B) {
	raw := tinyModels(b)["unigram"]
	if dir := os.Getenv("MEDCODE_TEST_TOKENIZER_GOLDENS"); dir != "" {
		files, _ := filepath.Glob(filepath.Join(dir, "*tokenizer.json"))
		for _, f := range files {
			if more, err := os.ReadFile(f); err == nil && len(more) > len(raw) {
				raw = more
			}
		}
	}
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		mustRead(b, raw)
	}
}
