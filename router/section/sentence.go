package section

import (
	"strings"
	"unicode/utf8"
)

// Sentences returns the sentences of note, in order: every byte that is not
// white space lies in exactly one. A heading is a sentence of its own; none
// crosses the border of a section. secs are those of Split, or nil.
func Sentences(note string, secs []Section) []Span {
	out := make([]Span, 0, len(note)/60+1)
	end := 0
	for _, s := range secs {
		if s.Start < end || s.End < s.Start || s.HeadEnd < s.Start || s.HeadEnd > s.End || s.End > len(note) {
			continue
		}
		out = cut(out, note, end, s.Start)
		out = add(out, note, s.Start, s.HeadEnd)
		out = cut(out, note, s.HeadEnd, s.End)
		end = s.End
	}
	return cut(out, note, end, len(note))
}

// add appends [start, end) without its white space, if anything is left.
func add(out []Span, note string, start, end int) []Span {
	for start < end && isBlank(note[start]) {
		start++
	}
	for end > start && isBlank(note[end-1]) {
		end--
	}
	if start == end {
		return out
	}
	return append(out, Span{start, end})
}

// cut appends the sentences of [lo, hi).
func cut(out []Span, note string, lo, hi int) []Span {
	if lo >= hi {
		return out
	}
	width := widest(note[lo:hi])
	start, line, item := lo, lo, 0
	for i := lo; i < hi; i++ {
		switch note[i] {
		case '\n':
			if breaksLine(note, line, i, hi, width) {
				out = add(out, note, start, i)
				start = i
			}
			line = i + 1
		case '.', '!', '?':
			if w, n := enumerator(note, start, i, hi); n > 0 {
				if w > start && n == item+1 {
					out = add(out, note, start, w)
					start = w
				}
				if start == w || onlyMarks(note[start:w]) {
					item = n
				}
			}
			end := pastClosers(note, i+1, hi)
			if endsSentence(note, start, i, end, hi) {
				out = add(out, note, start, end)
				start = end
				i = end - 1
			}
		}
	}
	return add(out, note, start, hi)
}

// enumerator returns where the number before the point at i begins, and the
// number, if it may be that of a list's item inside a line: "1. Gout 2. Asthma".
func enumerator(note string, start, i, hi int) (w, n int) {
	w = i
	for w > start && i-w < 3 && note[w-1] >= '0' && note[w-1] <= '9' {
		w--
		n = 0
	}
	if w == i || i-w > 2 || w > start && !isBlank(note[w-1]) || i+2 >= hi || note[i+1] != ' ' || !isUpperByte(note[i+2]) && !isLowerByte(note[i+2]) {
		return 0, 0
	}
	for _, c := range []byte(note[w:i]) {
		n = 10*n + int(c-'0')
	}
	return w, n
}

// onlyMarks tells whether s has nothing but blanks and marks of lists.
func onlyMarks(s string) bool { return strings.TrimLeft(s, " \t\r\n-*") == "" }

// Lines of wrapped text are between these lengths, in bytes; narrower
// sections are lists, and wider ones were never wrapped.
const (
	minNarrow = 28 // narrower than usual: only before a word in lower case that did not fit
	minWrap   = 45
	maxWrap   = 160
)

// breaksLine tells whether the line [ls, le) ends a sentence without a full
// stop. The break of a wrapped text stands where the next word did not fit.
func breaksLine(note string, ls, le, hi, width int) bool {
	next := le + 1
	for next < hi && (note[next] == ' ' || note[next] == '\t' || note[next] == '\r') {
		next++
	}
	line := strings.TrimRight(note[ls:le], " \t\r")
	if next >= hi || note[next] == '\n' || strings.TrimLeft(line, " \t") == "" {
		return true
	}
	if isBullet(note, next, hi) || isLabel(note[next:hi]) {
		return true
	}
	if line[len(line)-1] == ',' || opensPhrase(line) {
		return false
	}
	if width < minNarrow || width > maxWrap {
		return true
	}
	word := strings.IndexAny(note[next:min(hi, next+24)], " \t\n")
	if word < 0 {
		word = 24
	}
	room := width - len(line) - 1 - word
	switch {
	case width < minWrap:
		return room > 0 || !isLowerByte(note[next])
	case isLowerByte(note[next]):
		return room > width/2
	}
	return room > 4
}

// opensPhrase tells whether the line ends with a word that needs another.
func opensPhrase(line string) bool {
	w := line[strings.LastIndexAny(line, " \t")+1:]
	switch strings.ToLower(w[:min(len(w), 8)]) {
	case "and", "or", "with", "of", "the", "a", "an", "no", "for", "to", "in", "on", "by", "without", "denies", "any", "nor",
		"is", "was", "were", "has", "had", "at", "from", "as", "that", "but", "his", "her", "not", "dr.", "mr.", "mrs.", "ms.":
		return true
	}
	return false
}

// isLabel tells whether s begins with the name of an item and a colon, as in
// "Thought process: tangential".
func isLabel(s string) bool {
	if !isUpperByte(s[0]) {
		return false
	}
	words := 1
	for i := 1; i < len(s) && i < 32; i++ {
		switch c := s[i]; {
		case c == ':':
			return i+1 == len(s) || isBlank(s[i+1])
		case c == ' ':
			words++
		case !isPhraseByte(c) || c == ',':
			return false
		}
		if words > 3 {
			return false
		}
	}
	return false
}

// isBullet tells whether a list item begins at i: "- ", "* ", "•", "1.", "2)".
func isBullet(s string, i, hi int) bool {
	for _, mark := range [...]string{"•", "●", "▪", "◦", "– ", "— ", "o "} {
		if strings.HasPrefix(s[i:hi], mark) {
			return true
		}
	}
	j := i
	for j < hi && j < i+3 && s[j] >= '0' && s[j] <= '9' {
		j++
	}
	switch {
	case j >= hi:
		return false
	case j == i && (s[i] == '-' || s[i] == '*' || s[i] == '+' || s[i] == '#'):
		return true
	case j == i && isLowerByte(s[i]):
		return i+1 < hi && s[i+1] == ')'
	}
	return j > i && (s[j] == ')' || s[j] == '.') && (j+1 == hi || isBlank(s[j+1]))
}

// endsSentence tells whether the mark at i, with closing quotes up to end,
// ends the sentence that began at start.
func endsSentence(note string, start, i, end, hi int) bool {
	if end < hi && !isBlank(note[end]) && !runsOn(note, start, i, end, hi) {
		return false
	}
	if note[i] != '.' {
		return note[i] == '!' || i > start && !isBlank(note[i-1])
	}
	w := i
	for w > start && !isBlank(note[w-1]) && note[w-1] != '(' && i-w < 16 {
		w--
	}
	word := note[w:i]
	if onlyMarks(note[start:w]) && isEnumerator(word) {
		return false
	}
	next := end
	for next < hi && isBlank(note[next]) {
		next++
	}
	return !abbreviates(note, start, w, word) || next < hi && endsUnit(note[next:hi], word)
}

// runsOn tells whether the blank after a full stop was left out: "fever.No".
func runsOn(note string, start, i, end, hi int) bool {
	return end == i+1 && i-2 >= start && end+1 < hi && isLowerByte(note[i-1]) && isUpperByte(note[end]) && isLowerByte(note[end+1])
}

// isEnumerator knows "1", "12", "A" and "iv" before the point of a list item.
func isEnumerator(w string) bool {
	if len(w) == 0 || len(w) > 3 {
		return false
	}
	digits := 0
	for i := range len(w) {
		if w[i] >= '0' && w[i] <= '9' {
			digits++
		}
	}
	return digits == len(w) || len(w) == 1 || strings.Trim(w, "ivxIVX") == ""
}

// abbreviates tells whether word, which starts at w, is one whose point does
// not end a sentence: an abbreviation, "q.d", or the initial in a name.
func abbreviates(note string, start, w int, word string) bool {
	if word == "" {
		return true
	}
	if len(word) == 1 && isUpperByte(word[0]) {
		return afterName(note, start, w)
	}
	if dotted(word) {
		return true
	}
	var buf [16]byte
	_, ok := abbreviations[string(lower(buf[:0], word))]
	return ok
}

// afterName tells whether a capitalised word stands before w.
func afterName(note string, start, w int) bool {
	j := w
	for j > start && isBlank(note[j-1]) {
		j--
	}
	k := j
	for k > start && !isBlank(note[k-1]) && j-k < 24 {
		k--
	}
	initial := j-k == 2 && note[k+1] == '.'
	return j > k && isUpperByte(note[k]) && j-k <= 12 && (initial || !isCaps(note[k:j]))
}

// dotted knows letters parted by points, as in "q.d" and "U.S".
func dotted(w string) bool {
	if len(w) < 3 {
		return false
	}
	for i := range len(w) {
		isLetter := isLowerByte(w[i]) || isUpperByte(w[i])
		if i%2 == 0 && !isLetter || i%2 == 1 && w[i] != '.' {
			return false
		}
	}
	return true
}

// endsUnit tells whether a sentence ends after a unit or frequency ("40 mg.",
// "b.i.d."): when a capitalised word follows. After a title none ends.
func endsUnit(next, word string) bool {
	var buf [16]byte
	if !dotted(word) && abbreviations[string(lower(buf[:0], word))] != unit {
		return false
	}
	r, _ := utf8.DecodeRuneInString(next)
	return r < utf8.RuneSelf && isUpperByte(byte(r)) && len(next) > 1 && (isLowerByte(next[1]) || isBlank(next[1]))
}

func pastClosers(s string, i, hi int) int {
	for i < hi && strings.IndexByte(".!?)\"']", s[i]) >= 0 {
		i++
	}
	return i
}

func lower(dst []byte, w string) []byte {
	for i := range len(w) {
		c := w[i]
		if isUpperByte(c) {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v'
}

// widest returns the length of the longest line of s.
func widest(s string) int {
	best := 0
	for s != "" {
		line, rest, _ := strings.Cut(s, "\n")
		best = max(best, len(strings.TrimRight(line, " \t\r")))
		s = rest
	}
	return best
}
