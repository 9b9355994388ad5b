package ner

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"medcode/schemas"
)

// definition is a short form and what it stands for in one note.
type definition struct {
	short      string
	start, end int // of the long form
}

const (
	// A short form has 2 to 10 characters and at most 2 words, its long form at
	// most twice as many words, or 5 more, as it has characters (Schwartz and
	// Hearst, "A simple algorithm for identifying abbreviation definitions in
	// biomedical text", 2003).
	leastShort, mostShort = 2, 10
	moreWords             = 5
)

// Define gives short forms that the note itself explains, as in "Wiskott-
// Aldrich syndrome (WAS)", the meaning of their long form, wherever they stand.
// spans are those of doc in the order of the text; so is the result. A short
// form whose long form names no problem is none.
func Define(doc *Document, spans []Span) []Span {
	for _, d := range definitions(doc.Text) {
		i := longForm(spans, d)
		if i < 0 {
			spans = undefine(doc.Text, spans, d)
			continue
		}
		meant := spans[i]
		meant.Means = doc.Text[meant.Start:meant.End]
		for at := range places(doc.Text, d.short) {
			meant.Start, meant.End = at, at+len(d.short)
			spans = define(spans, meant)
		}
	}
	return spans
}

// undefine drops what was taken for a problem under a short form that the note
// explains otherwise. Where the explanation holds a problem, though it is more
// than that, the short form stays.
func undefine(text string, spans []Span, d definition) []Span {
	problem := func(s Span) bool { return s.Category == schemas.Problem }
	if slices.ContainsFunc(spans, func(s Span) bool { return problem(s) && s.Start < d.end && d.start < s.End }) {
		return spans
	}
	for at := range places(text, d.short) {
		spans = slices.DeleteFunc(spans, func(s Span) bool { return problem(s) && s.Start == at && s.End == at+len(d.short) })
	}
	return spans
}

// longForm is the longest span that ends where the long form of a definition
// does, or -1.
func longForm(spans []Span, d definition) int {
	best := -1
	for i, s := range spans {
		if s.End == d.end && s.Category != schemas.Anatomy && (best < 0 || s.Start < spans[best].Start) {
			best = i
		}
	}
	return best
}

// define puts the meaning of a short form where it stands: in place of another
// reading of the same characters, not inside a longer term.
func define(spans []Span, meant Span) []Span {
	for i, s := range spans {
		switch {
		case s.Start == meant.Start && s.End == meant.End:
			spans[i] = meant
			return spans
		case s.Start < meant.End && meant.Start < s.End:
			return spans
		}
	}
	return insert(spans, meant)
}

// places are where a word stands in a text, in capitals as it is written, also
// in the plural.
func places(text, word string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for from := 0; ; {
			at := strings.Index(text[from:], word)
			if at < 0 {
				return
			}
			at += from
			from = at + len(word)
			rest := strings.TrimPrefix(text[from:], "s")
			before, _ := utf8.DecodeLastRuneInString(text[:at])
			after, _ := utf8.DecodeRuneInString(rest)
			if !wordy(before) && !wordy(after) && !yield(at) {
				return
			}
		}
	}
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// definitions finds the short forms that a text explains in brackets, and
// those whose explanation stands in brackets.
func definitions(text string) []definition {
	var out []definition
	for from := 0; ; {
		open := strings.IndexByte(text[from:], '(')
		if open < 0 {
			return out
		}
		open += from
		from = open + 1
		length := strings.IndexAny(text[from:], "()\n")
		if length < 0 || text[from+length] != ')' {
			continue
		}
		if d, ok := inBrackets(text, open, from+length); ok {
			out = append(out, d)
		}
	}
}

// inBrackets reads the brackets at open and end: "long form (SHORT)", also with
// more behind a comma or semicolon, or "SHORT (long form)".
func inBrackets(text string, open, end int) (definition, bool) {
	inside := text[open+1 : end]
	if i := strings.IndexAny(inside, ",;"); i > 0 && isShort(inside[:i]) {
		inside = inside[:i]
	}
	before := strings.TrimRight(text[:open], " ")
	if isShort(inside) {
		from := len(before) - len(lastWords(before, inside))
		if start, ok := explains(before[from:], inside); ok {
			return definition{inside, from + start, len(before)}, true
		}
		return definition{}, false
	}
	word := before[strings.LastIndexAny(before, " \n")+1:]
	if long := strings.TrimSpace(inside); isShort(word) && strings.Contains(long, " ") {
		if start, ok := explains(long, word); ok && start == 0 {
			at := open + 1 + strings.Index(inside, long)
			return definition{word, at, at + len(long)}, true
		}
	}
	return definition{}, false
}

// isShort tells whether s can be a short form: a capital in it, a letter or
// digit first, no sentence.
func isShort(s string) bool {
	if len(s) < leastShort || len(s) > mostShort || strings.Count(s, " ") > 1 || strings.HasSuffix(s, " ") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	return wordy(first) && strings.ContainsFunc(s, unicode.IsUpper)
}

// lastWords is the end of a text in which the long form of a short one is
// looked for; it does not reach into another sentence.
func lastWords(text, short string) string {
	words := min(len(short)+moreWords, 2*len(short))
	at := len(text)
	for ; words > 0 && at > 0; words-- {
		next := strings.LastIndexByte(text[:at], ' ')
		if next < 0 {
			next = 0
		}
		if strings.ContainsAny(text[next:at], "\n;:()") || at < len(text) && strings.HasSuffix(text[next:at], ".") {
			break
		}
		at = next
	}
	return strings.TrimLeft(text[at:], " ")
}

// explains finds the characters of a short form in a text, from the last to
// the first, each at the latest place left; the first begins a word. start is
// where the long form begins.
func explains(text, short string) (start int, ok bool) {
	at := len(text)
	for i := len(short) - 1; i >= 0; i-- {
		c := lower(short[i])
		if !alnum(c) {
			continue
		}
		for at--; at >= 0 && (lower(text[at]) != c || i == 0 && at > 0 && alnum(lower(text[at-1]))); at-- {
		}
		if at < 0 {
			return 0, false
		}
	}
	return at, len(text)-at > len(short)
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func alnum(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80 }
