package eval

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"medcode/internal/ontology/tabular"
)

// OfficialRow is one official wording of an ICD-10-CM code, header or not.
type OfficialRow struct {
	Code, Text string
	Title      string // that the file gives the code; empty where it gives none
}

// LoadIndexTerms reads the terms of the Index to Diseases and Injuries from
// the first table (*.tsv.gz, columns code and term) of a folder. A dash at the
// end of a code, which says that more follows, is left out.
func LoadIndexTerms(dir string) ([]OfficialRow, error) {
	data, path, err := firstZipped(dir, "*.tsv.gz")
	if err != nil {
		return nil, err
	}
	in := csv.NewReader(bytes.NewReader(data))
	in.Comma, in.LazyQuotes, in.FieldsPerRecord = '\t', true, -1
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	code, term := slices.Index(head, "code"), slices.Index(head, "term")
	if code < 0 || term < 0 {
		return nil, fmt.Errorf("%s: the first line names no columns code and term", path)
	}
	var out []OfficialRow
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if len(row) <= max(code, term) {
			return nil, fmt.Errorf("%s: a line has too few columns", path)
		}
		out = append(out, OfficialRow{Code: strings.TrimRight(row[code], ".-"), Text: row[term]})
	}
}

// LoadInclusionTerms reads the inclusion terms of the first Tabular List
// (*.xml.gz) of a folder, with the titles that it has for their codes.
func LoadInclusionTerms(dir string) ([]OfficialRow, error) {
	data, path, err := firstZipped(dir, "*.xml.gz")
	if err != nil {
		return nil, err
	}
	var out []OfficialRow
	_, err = tabular.Read(bytes.NewReader(data), func(e *tabular.Entry) error {
		for _, n := range e.Notes {
			if e.Level == tabular.Code && n.Kind == tabular.Inclusion {
				out = append(out, OfficialRow{e.Name, n.Text, e.Title})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s, %w", path, err)
	}
	return out, nil
}

// maxOfficial bounds what a file may unpack to, bytes.
const maxOfficial = 256 << 20

func firstZipped(dir, pattern string) (data []byte, path string, err error) {
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(found) == 0 {
		return nil, "", fmt.Errorf("%s has no file %s", dir, pattern)
	}
	f, err := os.Open(found[0])
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(z, maxOfficial))
	}
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", found[0], err)
	}
	return data, found[0], nil
}

// DropWord leaves one word out of a wording of three or more, always the same
// one; false for shorter ones, of which too little would be left.
func DropWord(text string) (string, bool) {
	words := strings.Fields(text)
	if len(words) < 3 {
		return "", false
	}
	i := drawn(text).IntN(len(words))
	return strings.Join(slices.Delete(words, i, i+1), " "), true
}

// Reorder puts the words of a wording into another order, always the same one;
// false where there is no other.
func Reorder(text string) (string, bool) {
	words := strings.Fields(text)
	before := slices.Clone(words)
	rng := drawn(text)
	for range 8 {
		rng.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		if !slices.Equal(words, before) {
			return strings.Join(words, " "), true
		}
	}
	return "", false
}

// drawn is a source of chance that depends on a text alone.
func drawn(text string) *rand.Rand {
	h := fnv.New64a()
	_, _ = io.WriteString(h, text) // never fails
	return rand.New(rand.NewPCG(h.Sum64(), 3))
}
