package device

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"medcode/internal/text"
)

// mark is a condition on the words around a name: one of the alternatives is
// said, or, turned round, none is.
type mark struct {
	not    bool
	said   [][]string // words in their order
	figure *figure
	spoken string // the first alternative that can be said
}

// figure is a condition on an age in years, a weight in pounds or the area of
// a dressing in square inches.
type figure struct {
	of    string // age, lb or sqin
	above bool
	than  float64
}

func readMarks(cell string) ([]mark, error) {
	var out []mark
	for group := range strings.SplitSeq(cell, "&") {
		if group = strings.TrimSpace(group); group == "" {
			continue
		}
		m := mark{not: group[0] == '!'}
		for s := range strings.SplitSeq(strings.TrimPrefix(group, "!"), "|") {
			if err := m.alternative(s); err != nil {
				return nil, err
			}
		}
		out = append(out, m)
	}
	return out, nil
}

func (m *mark) alternative(s string) error {
	of, than, ok := strings.Cut(s, "<")
	above := !ok
	if above {
		of, than, ok = strings.Cut(s, ">")
	}
	if ok {
		v, err := strconv.ParseFloat(than, 64)
		m.figure = &figure{of, above, v}
		return err
	}
	words := norms(s)
	if len(words) == 0 {
		return fmt.Errorf("an empty mark")
	}
	if m.spoken == "" {
		m.spoken = s
	}
	m.said = append(m.said, words)
	return nil
}

// met is the number of words of the longest alternative that toks say, 1 for a
// figure, 0 where none is said. An age and a weight count in near, which is
// wider.
func (m *mark) met(toks, near []text.Token) (words int) {
	if m.figure != nil && (m.figure.met(toks) || m.figure.of != "sqin" && m.figure.met(near)) {
		words = 1
	}
	for _, w := range m.said {
		if len(w) > words && says(toks, w) {
			words = len(w)
		}
	}
	return words
}

// says tells whether words stand in toks, and not denied.
func says(toks []text.Token, words []string) bool {
	for i := 0; i+len(words) <= len(toks); i++ {
		if matches(toks[i:], words) && !(i > 0 && slices.Contains(denying, toks[i-1].Norm)) {
			return true
		}
	}
	return false
}

var denying = []string{"non", "no", "not", "without", "o", "un"}

func matches(toks []text.Token, words []string) bool {
	if len(toks) < len(words) {
		return false
	}
	for i, w := range words {
		if toks[i].Norm != w || i > 0 && toks[i].Before == text.Stop {
			return false
		}
	}
	return true
}

// met finds a figure of its kind in toks and compares it.
func (f *figure) met(toks []text.Token) bool {
	if f.of == "sqin" {
		v := area(toks)
		return v > 0 && v > f.than == f.above
	}
	for i := range toks {
		if !isFigure(toks[i].Norm) {
			continue
		}
		v, err := strconv.ParseFloat(strings.TrimRight(toks[i].Norm, "abcdefghijklmnopqrstuvwxyz"), 64)
		if err != nil {
			continue
		}
		if scale := f.unit(toks, i); scale != 0 {
			return v*scale > f.than == f.above
		}
	}
	return false
}

func isFigure(w string) bool { return w != "" && w[0] >= '0' && w[0] <= '9' }

// unit is what figure i must be multiplied with to be one of f, 0 for another
// kind of figure.
func (f *figure) unit(toks []text.Token, i int) float64 {
	own := strings.TrimLeft(toks[i].Norm, "0123456789.")
	after := own
	if own == "" && i+1 < len(toks) {
		after = toks[i+1].Norm
	}
	before := i > 0 && slices.Contains([]string{"age", "aged"}, toks[i-1].Norm)
	switch {
	case f.of == "age" && (before || slices.Contains([]string{"year", "yo", "y", "yr", "m", "f"}, after) && !(own == "" && len(after) == 1 && after != "y")):
		return 1
	case f.of == "age" && slices.Contains([]string{"month", "mo", "week", "wk"}, after):
		return 1. / 12
	case f.of == "lb" && slices.Contains([]string{"lb", "pound"}, after):
		return 1
	case f.of == "lb" && after == "kg":
		return 2.2046
	}
	return 0
}

// area is the first area in toks in square inches, as "4x4", "4 x 4" or "10 x
// 10 cm"; 0 for none.
func area(toks []text.Token) float64 {
	for i := range toks {
		if toks[i].Norm != "x" && !isFigure(toks[i].Norm) {
			continue
		}
		a, b, ok := strings.Cut(toks[i].Norm, "x")
		after := i + 1
		if toks[i].Norm == "x" && i > 0 && i+1 < len(toks) {
			a, b, after = toks[i-1].Norm, toks[i+1].Norm, i+2
		}
		w, err1 := strconv.ParseFloat(a, 64)
		metric := strings.HasSuffix(b, "cm") || after < len(toks) && toks[after].Norm == "cm"
		h, err2 := strconv.ParseFloat(strings.TrimRight(b, "cmin"), 64)
		if !ok || err1 != nil || err2 != nil {
			continue
		}
		if metric {
			return w * h / 6.4516
		}
		return w * h
	}
	return 0
}
