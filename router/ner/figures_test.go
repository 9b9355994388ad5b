package ner_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/router/ner"
	"medcode/schemas"
)

// measures is a release with obesity, ranges of body mass index, of alcohol in
// blood, and of a newborn's weight and weeks.
func measures(t *testing.T) *ontology.Release {
	t.Helper()
	b := ontology.NewBuilder(ontology.Info{Ontology: schemas.ICD10CM, Release: "test", From: time.Unix(0, 0)})
	for _, e := range []ontology.CodeEntry{
		{Code: "E66", Display: "Overweight and obesity"},
		{Code: "E66.9", Display: "Obesity, unspecified", Billable: true},
		{Code: "F10", Display: "Alcohol related disorders"},
		{Code: "F10.20", Display: "Alcohol dependence", Billable: true},
		{Code: "P07", Display: "Disorders of newborn related to short gestation and low birth weight"},
		{Code: "P07.1", Display: "Other low birth weight newborn"},
		{Code: "P07.15", Display: "Other low birth weight newborn, 1250-1499 grams", Billable: true},
		{Code: "P07.16", Display: "Other low birth weight newborn, 1500-1749 grams", Billable: true},
		{Code: "P07.3", Display: "Preterm [premature] newborn [other]"},
		{Code: "P07.34", Display: "Preterm newborn, gestational age 31 completed weeks", Billable: true},
		{Code: "P59", Display: "Neonatal jaundice"},
		{Code: "P59.9", Display: "Neonatal jaundice", Billable: true},
		{Code: "Y90", Display: "Evidence of alcohol involvement determined by blood alcohol level"},
		{Code: "Y90.7", Display: "Blood alcohol level of 200-239 mg/100 ml", Billable: true},
		{Code: "Y90.8", Display: "Blood alcohol level of 240 mg/100 ml or more", Billable: true},
		{Code: "Z68", Display: "Body mass index [BMI]"},
		{Code: "Z68.1", Display: "Body mass index [BMI] 19.9 or less, adult", Billable: true},
		{Code: "Z68.37", Display: "Body mass index [BMI] 37.0-37.9, adult", Billable: true},
		{Code: "Z68.45", Display: "Body mass index [BMI] 70 or greater, adult", Billable: true},
	} {
		if _, err := b.AddCode(e); err != nil {
			t.Fatal(err)
		}
	}
	file, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ontology.FromBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestFigures: a value is read where its condition is named, and by its range.
func TestFigures(t *testing.T) {
	d := ner.NewDictionary(measures(t))
	for _, c := range []struct{ note, want string }{
		{"Obesity, unspecified. BMI 37.2.", "BMI 37.2"},
		{"Obesity, unspecified. BMI: 37.95", "BMI: 37.95"},
		{"Obesity, unspecified. Body mass index of 82", "Body mass index of 82"},
		{"Obesity, unspecified. BMI 19.9.", "BMI 19.9"},
		{"Obesity, unspecified. BMI 25.", ""},
		{"Obesity, unspecified. BMI not measured in 2 weeks.", ""},
		{"BMI 37.2.", ""},
		{"Alcohol dependence. Blood alcohol level 240 mg/dl.", "Blood alcohol level 240"},
		{"Neonatal jaundice. Birth weight 1600 grams.", "Birth weight 1600"},
		{"Neonatal jaundice. Birth weight 3600 grams.", ""},
	} {
		spans, err := d.Recognise(context.Background(), ner.NewDocument(c.note))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range spans {
			if said := c.note[s.Start:s.End]; strings.ContainsAny(said, "0123456789") {
				got = append(got, said)
			}
		}
		if g := strings.Join(got, "|"); g != c.want {
			t.Errorf("%q: got %q, want %q", c.note, g, c.want)
		}
	}
}
