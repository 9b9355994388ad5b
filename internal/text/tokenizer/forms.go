package tokenizer

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/rangetable"
)

// maxParts is more than the characters of any decomposition: the longest, of
// U+FDFA, has 18.
const maxParts = 20

// Hangul syllables are composed by arithmetic, Unicode chapter 3.12.
const (
	hangulS, hangulL, hangulV, hangulT = 0xAC00, 0x1100, 0x1161, 0x11A7
	hangulLs, hangulVs, hangulTs       = 19, 21, 28
)

// decompose appends the full decomposition of a character, canonical or
// compatible.
func (s *state) decompose(to []rune, r rune, compatible bool) []rune {
	if r < 0xA0 {
		return append(to, r)
	}
	if i := r - hangulS; i >= 0 && i < hangulLs*hangulVs*hangulTs {
		to = append(to, hangulL+i/(hangulVs*hangulTs), hangulV+i%(hangulVs*hangulTs)/hangulTs)
		if t := i % hangulTs; t > 0 {
			to = append(to, hangulT+t)
		}
		return to
	}
	d := form(compatible).Properties(s.encode(r)).Decomposition()
	if len(d) == 0 || !unicode.Is(s.forms, r) {
		return append(to, r)
	}
	for len(d) > 0 && len(to) < cap(to) {
		p, n := utf8.DecodeRune(d)
		to, d = append(to, p), d[n:]
	}
	return to
}

// encode is a character in bytes, until the next call. The bytes belong to the
// state because those of a local array would go to the heap.
func (s *state) encode(r rune) []byte { return utf8.AppendRune(s.one[:0], r) }

func form(compatible bool) norm.Form {
	if compatible {
		return norm.NFKD
	}
	return norm.NFD
}

// unicodeForm is NFD, NFKD, NFC and NFKC, Unicode Annex 15. The alignment is
// the reference's: marks that change places take the places of the text, not
// their own.
type unicodeForm struct {
	form       norm.Form
	compatible bool
	composed   map[[2]rune]rune // nil: the form is a decomposition
}

func newForm(name string) *unicodeForm {
	switch name {
	case "NFD":
		return &unicodeForm{form: norm.NFD}
	case "NFKD":
		return &unicodeForm{form: norm.NFKD, compatible: true}
	case "NFC":
		return &unicodeForm{form: norm.NFC, composed: composites()}
	}
	return &unicodeForm{form: norm.NFKC, compatible: true, composed: composites()}
}

// composites are the characters that stand for two others, by those two. They
// lie in the blocks up to Kana and in those of a few Indic scripts.
func composites() map[[2]rune]rune {
	pairs := make(map[[2]rune]rune)
	assigned := rangetable.Assigned(formsOf)
	for r := rune(0xC0); r < 0x12000; r++ {
		if r == 0x3100 {
			r = 0x11000
		}
		d := norm.NFD.PropertiesString(string(r)).Decomposition()
		if len(d) == 0 || !norm.NFC.IsNormalString(string(r)) || !unicode.Is(assigned, r) {
			continue
		}
		last, n := utf8.DecodeLastRune(d)
		first, _ := utf8.DecodeRune(norm.NFC.Bytes(d[:len(d)-n]))
		pairs[[2]rune{first, last}] = r
	}
	return pairs
}

// mark is a character of a form being made. change says how it moves on in the
// old text: 1, not at all; 0, by one character; -n, by n more.
type mark struct {
	r      rune
	class  uint8 // canonical combining class
	change int32
}

func (n *unicodeForm) normalize(s *state, from, to int32) {
	if n.form.QuickSpan(s.cur.b[from:to]) == int(to-from) {
		s.next.copy(&s.cur, from, to)
		return
	}
	s.marks = s.marks[:0]
	for i := from; i < to; {
		r, size := s.rune(i)
		var parts [maxParts]rune
		for k, p := range s.decompose(parts[:0], r, n.compatible) {
			s.marks = append(s.marks, mark{p, s.class(p), min(int32(k), 1)})
		}
		i += size
	}
	order(s.marks)
	if n.composed != nil {
		s.marks = n.compose(s.marks)
	}
	w := rewriter{&s.cur, &s.next, from, from, to}
	for _, m := range s.marks {
		w.put(m.r, m.change)
	}
}

// class is the canonical combining class of a character.
func (s *state) class(r rune) uint8 {
	if r < 0x300 || !unicode.Is(s.forms, r) {
		return 0
	}
	return norm.NFD.Properties(s.encode(r)).CCC()
}

// order sorts neighbouring marks by combining class; a class of 0 stays where
// it is and parts what is before it from what is after.
func order(m []mark) {
	for i := 0; i < len(m); i++ {
		from := i
		for i < len(m) && m[i].class > 0 {
			i++
		}
		if i-from > 1 {
			slices.SortStableFunc(m[from:i], func(a, b mark) int { return int(a.class) - int(b.class) })
		}
	}
}

// compose joins characters with the marks after them where one character
// stands for both.
func (n *unicodeForm) compose(m []mark) []mark {
	out := m[:0]
	base := -1            // index in out of the last character of class 0
	last := -1            // class of the last mark kept after it, -1: none
	for _, x := range m { // out never gets ahead of m
		if base >= 0 && (last < 0 || last < int(x.class)) {
			if r, ok := n.joined(out[base].r, x.r); ok {
				out[base].r = r
				out[base].change += x.change - 1
				continue
			}
		}
		out = append(out, x)
		if x.class == 0 {
			base, last = len(out)-1, -1
		} else {
			last = int(x.class)
		}
	}
	return out
}

// joined is the character that stands for two.
func (n *unicodeForm) joined(a, b rune) (rune, bool) {
	if b < 0x300 {
		return 0, false
	}
	l, v := a-hangulL, b-hangulV
	if l >= 0 && l < hangulLs && v >= 0 && v < hangulVs {
		return hangulS + (l*hangulVs+v)*hangulTs, true
	}
	i, t := a-hangulS, b-hangulT
	if i >= 0 && i < hangulLs*hangulVs*hangulTs && i%hangulTs == 0 && t > 0 && t < hangulTs {
		return a + t, true
	}
	r, ok := n.composed[[2]rune{a, b}]
	return r, ok
}

// rewriter writes new characters in place of those of src, from to end, and
// gives each the place in the text of the old one that it stands at.
type rewriter struct {
	src, dst         *buffer
	from, at, length int32
}

func (w *rewriter) put(r rune, change int32) {
	i := w.at
	if change > 0 {
		i--
	}
	if !w.dst.full() {
		w.dst.put(r, w.src.at[max(w.from, min(i, w.length-1))])
	}
	for ; change <= 0; change++ {
		w.skip()
	}
}

func (w *rewriter) skip() {
	if w.at < w.length {
		_, n := utf8.DecodeRune(w.src.b[w.at:w.length])
		w.at += int32(n)
	}
}
