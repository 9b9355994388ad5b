package tokenizer

import (
	"encoding/binary"
	"encoding/json"
	"sync"
	"testing"
	"unicode/utf8"
)

// smallFiles are tokenizers with the components of those in testdata, but with
// models of a few tokens: the fuzzer takes minutes to shorten a long input.
func smallFiles(t testing.TB) []string {
	files := []string{
		model(bpeVocab + `, "merges": ["a b"], "byte_fallback": true, "fuse_unk": true, "unk_token": "<unk>"`),
		model(bpeVocab + `, "merges": [["a", "b"]], "ignore_merges": true`),
		model(`"type": "Unigram", "unk_id": 0, "byte_fallback": true, "vocab": [["?", 0], ["a", -1.5], ["ab", -2], ["<0xFF>", -3]]`),
		small(`"padding": {"pad_id": 1}`, `"added_tokens": [{"id": 4, "content": "é ", "rstrip": true, "single_word": true}]`),
	}
	for _, b := range tinyModels(t) {
		var j map[string]json.RawMessage
		if err := json.Unmarshal(b, &j); err != nil {
			t.Fatal(err)
		}
		var parts []string
		for _, name := range []string{"normalizer", "pre_tokenizer"} {
			if raw := string(j[name]); len(raw) > 0 && len(raw) < 1000 {
				parts = append(parts, `"`+name+`": `+raw)
			}
		}
		files = append(files, small(parts...))
	}
	return files
}

// FuzzRead feeds Read hostile files; what it accepts must encode without a
// panic.
func FuzzRead(f *testing.F) {
	for _, s := range smallFiles(f) {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tok, err := Read(b)
		if err != nil {
			return
		}
		var e Encoding
		for _, text := range []string{"", "a", "ab ba\n", " é\u0301 中 [SEP] <mask>\xff \u200b", "aaaaaaaaaaaaaaaa"} {
			tok.Encode(text, &e)
			check(t, tok, text, &e)
		}
	})
}

// FuzzEncode feeds every kind of model any text.
func FuzzEncode(f *testing.F) {
	for _, s := range sentences(f) {
		f.Add(s)
	}
	f.Add("\xff\xfe a\x80\xe4\xb8")
	var toks []*Tokenizer
	for _, b := range tinyModels(f) {
		toks = append(toks, mustRead(f, b))
	}
	f.Fuzz(func(t *testing.T, text string) {
		var e Encoding
		for _, tok := range toks {
			tok.Encode(text, &e)
			check(t, tok, text, &e)
		}
	})
}

// check holds an encoding to what every one must be: ids in the vocabulary,
// offsets in the text, starts that never go back, and whole characters.
func check(t *testing.T, tok *Tokenizer, text string, e *Encoding) {
	t.Helper()
	if len(e.Starts) != len(e.IDs) || len(e.Ends) != len(e.IDs) {
		t.Fatalf("%q: %d ids, %d starts, %d ends", text, len(e.IDs), len(e.Starts), len(e.Ends))
	}
	last := int32(0)
	for i, id := range e.IDs {
		from, to := e.Starts[i], e.Ends[i]
		switch {
		case id < 0 || id >= int64(tok.Len()):
			t.Fatalf("%q: token %d has the id %d of %d", text, i, id, tok.Len())
		case from < 0 || from > to || int(to) > len(text):
			t.Fatalf("%q: token %d is from %d to %d", text, i, from, to)
		case tok.trim == nil && from < last:
			t.Fatalf("%q: token %d begins at %d, before %d", text, i, from, last)
		case utf8.ValidString(text) && (!border(text, from) || !border(text, to)):
			t.Fatalf("%q: token %d from %d to %d parts a character", text, i, from, to)
		}
		last = from
	}
}

func border(text string, at int32) bool {
	return int(at) == len(text) || utf8.RuneStart(text[at])
}

// TestConcurrent uses one tokenizer from several goroutines.
func TestConcurrent(t *testing.T) {
	texts := sentences(t)
	for name, b := range tinyModels(t) {
		tok := mustRead(t, b)
		want := make([]Encoding, len(texts))
		for i, s := range texts {
			tok.Encode(s, &want[i])
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				var e Encoding
				for i, s := range texts {
					tok.Encode(s, &e)
					if len(e.IDs) != len(want[i].IDs) {
						t.Errorf("%s: %q gives %d tokens, then %d", name, s, len(want[i].IDs), len(e.IDs))
					}
				}
			})
		}
		wg.Wait()
	}
}

// aToB is the rule that a becomes b: a unit for the root, one for a, and one
// for where the replacement begins.
func aToB() []byte {
	units := make([]uint32, 'a'+1)
	units[0] = 1 << 10
	units[1^'a'] = 1<<10 | 1<<8 | 'a'
	b := binary.LittleEndian.AppendUint32(nil, uint32(4*len(units)))
	for _, u := range units {
		b = binary.LittleEndian.AppendUint32(b, u)
	}
	return append(b, "b\x00"...)
}

// TestCharsmap checks the rule that the fuzzer starts from.
func TestCharsmap(t *testing.T) {
	m, err := newCharsmap(aToB())
	if err != nil {
		t.Fatal(err)
	}
	s := newState()
	s.load("banana")
	s.rewrite(m)
	if got := string(s.cur.b); got != "bbnbnb" {
		t.Errorf("got %q", got)
	}
}

// FuzzCharsmap feeds the reader of normalizer rules damaged ones.
func FuzzCharsmap(f *testing.F) {
	f.Add(aToB(), "banana a\u0301 \xff\r\n")
	f.Fuzz(func(t *testing.T, b []byte, text string) {
		m, err := newCharsmap(b)
		if err != nil || text == "" {
			return
		}
		s := newState()
		s.load(text)
		s.rewrite(m)
		if !utf8.Valid(s.cur.b) || len(s.cur.at) != len(s.cur.b) {
			t.Errorf("%q becomes %q with %d places", text, s.cur.b, len(s.cur.at))
		}
	})
}

// TestNoAllocation holds Encode to its word: into an Encoding that has been
// used, text whose words are known costs no allocation.
func TestNoAllocation(t *testing.T) {
	texts := []string{
		"The patient denies chest pain, shortness of breath and fever; BP 120/80.",
		"Ménière's disease, naïve résumé: 37.5 °C – “café” 中文 e\u0301 ﬁne\u00a0x",
		"[CLS] the hip <mask> and <s>",
	}
	for name, b := range tinyModels(t) {
		tok := mustRead(t, b)
		var e Encoding
		for _, text := range texts {
			tok.Encode(text, &e)
			if n := testing.AllocsPerRun(50, func() { tok.Encode(text, &e) }); n != 0 {
				t.Errorf("%s: %v allocations in %q", name, n, text)
			}
		}
	}
}
