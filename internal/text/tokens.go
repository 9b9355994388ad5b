// Package text turns clinical text into the normal form that vocabularies,
// the recogniser and the look-up share: tokens with byte offsets, folded to
// lower-case ASCII letters where Unicode allows, American spelling, singular.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sep tells what stands between a token and the one before it.
type Sep uint8

// Separators, the strongest of those between two tokens.
const (
	Space Sep = iota // white space, hyphen, slash, quote, or nothing
	Comma            // comma, bracket or a single line break
	Stop             // full stop, colon, semicolon, question or exclamation mark, blank line, list bullet
)

// Token is one word or number. The half-open byte range [Start, End) refers
// to the text as given.
type Token struct {
	Start, End int
	Norm       string // normal form, see Word
	Before     Sep    // what separates it from the token before; Stop for the first
	Upper      bool   // written with capitals only, at least two letters ("CHF")
}

// Tokens appends the tokens of s to dst. It accepts any bytes and never
// panics; bytes that are not UTF-8 separate words.
func Tokens(dst []Token, s string) []Token {
	sep := Stop
	for i := 0; i < len(s); {
		n := wordEnd(s, i)
		if n == i {
			var w int
			sep, w = separator(sep, s, i)
			i += w
			continue
		}
		dst = append(dst, Token{Start: i, End: n, Norm: Word(s[i:n]), Before: sep, Upper: isUpper(s[i:n])})
		sep = Space
		i = n
	}
	return dst
}

// wordEnd returns the end of the word or number that begins at i, or i.
// An apostrophe, and a point or comma between digits, belong to the word.
func wordEnd(s string, i int) int {
	for i < len(s) {
		c := s[i]
		switch {
		case c < utf8.RuneSelf && isWordByte[c]:
			i++
		case c >= utf8.RuneSelf:
			r, w := utf8.DecodeRuneInString(s[i:])
			if !isApostrophe(r) && !isWordRune(r) {
				return i
			}
			if isApostrophe(r) && !between(s, i, w, unicode.IsLetter) {
				return i
			}
			i += w
		case c == '\'' && between(s, i, 1, unicode.IsLetter):
			i++
		case c == '.' && between(s, i, 1, unicode.IsDigit):
			i++
		case c == ',' && between(s, i, 1, unicode.IsDigit) && thousands(s[i+1:]):
			i++
		default:
			return i
		}
	}
	return i
}

var isWordByte = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
	}
	return t
}()

func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
}

func isApostrophe(r rune) bool { return r == '’' || r == '\'' }

func between(s string, i, w int, is func(rune) bool) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+w:])
	return is(before) && is(after)
}

// thousands tells whether exactly three digits follow, as in 5,000.
func thousands(s string) bool {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n == 3
}

func separator(sep Sep, s string, i int) (Sep, int) {
	r, w := utf8.DecodeRuneInString(s[i:])
	switch r {
	case '.', ';', ':', '!', '?', '•', '*', '|', '\f':
		return Stop, w
	case '\n':
		rest := strings.TrimLeft(s[i+1:], " \t\r")
		if strings.HasPrefix(rest, "\n") || strings.HasPrefix(rest, "-") {
			return Stop, w
		}
		return max(sep, Comma), w
	case ',', '(', ')', '[', ']', '{', '}':
		return max(sep, Comma), w
	}
	return sep, w
}

func isUpper(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 2
}

// Normalize returns the normal forms of all tokens of s, joined by blanks:
// the key under which a term is found exactly.
func Normalize(s string) string {
	var b strings.Builder
	for i, t := range Tokens(nil, s) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Norm)
	}
	return b.String()
}
