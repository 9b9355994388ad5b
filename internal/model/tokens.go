package model

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"medcode/internal/text/tokenizer"
)

// maxTokenizer bounds tokenizer.json: that of XLM-R has 17 MB.
const maxTokenizer = 64 << 20

// tokenizer reads tokenizer.json and holds it against config.json.
func (f *Folder) tokenizer() (*tokenizer.Tokenizer, error) {
	path := filepath.Join(f.Dir, tokenizerFile)
	file, err := os.Open(path)
	if err != nil {
		return nil, f.fault(tokenizerFile, "", "cannot be read: %w", err)
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, maxTokenizer+1))
	if err != nil {
		return nil, f.fault(tokenizerFile, "", "cannot be read: %w", err)
	}
	if len(raw) > maxTokenizer {
		return nil, f.fault(tokenizerFile, "", "is larger than %d MB", maxTokenizer>>20)
	}
	t, err := tokenizer.Read(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrFolder, path, err)
	}
	if f.Vocab > 0 && t.Len() > f.Vocab {
		return nil, f.fault(tokenizerFile, "", "has %d tokens, but vocab_size in %s is %d: the two are not of one model", t.Len(), configFile, f.Vocab)
	}
	if special := len(t.Prefix()) + len(t.Suffix()); special > f.MaxLength/2 {
		return nil, f.fault(tokenizerFile, "post_processor", "adds %d tokens to every row, and a row has room for %d", special, f.MaxLength)
	}
	return t, nil
}

// content is how many tokens of text fit into a row.
func (f *Folder) content(t *tokenizer.Tokenizer) int {
	return f.MaxLength - len(t.Prefix()) - len(t.Suffix())
}

// overlapShare is the part of a window that its neighbour reads too.
const overlapShare = 4

// phraseRows splits phrases for an encoder.
func (f *Folder) phraseRows(t *tokenizer.Tokenizer) splitter {
	scratch := sync.Pool{New: func() any { return &tokenizer.Encoding{} }}
	lead := f.leadIn(t)
	return func(into *rows, i int, text string) {
		if strings.TrimSpace(text) == "" {
			return
		}
		e := scratch.Get().(*tokenizer.Encoding)
		defer scratch.Put(e)
		t.Encode(f.Prefix+text, e)
		n, size := len(e.IDs), f.content(t)
		switch {
		case n == 0:
			return
		case n <= size || f.Truncate:
			n = min(n, size)
			into.put(i, window{To: n, Until: n}, t.Prefix(), e.IDs[:n], t.Suffix())
			return
		}
		t.Encode(text, e) // the lead-in goes before every window, not into the first alone
		size -= len(lead) - len(t.Prefix())
		for _, w := range windows(len(e.IDs), size, size/overlapShare, nil) {
			into.put(i, w, lead, e.IDs[w.From:w.To], t.Suffix())
		}
	}
}

// leadIn is the tokenizer's prefix with the folder's behind it.
func (f *Folder) leadIn(t *tokenizer.Tokenizer) []int64 {
	lead := append([]int64(nil), t.Prefix()...)
	if f.Prefix == "" {
		return lead
	}
	var e tokenizer.Encoding
	t.Encode(strings.TrimRightFunc(f.Prefix, unicode.IsSpace), &e)
	return append(lead, e.IDs[:min(len(e.IDs), f.content(t)/2)]...)
}

// wordBefore and wordAt say whether the character that ends or begins at a byte
// is part of a word.
func wordBefore(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return wordRune(r)
}

func wordAt(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return wordRune(r)
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}
