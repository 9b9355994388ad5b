package router

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"medcode/internal/icd10cm"
	"medcode/internal/ontology"
	"medcode/router/attribute"
	"medcode/router/section"
	"medcode/schemas"
)

// Claimer applies the claim rules of a release of ICD-10-CM, named by its
// label; false where that release is not at hand.
type Claimer interface {
	Claim(release string, in icd10cm.ClaimInput) (icd10cm.ClaimOutput, bool)
}

// Historian returns the code for a condition that the patient had, or that a
// relative has, in a release of ICD-10-CM named by its label; false where the
// classification has none.
type Historian interface {
	Past(release, code string, relative bool) (ontology.Code, bool)
}

// claim makes the claim of a note from the codes that its mentions support.
// Without rules it lists them in the order of the note.
func claim(r *schemas.Result, in *Input, facts *attribute.Facts, rules Claimer) schemas.Claim {
	out := schemas.Claim{Lines: []schemas.ClaimLine{}, Changes: []string{}}
	input := claimInput(r, in, facts)
	if len(input.Codes) == 0 {
		return out
	}
	if rules != nil {
		if done, ok := rules.Claim(r.Releases[schemas.ICD10CM].Release, input); ok {
			return claimOf(done)
		}
		out.Changes = append(out.Changes, "the rules of a claim were not applied: the release that coded the note is not loaded by the router")
	}
	for i, c := range input.Codes {
		out.Lines = append(out.Lines, schemas.ClaimLine{Sequence: i + 1, Code: c.Code, Display: c.Display})
	}
	return out
}

func claimOf(done icd10cm.ClaimOutput) schemas.Claim {
	out := schemas.Claim{Lines: []schemas.ClaimLine{}, Changes: []string{}, POARequired: done.POARequired}
	for i, l := range done.Lines {
		out.Lines = append(out.Lines, schemas.ClaimLine{Sequence: i + 1, Code: l.Code, Display: l.Display, POA: string(l.POA), Why: l.Why})
	}
	for _, c := range done.Changes {
		out.Changes = append(out.Changes, c.String())
	}
	return out
}

// claimInput is what the rules ask of a note.
func claimInput(r *schemas.Result, in *Input, facts *attribute.Facts) icd10cm.ClaimInput {
	p, text := patientOf(&in.Note, facts), string(in.Note.Text)
	lower := lowered(text)
	incidentally, minor := aside(lower)
	out := icd10cm.ClaimInput{
		Class: in.Note.EncounterClass, Drugs: drugs(r.Mentions),
		Patient: icd10cm.Patient{
			Age: p.Age, Sex: p.Sex, Pregnant: p.Pregnant != nil && *p.Pregnant, Weeks: facts.Weeks,
			Newborn:    p.Age != nil && *p.Age == 0 && newborn(text),
			Incidental: incidentally, MinorFall: minor,
		},
	}
	at := map[string]int{}
	for _, c := range r.Codes {
		if c.Ontology != schemas.ICD10CM {
			continue
		}
		at[c.Code] = len(out.Codes)
		n := icd10cm.NoteCode{Code: c.Code, Display: c.Display, Confidence: c.Confidence}
		for _, m := range c.Mentions {
			n.Mentions = append(n.Mentions, noteMention(r.Mentions, m, text, lower))
		}
		out.Codes = append(out.Codes, n)
	}
	if len(out.Codes) > 0 {
		out.Links = links(text, r.Mentions, at)
	}
	return out
}

func noteMention(mentions []schemas.Mention, i int, text, lower string) icd10cm.NoteMention {
	m := &mentions[i]
	out := icd10cm.NoteMention{Text: string(m.Text), Section: m.Section, Uncertain: m.Uncertain, Historical: m.Historical, Attributes: m.Attributes}
	readAround(&out, text, lower, mentions, i)
	return out
}

// drugs names the medicines that the patient takes, as written and as coded.
// What was given during a stay is not what the patient lives with.
func drugs(mentions []schemas.Mention) (out []string) {
	for i := range mentions {
		m := &mentions[i]
		if m.Category != schemas.Medication || !m.Patients() || m.Historical || m.Section == section.Course || m.Section == section.Allergies || m.Attributes[schemas.AttrStatus] == statusAllergy {
			continue
		}
		out = append(out, string(m.Text))
		if k := slices.IndexFunc(m.Codings, func(c schemas.Coding) bool { return c.Ontology == schemas.RxNorm }); k >= 0 {
			out = append(out, m.Codings[k].Display)
		}
	}
	return out
}

// newborn tells whether the text speaks of the first 28 days of life.
func newborn(text string) bool {
	for _, m := range daysOld.FindAllStringSubmatch(text, 8) {
		days, err := strconv.Atoi(m[1] + m[2])
		if m[1]+m[2] == "" || err == nil && days <= 28 {
			return true
		}
	}
	return false
}

var daysOld = regexp.MustCompile(`(?i)\b(?:newborn|neonate|neonatal|(\d{1,3})[- ]days?[- ]old|day of life (\d{1,2})\b)`)

// linked is how far apart in bytes an effect and its cause may stand.
const linked = 48

// links finds causes that the text states or denies between one mention and
// the next: "heart failure not due to hypertension". at is the place of each
// code.
func links(text string, mentions []schemas.Mention, at map[string]int) (out []icd10cm.Link) {
	for i := range mentions {
		effect, ok := at[codeOf(&mentions[i])]
		if !ok {
			continue
		}
		for k := i + 1; k < len(mentions); k++ { // mentions are in the order of the text
			m := &mentions[k]
			gap := m.Start - mentions[i].End
			if gap > linked {
				break
			}
			if gap < 0 || m.Category != schemas.Problem {
				continue
			}
			if says, denied := causal(text[mentions[i].End:m.Start]); says {
				cause, ok := at[codeOf(m)]
				if !ok {
					cause = -1
				}
				out = append(out, icd10cm.Link{Effect: effect, Cause: cause, Denied: denied})
				if n := k + 1; !denied && n < len(mentions) && m.End <= mentions[n].Start && notBecause.MatchString(text[m.End:mentions[n].Start]) {
					if cause, ok := at[codeOf(&mentions[n])]; ok {
						out = append(out, icd10cm.Link{Effect: effect, Cause: cause, Denied: true})
					}
				}
				break
			}
		}
	}
	return out
}

// codeOf is the best ICD-10-CM code of a mention, whether it counts or not.
func codeOf(m *schemas.Mention) string {
	for _, c := range m.Codings {
		if c.Ontology == schemas.ICD10CM {
			return c.Code
		}
	}
	return ""
}

// causal tells whether the words between two mentions make the second the
// cause of the first, and whether they deny it.
func causal(between string) (says, denied bool) {
	if !mayCause(between) {
		return false, false
	}
	m := becauseOf.FindStringSubmatch(between)
	if m == nil {
		return false, false
	}
	return true, m[1] != ""
}

// mayCause spares most pairs of mentions the search: words that name a cause
// end in one of a few.
func mayCause(between string) bool {
	between = strings.TrimRight(between, " \t\r\n")
	last := between[strings.LastIndexAny(between, " \t\r\n")+1:]
	switch strings.ToLower(last) {
	case "to", "by", "of", "from", "2/2", "the", "his", "her", "their", "a", "an", "unrelated", "independent":
		return true
	}
	return false
}

var becauseOf = regexp.MustCompile(`(?i)^[\s,]*(?:(?:is|are|was|were|and|but|that is|which is|clearly|likely)\s+)*` +
	`(?:((?:not|never)\s+(?:thought\s+to\s+be\s+|felt\s+to\s+be\s+|believed\s+to\s+be\s+)?(?:due|related|secondary|attributed|attributable|caused|from|because)|unrelated|independent)(?:\s+(?:to|by|of|from))?|` +
	`(?:due|secondary|attributed|attributable)\s+to|2/2|caused\s+by|because\s+of|from|in)\s+(?:(?:the|his|her|their|a|an)\s+)?(?:[a-z-]+(?:al|ed|ic|ar|ing|ive|ous|ary|ent|ant|ute|ere)\s+){0,2}$`)

// notBecause stands between a cause that the note names and one that it denies:
// "angina due to stenosis, not due to coronary disease".
var notBecause = regexp.MustCompile(`(?i)^[\s,]*(?:and|but|rather than)?\s*(?:not|unrelated)\s+(?:(?:due|related|secondary|attributed|attributable)\s+to|because\s+of|caused\s+by|from|to)\s+(?:the|his|her|their|a|an)?\s*$`)
