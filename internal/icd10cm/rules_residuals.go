package icd10cm

import (
	"slices"
	"strings"
)

// deficits are what strokes leave, by the beginning of their codes, with the
// rest of the code of I69 (Official Guidelines I.C.9.d). A palsy's side and
// dominance are its own last character; kept codes say what I69 only points to.
var deficits = []struct {
	of, rest string
	palsy    bool
	kept     bool
}{
	{of: "G81.0", rest: "5", palsy: true},
	{of: "G81.1", rest: "5", palsy: true},
	{of: "G81.9", rest: "5", palsy: true},
	{of: "G83.1", rest: "4", palsy: true},
	{of: "G83.2", rest: "3", palsy: true},
	{of: "R47.01", rest: "20"},
	{of: "R47.02", rest: "21"},
	{of: "R47.1", rest: "22"},
	{of: "R47.82", rest: "23"},
	{of: "R47.8", rest: "28"},
	{of: "R48.2", rest: "90"},
	{of: "R29.810", rest: "92"},
	{of: "R27.0", rest: "93"},
	{of: "R13.1", rest: "91", kept: true},
	{of: "H53.4", rest: "98", kept: true},
	{of: "R26", rest: "98", kept: true},
}

// residuals codes what the note says that a stroke left behind as its sequela,
// instead of a history of stroke (I.C.9.d.1, I.C.9.d.2).
func (s *sheet) residuals() {
	for i := 0; i < len(s.lines); i++ {
		event := s.strokeBehind(i)
		if event == "" {
			continue
		}
		code := s.lines[i].facts.code
		for _, d := range deficits {
			if !strings.HasPrefix(code, d.of) {
				continue
			}
			rest := d.rest
			if d.palsy {
				rest += palsy(code[len(code)-1])
			}
			if s.left(i, event+rest, d.kept) {
				i = -1
			}
			break
		}
	}
}

// left codes line i as the sequela of a stroke, and reports whether that
// changed something.
func (s *sheet) left(i int, code string, kept bool) bool {
	id, ok := s.code(code)
	if !ok || kept && s.index(id) >= 0 {
		return false
	}
	why, rule := "what a stroke left behind", section("I.C.9.d")
	if kept {
		s.add(i, id, why, rule)
	} else {
		s.replace([]int{i}, id, why, rule)
	}
	for k := len(s.lines) - 1; k >= 0; k-- {
		over := s.sets.stroke.has(s.lines[k].id) && s.every(k, func(m *NoteMention) bool { return m.Past })
		if over || s.sets.hadStroke.has(s.lines[k].id) {
			s.drop(k, "the sequela says it", section("I.C.9.d.3; Tabular Z86.73, Excludes1"))
		}
	}
	return true
}

// strokeBehind is the subcategory of I69 of the stroke that a line was left by;
// empty where the note names none.
func (s *sheet) strokeBehind(i int) string {
	for _, k := range s.lines[i].from {
		for _, m := range s.in.Codes[k].Mentions {
			after := strings.ToLower(m.After)
			switch {
			case after == "":
			case strings.Contains(after, "subarachnoid"):
				return "I69.0"
			case strings.Contains(after, "intracerebral"), strings.Contains(after, "hemorrhagic stroke"):
				return "I69.1"
			case slices.ContainsFunc([]string{"cerebral infarct", "stroke", "cva"}, func(w string) bool { return strings.Contains(after, w) }):
				return "I69.3"
			}
		}
	}
	return ""
}

// palsy is the last character of I69 for that of G81 and G83.
func palsy(c byte) string {
	if c >= '1' && c <= '4' {
		return string(c)
	}
	return "9"
}
