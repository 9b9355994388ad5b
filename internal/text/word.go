package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Word returns the normal form of one word: lower case, accents and
// apostrophes dropped, possessive and plural ending removed, British spelling
// made American. The form need not be a word ("diabete"): it only has to be
// the same for every spelling of one word.
func Word(s string) string {
	w := fold(s)
	if w == "" || w[0] < 'a' {
		return strings.ReplaceAll(w, ",", "")
	}
	if strings.HasSuffix(w, "'s") {
		return American(w[:len(w)-2])
	}
	if strings.IndexByte(w, '\'') >= 0 {
		w = strings.ReplaceAll(strings.TrimSuffix(w, "'"), "'", "")
	}
	return American(Singular(w))
}

// fold lower-cases and drops combining marks; plain lower-case ASCII is
// returned as it is, without allocation.
func fold(s string) string {
	lower := true
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return foldUnicode(s)
		}
		if c >= 'A' && c <= 'Z' {
			lower = false
		}
	}
	if lower {
		return s
	}
	return strings.ToLower(s)
}

func foldUnicode(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’':
			b.WriteByte('\'')
		case r == 'ß':
			b.WriteString("ss")
		case r == 'æ' || r == 'Æ':
			b.WriteString("ae")
		case r == 'œ' || r == 'Œ':
			b.WriteString("oe")
		case r == 'ø' || r == 'Ø':
			b.WriteByte('o')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Singular removes a plural ending from a lower-case word. It is light on
// purpose: clinical words in -is, -us and -ss are not plurals.
func Singular(w string) string {
	n := len(w)
	if n < 4 || w[n-1] != 's' {
		return w
	}
	switch {
	case hasAny(w, "ss", "us", "is"):
		return w
	case n > 4 && strings.HasSuffix(w, "ies"):
		return w[:n-3] + "y"
	case hasAny(w, "sses", "xes", "ches", "shes", "zzes"):
		return w[:n-2]
	case greekPlural(w):
		return w[:n-2] + "is"
	}
	return w[:n-1]
}

// greekPlural knows -oses, -eses, -yses and -stases as plurals of -is, apart
// from the everyday words that end alike.
func greekPlural(w string) bool {
	if hasAny(w, "doses", "noses", "closes", "roses", "purposes", "poses", "loses", "glucoses", "cheeses") {
		return false
	}
	return hasAny(w, "oses", "eses", "yses", "stases")
}

func hasAny(w string, suffixes ...string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(w, s) {
			return true
		}
	}
	return false
}

// American rewrites British spelling in a lower-case word.
func American(w string) string {
	if !mayBeBritish(w) {
		return w
	}
	for _, g := range british {
		if !strings.Contains(w, g.mark) {
			continue
		}
		for _, p := range g.pairs {
			if i := strings.Index(w, p.british); i >= 0 {
				w = w[:i] + p.american + w[i+len(p.british):]
			}
		}
	}
	return w
}

// mayBeBritish tells in one pass whether any mark of british is in a word.
func mayBeBritish(w string) bool {
	for i := 0; i+1 < len(w); i++ {
		switch w[i] {
		case 'a':
			if w[i+1] == 'e' {
				return true
			}
		case 'o':
			if w[i+1] == 'e' || strings.HasPrefix(w[i+1:], "ur") {
				return true
			}
		case 'b', 't':
			if strings.HasPrefix(w[i+1:], "re") {
				return true
			}
		}
	}
	return false
}

type spelling struct{ british, american string }

// british holds facts of spelling, each a fragment that no American word has,
// under letters that all fragments of a group share: most words have none.
var british = []struct {
	mark  string
	pairs []spelling
}{
	{"ae", []spelling{
		{"haem", "hem"},
		{"aemi", "emi"},
		{"anaes", "anes"},
		{"paed", "ped"},
		{"gynaec", "gynec"},
		{"caec", "cec"},
		{"faec", "fec"},
		{"aesthe", "esthe"},
		{"aetio", "etio"},
		{"orthopae", "orthope"},
	}},
	{"oe", []spelling{
		{"oedem", "edem"},
		{"oesoph", "esoph"},
		{"oestr", "estr"},
		{"rrhoe", "rrhe"},
		{"foet", "fet"},
		{"dyspnoe", "dyspne"},
		{"apnoe", "apne"},
		{"coeli", "celi"},
		{"pnoea", "pnea"},
		{"moeb", "meb"},
	}},
	{"our", []spelling{
		{"tumour", "tumor"}, {"colour", "color"}, {"labour", "labor"}, {"behaviour", "behavior"}, {"odour", "odor"},
	}},
	{"bre", []spelling{{"fibre", "fiber"}, {"calibre", "caliber"}}},
	{"tre", []spelling{{"litre", "liter"}, {"metre", "meter"}, {"centre", "center"}}},
}
