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
		for i := range res.Copied {
			res.Copied[i].Start, res.Copied[i].End = count(text[:res.Copied[i].Start]), count(text[:res.Copied[i].End])
			ownPlaces(res, res.Copied[i].From, text, count)
		}
	}
}

// ownPlaces rewrites the places in this note; those of others, whose texts are
// not at hand, stay bytes.
func ownPlaces(res *schemas.Result, places []schemas.Place, text string, count func(string) int) {
	for i := range places {
		if p := &places[i]; p.Feed == res.Feed && p.ID == res.ID {
			p.Start, p.End = count(text[:p.Start]), count(text[:p.End])
		}
	}
}

func utf16Len(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
