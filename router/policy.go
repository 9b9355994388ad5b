package router

import (
	"medcode/internal/icd10cm"
	"medcode/schemas"
)

// Policy decides which codings of a note become codes, and which codes its
// claim.
type Policy struct {
	Threshold float64 // confidence below which a coding is no code
	Claims    Claimer // nil: the claim lists the diagnoses in the order of the note
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
	case m.Uncertain && m.Category == schemas.Problem && class != "inpatient":
		return false
	case m.Historical && c.Ontology == schemas.ICD10CM:
		return icd10cm.Lasting(c.Code)
	}
	return true
}
