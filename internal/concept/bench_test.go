package concept_test

import (
	"testing"

	"medcode/internal/concept"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := concept.New(overlay.Concepts(), nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFind reads 600 bytes of an invented note.
func BenchmarkFind(b *testing.B) {
	l := lexicon(b)
	const s = `Patient is a 67-year-old man with a history of type 2 diabetes mellitus, essential hypertension
and chronic obstructive pulmonary disease who comes to the emergency department with three days of worsening shortness of breath,
productive cough and swelling of both legs. He denies chest pain, fever, hemoptysis or recent travel. He sleeps on three pillows
and has woken at night gasping for air. He ran out of furosemide two weeks ago. CABG in 2012, lap chole, CT of the chest with
contrast was done and the gallbladder was removed. Total knee replacement left. He walks with a cane and had a colonoscopy.`
	toks := text.Tokens(nil, s)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		l.Find(s, toks, false)
	}
}
