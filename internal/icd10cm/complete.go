package icd10cm

import (
	"slices"
	"strings"
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

// member is a billable code of a category with its title as read.
type member struct {
	id    ontology.CodeID
	says  values
	words []string // content words that are on no axis, sorted
}

// Completion is a completed code and why it was chosen; Why is empty where
// the code stayed.
type Completion struct {
	Code ontology.CodeID
	Why  string
}

// Weights of a code against what is said: a stated value that its title gives
// counts most, and one that nobody stated costs nearly as much.
const (
	gainStated   = 3.0
	costUnstated = 2.0
	costSoft     = 0.5 // a word that adds nothing to the diagnosis
)

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
	category := c.category(usual)
	family := c.family(category)
	now := slices.IndexFunc(family, func(m member) bool { return m.id == usual })
	if now < 0 {
		return stays
	}
	base := &family[now]
	scene := scene{stated: stated.values(), base: base, said: contentWords(said), keep: base.words}
	if named != usual {
		_, scene.keep = read(titleWords(c.release.Code(named).Display))
		scene.keep = content(scene.keep)
	}
	best, top := base, scene.score(base)
	for i := range family {
		m := &family[i]
		if scene.answers(m) && c.inside(m.id, named, usual) {
			if s := scene.score(m); s > top {
				best, top = m, s
			}
		}
	}
	if best == base {
		return stays
	}
	return Completion{Code: best.id, Why: scene.why(best)}
}

// inside tells whether a code may stand for the one named: a descendant of a
// header, or a sibling of a billable code.
func (c *Completer) inside(id, named, usual ontology.CodeID) bool {
	if lo, hi := c.release.Descendants(named); named != usual && (id < lo || id >= hi) {
		return false
	}
	return true
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
				m := member{id: id}
				m.says, m.words = read(titleWords(c.release.Code(id).Display))
				m.words = content(m.words)
				out = append(out, m)
			}
		}
	}
	f, _ := c.families.LoadOrStore(category, out)
	return f.([]member)
}

// scene is one mention as the engine sees it.
type scene struct {
	stated values
	base   *member
	said   []string
	keep   []string // words that the answer must not lose
}

// answers tells whether a code says all that the named one does, something
// stated that the usual one does not, and nothing that is not in the note.
func (s *scene) answers(m *member) bool {
	for _, w := range s.keep {
		if !m.has(w) {
			return false
		}
	}
	for _, w := range m.words {
		if !s.base.has(w) && !slices.Contains(s.said, w) && !soft(w) {
			return false
		}
	}
	more := false
	for a, v := range m.says {
		switch stated := s.stated[a]; {
		case v > unspecified && stated != 0 && v != stated:
			return false
		case axis(a) == side && v > unspecified && stated == 0 && s.base.says[a] != v:
			return false // a side is never guessed
		case v == stated && stated != 0 && s.base.says[a] != v:
			more = true
		}
	}
	return more
}

func (m *member) has(word string) bool {
	_, ok := slices.BinarySearch(m.words, word)
	return ok
}

// score is what a code gains by saying what is stated less what it adds.
func (s *scene) score(m *member) float64 {
	score := 0.0
	for a, v := range m.says {
		switch {
		case v <= unspecified:
		case s.stated[a] == v:
			score += gainStated
		case s.base.says[a] != v:
			score -= cost(axis(a), v)
		}
	}
	for _, w := range m.words {
		if !s.base.has(w) && !slices.Contains(s.said, w) {
			score -= costSoft
		}
	}
	return score
}

// cost of a value that nobody stated. The guidelines take a fracture for
// closed and displaced where nothing is said (I.C.19.c), and an injury's
// encounter for active treatment.
func cost(a axis, value uint8) float64 {
	switch {
	case a == encounter && value == 2, a == fracture && value == 3, a == displacement && value == 2, a == intractable && value == 2:
		return 0
	case a == healing && value == 2:
		return 0.25
	}
	return costUnstated
}

// soft tells whether a word of a title adds nothing that a note would say.
func soft(w string) bool {
	switch w {
	case "other", "unilateral", "primary", "stage", "not", "applicable":
		return true
	}
	return false
}

// why names the statements that the code answers to.
func (s *scene) why(m *member) string {
	var parts []string
	for _, r := range readings {
		if m.says[r.axis] == r.value && s.stated[r.axis] == r.value && r.word != "" {
			parts = append(parts, axisNames[r.axis]+" "+r.word)
		}
	}
	return strings.Join(parts, ", ")
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
