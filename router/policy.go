package router

import (
	"strings"

	"medcode/internal/icd10cm"
	"medcode/router/assertion"
	"medcode/router/procedure"
	"medcode/router/section"
	"medcode/schemas"
)

// Policy decides which codings of a note become codes, and which codes its
// claim.
type Policy struct {
	Threshold float64   // confidence below which a coding is no code
	Claims    Claimer   // nil: the claim lists the diagnoses in the order of the note
	History   Historian // nil: what is over, or a relative's, has no code
}

// coded returns the code that a mention supports, if any: that of its coding,
// or for what is over, or a relative's, the one of chapter 21 that says so.
func (p Policy) coded(r *schemas.Result, m *schemas.Mention, c schemas.Coding, class string) (schemas.Coding, bool) {
	switch {
	case c.Confidence < p.Threshold:
		return c, false
	case supports(m, c, class):
		return c, true
	case p.History == nil || c.Ontology != schemas.ICD10CM || m.Category != schemas.Problem || m.Negated || m.Hypothetical || m.Uncertain:
		return c, false
	}
	relative := m.Experiencer == assertion.Family
	if !relative && (!m.Historical || !m.Patients()) {
		return c, false
	}
	past, ok := p.History.Past(r.Releases[schemas.ICD10CM].Release, c.Code, relative)
	c.Code, c.Display = past.Code, past.Display
	return c, ok
}

// statusAllergy is the status of a medicine that the patient must not have; its
// code of ICD-10-CM says so.
const statusAllergy = "allergy"

// reaction is the value of schemas.AttrConditional of what an allergen did: it
// is not there now, the allergy's own code says it.
const reaction = "reaction"

// taken tells whether a medicine of this status is one that the patient has.
func taken(status string) bool {
	switch status {
	case statusAllergy, "negated", "considered", "other person", "stopped", "held", "historical":
		return false
	}
	return true
}

// performed tells whether a procedure of this status was done, now or before.
func performed(status string) bool {
	switch status {
	case procedure.Planned, procedure.Conditional, procedure.NotDone:
		return false
	}
	return true
}

// supports tells whether a mention makes its code one of the patient's.
//
// A past condition counts while it lasts: a chronic or lifelong one stays
// current unless it is resolved, an acute one does not (Official Guidelines
// IV.J). An uncertain diagnosis counts only for inpatient stays (II.H, IV.H).
func supports(m *schemas.Mention, c schemas.Coding, class string) bool {
	switch {
	case !m.Patients():
		return false
	case m.Category == schemas.Medication && c.Ontology == schemas.ICD10CM && (m.Attributes[schemas.AttrStatus] == statusAllergy || m.Section == section.Allergies || strings.HasPrefix(c.Code, "Z79")):
		return true // the allergy itself, or that it is taken for long
	case m.Category == schemas.Medication && !taken(m.Attributes[schemas.AttrStatus]) && m.Attributes[schemas.AttrGiven] == "":
		return false
	case m.Category == schemas.Problem && m.Attributes[schemas.AttrConditional] == reaction && !strings.HasPrefix(c.Code, "Z91.0") && !strings.HasPrefix(c.Code, "Z88"):
		return false
	case m.Category == schemas.Procedure && !performed(m.Attributes[schemas.AttrStatus]):
		return false
	case m.Uncertain && m.Category == schemas.Problem && class != "inpatient":
		return false
	case m.Historical && c.Ontology == schemas.ICD10CM:
		return icd10cm.Lasting(c.Code)
	}
	return true
}
