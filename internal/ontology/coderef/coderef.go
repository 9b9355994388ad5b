// Package coderef reads the codes that instructional notes of the ICD-10-CM
// Tabular List name in their text: "(N18.-)", "(E08-E13)", "(B95-B97, C00.1)",
// "(T36-T50 with fifth or sixth character 5)". The conventions are those of
// the Official Guidelines, section I.A, and of the 2021 Tabular List.
package coderef

import (
	"regexp"
	"strconv"
	"strings"
)

// Ref is a code with all that follow it, or a range of them in the order of
// the Tabular List. Codes are in upper case without dot.
type Ref struct {
	Lo, Hi  string // equal for a single code
	Chapter int    // the codes of a chapter instead, 0 for none
	only    func(key string) bool
}

// Qualified tells whether only some codes of the range are meant.
func (r Ref) Qualified() bool { return r.only != nil }

// Means tells whether a complete code of the range, in upper case without dot,
// is meant by the qualifier.
func (r Ref) Means(key string) bool { return r.only == nil || r.only(key) }

// The second character is a digit, or A as in QA0, the first category of its
// kind (FY2026).
const (
	categoryPattern = `[A-Z](?:\d[0-9A-Z]|A\d)`
	codePattern     = categoryPattern + `(?:\.[0-9A-Z]{0,4})?`
)

var (
	brackets = regexp.MustCompile(`\(([^()]*)\)`)
	item     = regexp.MustCompile(`^(` + codePattern + `)\.?-*(?:\s*(?:-|to)\s*(` + codePattern + `)\.?-*)?$`)
	comma    = regexp.MustCompile(`\s*(?:[,;]\s*(?:and|or)?|\.\s|\band\b|\bor\b)\s*`)
	with     = regexp.MustCompile(`,?\s*with\s+`)
	loose    = regexp.MustCompile(`\b(` + categoryPattern + `\.[0-9A-Z]{0,4})-?(?:\s*-\s*(` + codePattern + `)-?)?`)
	pointed  = regexp.MustCompile(`(?:classifi(?:ed|able) (?:in|to|under)|categor(?:y|ies)|codes?) ((?:` + codePattern + `[-, .]*)+)`)
	chapter  = regexp.MustCompile(`Chapter (\d{1,2})\b`)
)

// Parse returns what a line of a note names, and how many of its brackets name
// codes with a qualifier that is not understood; those are left out. Codes in
// brackets count; where there are none, those that the text points to
// ("classifiable to K56.-"), else the chapters it names.
func Parse(text string) (refs []Ref, unknown int) {
	for _, m := range brackets.FindAllStringSubmatch(text, -1) {
		r, ok := bracket(m[1])
		if !ok {
			unknown++
		}
		refs = append(refs, r...)
	}
	if len(refs) > 0 || unknown > 0 {
		return refs, unknown
	}
	bare := brackets.ReplaceAllString(text, " ")
	if refs = plain(bare); len(refs) > 0 {
		return refs, 0
	}
	if m := chapter.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		refs = append(refs, Ref{Chapter: n})
	}
	return refs, 0
}

// bracket reads a list of codes, all of it or nothing: "(G6PD)" is none. ok is
// false for codes with a qualifier that is not understood.
func bracket(s string) (refs []Ref, ok bool) {
	list, rest := s, ""
	if at := with.FindStringIndex(s); at != nil {
		list, rest = s[:at[0]], s[at[1]:]
	}
	for _, part := range comma.Split(strings.TrimSpace(list), -1) {
		if part == "" {
			continue
		}
		m := item.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return nil, true
		}
		refs = append(refs, refOf(m[1], m[2]))
	}
	if rest == "" || len(refs) == 0 {
		return refs, true
	}
	for i := range refs {
		if refs[i].only = qualifier(rest, len(refs[i].Lo)); refs[i].only == nil {
			return nil, false
		}
	}
	return refs, true
}

// plain reads codes outside brackets. One that is narrowed by words ("E13 with
// ketoacidosis") is left out: alone it would say too much.
func plain(text string) (refs []Ref) {
	add := func(lo, hi string, end int) {
		if !strings.HasPrefix(strings.TrimSpace(text[end:]), "with ") {
			refs = append(refs, refOf(lo, hi))
		}
	}
	if m := pointed.FindStringSubmatchIndex(text); m != nil {
		for _, part := range comma.Split(strings.Trim(text[m[2]:m[3]], " ,."), -1) {
			if c := item.FindStringSubmatch(strings.TrimSpace(part)); c != nil {
				add(c[1], c[2], m[3])
			}
		}
		return refs
	}
	for _, m := range loose.FindAllStringSubmatchIndex(text, -1) {
		hi := ""
		if m[4] >= 0 {
			hi = text[m[4]:m[5]]
		}
		add(text[m[2]:m[3]], hi, m[1])
	}
	return refs
}

func refOf(lo, hi string) Ref {
	lo = strings.ReplaceAll(lo, ".", "")
	if hi == "" {
		return Ref{Lo: lo, Hi: lo}
	}
	return Ref{Lo: lo, Hi: strings.ReplaceAll(hi, ".", "")}
}
