package device

import (
	"strings"

	"medcode/internal/text"
)

// place is a name in a text.
type place struct {
	first, last int // tokens
	class       int
	closed      bool // said what it is for: what follows is another thing
}

// places finds the names, the longest at each token. Names that follow each
// other within a phrase are one thing, named by the last: a wheelchair cushion
// is a cushion.
func (l *Lexicon) places(s string, toks []text.Token, capitals bool) []place {
	var out []place
	for i := 0; i < len(toks); i++ {
		w := l.words[toks[i].Norm]
		if w == nil {
			continue
		}
		p, n := w.at(s, toks, i, capitals)
		if n == 0 {
			continue
		}
		if otherwise(s, toks, p) {
			p.class = nothing
		}
		if k := len(out) - 1; k >= 0 && p.first == p.last && isSize(toks[i].Norm) && toks[i].Before != text.Stop && i-out[k].last <= 3 && out[k].class != nothing {
			continue // of what stands before it
		}
		for len(out) > 0 && out[len(out)-1].first >= p.first { // a name within one that is spread
			out = out[:len(out)-1]
		}
		if k := len(out) - 1; k >= 0 && !out[k].closed && !l.never(p) && out[k].last >= p.first-1 && toks[p.first].Before == text.Space && !parted(s, toks, p.first) {
			p.first = out[k].first
			out = out[:k]
		}
		out = append(out, p)
		i = p.last
	}
	return out
}

// never tells whether a name is of no device whatever is said with it: it does
// not take a device that stands before it along.
func (l *Lexicon) never(p place) bool {
	return p.class != nothing && len(l.classes[p.class].rows) == 1 && l.classes[p.class].rows[0].code == None
}

// at finds the name at token i: one that begins there, in its own order or
// turned round ("bed, hospital", "sling for a Hoyer"), or a longer one that
// ends there, with words within it.
func (w *word) at(s string, toks []text.Token, i int, capitals bool) (p place, words int) {
	n, class := w.longest(s, toks, i, capitals)
	p = place{first: i, last: i + n - 1, class: class}
	if turned, k := w.turned(s, toks, i, n > 0); k > n {
		return turned, k
	}
	if spread, k := w.spread(s, toks, i); k > n {
		return spread, k
	}
	return p, n
}

// parted tells whether a slash or plus stands before token i: a list.
func parted(s string, toks []text.Token, i int) bool {
	between := s[toks[i-1].End:toks[i].Start]
	return between != " " && strings.ContainsAny(between, "/+&")
}

// isSize tells whether a word is a size that is a name too, such as 4x4.
func isSize(w string) bool { return isFigure(w) && strings.Contains(w, "x") }

func (w *word) longest(s string, toks []text.Token, i int, capitals bool) (n, class int) {
	for _, c := range w.first {
		if !matches(toks[i:], c.words) {
			continue
		}
		said := s[toks[i].Start:toks[i+len(c.words)-1].End]
		if !strings.Contains(said, " + ") && written(said, c.as, capitals) {
			return len(c.words), c.class
		}
	}
	return 0, 0
}

// written tells whether a name is written as it must be. Capitals say nothing
// where all of the text is in them; a plural ending may be small.
func written(said string, as writing, allCapitals bool) bool {
	upper := strings.TrimSuffix(said, "s")
	switch as {
	case capitals:
		return allCapitals || upper == strings.ToUpper(upper)
	case severalCaps:
		return (allCapitals || upper == strings.ToUpper(upper)) && strings.HasSuffix(strings.ToLower(said), "s")
	case firstCapital:
		return said[0] >= 'A' && said[0] <= 'Z'
	}
	return true
}

// within is how many words that describe a thing may stand within its name.
const within = 2

// spread finds the longest name that ends with token i and has other words
// within it: a foam adhesive dressing.
func (w *word) spread(s string, toks []text.Token, i int) (p place, words int) {
	if len(w.last) == 0 || i == 0 || toks[i].Before != text.Space || breaks(toks[i-1].Norm) {
		return p, 0
	}
	for _, c := range w.last {
		if len(c.words) <= words || c.as != anyhow || tight(c.words[0]) {
			continue
		}
		if first, ok := back(s, toks, i, c.words); ok {
			p, words = place{first: first, last: i, class: c.class}, len(c.words)
		}
	}
	return p, words
}

// back looks for the words of a name from the last on, at token i, to the
// first, over a few that describe it, and returns the place of the first.
func back(s string, toks []text.Token, i int, words []string) (int, bool) {
	k, left := len(words)-2, within
	for j := i - 1; j >= 0 && toks[j+1].Before == text.Space && !parted(s, toks, j+1); j-- {
		if toks[j].Norm == words[k] {
			if k--; k < 0 {
				return j, left < within
			}
			continue
		}
		if left--; left < 0 || breaks(toks[j].Norm) {
			return 0, false
		}
	}
	return 0, false
}

// turned finds the longest name of which the last word stands at token i and
// the others after it: "dressing, foam", "battery for the hearing aid".
// What is a name by itself ("boot, pneumatic") has what follows a comma among
// its marks.
func (w *word) turned(s string, toks []text.Token, i int, named bool) (p place, words int) {
	if len(w.last) == 0 {
		return p, 0
	}
	from := turns(s, toks, i, named)
	if from == 0 {
		return p, 0
	}
	for _, c := range w.last {
		rest := c.words[:len(c.words)-1]
		if len(c.words) > words && c.as == anyhow && matches(toks[from:], rest) {
			p, words = place{first: i, last: from + len(rest) - 1, class: c.class, closed: true}, len(c.words)
		}
	}
	return p, words
}

// tight tells the first words of names that mean little when other words stand
// between: what is external or short is not yet a catheter or a cast.
func tight(w string) bool {
	switch w {
	case "self", "external", "mini", "in", "over", "one", "two", "three", "cross", "closed", "open", "short", "long", "high", "low", "half", "full", "hard", "single", "double":
		return true
	}
	return len(w) < 2 || isFigure(w)
}

// turns returns the token at which what a thing is for may begin after token i,
// 0 where nothing says so.
func turns(s string, toks []text.Token, i int, named bool) int {
	from := i + 1
	if from == len(toks) {
		return 0
	}
	switch after := &toks[from]; {
	case after.Before == text.Comma && s[toks[i].End] == ',' && !named:
		return from
	case after.Before == text.Space && (after.Norm == "for" || after.Norm == "of" && worn(toks[i].Norm)):
		for from++; from < len(toks) && points(toks[from].Norm); from++ {
		}
		if from < len(toks) && toks[from].Before != text.Stop {
			return from
		}
	}
	return 0
}

// worn tells the things that are said to be of a part of the body.
func worn(w string) bool {
	switch w {
	case "prosthesis", "orthosis", "brace", "cast", "splint", "dressing":
		return true
	}
	return false
}

// breaks tells the words that never stand within the name of a thing.
func breaks(w string) bool {
	switch w {
	case "and", "or", "with", "without", "for", "of", "to", "in", "on", "at", "by", "from", "the", "a", "an", "is", "was", "were", "are", "be", "has", "had", "have",
		"no", "not", "then", "via", "per", "using", "use", "need", "pain", "who", "that", "his", "her", "after", "before", "into", "over", "under",
		"but", "she", "he", "it", "they", "we", "you", "i", "which", "whose", "this", "these", "as", "such", "including", "required", "require", "since", "when", "while", "will", "up", "other", "another":
		return true
	}
	return false
}

// points tells the words that may stand between "for" and what a thing is for.
func points(w string) bool {
	switch w {
	case "the", "a", "an", "his", "her", "their", "my", "patient", "left", "right", "both", "bilateral", "new", "home", "old":
		return true
	}
	return false
}
