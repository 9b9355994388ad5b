package allergy

import (
	"strings"
	"testing"

	"medcode/router/ner"
	"medcode/schemas"
)

func TestFind(t *testing.T) {
	r := New()
	for note, want := range map[string]string{
		"Allergies: PCN (rash), sulfa - hives, latex":     "PCN = " + penicillin + "; sulfa = " + sulfonamide + "; latex = Latex allergy status",
		"ALLERGIES: IV CONTRAST. PEANUTS.\nMEDS: insulin": "IV CONTRAST = Radiographic dye allergy status; PEANUTS = Allergy to peanuts",
		"Allergies: NKDA\nHPI: hit by a latex ball":       "",
		"HPI: eats peanuts and eggs.":                     "",
		"Allergies: [codeine]; egg":                       "egg = Allergy to eggs, unspecified",
	} {
		text := strings.NewReplacer("[", "", "]", "").Replace(note)
		var spans []ner.Span
		if at := strings.Index(note, "["); at >= 0 {
			spans = append(spans, ner.Span{Start: at, End: strings.Index(note, "]") - 1, Category: schemas.Medication})
		}
		known := len(spans)
		var got []string
		for _, s := range r.Find(ner.NewDocument(text), spans)[known:] {
			got = append(got, text[s.Start:s.End]+" = "+s.Terms[0].Text)
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%q: %s, want %s", note, s, want)
		}
	}
}

func TestWording(t *testing.T) {
	r := New()
	for name, want := range map[string]string{
		"amoxicillin": penicillin, "cefazolin": antibiotic, "Levofloxacin": antibiotic, "sulfadiazine": sulfonamide, "lidocaine": anesthetic,
		"hydrocodone": narcotic, "ibuprofen": analgesic, "lisinopril": otherDrug, "acetaminophen / codeine": analgesic, "": otherDrug, "latex": "Latex allergy status",
	} {
		if got := r.Wording(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
