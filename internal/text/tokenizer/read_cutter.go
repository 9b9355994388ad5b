package tokenizer

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

const knownCutters = "BertPreTokenizer, ByteLevel, Metaspace, Whitespace, WhitespaceSplit and Sequence"

func readCutters(raw json.RawMessage, depth int) ([]cutter, error) {
	name, err := kind(raw)
	if name == "" || err != nil {
		return nil, err
	}
	if name != "Sequence" {
		c, err := readCutter(name, raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return []cutter{c}, nil
	}
	parts, err := sequence(raw, "pretokenizers", depth)
	if err != nil {
		return nil, err
	}
	var all []cutter
	for _, p := range parts {
		c, err := readCutters(p, depth+1)
		if err != nil {
			return nil, err
		}
		all = append(all, c...)
	}
	return all, nil
}

func readCutter(name string, raw json.RawMessage) (cutter, error) {
	switch name {
	case "BertPreTokenizer":
		return newWordCutter(bertClass()), nil
	case "WhitespaceSplit":
		return newWordCutter(blankClass), nil
	case "Whitespace":
		return newWordCutter(wordClass), nil
	case "Metaspace":
		return readMetaspace(raw)
	case "ByteLevel":
		var j struct {
			Prefix *bool `json:"add_prefix_space"`
			Words  *bool `json:"use_regex"`
		}
		if err := json.Unmarshal(raw, &j); err != nil {
			return nil, err
		}
		if j.Prefix == nil {
			return nil, errors.New("it needs add_prefix_space")
		}
		return newByteLevel(*j.Prefix, j.Words == nil || *j.Words), nil
	}
	return nil, errors.New("it is not supported; " + knownCutters + " are")
}

// readMetaspace reads both forms: the old one with add_prefix_space alone, and
// the new one with prepend_scheme.
func readMetaspace(raw json.RawMessage) (cutter, error) {
	var j struct {
		Sign   string  `json:"replacement"`
		Prefix *bool   `json:"add_prefix_space"`
		When   *string `json:"prepend_scheme"`
		Split  *bool   `json:"split"`
	}
	if err := json.Unmarshal(raw, &j); err != nil {
		return nil, err
	}
	r, n := utf8.DecodeRuneInString(j.Sign)
	if n == 0 || n != len(j.Sign) || r == utf8.RuneError {
		return nil, fmt.Errorf("replacement %.40q is not one character", j.Sign)
	}
	c := &metaspace{sign: j.Sign, rune: r, when: "always", split: j.Split == nil || *j.Split}
	if j.When != nil {
		c.when = *j.When
	}
	if c.when != "always" && c.when != "first" && c.when != "never" {
		return nil, fmt.Errorf("prepend_scheme %.40q is not always, first or never", c.when)
	}
	if j.Prefix != nil && !*j.Prefix {
		if j.When != nil && c.when != "never" {
			return nil, fmt.Errorf("add_prefix_space is false, but prepend_scheme is %q", c.when)
		}
		c.when = "never"
	}
	return c, nil
}
