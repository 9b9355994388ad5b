package ner_test

import (
	"context"
	"strings"
	"testing"

	"medcode/internal/ontology"
	"medcode/router/ner"
	"medcode/schemas"
)

// TestLinkedWords: words on both sides of a linking word are one name only
// where they share a head or a preposition.
func TestLinkedWords(t *testing.T) {
	d := ner.NewDictionary(starters(t)["icd10cm"])
	for _, c := range []struct{ name, note, want string }{
		{"the head on the left", "He had pain and abdominal distension.", "pain=problem icd10cm:pain|abdominal distension=problem icd10cm:abdominal distension"},
		{"no place shared", "Tenderness without blood and urine leak.", ""},
		{"a shared head", "He has chest and abdominal pain.", "chest and abdominal pain=problem icd10cm:chest pain|chest and abdominal pain=problem icd10cm:abdominal pain"},
		{"a shared preposition", "Pain in the shoulder and knee.", "Pain in the shoulder and knee=problem icd10cm:knee pain|Pain in the shoulder and knee=problem icd10cm:shoulder pain"},
		{"a side of another", "Pain in the right shoulder and left knee.", "Pain in the right shoulder=problem icd10cm:Pain in right shoulder|knee=problem icd10cm:knee pain"},
		{"a side behind the link", "Right arm and left leg pain.", "left leg pain=problem icd10cm:Pain in left leg"},
		{"the term links itself", "Nausea and vomiting.", "Nausea=problem icd10cm:nausea and vomiting|vomiting=problem icd10cm:nausea and vomiting"},
		{"at the end", "Ulcer and", "Ulcer=problem"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := spansOf(t, d, c.note); got != c.want {
				t.Errorf("%q:\n%s, want\n%s", c.note, got, c.want)
			}
		})
	}
}

// linkedInFull is the same over a full release: sentences and the codes that
// their words name, in the order of the text.
func linkedInFull(t *testing.T, icd *ontology.Release) {
	d := ner.NewDictionary(icd)
	for _, c := range []struct{ note, want string }{
		{"Nausea without vomiting.", "R11.0"},
		{"Vomiting without nausea.", "R11.11"},
		{"Blood and urine were sent.", ""},
		{"The abdomen with intestinal sounds.", ""},
		{"Anterior and posterior views.", ""},
		{"Lung and liver metastases.", "C78.00 C78.7"},
		{"Osteoarthritis of the knee and hip.", "M16.9 M17.9"},
		{"NSTEMI of the inferior wall.", "I21.4"},
		{"Inferior wall MI.", "I21.19"},
		{"Mass of 12 cm in diameter in the lower pole of the right kidney.", "N28.89"},
		{"A 2 cm laceration over the dorsum of the left hand.", "S61.419A"},
		{"Pain after surgery on the knee.", "R52"},
		{"Hypercapnic respiratory failure.", "J96.92"},
		{"Fractures of the tibia and fibula.", "S82.409A S82.209A"},
	} {
		doc := ner.NewDocument(c.note)
		spans, err := d.Recognise(context.Background(), doc)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range spans {
			for _, term := range s.Terms {
				if code, ok := answer(icd, term.Text); ok && term.Ontology == schemas.ICD10CM {
					got = append(got, code)
				}
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: %v, want %s", c.note, got, c.want)
		}
	}
}
