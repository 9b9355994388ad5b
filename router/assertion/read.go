package assertion

import (
	"medcode/router/section"
)

// token is a word, a number or a sign of a sentence.
type token struct {
	start, end int
	word       uint16 // number in the lexicon, 0 if it has none
	sign       byte   // the sign itself; 0 for words
	mention    bool   // part of a mention, so never of a cue
	asked      bool   // the first token of a mention
	spaced     bool   // white space stands before it
}

// hit is a cue found at the tokens [first, last].
type hit struct {
	first, last int32
	rule        int32
}

// state holds, per kind, the cue in whose scope a token stands (hit+1; 0 for
// none) and the words its scope still reaches.
type state struct {
	cue  [kinds]int32
	left [kinds]int16
	full [kinds]int16 // what left was at the cue
	live mask         // kinds whose cue is not 0
	self bool         // the patient is the subject
	main bool         // the clause behind that of the circumstance has begun
}

// reader is the scratch space of one call.
type reader struct {
	note      string
	order     []int
	toks      []token
	hits      []hit
	hitAt     []int32 // token → hit that begins there, +1
	hitEnd    []int32 // token → hit that ends there, +1
	pre, post []state
	stack     []state

	carried    mask // what the introduction of the list says
	carriedCue [kinds]section.Span
}

// scan splits the sentence into tokens.
func (r *reader) scan(l *lexicon, note string, s section.Span) {
	r.note, r.toks = note, r.toks[:0]
	spaced := true
	for i := s.Start; i < s.End; {
		c := note[i]
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			spaced = true
			i++
			continue
		}
		t := token{start: i, spaced: spaced}
		spaced = false
		switch w := punctuation(note, i, s.End); {
		case w > 0:
			t.end, t.sign = i+w, '-'
			t.word = l.hyphen
		case isWord[c] && c != '\'':
			t.end, t.word = l.wordAt(note, i, s.End)
		default:
			t.end, t.sign = i+1, c
			t.word = l.find((offset ^ uint64(c)) * prime)
		}
		r.toks = append(r.toks, t)
		i = t.end
	}
}

// punctuation returns the length of the typographic sign at i, 0 if there is
// none: dashes, quotes and bullets (U+2010 to U+203F), all read as a dash.
// The apostrophe is a letter here.
func punctuation(s string, i, hi int) int {
	if s[i] == 0xe2 && i+2 < hi && s[i+1] == 0x80 && s[i+2] != 0x99 {
		return 3
	}
	return 0
}

// wordAt returns the end and the number of the word that begins at i. A
// typographic apostrophe counts as a plain one. The word is known by its
// hash alone: a clash could at worst make one more word a cue.
func (l *lexicon) wordAt(note string, i, hi int) (int, uint16) {
	h := uint64(offset)
	digits := true
	j := i
	for j < hi && isWord[note[j]] {
		c := note[j]
		switch {
		case c == '\'' && (j+1 == hi || !isWord[note[j+1]]):
			return j, l.find(h)
		case c == 0xe2 && j+2 < hi && note[j+1] == 0x80:
			if note[j+2] != 0x99 {
				return j, l.find(h)
			}
			c = '\''
			j += 2
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		digits = digits && c >= '0' && c <= '9'
		h = (h ^ uint64(c)) * prime
		j++
	}
	switch {
	case !digits:
		return j, l.find(h)
	case j-i == 4 && (note[i:i+2] == "19" || note[i:i+2] == "20"):
		return j, l.year
	}
	return j, l.number
}

// mark flags the tokens of mentions, given by index and sorted by start.
func (r *reader) mark(mentions []section.Span, idx []int) {
	t, end := 0, -1
	for _, i := range idx {
		m := mentions[i]
		for t < len(r.toks)-1 && r.toks[t].end <= m.Start {
			r.toks[t].mention = r.toks[t].start < end
			t++
		}
		r.toks[t].asked = true
		end = max(end, m.End)
	}
	for ; t < len(r.toks) && r.toks[t].start < end; t++ {
		r.toks[t].mention = true
	}
}

// match finds the cues, leftmost and longest, outside of mentions.
func (r *reader) match(l *lexicon) {
	n := len(r.toks)
	r.hits = r.hits[:0]
	r.hitAt = zeros(r.hitAt, n)
	r.hitEnd = zeros(r.hitEnd, n)
	for t := 0; t < n; {
		if r.isLabel(t) {
			r.toks[t].word = l.label
		}
		last, rule := r.longest(l, t)
		if rule == 0 {
			t++
			continue
		}
		r.hits = append(r.hits, hit{int32(t), int32(last), rule - 1})
		r.hitAt[t] = int32(len(r.hits))
		r.hitEnd[last] = int32(len(r.hits))
		t = last + 1
	}
}

// longest returns the last token and the rule+1 of the longest cue at t. A
// hyphen inside a word ("follow-up") may be passed over.
func (r *reader) longest(l *lexicon, t int) (last int, rule int32) {
	node, habit, habitual := int32(0), 0, int32(0)
	for i := t; i < len(r.toks) && !r.toks[i].mention; i++ {
		tok := &r.toks[i]
		to := int32(0)
		if tok.word != 0 {
			to = l.step(node, tok.word)
		}
		if to == 0 {
			if i > t && tok.sign == '-' && !tok.spaced && r.toks[i-1].sign != '-' {
				continue
			}
			break
		}
		node = to
		if l.final[node] != 0 {
			last, rule = i, l.final[node]
		}
		if l.habit[node] != 0 {
			habit, habitual = i, l.habit[node]
		}
	}
	if habitual != 0 && (rule == 0 || habit >= last) && r.habit(l, t, habit) {
		return habit, habitual
	}
	return last, rule
}

func zeros(s []int32, n int) []int32 {
	if cap(s) < n {
		return make([]int32, n, n+n/2)
	}
	s = s[:n]
	clear(s)
	return s
}

func grown(s []state, n int) []state {
	if cap(s) < n {
		return make([]state, n, n+n/2)
	}
	return s[:n]
}
