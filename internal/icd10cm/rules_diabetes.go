package icd10cm

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
)

// complication is a row of the conditions that the Index lists under Diabetes,
// with: they are presumed due to diabetes (Official Guidelines I.A.15, I.C.4.a).
type complication struct {
	codes  string // of the condition, in the notation of compile
	words  string // one of which its wording holds, parted by bars; empty: any wording
	suffix string // what follows the category of diabetes
	stays  bool   // the condition's own code is asked for as well
	what   string
}

func complications() []complication {
	return []complication{
		{"N18", "", ".22", true, "chronic kidney disease"},
		{"E87.20 E87.29", "keto|dka", ".10", false, "ketoacidosis"},
		{"E87.0", "hyperosmolar|hhs|honk", ".00", false, "hyperosmolarity"},
		{"H35.81", "macular", ".311", false, "retinopathy with macular oedema"},
		{"G62.9", "poly|peripheral", ".42", false, "polyneuropathy"},
		{"G62.9", "", ".40", false, "neuropathy"},
		{"G58.9 G59", "", ".41", false, "mononeuropathy"},
		{"G90.09 G90.9", "", ".43", false, "autonomic neuropathy"},
		{"K31.84", "", ".43", true, "gastroparesis"},
		{"I73.9", "", ".51", false, "peripheral angiopathy"},
		{"I70.26", "", ".52", true, "peripheral angiopathy with gangrene"},
		{"I70.2", "", ".51", true, "peripheral angiopathy"},
		{"I96", "", ".52", false, "gangrene"},
		{"M14.6", "", ".610", false, "neuropathic arthropathy"},
		{"L30.9 L92.1", "", ".620", false, "dermatitis"},
		{"L97.4 L97.5", "", ".621", true, "foot ulcer"},
		{"L97.1 L97.2 L97.3 L97.8 L97.9 L98.41 L98.42 L98.49", "", ".622", true, "skin ulcer"},
		{"K05.1-K05.3", "", ".630", true, "periodontal disease"},
		{"K05.6", "", ".630", false, "periodontal disease"},
		{"H26.8 H26.9", "", ".36", false, "cataract"},
		{"E16.1 E16.2", "coma", ".641", false, "hypoglycaemia with coma"},
		{"E16.1 E16.2", "", ".649", false, "hypoglycaemia"},
		{"E16.A", "", ".649", true, "hypoglycaemia"},
		{"R73.9", "", ".65", false, "hyperglycaemia"},
		{"M86", "", ".69", true, "osteomyelitis"},
	}
}

// diabeticRow is a complication for one release.
type diabeticRow struct {
	complication
	in    set
	sieve sieve
	words []string
}

func compileDiabetes(r *ontology.Release) []diabeticRow {
	var out []diabeticRow
	for _, c := range complications() {
		row := diabeticRow{complication: c, in: compile(r, c.codes)}
		row.sieve = row.in.sieve()
		if c.words != "" {
			row.words = strings.Split(c.words, "|")
		}
		out = append(out, row)
	}
	return out
}

// diabetes gives the diabetes of a note its complications, one code each
// (I.C.4.a), and says what it is treated with.
func (s *sheet) diabetes() {
	if !s.has(s.sets.diabetes) {
		return
	}
	s.retinopathy()
	has := s.sieve()
	for i := range s.diabetic {
		if c := &s.diabetic[i]; c.sieve.meets(&has) {
			s.complicate(c)
		}
	}
	s.diabetesAlone()
	s.diabeticParts()
	s.diabetesDrugs()
}

// complicate applies one row to the line of its condition.
func (s *sheet) complicate(c *diabeticRow) {
	for i := 0; i < len(s.lines); i++ {
		if !c.in.has(s.lines[i].id) {
			continue
		}
		d := s.find(s.sets.diabetes)
		if d < 0 || s.unlinked(i, d) {
			continue
		}
		if text := s.text(i); len(c.words) > 0 && !slices.ContainsFunc(c.words, func(w string) bool { return strings.Contains(text, w) }) {
			continue
		}
		s.complicated(i, d, c)
	}
}

// complicated codes the condition of line i as a complication of the diabetes
// of line d.
func (s *sheet) complicated(i, d int, c *diabeticRow) {
	id, ok := s.complicationOf(d, c.suffix)
	if !ok {
		return
	}
	why, rule := "diabetes with "+c.what+", presumed related", section("I.A.15, I.C.4.a")
	switch plain := s.withoutComplication(d); {
	case c.stays && s.index(id) >= 0:
	case c.stays && plain:
		s.replace([]int{d}, id, why, rule)
	case c.stays:
		s.add(s.lastDiabetes(), id, why, rule)
	case plain:
		s.replace([]int{d, i}, id, why, rule)
	default:
		s.replace([]int{i}, id, why, rule)
	}
}

// lastDiabetes is the last line of diabetes, -1 for none.
func (s *sheet) lastDiabetes() int {
	last := -1
	for i := range s.lines {
		if s.sets.diabetes.has(s.lines[i].id) {
			last = i
		}
	}
	return last
}

// complicationOf is the code of a complication in the category of line d.
func (s *sheet) complicationOf(d int, suffix string) (ontology.CodeID, bool) {
	id, ok := s.release.Find(s.lines[d].facts.code[:3] + suffix)
	return id, ok && s.release.Billable(id)
}

func (s *sheet) withoutComplication(d int) bool {
	code := s.lines[d].facts.code
	return len(code) == 5 && (code[4] == '9' || code[4] == '8')
}

// retinopathy codes a retinopathy beside diabetes by its kind, macular oedema
// and side: E11.3 and its sisters in E08–E13.
func (s *sheet) retinopathy() {
	i, d := s.find(s.sets.retinopathy), s.find(s.sets.diabetes)
	if i < 0 || d < 0 || s.unlinked(i, d) {
		return
	}
	code := s.lines[d].facts.code[:3] + ".3"
	text, kind := s.text(i), byte('1')
	switch {
	case strings.Contains(text, "nonproliferative"), strings.Contains(text, "non-proliferative"), strings.Contains(text, "npdr"):
		kind = map[string]byte{"mild": '2', "moderate": '3', "severe": '4'}[s.attribute(i, "severity")]
	case strings.Contains(text, "proliferative"), strings.HasPrefix(s.lines[i].facts.code, "H35.2"):
		kind = '5'
	}
	if kind == 0 {
		kind = '1'
	}
	gone := []int{i}
	oedema := byte('9')
	if m := s.find(s.sets.macularOedema); m >= 0 {
		oedema, gone = '1', append(gone, m)
	}
	code += string(kind) + string(oedema)
	if kind != '1' {
		code += s.side(i)
	}
	id, ok := s.release.Find(code)
	if !ok || !s.release.Billable(id) {
		return
	}
	if s.withoutComplication(d) {
		gone = append(gone, d)
	}
	s.replace(gone, id, "diabetes with retinopathy, presumed related", section("I.A.15, I.C.4.a"))
}

// side is the character of a side in codes of the eye.
func (s *sheet) side(i int) string {
	switch s.attribute(i, "laterality") {
	case "right":
		return "1"
	case "left":
		return "2"
	case "bilateral":
		return "3"
	}
	return "9"
}

// diabetesAlone leaves out diabetes without complication beside the same
// diabetes with one, and the default type beside a stated one.
func (s *sheet) diabetesAlone() {
	for i := len(s.lines) - 1; i >= 0; i-- {
		if !s.sets.diabetes.has(s.lines[i].id) || !s.withoutComplication(i) {
			continue
		}
		category := s.lines[i].facts.code[:3]
		for k := range s.lines {
			if k != i && strings.HasPrefix(s.lines[k].facts.code, category) && !s.withoutComplication(k) {
				s.drop(i, "the same diabetes is coded with its complication", section("I.C.4.a"))
				break
			}
		}
	}
}

// diabeticParts adds the stage of kidney disease that E11.22 and its sisters
// ask for, and the foot that E11.621 and its sisters do: the wording documents
// both, at least as unspecified.
func (s *sheet) diabeticParts() {
	if i := s.find(s.sets.diabeticKidney); i >= 0 && !s.has(s.sets.kidney) {
		s.addCode(i, s.kidneyStage(i), "the stage of kidney disease is asked for", "Tabular "+s.lines[i].facts.code+", use additional code")
	}
	if i := s.find(s.sets.diabeticFoot); i >= 0 && !s.has(s.sets.ulcers) {
		foot := map[string]string{"right": "L97.519", "left": "L97.529"}[s.attribute(i, "laterality")]
		if foot == "" {
			foot = "L97.509"
		}
		s.addCode(i, foot, "the site of the ulcer is asked for", "Tabular "+s.lines[i].facts.code+", use additional code")
	}
}

// diabetesDrugs says how diabetes is controlled (I.C.4.a.3): not for type 1,
// which always needs insulin.
func (s *sheet) diabetesDrugs() {
	last := -1
	for i := range s.lines {
		if s.sets.diabetes.has(s.lines[i].id) && !s.sets.type1.has(s.lines[i].id) {
			last = i
		}
	}
	if last < 0 || s.has(s.sets.gestational4) {
		return
	}
	for _, k := range s.control {
		if s.takes(k.words) {
			s.addCode(last, k.code, "diabetes is treated with "+k.what, section("I.C.4.a.3"))
		}
	}
}

// control is a kind of drug that diabetes is treated with and its status code.
type control struct {
	code  string
	words []string // ingredients and brands
	what  string
}

func controls() [3]control {
	return [3]control{
		{"Z79.85", injectables(), "injected drugs other than insulin"}, {"Z79.84", orals(), "oral drugs"}, {"Z79.4", insulins(), "insulin"},
	}
}

// takes tells whether a drug of the note is one of the ingredients or brands.
func (s *sheet) takes(words []string) bool {
	for _, d := range s.drugs() {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(d, w) }) &&
			!(strings.Contains(d, "rybelsus") && slices.Contains(words, "semaglutide")) {
			return true
		}
	}
	return false
}

// drugs are the drugs of the note in lower case.
func (s *sheet) drugs() []string {
	if s.lower == nil && len(s.in.Drugs) > 0 {
		s.lower = strings.Split(strings.ToLower(strings.Join(s.in.Drugs, "\n")), "\n")
	}
	return s.lower
}

func insulins() []string {
	return strings.Fields("insulin humalog novolog novolin humulin lantus toujeo basaglar semglee rezvoglar levemir tresiba apidra fiasp lyumjev admelog soliqua xultophy")
}

func orals() []string {
	return strings.Fields("metformin glucophage glipizide glyburide glibenclamide glimepiride gliclazide tolbutamide chlorpropamide tolazamide " +
		"pioglitazone actos rosiglitazone sitagliptin januvia janumet saxagliptin onglyza linagliptin tradjenta alogliptin nesina " +
		"empagliflozin jardiance dapagliflozin farxiga canagliflozin invokana ertugliflozin steglatro bexagliflozin sotagliflozin " +
		"repaglinide nateglinide acarbose miglitol rybelsus")
}

func injectables() []string {
	return strings.Fields("semaglutide ozempic wegovy liraglutide victoza saxenda dulaglutide trulicity exenatide byetta bydureon lixisenatide tirzepatide mounjaro zepbound pramlintide symlin albiglutide soliqua xultophy")
}
