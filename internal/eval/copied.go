package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
)

// CopiedCase is a note into which sentences of an earlier note were carried.
// Copied tells of each blank-separated word of Later whether it was.
type CopiedCase struct {
	Earlier, Later string
	Copied         []bool
}

// How sentences are carried over: as they are; wrapped anew, in capitals; one
// word in twelve replaced; in another order; and, to see what strangers share,
// not at all.
const (
	Verbatim  = "verbatim"
	Rewrapped = "wrapped anew, in capitals"
	Edited    = "one word in twelve replaced"
	Shuffled  = "sentences in another order"
	Unrelated = "nothing copied"
)

// CopiedKinds are the ways in which sentences are carried over.
func CopiedKinds() []string { return []string{Verbatim, Rewrapped, Edited, Shuffled, Unrelated} }

// carried is how many sentences go from one note into the next.
const carried = 4

// LoadTexts reads the field text of a file of JSON lines.
func LoadTexts(path string) ([]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("notes: %w", err)
	}
	var out []string
	in := bufio.NewScanner(bytes.NewReader(raw))
	in.Buffer(nil, 4<<20)
	for in.Scan() {
		var row struct {
			Text string `json:"text"`
		}
		if err := json.Unmarshal(in.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, row.Text)
	}
	return out, in.Err()
}

// CopiedCases makes n cases of a kind out of texts, the same on every run: the
// earlier note is one text, the later another with sentences of the first.
func CopiedCases(texts []string, kind string, n int) []CopiedCase {
	rng := rand.New(rand.NewPCG(7, uint64(len(kind))))
	out := make([]CopiedCase, 0, n)
	for range n {
		i := rng.IntN(len(texts))
		k := (i + 1 + rng.IntN(len(texts)-1)) % len(texts)
		out = append(out, carry(texts[i], texts[k], kind, rng))
	}
	return out
}

func carry(earlier, later, kind string, rng *rand.Rand) CopiedCase {
	c := CopiedCase{Earlier: earlier}
	own := strings.Fields(later)
	at := rng.IntN(len(own) + 1)
	words, copied := carriedWords(earlier, kind, rng)
	all := append(append(append([]string{}, own[:at]...), words...), own[at:]...)
	c.Copied = make([]bool, len(all))
	copy(c.Copied[at:], copied)
	sep := " "
	if kind == Rewrapped {
		sep = "\n"
	}
	c.Later = strings.Join(all, sep)
	return c
}

func carriedWords(text, kind string, rng *rand.Rand) (words []string, copied []bool) {
	if kind == Unrelated {
		return nil, nil
	}
	sentences := strings.SplitAfter(text, ". ")
	if len(sentences) > carried {
		first := rng.IntN(len(sentences) - carried + 1)
		sentences = sentences[first : first+carried]
	}
	if kind == Shuffled {
		rng.Shuffle(len(sentences), func(i, j int) { sentences[i], sentences[j] = sentences[j], sentences[i] })
	}
	words = strings.Fields(strings.Join(sentences, " "))
	copied = make([]bool, len(words))
	for i := range words {
		copied[i] = kind != Edited || rng.IntN(12) > 0
		if !copied[i] {
			words[i] = "replaced"
		}
		if kind == Rewrapped {
			words[i] = strings.ToUpper(words[i])
		}
	}
	return words, copied
}

// Score counts the words of a later note that were marked, by their bytes.
func (c *CopiedCase) Score(marked func(start, end int) bool) (out Counts) {
	at := 0
	for _, gold := range c.Copied {
		for c.Later[at] == ' ' || c.Later[at] == '\n' {
			at++
		}
		end := len(c.Later)
		if n := strings.IndexAny(c.Later[at:], " \n"); n >= 0 {
			end = at + n
		}
		out.Add(gold, marked(at, end))
		at = end
	}
	return out
}
