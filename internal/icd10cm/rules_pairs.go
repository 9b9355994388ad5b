package icd10cm

import (
	"strings"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// pair is a row of the codes that ask for another, which their own wording
// documents.
type pair struct {
	of, words string // a code of it, whose wording holds one of these, parted by bars; empty: any
	unless    string // a code of which is there already
	gives     string
	why, rule string
}

func pairs() []pair {
	return []pair{
		{"J12.82", "", "U07.1", "U07.1", "the infection that the pneumonia is due to", "I.C.1.g.1.c.i; Tabular J12.82, code first"},
		{"T81.44", "", "A02.1 A22.7 A26.7 A32.7 A40 A41 A42.7 A54.86 B37.7", "A41.9", "the sepsis is asked for", "I.C.1.d.5.b; Tabular T81.44, use additional code"},
		{"D64.81", "", "T45.1", "T45.1X5A", "the adverse effect that the anaemia is due to", "I.C.2.c.2; Tabular D64.81, use additional code"},
		{"O99.21", "obes", "E66", "E66.9", "the kind of obesity is asked for", "Tabular O99.21, use additional code"},
		{"G10 G20 G30 G31.0 G31.83", "dement", "F01-F03", "F02.80", "the dementia in the disease is coded with it", "I.A.13; Index Dementia, in"},
		{"K91.89", "ileus", "K56", "K56.7", "the complication is further specified", "I.B.16; Tabular K91.89, use additional code"},
		{"E08", "cystic fibrosis", "E84", "E84.8", "the underlying condition is coded first", "Tabular E08, code first"},
		{"E13 E89.1", "total pancreatectomy", "Z90.41", "Z90.410", "the missing organ is asked for", "I.C.4.a.6.b.i"},
		{"C64 C65", "transplanted kidney|kidney transplant", "T86.1", "T86.19", "the cancer of a transplanted organ is a complication of it", "I.C.2.r"},
	}
}

// pairRow is a pair for one release.
type pairRow struct {
	pair
	of, unless set
	sieve      sieve
	words      []string
	gives      ontology.CodeID
}

func compilePairs(r *ontology.Release) (out []pairRow) {
	for _, p := range pairs() {
		row := pairRow{pair: p, of: compile(r, p.of), unless: compile(r, p.unless)}
		row.sieve = row.of.sieve()
		if p.words != "" {
			row.words = strings.Split(p.words, "|")
		}
		if id, ok := r.Find(p.gives); ok && r.Billable(id) {
			row.gives = id
			out = append(out, row)
		}
	}
	return out
}

// pair adds the second codes that the wording of a first one documents.
func (s *sheet) pair() {
	has := s.sieve()
	for k := range s.pairs {
		p := &s.pairs[k]
		if !p.sieve.meets(&has) || s.has(p.unless) {
			continue
		}
		for i := range s.lines {
			if p.of.has(s.lines[i].id) && (p.words == nil || holds(s.wording(i, true), p.words)) {
				s.add(i, p.gives, p.why, section(p.rule))
				break
			}
		}
	}
	s.anaemicKidney()
	s.bothPhases()
	s.bothSides()
	s.organismOf()
}

func holds(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// anaemicKidney adds the kidney disease that D63.1 is due to, and so documents.
func (s *sheet) anaemicKidney() {
	if i := s.find(s.sets.renalAnaemia); i >= 0 && !s.has(s.sets.kidney) {
		s.addCode(i, s.kidneyStage(i), "the kidney disease that the anaemia is due to", "Tabular D63.1, code first")
	}
}

// kidneyStage is the code of chronic kidney disease by the stage that the
// wording of a line states.
func (s *sheet) kidneyStage(i int) string {
	switch v := s.attribute(i, schemas.AttrStage); v {
	case "1", "2", "4", "5":
		return "N18." + v
	case "3":
		return "N18.30"
	case "3a":
		return "N18.31"
	case "3b":
		return "N18.32"
	case "end stage":
		return "N18.6"
	}
	return "N18.9"
}

// bothPhases adds the chronic form of what the wording calls acute on chronic
// and has no code for both (I.B.8).
func (s *sheet) bothPhases() {
	for i := 0; i < len(s.lines); i++ {
		f := s.lines[i].facts
		if f.acute == 0 || s.has(s.phases[f.acute-1][1]) {
			continue
		}
		if text := s.text(i); s.attribute(i, schemas.AttrAcuity) != "acute on chronic" && !strings.Contains(text, "acute on chronic") && !strings.Contains(text, "acute and chronic") {
			continue
		}
		if code := chronicOf[f.code[:min(5, len(f.code))]]; code != "" {
			s.addCode(i, code, "acute and chronic, at the same level", section("I.B.8"))
		} else if code := chronicOf[f.code[:3]]; code != "" {
			s.addCode(i, code, "acute and chronic, at the same level", section("I.B.8"))
		}
	}
}

// bothSides codes a condition of both sides, without a code for both, once a
// side (I.B.13).
func (s *sheet) bothSides() {
	for i := 0; i < len(s.lines); i++ {
		if s.lines[i].facts.says[side] > unspecified || s.attribute(i, schemas.AttrLaterality) != "bilateral" {
			continue
		}
		if _, ok := s.sibling(i, side, 4); ok || s.sided(s.lines[i].facts.code[:3]) {
			continue
		}
		right, ok := s.sibling(i, side, 2)
		left, also := s.sibling(i, side, 3)
		if ok && also {
			s.add(i, left, "no code for both sides: each side is coded", section("I.B.13"))
			s.replace([]int{i}, right, "no code for both sides: each side is coded", section("I.B.13"))
		}
	}
}

// sided tells whether a line of a category names a side: then the sides that
// the note names belong to different lines.
func (s *sheet) sided(category string) bool {
	for i := range s.lines {
		if f := s.lines[i].facts; f.says[side] > unspecified && strings.HasPrefix(f.code, category) {
			return true
		}
	}
	return false
}

// sibling is the code of the same category that says what line i does, but for
// one axis.
func (s *sheet) sibling(i int, on axis, value uint8) (ontology.CodeID, bool) {
	f := s.lines[i].facts
	category, ok := s.release.Find(f.code[:3])
	if !ok {
		return 0, false
	}
	lo, hi := s.release.Descendants(category)
	for id := lo; id < hi; id++ {
		if !s.release.Billable(id) {
			continue
		}
		g := s.Engine.facts(id)
		if g.says[on] != value || len(g.code) != len(f.code) || !subset(f.words, g.words) || !subset(g.words, f.words) {
			continue
		}
		says := g.says
		says[on] = f.says[on]
		if says == f.says {
			return id, true
		}
	}
	return 0, false
}
