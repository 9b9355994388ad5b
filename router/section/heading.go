package section

import "strings"

// heading is a heading found in a note: its name and its bytes.
type heading struct {
	name       string
	start, end int
}

// maxHeading is the longest heading in bytes; it bounds the look-back.
const maxHeading = 64

// atLine reads a heading at the start of the line [ls, le): marks of
// markdown or of a list, a known name, then a colon, a dash or the line's end.
func (s *splitter) atLine(ls, le int, blank bool) (heading, bool) {
	i, marked := skipMarks(s.note, ls, le)
	end, stop := phraseEnd(s.note, i, le)
	if end == i || end-i > maxHeading {
		return heading{}, false
	}
	phrase := s.note[i:end]
	name, known := lookup(phrase)
	after := headEnd(s.note, end, le)
	switch {
	case !known && marked != '#' && (!blank || !isCaps(phrase) || letters(phrase) < 4):
		return heading{}, false
	case stop == ':':
		return heading{name, ls, after}, true
	case len(phrase) == 1 || marked == 0 && !isUpperByte(phrase[0]):
		return heading{}, false
	case stop == 0:
		return heading{name, ls, after}, known || marked != 0
	}
	return heading{name, ls, after}, known
}

// inline reads a heading that ends with the colon at p and begins after lo.
// It must follow the end of a sentence or a wide gap, or be in capitals.
func (s *splitter) inline(lo, p int) (heading, bool) {
	end := p
	for end > lo && s.note[end-1] == ' ' {
		end--
	}
	low := max(lo, end-maxHeading)
	best := heading{start: -1}
	for i := end - 1; i >= low && isPhraseByte(s.note[i]); i-- {
		if !isUpperByte(s.note[i]) || i > lo && s.note[i-1] != ' ' && s.note[i-1] != '*' && s.note[i-1] != '\t' {
			continue
		}
		if end-i < 2 || !s.startsInline(lo, i, end) {
			continue
		}
		if name, ok := lookup(s.note[i:end]); ok {
			best = heading{name, i, headEnd(s.note, p, len(s.note))}
		}
	}
	return best, best.start >= 0
}

// startsInline tells whether a heading may begin at i: at lo, after a full
// stop or the like, after a gap, or as capitals among lower-case text.
func (s *splitter) startsInline(lo, i, end int) bool {
	j := i
	for j > lo && (s.note[j-1] == ' ' || s.note[j-1] == '\t' || s.note[j-1] == '*') {
		j--
	}
	if j == lo || i-j >= 2 {
		return true
	}
	switch s.note[j-1] {
	case '.', ';', '!', '?', '|', ')', ']', ',':
		return s.note[j-1] != ',' || isCaps(s.note[i:end])
	}
	return isCaps(s.note[i:end]) && letters(s.note[i:end]) >= 8 && isLowerByte(s.note[j-1])
}

// skipMarks skips blanks, markdown and list marks. The mark is '#' or '*'
// where markdown makes the line a heading or stressed, else 0.
func skipMarks(s string, i, le int) (next int, mark byte) {
	for i < le {
		switch c := s[i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '>' || c == '-' || c == '=':
		case c == '#':
			mark = '#'
		case c == '*' || c == '_' || c == '[' || c == '<':
			if mark == 0 {
				mark = '*'
			}
		case strings.HasPrefix(s[i:le], "•"):
			i += len("•") - 1
		case c >= '0' && c <= '9' && i+1 < le && (s[i+1] == '.' || s[i+1] == ')'):
			i++
		default:
			return i, mark
		}
		i++
	}
	return i, mark
}

// phraseEnd returns the end of the words from i, and what ends them: ':', '-'
// or 0 for the end of the line. Anything else ends an empty phrase.
func phraseEnd(s string, i, le int) (int, byte) {
	j := i
	for j < le && j-i <= maxHeading && isPhraseByte(s[j]) {
		if s[j] == '-' && s[j-1] == ' ' && j+1 < le && s[j+1] == ' ' {
			return trimRight(s, i, j), '-'
		}
		j++
	}
	end := trimRight(s, i, j)
	for j < le && strings.IndexByte("*_#=] \t\r>", s[j]) >= 0 {
		j++
	}
	if j == le {
		return end, 0
	}
	if s[j] == ':' {
		return end, ':'
	}
	return i, 0
}

// headEnd returns the end of the heading whose words end at i: past the colon
// or dash and closing marks, not past blanks that follow.
func headEnd(s string, i, le int) int {
	end := i
	for j := i; j < le; j++ {
		switch s[j] {
		case ':', '*', '_', '#', '=', ']', '>':
			end = j + 1
		case '-':
			return j + 1
		case ' ', '\t', '\r':
		default:
			return end
		}
		if end > i && s[end-1] == ':' && j+1 < le && s[j+1] != '*' && s[j+1] != '_' {
			return end
		}
	}
	return end
}

// lookup returns the canonical name of a heading as written.
func lookup(phrase string) (string, bool) {
	var buf [maxHeading + 8]byte
	name, ok := names[string(foldHeading(buf[:0], phrase))]
	return name, ok
}

// foldHeading appends phrase in lower case, words parted by one blank; a part
// in brackets, as in "History (HPI)", is dropped, "&" and "/" become words'
// borders.
func foldHeading(dst []byte, phrase string) []byte {
	depth := 0
	for i := range len(phrase) {
		c := phrase[i]
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
		case depth > 0, c == '\'':
		case isUpperByte(c):
			dst = append(dst, c+'a'-'A')
		case isLowerByte(c) || c >= '0' && c <= '9':
			dst = append(dst, c)
		case len(dst) > 0 && dst[len(dst)-1] != ' ':
			dst = append(dst, ' ')
		}
	}
	if n := len(dst); n > 0 && dst[n-1] == ' ' {
		dst = dst[:n-1]
	}
	return dst
}

func trimRight(s string, lo, hi int) int {
	for hi > lo && (s[hi-1] == ' ' || s[hi-1] == '\t' || s[hi-1] == '-') {
		hi--
	}
	return hi
}

func isUpperByte(c byte) bool { return c >= 'A' && c <= 'Z' }
func isLowerByte(c byte) bool { return c >= 'a' && c <= 'z' }

func isPhraseByte(c byte) bool {
	return isUpperByte(c) || isLowerByte(c) || strings.IndexByte(" \t/&,'()-", c) >= 0
}

func isCaps(s string) bool {
	for i := range len(s) {
		if isLowerByte(s[i]) {
			return false
		}
	}
	return letters(s) > 0
}

func letters(s string) int {
	n := 0
	for i := range len(s) {
		if isUpperByte(s[i]) || isLowerByte(s[i]) {
			n++
		}
	}
	return n
}
