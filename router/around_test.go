package router

import (
	"strings"
	"testing"

	"medcode/router/ner"
	"medcode/router/section"
	"medcode/schemas"
)

// marked takes the brackets out of a text, and returns the place they held.
func marked(t *testing.T, s string) (text string, start, end int) {
	t.Helper()
	start, end = strings.Index(s, "["), strings.Index(s, "]")-1
	if start < 0 || end < start {
		t.Fatal(s)
	}
	return strings.NewReplacer("[", "", "]", "").Replace(s), start, end
}

func TestListed(t *testing.T) {
	for note, want := range map[string]bool{
		"65M s/p [cholecystectomy].":                  true,
		"History of [hysterectomy] and CHF.":          true,
		"He had a [nephrectomy] 3 years ago.":         true,
		"R [TKA] 2019.":                               true,
		"She underwent [nephrectomy] last week.":      false,
		"Admitted for bleeding after [appendectomy].": false,
		"Prior stroke. [Colectomy] was done.":         false,
		"Status post [CABG], stable.":                 true,
	} {
		text, start, end := marked(t, note)
		if got := listed(&schemas.Mention{Start: start, End: end}, text); got != want {
			t.Errorf("%q: %v", note, got)
		}
	}
	if !listed(&schemas.Mention{Section: section.PastSurgical, End: 3}, "CCY") {
		t.Error("a list of operations is history")
	}
}

func TestRemoved(t *testing.T) {
	for note, want := range map[string]bool{
		"[Prostate ca] s/p XRT.":                        true,
		"[bladder cancer], s/p TURBT 2020":              true,
		"[breast cancer] s/p lumpectomy, now on chemo.": false,
		"[prostate ca] with mets s/p XRT":               false,
		"[melanoma]. s/p fall":                          false,
		"[asthma] s/p burst":                            false,
	} {
		text, start, end := marked(t, note)
		if got := removed(text, ner.Span{Start: start, End: end, Category: schemas.Problem}); got != want {
			t.Errorf("%q: %v", note, got)
		}
	}
}

func TestPreventive(t *testing.T) {
	for note, kept := range map[string]int{"Got her [flu] shot today.": 0, "[RSV] vax given.": 0, "Has [flu], no vaccine.": 1, "[Flu]. Vaccine next year.": 1} {
		text, start, end := marked(t, note)
		if got := preventive(&ner.Document{Text: text}, []ner.Span{{Start: start, End: end, Category: schemas.Problem}}); len(got) != kept {
			t.Errorf("%q: %d left", note, len(got))
		}
	}
}

func TestAdministered(t *testing.T) {
	for note, want := range map[string]bool{
		"Given: [vancomycin], cefepime.":         true,
		"Received [lisinopril] 20 mg in triage.": true,
		"Received [cisplatin] in 2015.":          false,
		"Took [ibuprofen] two days ago.":         false,
		"Failed [topiramate].":                   false,
	} {
		text, start, end := marked(t, note)
		m := schemas.Mention{Start: start, End: end, Category: schemas.Medication, Attributes: map[string]string{schemas.AttrStatus: "historical"}}
		if got := administered(&m, text); got != want {
			t.Errorf("%q: %v", note, got)
		}
	}
}

func TestAllergic(t *testing.T) {
	for note, want := range map[string]bool{"Allergic to [ceftriaxone].": true, "Hives with [ibuprofen].": true, "Started [thalidomide], which causes sleepiness.": false} {
		text, start, end := marked(t, note)
		if got := allergic(&schemas.Mention{Start: start, End: end}, text); got != want {
			t.Errorf("%q: %v", note, got)
		}
	}
}
