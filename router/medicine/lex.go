package medicine

import (
	"strconv"
	"strings"
)

// item is a number, a word or a sign of a text.
type item struct {
	kind       itemKind
	start, end int    // bytes of the text
	word       string // in lower case, without the points of "q.d."; of a number, its digits
	value      float64
	sign       byte
	glued      bool // nothing stands between it and the item before
}

type itemKind uint8

const (
	aSign itemKind = iota
	aWord
	aNumber
)

// lexer holds the memory of one text.
type lexer struct {
	low   string // the text in lower case, of equal length
	items []item
}

// read takes [from, to) of a text apart. Words end where digits begin, so that
// "q6h" and "10mg" come in parts.
func (l *lexer) read(text string, from, to int) {
	l.items = l.items[:0]
	l.low = strings.ToLower(text[from:to])
	if len(l.low) != to-from {
		l.low = asciiLower(text[from:to]) // a letter whose lower case has another length
	}
	for i := 0; i < len(l.low); {
		n := len(l.items)
		switch c := l.low[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
			continue
		case c >= '0' && c <= '9' || c == '.' && i+1 < len(l.low) && isDigit(l.low[i+1]) && (i == 0 || !isLetter(l.low[i-1]) && !isDigit(l.low[i-1])):
			i = l.number(i)
		case isLetter(c):
			i = l.letters(i)
		default:
			i = l.mark(i)
		}
		for k := n; k < len(l.items); k++ {
			it := &l.items[k]
			it.glued = it.start > 0 && !isBlank(l.low[it.start-1])
			it.start, it.end = it.start+from, it.end+from
		}
	}
}

func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }
func isBlank(c byte) bool  { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// number reads "1,000", "12.5", ".5", "1/2", "1 1/2".
func (l *lexer) number(i int) int {
	j := i
	for j < len(l.low) {
		c := l.low[j]
		if isDigit(c) || c == '.' && j+1 < len(l.low) && isDigit(l.low[j+1]) || c == ',' && thousand(l.low[j+1:]) {
			j++
			continue
		}
		break
	}
	digits := l.low[i:j]
	if strings.IndexByte(digits, ',') >= 0 {
		digits = strings.ReplaceAll(digits, ",", "")
	}
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		v = 0
	}
	if f, end := l.fraction(v, j); end > 0 {
		return l.part(i, end, f)
	}
	l.items = append(l.items, item{kind: aNumber, start: i, end: j, word: trimNumber(digits), value: v})
	return j
}

// thousand tells whether exactly three digits follow.
func thousand(s string) bool {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n == 3
}

// fraction reads the rest of "1/2" and its like.
func (l *lexer) fraction(v float64, j int) (f float64, end int) {
	if j+1 >= len(l.low) || l.low[j] != '/' || j+2 < len(l.low) && (isDigit(l.low[j+2]) || l.low[j+2] == '.') {
		return 0, 0
	}
	switch d := l.low[j+1]; {
	case d == '2' && v == 1:
		return .5, j + 2
	case d == '4' && (v == 1 || v == 3):
		return v / 4, j + 2
	case d == '3' && (v == 1 || v == 2):
		return v / 3, j + 2
	}
	return 0, 0
}

// part adds a fraction, to the whole number before it where there is one.
func (l *lexer) part(i, end int, f float64) int {
	if n := len(l.items); n > 0 {
		if last := &l.items[n-1]; last.kind == aNumber && last.value < 10 && last.value == float64(int(last.value)) && strings.Trim(l.low[:i], " ") != "" && i > 0 && isBlank(l.low[i-1]) {
			last.value += f
			last.word, last.end = formatNumber(last.value), last.end+(end-i)+1
			return end
		}
	}
	l.items = append(l.items, item{kind: aNumber, start: i, end: end, word: formatNumber(f), value: f})
	return end
}

func formatNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// trimNumber writes a number without needless zeros: "5.0" is "5", ".5" is
// "0.5".
func trimNumber(s string) string {
	if strings.IndexByte(s, '.') >= 0 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		if s == "" || s[0] == '.' {
			s = "0" + s
		}
	}
	return s
}

// letters reads a word, or letters parted by points: "q.d.".
func (l *lexer) letters(i int) int {
	j := i
	for j < len(l.low) && (isLetter(l.low[j]) || l.low[j] == '\'' && j+1 < len(l.low) && isLetter(l.low[j+1])) {
		j++
	}
	if j == i+1 && j+1 < len(l.low) && l.low[j] == '.' && isLetter(l.low[j+1]) {
		if end := l.pointed(i); end > 0 {
			return end
		}
	}
	l.items = append(l.items, item{kind: aWord, start: i, end: j, word: l.low[i:j]})
	return j
}

func (l *lexer) pointed(i int) (end int) {
	var b [8]byte
	n, j := 0, i
	for n < len(b) && j < len(l.low) && isLetter(l.low[j]) && (j+1 >= len(l.low) || !isLetter(l.low[j+1])) {
		b[n] = l.low[j]
		n++
		j++
		if j < len(l.low) && l.low[j] == '.' {
			j++
		} else {
			break
		}
	}
	if n < 2 {
		return 0
	}
	l.items = append(l.items, item{kind: aWord, start: i, end: j, word: string(b[:n])})
	return j
}

// mark reads a sign; some stand for words or numbers.
func (l *lexer) mark(i int) int {
	for _, s := range signs {
		if strings.HasPrefix(l.low[i:], s.sign) {
			end := i + len(s.sign)
			switch {
			case s.value > 0:
				return l.part(i, end, s.value)
			case s.word != "":
				for end < len(l.low) && s.word == "mc" && isLetter(l.low[end]) {
					end++
				}
				l.items = append(l.items, item{kind: aWord, start: i, end: end, word: s.word + l.low[i+len(s.sign):end]})
			default:
				l.items = append(l.items, item{kind: aSign, start: i, end: end, sign: '-'})
			}
			return end
		}
	}
	l.items = append(l.items, item{kind: aSign, start: i, end: i + 1, sign: l.low[i]})
	return i + 1
}

var signs = []struct {
	sign, word string
	value      float64
}{{"½", "", .5}, {"¼", "", .25}, {"¾", "", .75}, {"×", "x", 0}, {"µ", "mc", 0}, {"μ", "mc", 0}, {"–", "", 0}, {"—", "", 0}}
