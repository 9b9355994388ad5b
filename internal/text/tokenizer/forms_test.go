package tokenizer

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/rangetable"
)

// TestForms compares the normal forms of every character of Unicode 9, alone
// and with marks in the wrong order, with those of x/text.
func TestForms(t *testing.T) {
	assigned := rangetable.Assigned(formsOf)
	for name, form := range map[string]norm.Form{"NFC": norm.NFC, "NFD": norm.NFD, "NFKC": norm.NFKC, "NFKD": norm.NFKD} {
		n, s := newForm(name), newState()
		wrong := 0
		for r := rune(1); r <= unicode.MaxRune && wrong < 10; r++ {
			if r == 0x3400 || r == 0x20000 {
				r = map[rune]rune{0x3400: 0xA000, 0x20000: 0x2F800}[r] // ideographs without forms
			}
			if !unicode.Is(assigned, r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r) {
				continue
			}
			for _, text := range []string{string(r), "x" + string(r) + "\u0301\u0323\u0302y"} {
				s.load(text)
				s.rewrite(n)
				if got, want := string(s.cur.b), form.String(text); got != want {
					wrong++
					t.Errorf("%s of %+q: got %+q, want %+q", name, text, got, want)
				}
			}
		}
	}
}

// TestManyMarks holds the sorting of marks to a time that grows with them, not
// with their square: this text would take minutes.
func TestManyMarks(t *testing.T) {
	s := newState()
	s.load("a" + strings.Repeat("\u0301\u0323", 200_000))
	s.rewrite(newForm("NFC"))
	if got, want := len(s.cur.b), len("ạ́")+2*(400_000-2); got != want {
		t.Errorf("%d bytes, want %d", got, want)
	}
}
