package tokenizer

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// vocabulary is a model and its tokens by name.
type vocabulary struct {
	model   splitter
	ids     map[string]int32
	size    int  // one more than the largest id
	count   int  // tokens of the model, as the reference counts them
	unnamed bool // a token may stand for text that is not its name
}

// modelJSON is the options of all models.
type modelJSON struct {
	Type         *string         `json:"type"`
	Vocab        json.RawMessage `json:"vocab"`
	Merges       json.RawMessage `json:"merges"`
	Unk          *string         `json:"unk_token"`
	UnkID        *int64          `json:"unk_id"`
	Prefix       *string         `json:"continuing_subword_prefix"`
	Suffix       *string         `json:"end_of_word_suffix"`
	Limit        *int            `json:"max_input_chars_per_word"`
	Dropout      *float64        `json:"dropout"`
	Fuse         bool            `json:"fuse_unk"`
	ByteFallback bool            `json:"byte_fallback"`
	IgnoreMerges bool            `json:"ignore_merges"`
}

func readModel(raw json.RawMessage) (*vocabulary, error) {
	if absent(raw) {
		return nil, errors.New("there is none")
	}
	var j modelJSON
	if err := json.Unmarshal(raw, &j); err != nil {
		return nil, err
	}
	switch name := j.name(); name {
	case "WordPiece":
		return readWordPiece(&j)
	case "Unigram":
		return readUnigram(&j)
	case "BPE":
		return readBPE(&j)
	default:
		return nil, fmt.Errorf("%q is not supported; WordPiece, Unigram and BPE are", name)
	}
}

// name is the type, guessed where an old file has none.
func (j *modelJSON) name() string {
	switch {
	case j.Type != nil:
		return *j.Type
	case !absent(j.Merges):
		return "BPE"
	case strings.HasPrefix(string(j.Vocab), "["):
		return "Unigram"
	case j.Prefix != nil:
		return "WordPiece"
	}
	return "WordLevel"
}

// readVocab reads names and ids.
func readVocab(raw json.RawMessage) (*vocabulary, []entry, error) {
	if absent(raw) {
		return nil, nil, errors.New("it has no vocab")
	}
	v := &vocabulary{}
	if err := json.Unmarshal(raw, &v.ids); err != nil {
		return nil, nil, fmt.Errorf("vocab: %w", err)
	}
	v.count = len(v.ids)
	entries := make([]entry, 0, len(v.ids))
	for name, id := range v.ids {
		if err := checkToken(name, int64(id)); err != nil {
			return nil, nil, err
		}
		v.size = max(v.size, int(id)+1)
		entries = append(entries, entry{name, id})
	}
	taken := make([]bool, v.size)
	for name, id := range v.ids {
		if taken[id] {
			return nil, nil, fmt.Errorf("vocab: %q has the id %d of another token", name, id)
		}
		taken[id] = true
	}
	return v, entries, nil
}

func checkToken(name string, id int64) error {
	if id < 0 || id >= maxTokens {
		return fmt.Errorf("token %.40q: id %d is not from 0 to %d", name, id, maxTokens-1)
	}
	if len(name) > maxName {
		return fmt.Errorf("token %.40q… has %d bytes; at most %d are read", name, len(name), maxName)
	}
	return nil
}

func readWordPiece(j *modelJSON) (*vocabulary, error) {
	v, entries, err := readVocab(j.Vocab)
	if err != nil {
		return nil, err
	}
	unk, prefix, limit := "[UNK]", "##", 100
	if j.Unk != nil {
		unk = *j.Unk
	}
	if j.Prefix != nil {
		prefix = *j.Prefix
	}
	if j.Limit != nil {
		limit = *j.Limit
	}
	id, ok := v.ids[unk]
	if !ok {
		return nil, fmt.Errorf("unk_token %.40q is not in the vocab", unk)
	}
	if limit < 0 {
		return nil, fmt.Errorf("max_input_chars_per_word is %d", limit)
	}
	m := &wordPiece{vocab: newTrie(entries), unk: id, limit: limit}
	m.inner = m.vocab.walk(0, prefix)
	v.model = m
	return v, nil
}

func readUnigram(j *modelJSON) (*vocabulary, error) {
	var pieces [][2]any
	if err := json.Unmarshal(j.Vocab, &pieces); err != nil {
		return nil, fmt.Errorf("vocab: %w", err)
	}
	if j.UnkID == nil || *j.UnkID < 0 || *j.UnkID >= int64(len(pieces)) {
		return nil, fmt.Errorf("unk_id is missing or outside the vocab of %d", len(pieces))
	}
	v := &vocabulary{ids: make(map[string]int32, len(pieces)), size: len(pieces), unnamed: true}
	m := &unigram{unk: int32(*j.UnkID), scores: make([]float64, len(pieces))}
	for id, p := range pieces {
		name, ok := p[0].(string)
		score, ok2 := p[1].(float64)
		if !ok || !ok2 {
			return nil, fmt.Errorf("vocab: piece %d is not a text and a score", id)
		}
		if err := checkToken(name, int64(id)); err != nil {
			return nil, err
		}
		v.ids[name] = int32(id) // of equal names the last counts
		m.scores[id] = score
		if id == 0 || score-unknownPenalty < m.unkness {
			m.unkness = score - unknownPenalty
		}
	}
	v.count = len(pieces)
	m.vocab = newTrie(entriesOf(v.ids))
	if j.ByteFallback {
		m.bytes = byteTokens(v.ids)
	}
	v.model = m
	return v, nil
}

func entriesOf(ids map[string]int32) []entry {
	entries := make([]entry, 0, len(ids))
	for name, id := range ids {
		entries = append(entries, entry{name, id})
	}
	return entries
}

// byteTokens finds the tokens that spell what the vocabulary lacks.
func byteTokens(ids map[string]int32) *[256]int32 {
	var t [256]int32
	for b := range t {
		t[b] = -1
		if id, ok := ids[fmt.Sprintf("<0x%02X>", b)]; ok {
			t[b] = id
		}
	}
	return &t
}
