package main

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"medcode/schemas"
)

// offsetUnit returns what rewrites the byte offsets of a result into the unit
// that a reader counts in.
func offsetUnit(name string) (func(*schemas.Note, *schemas.Result), error) {
	switch name {
	case "bytes":
		return func(*schemas.Note, *schemas.Result) {}, nil
	case "runes":
		return rewrite(utf8.RuneCountInString), nil
	case "utf16":
		return rewrite(utf16Len), nil
	}
	return nil, fmt.Errorf("%w: --offsets is bytes, utf16 or runes, not %q", errUsage, name)
}

func rewrite(count func(string) int) func(*schemas.Note, *schemas.Result) {
	return func(n *schemas.Note, res *schemas.Result) {
		text := string(n.Text)
		for i := range res.Mentions {
			m := &res.Mentions[i]
			start := count(text[:m.Start])
			m.Start, m.End = start, start+count(text[m.Start:m.End])
		}
	}
}

func utf16Len(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
