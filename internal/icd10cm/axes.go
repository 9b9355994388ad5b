package icd10cm

import (
	"slices"
	"strings"
)

// axis is one thing that titles of a family of codes tell apart.
type axis uint8

const (
	side axis = iota
	encounter
	healing
	fracture
	displacement
	trimester
	acuity
	severity
	stage
	intractable
	course
	dominance
	axes
)

var axisNames = [axes]string{
	"laterality", "encounter", "healing", "fracture", "displacement", "trimester", "acuity", "severity", "stage", "intractable", "course", "dominance",
}

// values are what a title or a note says on each axis; 0 is nothing.
type values [axes]uint8

// unspecified says that a title leaves an axis open in so many words.
const unspecified = 1

// reading is a phrase of titles, in normal form, with what it says.
type reading struct {
	axis  axis
	value uint8
	word  string // the value as attributes spell it; empty for unspecified
	is    []string
}

// readings lists the phrases of the classification's titles. Longer phrases
// come before those that they hold.
var readings = []reading{
	{side, 2, "right", []string{"right"}},
	{side, 3, "left", []string{"left"}},
	{side, 4, "bilateral", []string{"bilateral"}},
	{encounter, 2, "initial", []string{"initial encounter"}},
	{encounter, 3, "subsequent", []string{"subsequent encounter"}},
	{encounter, 4, "sequela", []string{"sequela"}},
	{healing, 2, "routine", []string{"routine healing"}},
	{healing, 3, "delayed", []string{"delayed healing"}},
	{healing, 4, "nonunion", []string{"nonunion"}},
	{healing, 5, "malunion", []string{"malunion"}},
	{fracture, 2, "open", []string{"open fracture", "open fracture type i or ii"}},
	{fracture, 4, "open iii", []string{"open fracture type iiia iiib or iiic"}},
	{fracture, 3, "closed", []string{"closed fracture"}},
	{displacement, 2, "displaced", []string{"displaced"}},
	{displacement, 3, "nondisplaced", []string{"nondisplaced"}},
	{trimester, unspecified, "", []string{"unspecified trimester"}},
	{trimester, 2, "first", []string{"first trimester"}},
	{trimester, 3, "second", []string{"second trimester"}},
	{trimester, 4, "third", []string{"third trimester"}},
	{acuity, 5, "acute on chronic", []string{"acute on chronic", "acute and chronic"}},
	{acuity, 2, "acute", []string{"acute"}},
	{acuity, 3, "chronic", []string{"chronic"}},
	{acuity, 4, "subacute", []string{"subacute"}},
	{acuity, 6, "recurrent", []string{"recurrent", "recurring"}},
	{severity, 2, "mild", []string{"mild"}},
	{severity, 3, "moderate", []string{"moderate"}},
	{severity, 4, "severe", []string{"severe"}},
	{severity, 5, "indeterminate", []string{"indeterminate stage"}},
	{stage, 2, "1", []string{"stage 1"}},
	{stage, 3, "2", []string{"stage 2"}},
	{stage, 4, "3a", []string{"stage 3a"}},
	{stage, 5, "3b", []string{"stage 3b"}},
	{stage, 6, "3", []string{"stage 3"}},
	{stage, 7, "4", []string{"stage 4"}},
	{stage, 8, "5", []string{"stage 5"}},
	{stage, 9, "end stage", []string{"end stage"}},
	{stage, 10, "unstageable", []string{"unstageable"}},
	{intractable, 2, "false", []string{"not intractable"}},
	{intractable, 3, "true", []string{"intractable"}},
	{course, 2, "in remission", []string{"in remission", "in full remission"}},
	{course, 3, "in relapse", []string{"in relapse"}},
	{dominance, 2, "dominant", []string{"dominant"}},
	{dominance, 3, "nondominant", []string{"non dominant", "nondominant"}},
}

// Keys of attributes whose values are words, parted by blanks: the places that
// the text gives a mention, and what else of it titles tell apart.
const (
	attrSite   = "site"
	attrDetail = "detail"
	beyond     = "beyond" // what the mention says itself, and its wording does not
)

// Statements are the attributes of a mention that may decide its code, in one
// spelling ("acuity=acute;laterality=left;site=back"), so that equal ones
// compare equal.
type Statements string

// StatementsOf keeps the attributes that the engine knows.
func StatementsOf(attributes map[string]string) Statements {
	var out []string
	for _, r := range readings {
		if r.word != "" && attributes[axisNames[r.axis]] == r.word {
			out = append(out, axisNames[r.axis]+"="+r.word)
		}
	}
	if attributes[axisNames[healing]] != "" && attributes[axisNames[encounter]] == "" {
		out = append(out, axisNames[encounter]+"=subsequent") // what heals is no longer under active treatment (I.C.19.a)
	}
	for _, key := range []string{attrSite, attrDetail} {
		if v := attributes[key]; v != "" && !strings.ContainsAny(v, ";=") {
			out = append(out, key+"="+v)
		}
	}
	return Statements(strings.Join(out, ";"))
}

// With adds what words say on axes of which nothing is stated: "left" of "left
// hip fracture", coded as "hip fracture".
func (s Statements) With(words string) Statements {
	said, _ := read(titleWords(words))
	known, _ := s.values()
	var more []string
	for _, r := range readings {
		if r.word != "" && said[r.axis] == r.value && known[r.axis] == 0 {
			more = append(more, axisNames[r.axis]+"="+r.word)
		}
	}
	if len(more) == 0 {
		return s
	}
	return Statements(strings.TrimPrefix(string(s)+";"+strings.Join(more, ";"), ";"))
}

// Beyond adds what a mention says and the wording that it was found by does
// not: "sigmoid" of "cancer of the sigmoid colon", found as "colon cancer".
func (s Statements) Beyond(mention, wording string) Statements {
	if wording == "" {
		return s
	}
	_, rest := read(titleWords(mention))
	known := titleWords(wording)
	var more []string
	for _, w := range content(rest) {
		if !slices.Contains(known, w) && len(w) > 2 {
			more = append(more, w)
		}
	}
	if len(more) == 0 {
		return s
	}
	return Statements(strings.TrimPrefix(string(s)+";"+beyond+"="+strings.Join(more, " "), ";"))
}

// values reads the statements on axes, and the words of the others.
func (s Statements) values() (v values, words []string) {
	for part := range strings.SplitSeq(string(s), ";") {
		key, word, _ := strings.Cut(part, "=")
		if key == attrSite || key == attrDetail || key == beyond {
			words = append(words, strings.Fields(word)...)
			continue
		}
		for _, r := range readings {
			if r.word != "" && r.word == word && axisNames[r.axis] == key {
				v[r.axis] = r.value
			}
		}
	}
	if v[dominance] == 0 {
		v[dominance] = handed(v[side])
	}
	return v, words
}

// handed is which side a palsy is taken to be on where the note does not say
// which hand the patient uses: the right is dominant, the left is not
// (I.C.6.a).
func handed(of uint8) uint8 {
	switch of {
	case 2:
		return 2
	case 3:
		return 3
	}
	return 0
}

// read takes the phrases of axes out of a title's words and returns what they
// say and the words that remain. Of two on one axis the second remains.
func read(words []string) (v values, rest []string) {
	for i := 0; i < len(words); {
		r, n := phraseAt(words[i:])
		if r == nil || v[r.axis] != 0 {
			rest = append(rest, words[i:i+max(n, 1)]...)
			i += max(n, 1)
			continue
		}
		v[r.axis] = r.value
		i += n
	}
	return v, rest
}

// phrasesBy lists the phrases of readings by their first word.
var phrasesBy = func() map[string][]phrase {
	out := map[string][]phrase{}
	for i := range readings {
		for _, s := range readings[i].is {
			words := strings.Fields(s)
			out[words[0]] = append(out[words[0]], phrase{words, &readings[i]})
		}
	}
	return out
}()

// phrase is a phrase of titles and what it says.
type phrase struct {
	words []string
	says  *reading
}

// phraseAt returns the longest phrase that words begin with; nil for none.
func phraseAt(words []string) (best *reading, length int) {
	for _, p := range phrasesBy[words[0]] {
		if n := len(p.words); n > length && n <= len(words) && slices.Equal(words[:n], p.words) {
			best, length = p.says, n
		}
	}
	return best, length
}
