package ontology

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"medcode/internal/text"
)

// rxName is a name of an RXCUI in a table without term types.
type rxName struct{ text, from string }

// rxNames reads RXCUI, name and where the name was found. Tables of value sets
// mix in names of other code systems under the same number (7646 is omeprazole
// in RxNorm and a manufacturer elsewhere), so the name shown is chosen by
// bestFirst, and one that shares no word with it is left out.
func (im *importer) rxNames(p *payload) error {
	names := map[string][]rxName{}
	var order []string
	err := rows(p, func(get func(string) string) error {
		code, name := get("rxcui"), get("name")
		if code == "" || name == "" {
			return errRow
		}
		if strings.Trim(code, "0123456789") != "" || len(code) > 10 {
			return fmt.Errorf("code %.20q is out of pattern: an RXCUI is a number", code)
		}
		if names[code] == nil {
			order = append(order, code)
		}
		names[code] = append(names[code], rxName{name, get("sources")})
		return nil
	})
	if err != nil {
		return err
	}
	var c counts
	strange := 0
	for _, code := range order {
		left, err := im.rxCode(code, bestFirst(names[code]), &c)
		if err != nil {
			return fmt.Errorf("%s: %w", p.where, err)
		}
		strange += left
	}
	im.sayCounts(p, c)
	if strange > 0 {
		im.sayf("%s: %d names that share no word with the one RxNorm uses left out", p.where, strange)
	}
	return nil
}

// rxCode adds a code with its names and returns how many were left out.
func (im *importer) rxCode(code string, names []rxName, c *counts) (left int, err error) {
	if _, here := im.Has(code); !here && im.full {
		c.term(false)
		return 0, nil
	}
	shown := names[0]
	added, err := im.AddCode(CodeEntry{Code: code, Display: shown.text, Billable: true})
	if err != nil {
		return 0, err
	}
	if added {
		c.added++
		names = names[1:]
	}
	for _, n := range names {
		if sourceRank(n.from) > 0 && sourceRank(shown.from) == 0 && !shareWord(n.text, shown.text) {
			left++
			continue
		}
		c.term(im.AddTerm(code, Synonym, n.text, ""))
	}
	return left, nil
}

// bestFirst orders names: those of sources that print RxNorm's own names, then
// those written as RxNorm writes them (ingredients in lower case), then the
// longest, which is the full one.
func bestFirst(names []rxName) []rxName {
	slices.SortStableFunc(names, func(a, b rxName) int {
		return cmp.Or(
			cmp.Compare(sourceRank(a.from), sourceRank(b.from)),
			cmp.Compare(capitals(a.text), capitals(b.text)),
			cmp.Compare(len(b.text), len(a.text)),
			strings.Compare(a.text, b.text))
	})
	return names
}

// sourceRank is 0 for names that a table took from RxNorm itself, 1 for those
// that came only through the code lists of public-health messages.
func sourceRank(from string) int {
	for _, s := range strings.Split(from, "+") {
		if s != "phinvads/fhir" && s != "" {
			return 0
		}
	}
	return 1
}

// capitals counts the words that begin with a capital, units and brand names
// in brackets left out.
func capitals(name string) int {
	name, _, _ = strings.Cut(name, "[")
	n := 0
	for _, w := range strings.Fields(name) {
		r := []rune(w)
		if len(r) > 1 && unicode.IsUpper(r[0]) && unicode.IsLower(r[1]) {
			n++
		}
	}
	return n
}

// shareWord tells whether two names have a word in common.
func shareWord(a, b string) bool {
	words := text.Tokens(nil, b)
	for _, t := range text.Tokens(nil, a) {
		for i := range words {
			if len(t.Norm) > 2 && words[i].Norm == t.Norm {
				return true
			}
		}
	}
	return false
}
