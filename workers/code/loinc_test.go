package code_test

import (
	"strings"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/schemas"
	"medcode/workers/code"
)

// testRelease is a release with siblings of a few components.
func testRelease(t *testing.T) *ontology.Release {
	t.Helper()
	b := ontology.NewBuilder(ontology.Info{Ontology: schemas.LOINC, Release: "test", From: time.Unix(0, 0)})
	for _, e := range []struct{ code, name string }{
		{"2345-7", "Glucose [Mass/volume] in Serum or Plasma"},
		{"14749-6", "Glucose [Moles/volume] in Serum or Plasma"},
		{"1558-6", "Fasting glucose [Mass/volume] in Serum or Plasma"},
		{"2524-7", "Lactate [Moles/volume] in Serum or Plasma"},
		{"2518-9", "Lactate [Moles/volume] in Arterial blood"},
		{"3040-3", "Lipase [Enzymatic activity/volume] in Serum or Plasma"},
		{"15212-4", "Lipase [Enzymatic activity/volume] in Body fluid"},
		{"2823-3", "Potassium [Moles/volume] in Serum or Plasma"},
		{"9-1", "Zinc [Mass/volume] in Serum or Plasma"},
		{"8-3", "Zinc [Moles/volume] in Serum or Plasma"},
		{"7-5", "Zinc [Moles/volume] in Serum or Plasma by Electrophoresis"},
	} {
		if _, err := b.AddCode(ontology.CodeEntry{Code: e.code, Display: e.name, Billable: true}); err != nil {
			t.Fatal(err)
		}
		component, _, _ := strings.Cut(e.name, " [")
		b.AddTerm(e.code, ontology.Synonym, component, "")
	}
	for _, e := range []ontology.CodeEntry{{Code: "5778-6", Display: "Color"}, {Code: "5811-5", Display: "Deprecated Specific gravity of Urine", Class: "deprecated"}} {
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

// TestLOINC: the usual code of a name, and what unit, specimen and time make
// of it, by the table or by the parts of the names.
func TestLOINC(t *testing.T) {
	r := testRelease(t)
	l, err := code.NewLOINC()
	if err != nil {
		t.Fatal(err)
	}
	known := schemas.Candidates{{Code: "9-1", Display: "Zinc", Confidence: .8}}
	guess := schemas.Candidates{{Code: "9-1", Display: "Zinc", Confidence: .2}}
	for _, c := range []struct {
		name       string
		query      code.Query
		attributes map[string]string
		found      schemas.Candidates
		want       string
	}{
		{"bare name", code.Query{Text: "K"}, nil, nil, "2823-3"},
		{"the table before a wording that many share", code.Query{Text: "K"}, nil, known, "2823-3"},
		{"an official name keeps its code", code.Query{Text: "Zinc [Mass/volume] in Serum or Plasma"}, nil, known, "9-1"},
		{"a medicine keeps what was found", code.Query{Text: "lithium"}, nil, known, "9-1"},
		{"a guess gives way", code.Query{Text: "K"}, nil, guess, "2823-3"},
		{"unit, table", code.Query{Text: "glucose"}, map[string]string{schemas.AttrUnit: "mmol/L", schemas.AttrValue: "6.1"}, nil, "14749-6"},
		{"time, table", code.Query{Text: "glucose"}, map[string]string{schemas.AttrTiming: "fasting"}, nil, "1558-6"},
		{"not in the release", code.Query{Text: "glucose"}, map[string]string{schemas.AttrSpecimen: "cerebrospinal fluid"}, nil, "2345-7"},
		{"specimen, table", code.Query{Text: "lactate"}, map[string]string{schemas.AttrSpecimen: "arterial blood"}, nil, "2518-9"},
		{"specimen, sibling", code.Query{Text: "lipase"}, map[string]string{schemas.AttrSpecimen: "pleural fluid"}, nil, "15212-4"},
		{"the recogniser's term first", code.Query{Text: "BP", Term: "potassium"}, nil, nil, "2823-3"},
		{"unit, sibling of what was found", code.Query{Text: "zinc"}, map[string]string{schemas.AttrUnit: "umol/L"}, known, "8-3"},
		{"named by its component alone", code.Query{Text: "Color", Term: "urine color"}, nil, nil, "5778-6"},
		{"out of use", code.Query{Text: "SG", Term: "specific gravity"}, nil, nil, ""},
		{"a name without a code here", code.Query{Text: "leukocyte esterase", Term: "leukocyte esterase"}, nil, guess, ""},
		{"no test", code.Query{Text: "chair"}, map[string]string{schemas.AttrUnit: "mmol/L"}, guess, "9-1"},
	} {
		c.query.Details = code.DetailsOf(schemas.LOINC, c.attributes)
		got := ""
		if list := l.Refine(r, &c.query, c.found); len(list) > 0 {
			got = list[0].Code
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if known[0].Code != "9-1" || known[0].Confidence != .8 {
		t.Error("the answer that was found has been changed")
	}
}

// TestComponentAlone: what a code stands for is shown where the release has no
// more than the name of its component.
func TestComponentAlone(t *testing.T) {
	l, err := code.NewLOINC()
	if err != nil {
		t.Fatal(err)
	}
	list := l.Refine(testRelease(t), &code.Query{Text: "Color", Term: "urine color"}, nil)
	if len(list) == 0 || list[0].Display != "Color (urine color)" {
		t.Errorf("got %v", list)
	}
}

// TestRefinedSum: confidences stay a probability, and no code stands twice.
func TestRefinedSum(t *testing.T) {
	l, err := code.NewLOINC()
	if err != nil {
		t.Fatal(err)
	}
	found := schemas.Candidates{{Code: "2345-7", Confidence: .45}, {Code: "2823-3", Confidence: .3}, {Code: "9-1", Confidence: .1}}
	list := l.Refine(testRelease(t), &code.Query{Text: "potassium", Term: "potassium"}, found)
	if len(list) != 3 || list[0].Code != "2823-3" || list[0].Confidence < .9 {
		t.Fatalf("got %v", list)
	}
	for i := range list[1:] {
		if list[i+1].Confidence > 1-list[0].Confidence+1e-9 {
			t.Errorf("%v is more than what is left", list[i+1])
		}
	}
}
