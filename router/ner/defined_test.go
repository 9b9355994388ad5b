package ner

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/schemas"
)

func TestDefinitions(t *testing.T) {
	for text, want := range map[string]string{
		"Wiskott-Aldrich syndrome (WAS) is rare.":                 "WAS=Wiskott-Aldrich syndrome",
		"She has chronic kidney disease (CKD), stage 3.":          "CKD=chronic kidney disease",
		"valproic acid (VPA, 20 mg/kg)":                           "VPA=valproic acid",
		"Seen for heat. Acute renal failure (ARF) today":          "ARF=Acute renal failure",
		"ADPKD (autosomal dominant polycystic kidney disease)":    "ADPKD=autosomal dominant polycystic kidney disease",
		"congenital nephrotic syndrome of the Finnish type (CNF)": "", // seven words
		"blood pressure was high (BP 180/90)":                     "",
		"pain (see below) and aspirin (ASA 81 mg daily)":          "",
		"He was well (He said so)":                                "",
		"an open bracket (WAS and no end":                         "",
		"über Ödem (UO)":                                          "",
	} {
		var got []string
		for _, d := range definitions(text) {
			got = append(got, d.short+"="+text[d.start:d.end])
		}
		if d := cmp.Diff(want, strings.Join(got, ";")); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

func TestDefine(t *testing.T) {
	const text = "Acute renal failure (ARF). ARF was severe; ARFs recur, no ARFX, and ARF of the left kidney. AS is not defined."
	doc := NewDocument(text)
	long := "Acute renal failure"
	whole := strings.LastIndex(text, "ARF of the left kidney")
	spans := []Span{
		{Start: 0, End: len(long), Category: schemas.Problem, Terms: []Term{{schemas.ICD10CM, "acute renal failure"}}},
		{Start: strings.Index(text, "ARF was"), End: strings.Index(text, "ARF was") + 3, Category: schemas.Test, Terms: []Term{{schemas.LOINC, "other"}}},
		{Start: whole, End: whole + len("ARF of the left kidney"), Category: schemas.Problem, Terms: []Term{{schemas.ICD10CM, "whole"}}},
	}
	var got []string
	for _, s := range Define(doc, spans) {
		got = append(got, text[s.Start:s.End]+"="+s.Terms[0].Text+"/"+s.Means)
	}
	want := []string{
		"Acute renal failure=acute renal failure/", "ARF=acute renal failure/" + long, "ARF=acute renal failure/" + long,
		"ARF=acute renal failure/" + long, "ARF of the left kidney=whole/",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func FuzzDefinitions(f *testing.F) {
	f.Add("Wiskott-Aldrich syndrome (WAS), WAS (a b c)")
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range definitions(s) {
			if d.start < 0 || d.end > len(s) || d.start >= d.end || d.short == "" {
				t.Errorf("%q: %+v", s, d)
			}
		}
	})
}
