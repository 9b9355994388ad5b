package icd10cm

import (
	"slices"
	"sync"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// Completer turns codes that a wording names into the billable code that says
// what the note says and least that it does not. It is safe for concurrent use
// while its release is open.
type Completer struct {
	release  *ontology.Release
	families sync.Map // category → []member
}

// NewCompleter completes codes of a release of ICD-10-CM.
func NewCompleter(r *ontology.Release) *Completer { return &Completer{release: r} }

// Completion is a completed code and why it was chosen; Why is empty where
// the code stayed.
type Completion struct {
	Code ontology.CodeID
	Why  string
}

// Complete returns the code for a mention: named is the code that its wording
// has, a header or a billable one; usual is the billable code taken for it
// where nothing more is said; said is the wording and the text around that
// belongs to it; stated are the attributes of the mention.
//
// A billable code is left only for one of its category that keeps all of its
// words, and only for what is stated (Official Guidelines I.A.9.b, I.B.2,
// I.B.13: unspecified only where nothing better is documented; laterality).
func (c *Completer) Complete(named, usual ontology.CodeID, said string, stated Statements) Completion {
	stays := Completion{Code: usual}
	if stated == "" {
		return stays
	}
	family := c.family(c.category(usual))
	now := slices.IndexFunc(family, func(m member) bool { return m.id == usual })
	if now < 0 {
		return stays
	}
	s := newScene(&family[now], contentWords(said), stated)
	lo, hi := c.room(named, usual, s)
	best, top := s.base, s.score(s.base)
	for i := range family {
		m := &family[i]
		if m.id >= lo && m.id < hi && s.answers(m) {
			if score := s.score(m); score > top {
				best, top = m, score
			}
		}
	}
	if best == s.base {
		return stays
	}
	return Completion{Code: best.id, Why: s.why(best)}
}

// room returns the codes among which the answer may be, as a half-open range:
// all of the category for a billable code, the descendants of a header. A
// header that leaves something unspecified, or says other than the note, gives
// way to the one above it. The words of its title are kept.
func (c *Completer) room(named, usual ontology.CodeID, s *scene) (lo, hi ontology.CodeID) {
	top, _ := c.release.Find(c.category(usual))
	if named == usual {
		s.keep = s.base.kept(s.text)
		return c.release.Descendants(top)
	}
	m := newMember(named, c.release.Code(named).Display)
	s.keep = slices.DeleteFunc(m.kept(s.text), func(w string) bool { return !s.base.has(w) }) // headers name alternatives
	for named != top && (m.vague || s.contradicts(&m)) {
		up, ok := c.release.Parent(named)
		if !ok {
			break
		}
		named = up
		m = newMember(named, c.release.Code(named).Display)
	}
	return c.release.Descendants(named)
}

// category is the first three characters of a code.
func (c *Completer) category(id ontology.CodeID) string {
	code := c.release.Code(id).Code
	return code[:min(3, len(code))]
}

// family returns the billable codes of a category, read once.
func (c *Completer) family(category string) []member {
	if f, ok := c.families.Load(category); ok {
		return f.([]member)
	}
	var out []member
	if head, ok := c.release.Find(category); ok {
		lo, hi := c.release.Descendants(head)
		for id := lo; id < hi; id++ {
			if c.release.Billable(id) {
				out = append(out, newMember(id, c.release.Code(id).Display))
			}
		}
	}
	f, _ := c.families.LoadOrStore(category, out)
	return f.([]member)
}

// titleWords are the words of a title in normal form.
func titleWords(title string) []string {
	toks := text.Tokens(make([]text.Token, 0, 16), title)
	out := make([]string, len(toks))
	for i, t := range toks {
		out[i] = t.Norm
	}
	return out
}

func contentWords(s string) []string { return content(titleWords(s)) }

// content drops words without meaning of their own and sorts the others.
func content(words []string) []string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		if !ontology.StopWord(w) && w != "unspecified" && w != "encounter" && w != "nos" {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
