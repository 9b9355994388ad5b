package procedure_test

import (
	"strings"
	"testing"

	"medcode/router/assertion"
	"medcode/router/ner"
	"medcode/router/procedure"
	"medcode/router/section"
	"medcode/schemas"
)

// TestStatus: a procedure in square brackets, its concept behind a bar, and its
// status.
func TestStatus(t *testing.T) {
	r, detector := procedure.New(), assertion.New()
	for _, c := range []struct{ text, want string }{
		{"[LP] performed under sterile technique|Lumbar puncture", procedure.Done},
		{"[EKG] shows sinus rhythm|Electrocardiographic procedure", procedure.Done},
		{"POD 2 s/p [lap appy]|Laparoscopic appendectomy", procedure.Done},
		{"[dialysis] three times a week|Hemodialysis", procedure.Done},
		{"Procedure: [EGD] with biopsy|Esophagogastroduodenoscopy", procedure.Done},
		{"on [dialysis] since 2017|Hemodialysis", procedure.Done},
		{"s/p [hysterectomy]|Hysterectomy", procedure.Historical},
		{"[R hemicolectomy] for cecal ca|Partial resection of colon", procedure.Historical},
		{"[knee replaced] 3 years back|Total knee replacement", procedure.Historical},
		{"[C/S] x2|Cesarean section", procedure.Historical},
		{"[tonsils out] at age 5|Tonsillectomy", procedure.Historical},
		{"PAST SURGICAL HISTORY:\n[Appendectomy]|Excision of appendix", procedure.Historical},
		{"awaiting [MRI] of the spine|Magnetic resonance imaging", procedure.Planned},
		{"[CXR] in 4 weeks|Plain chest X-ray", procedure.Planned},
		{"[refer to derm]|Referral to dermatologist", procedure.Planned},
		{"cataract; for [phaco]|Extraction of cataract", procedure.Planned},
		{"[d/c Foley] in the evening|Removal of urinary catheter", procedure.Planned},
		{"[bronchoscopy] if no better|Bronchoscopy", procedure.Conditional},
		{"If melena recurs will need [EGD].|Esophagogastroduodenoscopy", procedure.Conditional},
		{"declined [flu shot]|Vaccination", procedure.NotDone},
		{"not a candidate for [CABG]|Coronary artery bypass grafting", procedure.NotDone},
		{"[MRI] cancelled, claustrophobic|Magnetic resonance imaging", procedure.NotDone},
		{"[Hospice] was discussed but family not ready|Hospice care", procedure.NotDone},
	} {
		marked, term, _ := strings.Cut(c.text, "|")
		from, to := strings.IndexByte(marked, '['), strings.IndexByte(marked, ']')-1
		doc := ner.NewDocument(strings.NewReplacer("[", "", "]", "").Replace(marked))
		spans := []ner.Span{
			{Start: from, End: to, Category: schemas.Procedure, Terms: []ner.Term{{Ontology: schemas.SNOMED, Text: term}}},
			{Start: from, End: to, Category: schemas.Problem},
		}
		said := detector.Assess(doc.Text, doc.Sections, doc.Sentences, []section.Span{{Start: from, End: to}, {Start: from, End: to}})
		if got := r.Read(doc, spans, said); got[0] != c.want || got[1] != "" {
			t.Errorf("%q: %q, not %q", marked, got, c.want)
		}
	}
}
