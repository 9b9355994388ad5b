package tokenizer

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp/syntax"
	"strings"

	"golang.org/x/text/unicode/rangetable"
)

const knownNormalizers = "BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Prepend, Replace, Precompiled and Sequence"

func readNormalizers(raw json.RawMessage, depth int) ([]normalizer, error) {
	name, err := kind(raw)
	if name == "" || err != nil {
		return nil, err
	}
	if name != "Sequence" {
		n, err := readNormalizer(name, raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return []normalizer{n}, nil
	}
	parts, err := sequence(raw, "normalizers", depth)
	if err != nil {
		return nil, err
	}
	var all []normalizer
	for _, p := range parts {
		n, err := readNormalizers(p, depth+1)
		if err != nil {
			return nil, err
		}
		all = append(all, n...)
	}
	return all, nil
}

func readNormalizer(name string, raw json.RawMessage) (normalizer, error) {
	switch name {
	case "BertNormalizer":
		return readBertNormalizer(raw)
	case "NFC", "NFD", "NFKC", "NFKD":
		return newForm(name), nil
	case "Lowercase":
		return lowercase{}, nil
	case "StripAccents":
		return stripAccents{assigned: rangetable.Assigned(formsOf)}, nil
	case "Strip":
		return readStrip(raw)
	case "Prepend":
		var j struct {
			Prepend *string `json:"prepend"`
		}
		if err := json.Unmarshal(raw, &j); err != nil || j.Prepend == nil || len(*j.Prepend) > maxName {
			return nil, errors.New(`it needs "prepend", a short text`)
		}
		return prepend(*j.Prepend), nil
	case "Replace":
		return readReplace(raw)
	case "Precompiled":
		return readPrecompiled(raw)
	}
	return nil, errors.New("it is not supported; " + knownNormalizers + " are")
}

func readBertNormalizer(raw json.RawMessage) (normalizer, error) {
	var j struct {
		Clean   *bool `json:"clean_text"`
		Chinese *bool `json:"handle_chinese_chars"`
		Strip   *bool `json:"strip_accents"`
		Lower   *bool `json:"lowercase"`
	}
	if err := json.Unmarshal(raw, &j); err != nil {
		return nil, err
	}
	if j.Clean == nil || j.Chinese == nil || j.Lower == nil {
		return nil, errors.New("it needs clean_text, handle_chinese_chars and lowercase")
	}
	n := &bertNormalizer{clean: *j.Clean, chinese: *j.Chinese, lower: *j.Lower, accents: *j.Lower, categories: newCategories()}
	if j.Strip != nil {
		n.accents = *j.Strip
	}
	return n, nil
}

func readStrip(raw json.RawMessage) (normalizer, error) {
	var j struct {
		Left  *bool `json:"strip_left"`
		Right *bool `json:"strip_right"`
	}
	if err := json.Unmarshal(raw, &j); err != nil {
		return nil, err
	}
	if j.Left == nil || j.Right == nil {
		return nil, errors.New("it needs strip_left and strip_right")
	}
	return strip{*j.Left, *j.Right}, nil
}

func readReplace(raw json.RawMessage) (normalizer, error) {
	var j struct {
		Pattern *struct {
			String *string `json:"String"`
			Regex  *string `json:"Regex"`
		} `json:"pattern"`
		Content *string `json:"content"`
	}
	if err := json.Unmarshal(raw, &j); err != nil {
		return nil, err
	}
	if j.Pattern == nil || j.Content == nil || len(*j.Content) > maxName {
		return nil, errors.New("it needs pattern and content, a short text")
	}
	n := &replace{with: *j.Content}
	switch p := j.Pattern; {
	case p.String != nil && *p.String != "" && p.Regex == nil:
		n.pattern = pattern{text: *p.String, least: 1}
	case p.Regex != nil && p.String == nil:
		var err error
		if n.pattern, err = readPattern(*p.Regex); err != nil {
			return nil, err
		}
	default:
		return nil, errors.New("its pattern needs String, not empty, or Regex")
	}
	return n, nil
}

// readPattern reads the expressions that are supported: a text or \s, with +
// or {n,} after one character or none.
func readPattern(expr string) (pattern, error) {
	refuse := fmt.Errorf(`the expression %.60q is not supported; a text, a character or \s, with + or {n,} after it, is`, expr)
	atom, times := expr, ""
	if at := strings.LastIndexByte(expr, '{'); at > 0 && expr[at-1] != '\\' {
		atom, times = expr[:at], expr[at:]
	} else if n := len(expr); n > 1 && expr[n-1] == '+' && expr[n-2] != '\\' {
		atom, times = expr[:n-1], "+"
	}
	p := pattern{least: 1, many: times != ""}
	if strings.HasPrefix(times, "{") {
		var rest string
		if n, _ := fmt.Sscanf(times, "{%d,%s", &p.least, &rest); n != 2 || rest != "}" || p.least < 1 {
			return p, refuse
		}
	}
	if atom == `\s` {
		return p, nil
	}
	re, err := syntax.Parse(atom, syntax.Perl)
	if err != nil || re.Op != syntax.OpLiteral || re.Flags&syntax.FoldCase != 0 || times != "" && len(re.Rune) != 1 {
		return p, refuse
	}
	p.text = string(re.Rune)
	return p, nil
}

func readPrecompiled(raw json.RawMessage) (normalizer, error) {
	var j struct {
		Map *string `json:"precompiled_charsmap"`
	}
	if err := json.Unmarshal(raw, &j); err != nil {
		return nil, err
	}
	if j.Map == nil {
		return nil, errors.New("it needs precompiled_charsmap")
	}
	b, err := base64.StdEncoding.DecodeString(*j.Map)
	if err != nil {
		return nil, fmt.Errorf("precompiled_charsmap: %w", err)
	}
	m, err := newCharsmap(b)
	if err != nil {
		return nil, fmt.Errorf("precompiled_charsmap: %w", err)
	}
	return m, nil
}
