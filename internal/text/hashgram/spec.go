// Package hashgram turns a phrase into row numbers of an embedding table by hashing its words,
// pairs of neighbouring words and character n-grams: the tokeniser of the encoder that
// training/ makes. training/hashgram.py is the same function; testdata/golden.json, written by
// it, holds the two together.
//
// The method is that of fastText's subwords (Bojanowski et al., "Enriching Word Vectors with
// Subword Information", 2017) with hashed words and pairs beside them.
package hashgram

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// FileName is the tokenizer's description inside a model folder.
const FileName = "tokenizer.json"

// ErrSpec is wrapped by every error about the content of a tokenizer.json.
var ErrSpec = errors.New("hashgram: unusable tokenizer.json")

const (
	maxSpecBytes = 64 << 10
	maxBuckets   = 1 << 26
	maxGram      = 8
	maxLength    = 8192
)

// spec is tokenizer.json: every field is required, none else is accepted.
type spec struct {
	Type        *string `json:"type"`
	Version     *int    `json:"version"`
	Hash        *string `json:"hash"`
	Normalizer  *string `json:"normalizer"`
	Buckets     *uint32 `json:"buckets"`
	NgramMin    *int    `json:"ngram_min"`
	NgramMax    *int    `json:"ngram_max"`
	WordBigrams *bool   `json:"word_bigrams"`
	MaxLength   *int    `json:"max_length"`
	Seed        *uint32 `json:"seed"`
}

// Load reads dir/tokenizer.json. It refuses another type of tokenizer, an unknown or missing
// field and a value out of range with an error that wraps [ErrSpec] and names the file.
func Load(dir string) (*Tokenizer, error) {
	name := filepath.Join(dir, FileName)
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("hashgram: read the encoder's tokenizer: %w", err)
	}
	defer f.Close()
	s, err := readSpec(io.LimitReader(f, maxSpecBytes))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrSpec, name, err)
	}
	return newTokenizer(s), nil
}

func readSpec(r io.Reader) (spec, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return spec{}, err
	}
	if err := checkKind(raw); err != nil {
		return spec{}, err
	}
	var s spec
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return spec{}, err
	}
	return s, s.check()
}

// checkKind sees to it that the file is one JSON object and looks at its type alone, so that another family's file is called what it is instead
// of being refused for its first unknown field.
func checkKind(raw []byte) error {
	var kind struct {
		Type *string `json:"type"`
	}
	if err := json.Unmarshal(raw, &kind); err != nil {
		return fmt.Errorf("not a JSON object: %w", err)
	}
	if kind.Type == nil {
		return errors.New(`no "type"; want "hash-ngram" (is this another model's tokenizer?)`)
	}
	if *kind.Type != "hash-ngram" {
		return fmt.Errorf(`type %q; want "hash-ngram"`, *kind.Type)
	}
	return nil
}

func (s *spec) check() error {
	if name := s.missing(); name != "" {
		return fmt.Errorf("no %q", name)
	}
	switch {
	case *s.Version != 1:
		return fmt.Errorf("version %d; this program reads 1", *s.Version)
	case *s.Hash != "fnv1a-32":
		return fmt.Errorf(`hash %q; want "fnv1a-32"`, *s.Hash)
	case *s.Normalizer != "nfkd-fold":
		return fmt.Errorf(`normalizer %q; want "nfkd-fold"`, *s.Normalizer)
	case *s.Buckets < 2 || *s.Buckets > maxBuckets:
		return fmt.Errorf("buckets %d; want 2 to %d", *s.Buckets, maxBuckets)
	case *s.NgramMin < 1 || *s.NgramMax < *s.NgramMin || *s.NgramMax > maxGram:
		return fmt.Errorf("n-grams of %d to %d; want 1 to %d, in order", *s.NgramMin, *s.NgramMax, maxGram)
	case *s.MaxLength < 1 || *s.MaxLength > maxLength:
		return fmt.Errorf("max_length %d; want 1 to %d", *s.MaxLength, maxLength)
	}
	return nil
}

// missing is the JSON name of the first field that the file lacks, or "".
func (s *spec) missing() string {
	for _, f := range []struct {
		name   string
		absent bool
	}{
		{"version", s.Version == nil},
		{"hash", s.Hash == nil},
		{"normalizer", s.Normalizer == nil},
		{"buckets", s.Buckets == nil},
		{"ngram_min", s.NgramMin == nil},
		{"ngram_max", s.NgramMax == nil},
		{"word_bigrams", s.WordBigrams == nil},
		{"max_length", s.MaxLength == nil},
		{"seed", s.Seed == nil},
	} {
		if f.absent {
			return f.name
		}
	}
	return ""
}
