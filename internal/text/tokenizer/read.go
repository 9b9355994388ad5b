package tokenizer

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Limits of what Read accepts; real files stay far below.
const (
	maxFile   = 256 << 20 // bytes of the file
	maxTokens = 1 << 21   // tokens of the vocabulary; also above every id
	maxName   = 4096      // bytes of a token
	maxAdded  = 1 << 16   // added tokens
	maxDepth  = 4         // sequences within sequences
)

// file is tokenizer.json. Truncation, padding other than its id, and the
// decoder have no part in encoding.
type file struct {
	Version     *string         `json:"version"`
	Added       []addedJSON     `json:"added_tokens"`
	Normalizer  json.RawMessage `json:"normalizer"`
	Cutter      json.RawMessage `json:"pre_tokenizer"`
	Processor   json.RawMessage `json:"post_processor"`
	Model       json.RawMessage `json:"model"`
	PaddingJSON *struct {
		ID *int64 `json:"pad_id"`
	} `json:"padding"`
}

// Read makes a tokenizer of the bytes of a tokenizer.json, as the Hugging Face
// tokenizers library writes it, version "1.0". What the package does not know
// is an error that names it.
func Read(b []byte) (*Tokenizer, error) {
	t, err := read(b)
	if err != nil {
		return nil, fmt.Errorf("tokenizer.json: %w", err)
	}
	return t, nil
}

func read(b []byte) (*Tokenizer, error) {
	if len(b) > maxFile {
		return nil, fmt.Errorf("%d bytes; at most %d are read", len(b), maxFile)
	}
	var f file
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, err
	}
	if f.Version != nil && *f.Version != "1.0" {
		return nil, fmt.Errorf("version %q; 1.0 is supported", *f.Version)
	}
	v, err := readModel(f.Model)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	t := &Tokenizer{model: v.model, spare: newSpare()}
	if t.normalizers, err = readNormalizers(f.Normalizer, 0); err != nil {
		return nil, fmt.Errorf("normalizer: %w", err)
	}
	if t.cutters, err = readCutters(f.Cutter, 0); err != nil {
		return nil, fmt.Errorf("pre_tokenizer: %w", err)
	}
	if err := t.readAdded(f.Added, v); err != nil {
		return nil, fmt.Errorf("added_tokens: %w", err)
	}
	if err := t.readProcessor(f.Processor, v); err != nil {
		return nil, fmt.Errorf("post_processor: %w", err)
	}
	return t, t.readPad(&f, v)
}

// readPad finds the id that fills rows up.
func (t *Tokenizer) readPad(f *file, v *vocabulary) error {
	if f.PaddingJSON != nil && f.PaddingJSON.ID != nil {
		t.pad = *f.PaddingJSON.ID
	} else {
		for _, name := range []string{"[PAD]", "<pad>"} {
			if id, ok := v.ids[name]; ok {
				t.pad = int64(id)
				break
			}
		}
	}
	if t.pad < 0 || t.pad >= int64(t.size) {
		return fmt.Errorf("padding: id %d is not in the vocabulary of %d", t.pad, t.size)
	}
	return nil
}

// kind is the type of a component; "" where there is no component.
func kind(raw json.RawMessage) (string, error) {
	if absent(raw) {
		return "", nil
	}
	var k struct {
		Type *string `json:"type"`
	}
	if err := json.Unmarshal(raw, &k); err != nil {
		return "", err
	}
	if k.Type == nil {
		return "", errors.New(`it has no "type"`)
	}
	return *k.Type, nil
}

func absent(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// sequence reads the members of a Sequence, which stand under one of names.
func sequence(raw json.RawMessage, name string, depth int) ([]json.RawMessage, error) {
	if depth >= maxDepth {
		return nil, fmt.Errorf("more than %d sequences within sequences", maxDepth)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, err
	}
	if absent(members[name]) {
		return nil, fmt.Errorf("sequence without %q", name)
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(members[name], &parts); err != nil {
		return nil, fmt.Errorf("sequence: %w", err)
	}
	if len(parts) > 64 {
		return nil, fmt.Errorf("sequence of %d; at most 64 are read", len(parts))
	}
	return parts, nil
}
