package eval

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Babble makes phrases and notes that no author would write out of the terms
// of a vocabulary, to look for codes that must never leave. The same seed
// makes the same text. It is not safe for concurrent use.
type Babble struct {
	rnd   *rand.Rand
	terms []string
}

// NewBabble makes text of these terms.
func NewBabble(seed uint64, terms []string) *Babble {
	return &Babble{rand.New(rand.NewPCG(seed, 1)), terms}
}

// Int returns a number from 0 to n-1.
func (b *Babble) Int(n int) int { return b.rnd.IntN(n) }

func (b *Babble) one(list []string) string { return list[b.rnd.IntN(len(list))] }

var (
	qualifiers = []string{
		"left", "right", "bilateral", "acute", "chronic", "acute on chronic", "recurrent", "severe", "mild", "stage 3b", "stage iv",
		"subsequent encounter", "sequela of", "healing", "with delayed healing", "nonunion of", "malunion", "open", "closed", "displaced",
		"in remission", "intractable", "second trimester", "32 weeks pregnant with", "unspecified", "other", "initial encounter",
		"due to", "with", "without", "history of", "status post", "secondary", "type 2", "3", "0.5", "x",
	}
	contexts = []string{
		"%s.", "No %s.", "History of %s.", "Possible %s.", "Mother had %s.", "%s, resolved.", "Return if %s.", "Patient with %s and fever.",
		"Assessment: %s\n", "PAST MEDICAL HISTORY:\n- %s\n", "FAMILY HISTORY: %s\n", "Rule out %s;", "%s due to %[1]s.", "Newborn with %s.",
		"32 weeks pregnant, %s.", "A 7-year-old boy with %s.", "s/p fall with %s, follow-up.",
	}
)

// Phrase returns a term, most often spoilt.
func (b *Babble) Phrase() string {
	words := strings.Fields(b.one(b.terms))
	for range b.rnd.IntN(4) {
		words = b.spoil(words)
	}
	return strings.Join(words, " ")
}

// spoil changes one thing.
func (b *Babble) spoil(words []string) []string {
	if len(words) == 0 {
		return []string{b.one(qualifiers)}
	}
	i := b.rnd.IntN(len(words))
	switch b.rnd.IntN(7) {
	case 0:
		return append(words[:i:i], words[i+1:]...)
	case 1:
		j := b.rnd.IntN(len(words))
		words[i], words[j] = words[j], words[i]
	case 2:
		words[i] = b.misspell(words[i])
	case 3:
		return append([]string{b.one(qualifiers)}, words...)
	case 4:
		return append(words, b.one(qualifiers))
	case 5:
		other := strings.Fields(b.one(b.terms))
		return append(words[:i:i], other[b.rnd.IntN(max(1, len(other))):]...)
	case 6:
		words[i] = strings.ToUpper(words[i])
	}
	return words
}

func (b *Babble) misspell(w string) string {
	if w == "" {
		return "\xff"
	}
	i := b.rnd.IntN(len(w))
	return w[:i] + string(rune('a'+b.rnd.IntN(26))) + w[i+b.rnd.IntN(2):]
}

// Note returns a text of several phrases in different contexts.
func (b *Babble) Note() string {
	var out strings.Builder
	for range 1 + b.rnd.IntN(10) {
		fmt.Fprintf(&out, b.one(contexts), strings.ToValidUTF8(b.Phrase(), "?"))
		out.WriteByte(" \n"[b.rnd.IntN(2)])
	}
	return out.String()
}
