package icd10cm

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
)

// member is a code with its title as read.
type member struct {
	id      ontology.CodeID
	says    values
	vague   bool          // the title leaves something unspecified
	words   []string      // content words that are on no axis, sorted
	open    []string      // of them, those that name what is unspecified, sorted
	either  []string      // of them, those after "whether", sorted
	without []string      // of them, what the title says that there is not, sorted
	pairs   [][2][]string // what "and" or "or" joins: either is enough
}

func newMember(id ontology.CodeID, title string) member {
	title, _, _ = strings.Cut(title, ", including")
	m := member{id: id}
	var rest []string
	m.says, rest = read(titleWords(title))
	m.vague = len(rest) > 0 && slices.Contains(rest[1:], "unspecified") || m.says[trimester] == unspecified
	m.open = content(openPhrases(rest))
	m.either = content(whether(rest))
	m.without = content(afterWord(rest, "without"))
	m.pairs = joined(rest)
	m.words = content(rest)
	return m
}

// openPhrases returns the words that "unspecified" is said of: the noun phrase
// after it, or before it at the end of a title ("of limb, unspecified").
func openPhrases(words []string) (out []string) {
	for i, w := range words {
		if w != "unspecified" {
			continue
		}
		n := len(out)
		out = append(out, phraseAfter(words, i+1)...)
		if len(out) > n || i < len(words)-1 {
			continue
		}
		for k := i - 1; k > 0; k-- {
			if words[k] == "of" || words[k] == "in" {
				out = append(out, words[k+1:i]...)
				break
			}
		}
	}
	return out
}

// whether returns the words of "whether descended or undescended".
func whether(words []string) []string {
	i := slices.Index(words, "whether")
	if i < 0 {
		return nil
	}
	out := phraseAfter(words, i+1)
	if k := i + 1 + len(out); k < len(words) && words[k] == "or" {
		out = slices.Concat(out, phraseAfter(words, k+1))
	}
	return out
}

// afterWord returns the phrase after each occurrence of a word.
func afterWord(words []string, word string) (out []string) {
	for i, w := range words {
		if w != word {
			continue
		}
		n := len(out)
		out = append(out, phraseAfter(words, i+1)...)
		if k := i + 1 + len(out) - n; k < len(words) && words[k] == "of" { // "loss of consciousness"
			out = append(out, phraseAfter(words, k+1)...)
		}
	}
	return out
}

// phraseAfter returns the words from i up to the next that links.
func phraseAfter(words []string, i int) []string {
	end := i
	for end < len(words) && !links(words[end]) {
		end++
	}
	return words[i:end]
}

func links(w string) bool {
	switch w {
	case "of", "in", "with", "without", "and", "or", "affecting", "for", "due", "to", "unspecified", "at", "by":
		return true
	}
	return false
}

// joined returns the pairs that "and" or "or" joins: the word before it, and
// the phrase after it.
func joined(words []string) (out [][2][]string) {
	for i := 1; i+1 < len(words); i++ {
		if words[i] != "and" && words[i] != "or" || links(words[i-1]) {
			continue
		}
		after := i + 1
		end := after + len(phraseAfter(words, after))
		if end < len(words) && words[end] == "of" { // "ankle and joints of foot"
			end += 1 + len(phraseAfter(words, end+1))
		}
		out = append(out, [2][]string{{words[i-1]}, content(words[after:end])})
	}
	return out
}

// kept returns the words of a title that no answer may lose: all but those
// that leave something open or deny it, unless the mention has them itself.
func (m *member) kept(text []string) (out []string) {
	for _, w := range m.words {
		open := slices.Contains(m.open, w) || slices.Contains(m.without, w) || w == "without"
		if !soft(w) && (!open || slices.Contains(text, w)) {
			out = append(out, w)
		}
	}
	return out
}

func (m *member) has(word string) bool {
	_, ok := slices.BinarySearch(m.words, word)
	return ok
}

// sure tells whether a title says a word, and not as one of two between which
// it leaves the choice.
func (m *member) sure(word string) bool { return m.has(word) && !slices.Contains(m.either, word) }

// soft tells whether a word of a title adds nothing that a note would say.
func soft(w string) bool {
	switch w {
	case "other", "unilateral", "primary", "stage", "not", "applicable", "part", "site", "side", "skin", "subcutaneous", "tissue",
		"affecting", "region", "level", "duration", "adult", "uncomplicated", "structure", "joint", "area", "eye", "severity":
		return true
	}
	return false
}
