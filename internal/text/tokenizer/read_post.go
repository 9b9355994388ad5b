package tokenizer

import (
	"encoding/json"
	"errors"
	"fmt"
)

// processor is what a post-processor does to one text: special tokens around
// it, and offsets without blanks.
type processor struct {
	prefix, suffix []int64
	trim, blank    bool // blank: the first token may begin with one put there
}

func (t *Tokenizer) readProcessor(raw json.RawMessage, v *vocabulary) error {
	p, err := readProcessors(raw, 0)
	if err != nil {
		return err
	}
	for _, id := range append(p.prefix[:len(p.prefix):len(p.prefix)], p.suffix...) {
		if id < 0 || id >= int64(t.size) {
			return fmt.Errorf("id %d is not in the vocabulary of %d", id, t.size)
		}
	}
	t.prefix, t.suffix = p.prefix, p.suffix
	if p.trim && v.unnamed {
		return errors.New("trim_offsets is supported with WordPiece and BPE only")
	}
	if p.trim {
		t.trim = newTrimmer(p.blank, v.ids, t.size)
	}
	return nil
}

func readProcessors(raw json.RawMessage, depth int) (processor, error) {
	name, err := kind(raw)
	if name == "" || err != nil {
		return processor{}, err
	}
	if name != "Sequence" {
		p, err := readOneProcessor(name, raw)
		if err != nil {
			return p, fmt.Errorf("%s: %w", name, err)
		}
		return p, nil
	}
	parts, err := sequence(raw, "processors", depth)
	if err != nil {
		return processor{}, err
	}
	var all processor
	for _, part := range parts {
		p, err := readProcessors(part, depth+1)
		if err != nil {
			return p, err
		}
		if p.trim && (all.trim || len(all.prefix) > 0) {
			return p, errors.New("trim_offsets is supported once, before special tokens are added")
		}
		all.prefix = append(p.prefix, all.prefix...)
		all.suffix = append(all.suffix, p.suffix...)
		all.trim, all.blank = all.trim || p.trim, all.blank || p.blank
	}
	return all, nil
}

func readOneProcessor(name string, raw json.RawMessage) (processor, error) {
	switch name {
	case "TemplateProcessing":
		return readTemplate(raw)
	case "BertProcessing", "RobertaProcessing":
		return readPairProcessor(name, raw)
	case "ByteLevel":
		var j struct {
			Prefix *bool `json:"add_prefix_space"`
			Trim   *bool `json:"trim_offsets"`
		}
		if err := json.Unmarshal(raw, &j); err != nil {
			return processor{}, err
		}
		if j.Prefix == nil || j.Trim == nil {
			return processor{}, errors.New("it needs add_prefix_space and trim_offsets")
		}
		return processor{trim: *j.Trim, blank: *j.Prefix}, nil
	}
	return processor{}, errors.New("it is not supported; TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel and Sequence are")
}

// readPairProcessor reads the two that put one token before and one after.
func readPairProcessor(name string, raw json.RawMessage) (processor, error) {
	var j struct {
		Sep    []json.RawMessage `json:"sep"`
		Cls    []json.RawMessage `json:"cls"`
		Trim   *bool             `json:"trim_offsets"`
		Prefix *bool             `json:"add_prefix_space"`
	}
	if err := json.Unmarshal(raw, &j); err != nil {
		return processor{}, err
	}
	before, err1 := readNamed(j.Cls)
	after, err2 := readNamed(j.Sep)
	if err := errors.Join(err1, err2); err != nil {
		return processor{}, err
	}
	p := processor{prefix: []int64{before}, suffix: []int64{after}}
	if name == "RobertaProcessing" {
		if j.Trim == nil || j.Prefix == nil {
			return p, errors.New("it needs trim_offsets and add_prefix_space")
		}
		p.trim, p.blank = *j.Trim, *j.Prefix
	}
	return p, nil
}

// readNamed reads the id of ["[SEP]", 102].
func readNamed(pair []json.RawMessage) (int64, error) {
	var id int64
	if len(pair) != 2 || json.Unmarshal(pair[1], &id) != nil {
		return 0, errors.New("sep and cls need a name and an id each")
	}
	return id, nil
}

// templateJSON is TemplateProcessing; what is for pairs of texts is not read.
type templateJSON struct {
	Single []struct {
		Special *struct {
			ID string `json:"id"`
		} `json:"SpecialToken"`
		Sequence *struct {
			ID   string `json:"id"`
			Type int    `json:"type_id"`
		} `json:"Sequence"`
	} `json:"single"`
	Tokens map[string]struct {
		IDs []int64 `json:"ids"`
	} `json:"special_tokens"`
}

func readTemplate(raw json.RawMessage) (processor, error) {
	var j templateJSON
	var p processor
	if err := json.Unmarshal(raw, &j); err != nil {
		return p, err
	}
	texts := 0
	for _, piece := range j.Single {
		switch {
		case piece.Sequence != nil && piece.Special == nil && piece.Sequence.ID == "A" && piece.Sequence.Type == 0:
			texts++
		case piece.Special != nil && piece.Sequence == nil:
			token, ok := j.Tokens[piece.Special.ID]
			if !ok {
				return p, fmt.Errorf("%.40q is not in special_tokens", piece.Special.ID)
			}
			if texts == 0 {
				p.prefix = append(p.prefix, token.IDs...)
			} else {
				p.suffix = append(p.suffix, token.IDs...)
			}
		default:
			return p, errors.New("single may have special tokens and the sequence A with type_id 0 only")
		}
	}
	if texts != 1 {
		return p, fmt.Errorf("single has the sequence A %d times, not once", texts)
	}
	return p, nil
}
