package ner_test

import (
	"context"
	"strings"
	"testing"

	"medcode/internal/ontology"
	"medcode/router/ner"
	"medcode/schemas"
)

// story is 2 kB of an invented note.
const story = `CHIEF COMPLAINT: Shortness of breath.

HISTORY OF PRESENT ILLNESS: The patient is a 67-year-old man with a history of type 2 diabetes mellitus, essential hypertension
and chronic obstructive pulmonary disease who comes to the emergency department with three days of worsening shortness of breath,
productive cough and swelling of both legs. He denies chest pain, fever, hemoptysis or recent travel. He sleeps on three pillows
and has woken at night gasping for air. He ran out of furosemide two weeks ago. His wife says that he has been confused since
yesterday and has eaten little. There was no fall and no loss of consciousness.

PAST MEDICAL HISTORY: Coronary artery disease with prior myocardial infarction in 2018, congestive heart failure with reduced
ejection fraction, chronic kidney disease stage 3, benign prostatic hyperplasia, gout, osteoarthritis of the right knee and
obstructive sleep apnea on CPAP. Appendectomy in childhood. Cholecystectomy in 2009.

MEDICATIONS: Metformin 1000 mg twice daily, lisinopril 20 mg daily, metoprolol succinate 50 mg daily, atorvastatin 40 mg at
bedtime, aspirin 81 mg daily, tiotropium inhaler, albuterol as needed, tamsulosin 0.4 mg daily.

FAMILY HISTORY: Mother had breast cancer. Father died of a stroke at 72.

PHYSICAL EXAMINATION: Blood pressure 162/94, heart rate 108, respiratory rate 24, oxygen saturation 88% on room air. Jugular
venous distension to the jaw. Crackles in both lung bases with scattered wheezing. Pitting edema to the knees. No rash.

LABORATORY: CBC shows elevated WBC of 13.2 and hemoglobin 10.9. Creatinine 1.9, potassium 5.3, sodium 131, glucose 244, HbA1c
9.1%, BNP 1840, troponin negative. Chest x-ray shows cardiomegaly, pulmonary edema and a small left pleural effusion.

ASSESSMENT AND PLAN: Acute on chronic systolic heart failure, COPD exacerbation, acute kidney injury, hyperkalemia, hyponatremia
and anemia. Start intravenous furosemide, nebulized albuterol and prednisone. Obtain an echocardiogram. Wheelchair for transport.`

func BenchmarkRecognise(b *testing.B) {
	for _, c := range []struct {
		name string
		rs   func(testing.TB) map[schemas.Ontology]*ontology.Release
	}{{"starter", starters}, {"full", fullAll}} {
		b.Run(c.name, func(b *testing.B) {
			d := dictionary(c.rs(b))
			doc := ner.NewDocument(story)
			b.SetBytes(int64(len(story)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Recognise(context.Background(), doc); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRecogniseLarge reads the largest note: running text, and one word
// over and over.
func BenchmarkRecogniseLarge(b *testing.B) {
	d := dictionary(starters(b))
	for _, c := range []struct{ name, unit string }{{"text", story + "\n\n"}, {"word", "pain "}, {"pair", "chest pain "}, {"list", "acute chronic pain fever "}} {
		b.Run(c.name, func(b *testing.B) {
			note := strings.Repeat(c.unit, (256<<10)/len(c.unit))
			doc := ner.NewDocument(note)
			b.SetBytes(int64(len(note)))
			for b.Loop() {
				if _, err := d.Recognise(context.Background(), doc); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
