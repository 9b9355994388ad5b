package router

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/internal/icd10cm"
	"medcode/router/attribute"
	"medcode/schemas"
)

// claims is a Claimer that keeps what it was asked.
type claims struct {
	asked   icd10cm.ClaimInput
	release string
	unknown bool
}

func (c *claims) Claim(release string, in icd10cm.ClaimInput) (icd10cm.ClaimOutput, bool) {
	c.asked, c.release = in, release
	return icd10cm.ClaimOutput{
		Lines:   []icd10cm.ClaimLine{{Code: "B", Display: "b", POA: icd10cm.POAYes, Why: "w"}, {Code: "A"}},
		Changes: []icd10cm.Change{{What: "A → B", Rule: "R"}}, POARequired: true,
	}, !c.unknown
}

func TestClaimTakesTheRules(t *testing.T) {
	c := &claims{}
	in := &Input{Note: schemas.Note{EncounterClass: "inpatient", Sex: "female"}}
	read := Read{
		Mentions: []schemas.Mention{said(func(m *schemas.Mention) { m.Text, m.Section = "gout", "plan" })},
		Facts:    attribute.Facts{Weeks: 12, Pregnant: true},
	}
	parts := []*schemas.Part{icdPart(schemas.Candidates{icd("M10.9", 0.9)})}
	got := Assemble(in, read, parts, Policy{Threshold: 0.5, Claims: c}).Claim
	want := schemas.Claim{
		Lines:   []schemas.ClaimLine{{Sequence: 1, Code: "B", Display: "b", POA: "Y", Why: "w"}, {Sequence: 2, Code: "A"}},
		Changes: []string{"A → B (R)"}, POARequired: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	asked := icd10cm.ClaimInput{
		Codes: []icd10cm.NoteCode{{
			Code: "M10.9", Display: "title of M10.9", Confidence: 0.9, Mentions: []icd10cm.NoteMention{{Text: "gout", Section: "plan"}},
		}},
		Patient: icd10cm.Patient{Sex: "female", Pregnant: true, Weeks: 12}, Class: "inpatient",
	}
	if diff := cmp.Diff(asked, c.asked); diff != "" || c.release != "FY2026" {
		t.Error(c.release, diff)
	}
	c.unknown = true
	got = Assemble(in, read, parts, Policy{Threshold: 0.5, Claims: c}).Claim
	if len(got.Lines) != 1 || got.Lines[0].Code != "M10.9" || len(got.Changes) != 1 {
		t.Errorf("without the release: %+v", got)
	}
}

// TestLinks: causes are read between one mention and the next.
func TestLinks(t *testing.T) {
	for _, c := range []struct {
		between string
		want    []icd10cm.Link
	}{
		{" due to ", []icd10cm.Link{{Effect: 0, Cause: 1}}},
		{" secondary to the ", []icd10cm.Link{{Effect: 0, Cause: 1}}},
		{", not due to ", []icd10cm.Link{{Effect: 0, Cause: 1, Denied: true}}},
		{" which is unrelated to his ", []icd10cm.Link{{Effect: 0, Cause: 1, Denied: true}}},
		{" is not thought to be related to ", []icd10cm.Link{{Effect: 0, Cause: 1, Denied: true}}},
		{" and ", nil},
		{". Due to see us again for ", nil},
		{" due to a long and winding story that ends in some other ", nil},
	} {
		text := "CKD" + c.between + "HTN"
		mentions := []schemas.Mention{
			{Start: 0, End: 3, Category: schemas.Problem, Codings: []schemas.Coding{icd("N18.9", 1)}},
			{Start: len(text) - 3, End: len(text), Category: schemas.Problem, Codings: []schemas.Coding{icd("I10", 1)}},
		}
		if diff := cmp.Diff(c.want, links(text, mentions, map[string]int{"N18.9": 0, "I10": 1})); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestCause(t *testing.T) {
	text := "sepsis due to a PICC line, and gout. From"
	for _, c := range []struct {
		end  int
		want string
	}{{6, "a PICC line"}, {35, ""}, {len(text), ""}, {len(text) + 9, ""}} {
		if got := noteMention([]schemas.Mention{{End: c.end}}, 0, text, lowered(text)).Cause; got != c.want {
			t.Errorf("at %d: %q", c.end, got)
		}
	}
}

// TestAround: what stands around a mention, which is marked by brackets.
func TestAround(t *testing.T) {
	for text, want := range map[string]icd10cm.NoteMention{
		"Admitted for [NSTEMI].":                                        {Reason: true},
		"Admitted for treatment of a [fracture] of the femur.":          {Reason: true},
		"Reason for admission: [pneumonia]":                             {Reason: true},
		"Admitted for pneumonia with [sepsis].":                         {},
		"Seen for follow-up after [stroke].":                            {},
		"Coronary disease. Admitted here.\n[Gout].":                     {},
		"Starts prophylaxis (PrEP) against [HIV].":                      {Aim: true},
		"Inconclusive [HIV] serology.":                                  {Aim: true},
		"Screening mammogram for [malignant neoplasm of breast].":       {Aim: true},
		"[HIV] test positive.":                                          {},
		"Tested for the fever; [HIV] known.":                            {},
		"[Sepsis] developed on day 3, not present on admission.":        {Onset: icd10cm.OnsetStay},
		"[Sepsis], present on admission.":                               {Onset: icd10cm.OnsetBefore},
		"[Ulcer]; it cannot be determined if present on admission.":     {Onset: icd10cm.OnsetUndetermined},
		"[Ulcer] of the leg. Pneumonia was not present on admission.":   {},
		"[UTI] due to E. coli with resistance. Gout":                    {Cause: "E. coli with resistance"},
		"Left [hemiplegia] following an old stroke.":                    {After: "an old stroke"},
		"Left hemiplegia following an old [stroke].":                    {Past: true},
		"[Dysphagia], oropharyngeal phase, following a stroke in June.": {After: "a stroke in June"},
	} {
		plain := strings.NewReplacer("[", "", "]", "").Replace(text)
		at, end := strings.Index(text, "["), strings.Index(text, "]")-1
		m := []schemas.Mention{{Start: at, End: end, Text: schemas.Text(plain[at:end])}}
		want.Text = plain[at:end]
		if diff := cmp.Diff(want, noteMention(m, 0, plain, lowered(plain))); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestDrugs(t *testing.T) {
	med := func(text, section string, set func(*schemas.Mention)) schemas.Mention {
		m := schemas.Mention{Text: schemas.Text(text), Section: section, Category: schemas.Medication}
		set(&m)
		return m
	}
	plain := func(*schemas.Mention) {}
	got := drugs([]schemas.Mention{
		med("lantus", "medications", func(m *schemas.Mention) {
			m.Codings = []schemas.Coding{{Ontology: schemas.RxNorm, Display: "insulin glargine"}}
		}),
		med("insulin", "hospital_course", plain), med("penicillin", "allergies", plain),
		med("metformin", "plan", func(m *schemas.Mention) { m.Negated = true }),
		med("glipizide", "plan", func(m *schemas.Mention) { m.Historical = true }),
		{Text: "gout", Category: schemas.Problem},
	})
	if diff := cmp.Diff([]string{"lantus", "insulin glargine"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestNewborn(t *testing.T) {
	for text, want := range map[string]bool{
		"A newborn boy": true, "2-day-old girl": true, "a 28 day old": true, "90-day-old": false, "3-month-old": false, "day of life 3": true, "day of life 40": false, "": false,
	} {
		if newborn(text) != want {
			t.Errorf("%q: not %v", text, want)
		}
	}
}
