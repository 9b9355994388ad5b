package section

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// maxSentence is the longest sentence in bytes that real notes may give:
// longer ones mean that ends were missed.
const maxSentence = 4096

// TestNotes reads all real notes at hand: every byte lies in one section and
// one sentence, and no sentence is endless.
func TestNotes(t *testing.T) {
	notes := realNotes(t)
	size, sentences, long := 0, 0, 0
	for _, note := range notes {
		check(t, note)
		size += len(note)
		for _, s := range Sentences(note, Split(note)) {
			sentences++
			if long = max(long, s.End-s.Start); s.End-s.Start > maxSentence {
				t.Errorf("a sentence of %d bytes", s.End-s.Start)
			}
		}
	}
	t.Logf("%d notes, %d bytes, %d sentences, the longest of %d bytes", len(notes), size, sentences, long)
	if len(notes) < 10000 {
		t.Errorf("%d notes, want all of MEDCODE_DATA/notes", len(notes))
	}
}

func BenchmarkNotes(b *testing.B) {
	notes := realNotes(b)[:1000]
	size, sentences := 0, 0
	for _, n := range notes {
		size += len(n)
	}
	b.SetBytes(int64(size))
	before := cpu(b)
	for b.Loop() {
		sentences = 0
		for _, n := range notes {
			sentences += len(Sentences(n, Split(n)))
		}
	}
	b.ReportMetric(float64(sentences)*float64(b.N)/(cpu(b)-before).Seconds(), "sentences/cpu-s")
}

// cpu is the CPU time of the process: other work on the machine does not
// count, as it would by the clock.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// realNotes returns the texts of MEDCODE_DATA/notes.
func realNotes(tb testing.TB) []string {
	tb.Helper()
	dir := os.Getenv("MEDCODE_DATA")
	if dir == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			tb.Fatal("MEDCODE_DATA is not set")
		}
		tb.Skip("MEDCODE_DATA is not set")
	}
	var notes []string
	for _, pattern := range []string{"*.jsonl", "*.jsonl.gz", "aci-bench/*.csv", "mts-dialog/*.csv", "primock57/*.json"} {
		files, err := filepath.Glob(filepath.Join(dir, "notes", pattern))
		if err != nil || len(files) == 0 {
			tb.Fatalf("no %s: %v", pattern, err)
		}
		for _, f := range files {
			notes = append(notes, textsOf(tb, f)...)
		}
	}
	return notes
}

func textsOf(tb testing.TB, file string) []string {
	tb.Helper()
	f, err := os.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = bufio.NewReader(f)
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			tb.Fatal(err)
		}
	}
	if strings.HasSuffix(file, ".csv") {
		return columns(tb, r)
	}
	var out []string
	for dec := json.NewDecoder(r); ; {
		var line struct{ Text, Note string }
		err := dec.Decode(&line)
		if err == io.EOF {
			return out
		}
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, line.Text+line.Note)
	}
}

// columns returns the columns of a table that hold notes or parts of them.
func columns(tb testing.TB, r io.Reader) []string {
	tb.Helper()
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil || len(rows) == 0 {
		tb.Fatalf("%d rows: %v", len(rows), err)
	}
	var out []string
	for i, name := range rows[0] {
		if name == "note" || name == "section_text" {
			for _, row := range rows[1:] {
				out = append(out, row[i])
			}
		}
	}
	return out
}
