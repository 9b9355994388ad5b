package section

import (
	"bytes"
	"strings"
)

// heading is a heading found in a note: what it tells and its bytes.
type heading struct {
	kindOf
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
	kind, known := lookup(phrase)
	if len(phrase) == 1 && stop == ':' {
		kind, known = s.letter(phrase[0], le)
	}
	after := headEnd(s.note, end, le)
	switch {
	case !known && marked != '#' && (!blank || !isCaps(phrase) || letters(phrase) < 4):
		return heading{}, false
	case stop == ':':
		return heading{kind, ls, after}, true
	case len(phrase) == 1 || marked == 0 && !isUpperByte(phrase[0]):
		return heading{}, false
	case stop == 0:
		return heading{kind, ls, after}, known || marked != 0
	}
	return heading{kind, ls, after}, known
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
		if !isUpperByte(s.note[i]) && !isLowerByte(s.note[i]) || i > lo && s.note[i-1] != ' ' && s.note[i-1] != '*' && s.note[i-1] != '\t' {
			continue
		}
		if end-i < 2 || !s.startsInline(lo, i, end) {
			continue
		}
		if kind, ok := lookup(s.note[i:end]); ok {
			best = heading{kind, i, headEnd(s.note, p, len(s.note))}
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
	switch {
	case unmistakable(s.note[i:end]):
		return true
	case isLowerByte(s.note[i]):
		return j > 0 && s.note[j-1] == '.' && end-i > 3
	case j == lo || i-j >= 2:
		return true
	}
	switch s.note[j-1] {
	case '.', ';', '!', '?', '|', ')', ']', ',':
		return s.note[j-1] != ',' || isCaps(s.note[i:end])
	}
	return isCaps(s.note[i:end]) && letters(s.note[i:end]) >= 8 && isLowerByte(s.note[j-1])
}

// unmistakable knows the headings that mean nothing else, so that nothing need
// stand before them: "NKDA Meds: none PMH: none".
func unmistakable(phrase string) bool {
	var buf [8]byte
	if len(phrase) > len(buf) {
		return false
	}
	switch string(lower(buf[:0], phrase)) {
	case "hpi", "pmh", "pmhx", "psh", "pshx", "ros", "fhx", "shx", "meds":
		return true
	}
	return false
}

// unmarked reads a heading in capitals without a colon after the full stop at
// p, as in dictated text: "... DAY 3. OBJECTIVE Afebrile."
func (s *splitter) unmarked(p, le int) (heading, bool) {
	i := p + 1
	for i < le && s.note[i] == ' ' {
		i++
	}
	end := i
	for j := i; j < le && j-i <= maxHeading && (isUpperByte(s.note[j]) || s.note[j] == ' '); j++ {
		if s.note[j] == ' ' && s.note[j-1] != ' ' {
			end = j
		}
	}
	if end-i < 4 || end+2 >= le || !isUpperByte(s.note[end+1]) || !isLowerByte(s.note[end+2]) {
		return heading{}, false
	}
	kind, ok := lookup(s.note[i:end])
	return heading{kind, i, end}, ok && kind.name != subheading
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
		if s[j] == '-' && j > i && s[j-1] == ' ' && j+1 < le && s[j+1] == ' ' {
			return trimRight(s, i, j), '-'
		}
		j++
	}
	end := trimRight(s, i, j)
	bracket := j < le && (s[j] == ']' || s[j] == '>')
	for j < le && strings.IndexByte("*_#=] \t\r>", s[j]) >= 0 {
		j++
	}
	switch {
	case j == le:
		return end, 0
	case s[j] == ':':
		return end, ':'
	case j > i && (bracket || isLongDash(s[j:le]) && s[j-1] == ' '):
		return end, '-'
	}
	return i, 0
}

// isLongDash tells whether s begins with a dash of typography.
func isLongDash(s string) bool { return strings.HasPrefix(s, "–") || strings.HasPrefix(s, "—") }

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
			if isLongDash(s[j:le]) {
				return j + len("–")
			}
			return end
		}
		if end > i && s[end-1] == ':' && j+1 < le && s[j+1] != '*' && s[j+1] != '_' {
			return end
		}
	}
	return end
}

// lookup returns what a heading tells, as it is written.
func lookup(phrase string) (kindOf, bool) {
	var buf [maxHeading + 8]byte
	folded := foldHeading(buf[:0], phrase)
	if kind, ok := names[string(folded)]; ok {
		return kind, ok
	}
	var wide [2 * maxHeading]byte
	if full, short := unfoldHeading(wide[:0], folded); short {
		kind, ok := names[string(full)]
		return kind, ok
	}
	return kindOf{}, false
}

// unfoldHeading appends a folded heading with its short words in full, and
// tells whether it has any: "meds at d c" is "medications at discharge".
func unfoldHeading(dst, folded []byte) (full []byte, short bool) {
	for len(folded) > 0 {
		word, rest, _ := bytes.Cut(folded, []byte(" "))
		if len(word) == 1 && word[0] == 'd' && (len(rest) == 1 || len(rest) > 1 && rest[1] == ' ') && rest[0] == 'c' {
			word, rest = []byte("dc"), bytes.TrimPrefix(rest[1:], []byte(" "))
		}
		if len(dst) > 0 {
			dst = append(dst, ' ')
		}
		if long, ok := headingWords[string(word)]; ok {
			dst, short = append(dst, long...), true
		} else {
			dst = append(dst, word...)
		}
		folded = rest
	}
	return dst, short
}

// headingWords are the short words of headings.
var headingWords = map[string]string{
	"dc": "discharge", "disch": "discharge", "dch": "discharge", "adm": "admission", "admit": "admission", "meds": "medications", "med": "medications",
	"hx": "history", "dx": "diagnosis", "dxs": "diagnoses", "hosp": "hospital", "cond": "condition", "instr": "instructions", "proc": "procedure",
	"procs": "procedures", "curr": "current", "prev": "previous", "surg": "surgical", "preop": "preoperative", "postop": "postoperative", "fam": "family",
	"soc": "social", "rec": "recommendation", "eval": "evaluation", "tx": "treatment", "rxs": "prescriptions", "allergy": "allergies", "pta": "prior to admission",
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

func isPhraseByte(c byte) bool { return phraseBytes[c] }

// phraseBytes are what a heading's words are made of.
var phraseBytes = func() (t [256]bool) {
	for c := range t {
		b := byte(c)
		t[c] = isUpperByte(b) || isLowerByte(b) || strings.IndexByte(" \t/&,'()-", b) >= 0
	}
	return t
}()

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
