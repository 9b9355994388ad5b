package tokenizer

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// small is a tokenizer.json with the parts given, each `"name": value`, before
// a WordPiece model of four tokens.
func small(parts ...string) string {
	model := `"model": {"type": "WordPiece", "vocab": {"[UNK]": 0, "a": 1, "##b": 2, "[PAD]": 3}}`
	return "{" + strings.Join(append(parts, model), ", ") + "}"
}

func model(options string) string { return `{"model": {` + options + `}}` }

const bpeVocab = `"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "": 3, "<unk>": 4}`

// refused is a file that Read must not take, and what its error says.
type refused struct{ file, why string }

// TestRefuse holds Read to errors that name what is wrong.
func TestRefuse(t *testing.T) {
	for _, c := range append(refusedModels(), refusedParts()...) {
		_, err := Read([]byte(c.file))
		if err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%.120s\n\terror %v, want one with %q", c.file, err, c.why)
		}
	}
}

func refusedModels() []refused {
	return []refused{
		{``, "unexpected end"},
		{`[]`, "cannot unmarshal"},
		{`{}`, "model: there is none"},
		{`{"version": "2.0"}`, "1.0 is supported"},
		{strings.Repeat(`{"model":`, 20000), "exceeded max depth"},
		{model(`"type": "WordLevel", "vocab": {}`), `"WordLevel" is not supported; WordPiece`},
		{model(`"vocab": {"a": 0}`), `"WordLevel" is not supported`},
		{model(`"type": "WordPiece"`), "no vocab"},
		{model(`"type": "WordPiece", "vocab": {"a": 0}`), `unk_token "[UNK]" is not in the vocab`},
		{model(`"type": "WordPiece", "vocab": {"[UNK]": -1}`), "id -1 is not from 0"},
		{model(`"type": "WordPiece", "vocab": {"[UNK]": 2000000000}`), "id 2000000000 is not from 0"},
		{model(`"type": "WordPiece", "vocab": {"[UNK]": 9000000000}`), "cannot unmarshal"},
		{model(`"type": "WordPiece", "vocab": {"[UNK]": 0, "a": 0}`), "has the id 0 of another token"},
		{model(`"type": "WordPiece", "vocab": {"` + strings.Repeat("x", 5000) + `": 0}`), "at most 4096"},
		{model(`"type": "Unigram", "vocab": [["a", 0]]`), "unk_id"},
		{model(`"type": "Unigram", "unk_id": 1, "vocab": [["a", 0]]`), "unk_id"},
		{model(`"type": "Unigram", "unk_id": 0, "vocab": [[0, "a"]]`), "not a text and a score"},
		{model(bpeVocab), "merges: there are none"},
		{model(bpeVocab + `, "merges": ["a b", "a b"]`), "twice"},
		{model(bpeVocab + `, "merges": ["b a"]`), "not all in the vocab"},
		{model(bpeVocab + `, "merges": ["a "]`), "merges with nothing"},
		{model(bpeVocab + `, "merges": ["ab"]`), "not two parts"},
		{model(bpeVocab + `, "merges": [["a", "b", "c"]]`), "has 3 parts"},
		{model(bpeVocab + `, "merges": [], "dropout": 0.1`), "dropout is not supported"},
		{model(bpeVocab + `, "merges": [], "end_of_word_suffix": "</w>"`), "end_of_word_suffix"},
		{model(bpeVocab + `, "merges": [], "continuing_subword_prefix": "##"`), "continuing_subword_prefix"},
		{model(bpeVocab + `, "merges": [], "unk_token": "?"`), "unk_token"},
	}
}

func refusedParts() []refused {
	deep := `{"type": "Lowercase"}`
	for range 8 {
		deep = `{"type": "Sequence", "normalizers": [` + deep + `]}`
	}
	charsmap := func(b ...byte) string {
		return small(`"normalizer": {"type": "Precompiled", "precompiled_charsmap": "` + base64.StdEncoding.EncodeToString(b) + `"}`)
	}
	return []refused{
		{small(`"normalizer": {"type": "Nmt"}`), "Nmt: it is not supported; BertNormalizer"},
		{small(`"normalizer": {}`), `no "type"`},
		{small(`"normalizer": {"type": "Sequence"}`), `without "normalizers"`},
		{small(`"normalizer": ` + deep), "sequences within sequences"},
		{small(`"normalizer": {"type": "BertNormalizer"}`), "clean_text"},
		{small(`"normalizer": {"type": "Strip"}`), "strip_left"},
		{small(`"normalizer": {"type": "Prepend"}`), "prepend"},
		{small(`"normalizer": {"type": "Replace", "pattern": {"String": ""}, "content": ""}`), "not empty"},
		{small(`"normalizer": {"type": "Replace", "pattern": {"Regex": "(a|b)"}, "content": ""}`), "is not supported; a text"},
		{small(`"normalizer": {"type": "Replace", "pattern": {"Regex": "ab{2,}"}, "content": ""}`), "is not supported; a text"},
		{charsmap(1, 2, 3), "too short"},
		{charsmap(255, 255, 255, 255, 0, 0, 0, 0), "does not fit"},
		{charsmap(4, 0, 0, 0, 0, 0, 0, 0, 0xff), "not UTF-8"},
		{small(`"pre_tokenizer": {"type": "Split"}`), "Split: it is not supported; BertPreTokenizer"},
		{small(`"pre_tokenizer": {"type": "Metaspace", "replacement": "ab"}`), "not one character"},
		{small(`"pre_tokenizer": {"type": "Metaspace", "replacement": "_", "prepend_scheme": "last"}`), "not always, first or never"},
		{small(`"pre_tokenizer": {"type": "Metaspace", "replacement": "_", "prepend_scheme": "first", "add_prefix_space": false}`), "prepend_scheme is"},
		{small(`"post_processor": {"type": "Wrap"}`), "Wrap: it is not supported; TemplateProcessing"},
		{small(`"post_processor": {"type": "BertProcessing", "sep": ["x", 1], "cls": ["x"]}`), "a name and an id"},
		{small(`"post_processor": {"type": "BertProcessing", "sep": ["x", 1], "cls": ["x", 77]}`), "id 77 is not in the vocabulary"},
		{small(`"post_processor": {"type": "TemplateProcessing", "single": []}`), "0 times"},
		{small(`"post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}]}`), "not in special_tokens"},
		{small(`"post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "B"}}]}`), "sequence A"},
		{small(`"added_tokens": [{}]`), "lacks its id"},
		{small(`"added_tokens": [{"id": 3, "content": "a"}]`), "has id 3 here and 1"},
		{small(`"added_tokens": [{"id": 9, "content": "z"}]`), "next that is free is 4"},
		{small(`"padding": {"pad_id": 99}`), "padding: id 99"},
	}
}

// TestParts looks at what a tokenizer says of itself.
func TestParts(t *testing.T) {
	tok := mustRead(t, []byte(small(
		`"added_tokens": [{"id": 4, "content": "<x>", "normalized": false}]`,
		`"post_processor": {"type": "Sequence", "processors": [{"type": "BertProcessing", "sep": ["b", 2], "cls": ["a", 1]}, `+
			`{"type": "BertProcessing", "sep": ["x", 4], "cls": ["u", 0]}]}`)))
	if got := fmt.Sprint(tok.Prefix(), tok.Suffix(), tok.PadID(), tok.Len()); got != "[0 1] [2 4] 3 5" {
		t.Errorf("prefix, suffix, padding and size are %s", got)
	}
}

// TestInvalid holds Encode to one unknown character for each bad byte.
func TestInvalid(t *testing.T) {
	tok := mustRead(t, []byte(small(`"pre_tokenizer": {"type": "Whitespace"}`)))
	var e Encoding
	tok.Encode("ab \xff\xfe a\x80 \xe4\xb8", &e)
	if got := fmt.Sprint(e.IDs, e.Starts, e.Ends); got != "[1 2 0 1 0 0] [0 1 3 6 7 9] [1 2 5 7 8 11]" {
		t.Errorf("got %s", got)
	}
}

// TestPattern reads the expressions of Replace.
func TestPattern(t *testing.T) {
	cases := []struct {
		expr string
		want string // of "a  b   c.x" with # for every match
	}{
		{` {2,}`, "a#b#c.x"},
		{` +`, "a#b#c.x"},
		{`\s+`, "a#b#c.x"},
		{`\s`, "a##b###c.x"},
		{`\s{3,}`, "a  b#c.x"},
		{`  `, "a#b# c.x"},
		{`\.`, "a  b   c#x"},
		{`c\.x`, "a  b   #"},
	}
	for _, c := range cases {
		expr, err := json.Marshal(c.expr)
		if err != nil {
			t.Fatal(err)
		}
		n, err := readReplace(fmt.Appendf(nil, `{"pattern": {"Regex": %s}, "content": "#"}`, expr))
		if err != nil {
			t.Errorf("%q: %v", c.expr, err)
			continue
		}
		s := newState()
		s.load("a  b   c.x")
		s.rewrite(n)
		if got := string(s.cur.b); got != c.want {
			t.Errorf("%q: got %q, want %q", c.expr, got, c.want)
		}
	}
}

// TestGrowth holds a file whose rules double the text, forty times over, to a
// text that stays small.
func TestGrowth(t *testing.T) {
	double := strings.Repeat(`{"type": "Replace", "pattern": {"String": "a"}, "content": "aa"},`, 40)
	tok := mustRead(t, []byte(small(`"normalizer": {"type": "Sequence", "normalizers": [`+double+`{"type": "Lowercase"}]}`)))
	var e Encoding
	tok.Encode(strings.Repeat("a", 1000), &e)
	if s := tok.take(); len(s.cur.b) == 0 || len(s.cur.b) > 2*s.cur.limit {
		t.Errorf("the text has become %d bytes", len(s.cur.b))
	}
	check(t, tok, strings.Repeat("a", 1000), &e)
}
