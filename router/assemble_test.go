package router

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/schemas"
)

// said is a mention of an ICD-10-CM problem, changed by set.
func said(set func(*schemas.Mention)) schemas.Mention {
	m := schemas.Mention{Category: schemas.Problem, Experiencer: "patient"}
	set(&m)
	return m
}

func icd(code string, confidence float64) schemas.Coding {
	return schemas.Coding{Ontology: schemas.ICD10CM, Code: code, Display: "title of " + code, Confidence: confidence}
}

func icdPart(codings ...schemas.Candidates) *schemas.Part {
	p := &schemas.Part{Ontology: schemas.ICD10CM, Codings: codings, Release: schemas.ReleaseUse{Release: "FY2026"}}
	for i := range codings {
		p.Index = append(p.Index, i)
	}
	return p
}

// TestWhichMentionsGiveCodes: one mention, one code.
func TestWhichMentionsGiveCodes(t *testing.T) {
	plain := func(*schemas.Mention) {}
	for _, c := range []struct {
		name, code, class string
		confidence        float64
		set               func(*schemas.Mention)
		want              bool
	}{
		{"present", "R07.9", "", 0.9, plain, true},
		{"at the threshold", "R07.9", "", 0.5, plain, true},
		{"below the threshold", "R07.9", "", 0.49, plain, false},
		{"negated", "R07.9", "", 0.9, func(m *schemas.Mention) { m.Negated = true }, false},
		{"hypothetical", "R07.9", "", 0.9, func(m *schemas.Mention) { m.Hypothetical = true }, false},
		{"of the family", "R07.9", "", 0.9, func(m *schemas.Mention) { m.Experiencer = "family" }, false},
		{"of another person", "R07.9", "", 0.9, func(m *schemas.Mention) { m.Experiencer = "other" }, false},
		{"experiencer not stated", "R07.9", "", 0.9, func(m *schemas.Mention) { m.Experiencer = "" }, true},
		{"uncertain, outpatient", "J18.9", "outpatient", 0.9, func(m *schemas.Mention) { m.Uncertain = true }, false},
		{"uncertain, emergency", "J18.9", "emergency", 0.9, func(m *schemas.Mention) { m.Uncertain = true }, false},
		{"uncertain, inpatient", "J18.9", "inpatient", 0.9, func(m *schemas.Mention) { m.Uncertain = true }, true},
		{"uncertain and negated, inpatient", "J18.9", "inpatient", 0.9, func(m *schemas.Mention) { m.Uncertain, m.Negated = true, true }, false},
		{"historical and acute", "J18.9", "", 0.9, func(m *schemas.Mention) { m.Historical = true }, false},
		{"historical and chronic", "E11.9", "", 0.9, func(m *schemas.Mention) { m.Historical = true }, true},
		{"a medicine stopped", "R07.9", "", 0.9, func(m *schemas.Mention) {
			m.Category, m.Attributes = schemas.Medication, map[string]string{schemas.AttrStatus: "stopped"}
		}, false},
		{"a medicine held", "R07.9", "", 0.9, func(m *schemas.Mention) {
			m.Category, m.Attributes = schemas.Medication, map[string]string{schemas.AttrStatus: "held"}
		}, false},
		{"a medicine that was given now", "R07.9", "", 0.9, func(m *schemas.Mention) {
			m.Category, m.Attributes = schemas.Medication, map[string]string{schemas.AttrStatus: "historical", schemas.AttrGiven: "true"}
		}, true},
		{"a long-term medicine that is held", "Z79.01", "", 0.9, func(m *schemas.Mention) {
			m.Category, m.Attributes = schemas.Medication, map[string]string{schemas.AttrStatus: "held"}
		}, true},
		{"what an allergen did", "R21", "", 0.9, func(m *schemas.Mention) { m.Attributes = map[string]string{schemas.AttrConditional: reaction} }, false},
		{"the allergy itself", "Z91.013", "", 0.9, func(m *schemas.Mention) { m.Attributes = map[string]string{schemas.AttrConditional: reaction} }, true},
		{"found by a model alone", "R07.9", "", 0.99, func(m *schemas.Mention) { m.Attributes = map[string]string{schemas.AttrFoundBy: "model 0.99"} }, false},
		{"historical status", "Z85.3", "", 0.9, func(m *schemas.Mention) { m.Historical = true }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := &Input{Note: schemas.Note{EncounterClass: c.class}}
			read := Read{Mentions: []schemas.Mention{said(c.set)}}
			r := Assemble(in, read, []*schemas.Part{icdPart(schemas.Candidates{icd(c.code, c.confidence)})}, Policy{Threshold: 0.5})
			if got := len(r.Codes) == 1; got != c.want {
				t.Errorf("codes %+v", r.Codes)
			}
			if len(r.Claim.Lines) != len(r.Codes) {
				t.Errorf("claim %+v", r.Claim)
			}
			if len(r.Mentions[0].Codings) != 1 {
				t.Error("the mention lost its coding")
			}
		})
	}
}

func TestAssembleJoinsCodes(t *testing.T) {
	plain := func(*schemas.Mention) {}
	read := Read{Mentions: []schemas.Mention{said(plain), said(plain), said(plain)}}
	loinc := schemas.Coding{Ontology: schemas.LOINC, Code: "2345-7", Confidence: 0.7}
	parts := []*schemas.Part{
		{Ontology: schemas.LOINC, Index: []int{1}, Codings: []schemas.Candidates{{loinc}}, Release: schemas.ReleaseUse{Release: "2.81"}},
		{
			Ontology: schemas.ICD10CM, Index: []int{0, 2, 7, -1}, Models: map[string]string{"m": "1"},
			Codings: []schemas.Candidates{{icd("R07.9", 0.6), icd("R07.2", 0.5)}, {icd("R07.9", 0.8)}, {icd("X", 1)}, {icd("X", 1)}},
			Release: schemas.ReleaseUse{Release: "FY2026", Stale: true},
		},
	}
	r := Assemble(&Input{Hash: "h", Generation: 2}, read, parts, Policy{Threshold: 0.5})
	want := []schemas.Code{
		{Ontology: schemas.ICD10CM, Code: "R07.9", Display: "title of R07.9", Confidence: 0.8, Mentions: []int{0, 2}},
		{Ontology: schemas.LOINC, Code: "2345-7", Confidence: 0.7, Mentions: []int{1}},
	}
	if diff := cmp.Diff(want, r.Codes); diff != "" {
		t.Error("codes", diff)
	}
	if diff := cmp.Diff([]schemas.ClaimLine{{Sequence: 1, Code: "R07.9", Display: "title of R07.9"}}, r.Claim.Lines); diff != "" {
		t.Error("claim", diff)
	}
	if r.Status != schemas.Final || len(r.Errors) != 0 || r.TextHash != "h" || r.Generation != 2 || r.Models["m"] != "1" {
		t.Errorf("result %+v", r)
	}
	if diff := cmp.Diff(map[schemas.Ontology]schemas.ReleaseUse{
		schemas.ICD10CM: {Release: "FY2026", Stale: true}, schemas.LOINC: {Release: "2.81"},
	}, r.Releases); diff != "" {
		t.Error("releases", diff)
	}
	if read.Mentions[0].Codings != nil {
		t.Error("the mentions as read were changed: a part that is assembled twice would double its codings")
	}
}

func TestAssemblePartial(t *testing.T) {
	read := Read{Mentions: []schemas.Mention{said(func(*schemas.Mention) {})}}
	parts := []*schemas.Part{
		{Ontology: schemas.RxNorm, Error: "no release"},
		icdPart(schemas.Candidates{icd("R07.9", 0.9)}),
	}
	r := Assemble(&Input{}, read, parts, Policy{Threshold: 0.5})
	if r.Status != schemas.Partial || len(r.Codes) != 1 {
		t.Errorf("status %s, codes %v", r.Status, r.Codes)
	}
	if diff := cmp.Diff([]string{"rxnorm: no release"}, r.Errors); diff != "" {
		t.Error(diff)
	}
}

func TestAssembleNothing(t *testing.T) {
	r := Assemble(&Input{Note: schemas.Note{Status: schemas.StatusCancelled}}, Read{}, nil, Policy{Threshold: 0.5})
	if r.Status != schemas.Retracted {
		t.Errorf("a cancelled note is %s", r.Status)
	}
	if r.Mentions == nil || r.Codes == nil || r.Errors == nil || r.Claim.Lines == nil || r.Releases == nil {
		t.Error("a list of a result is null in JSON")
	}
}

func TestTruncate(t *testing.T) {
	rx := schemas.Coding{Ontology: schemas.RxNorm, Code: "1191"}
	r := schemas.Result{Mentions: []schemas.Mention{
		{Codings: []schemas.Coding{icd("A", 1), icd("B", 1), rx, icd("C", 1), rx}}, {Codings: []schemas.Coding{}},
	}}
	truncate(&r)
	if diff := cmp.Diff([]schemas.Coding{icd("A", 1), rx}, r.Mentions[0].Codings); diff != "" || !r.Truncated {
		t.Error(r.Truncated, diff)
	}
}
