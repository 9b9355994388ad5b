package ner_test

import (
	"context"
	"strings"
	"testing"

	"medcode/router/ner"
	"medcode/schemas"
)

// spansOf shows what is read in a note: text, category and terms; a term of
// the ontology alone ends in a colon.
func spansOf(t *testing.T, d *ner.Dictionary, note string) string {
	t.Helper()
	doc := ner.NewDocument(note)
	spans, err := d.Recognise(context.Background(), doc)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range ner.Define(doc, spans) {
		line := note[s.Start:s.End] + "=" + string(s.Category)
		for _, term := range s.Terms {
			line += " " + string(term.Ontology) + ":" + term.Text
		}
		if s.Means != "" {
			line += " (" + s.Means + ")"
		}
		out = append(out, line)
	}
	return strings.Join(out, "|")
}

func TestBordersAndUncodedProblems(t *testing.T) {
	rs := starters(t)
	d := ner.NewDictionary(rs["icd10cm"])
	for _, c := range []struct{ name, note, want string }{
		{"a word of heredity", "Familial breast cancer.", "Familial breast cancer=problem icd10cm:breast cancer"},
		{"sites before a head", "Signs of cardiac and renal toxicity.", "cardiac and renal toxicity=problem"},
		{"no site before a term", "The cardiac patient had fever.", "fever=problem icd10cm:fever"},
		{"a name before a head", "It was Kniest dysplasia.", "Kniest dysplasia=problem"},
		{"no head alone", "The disease and its syndrome.", ""},
		{"praise makes no head", "A typical syndrome, several disorders.", ""},
		{"a cause is no kind", "cocaine-induced toxicity", "toxicity=problem"},
		{"what is lacking", "Known C2 deficiency and acyl-CoA dehydrogenase deficiency.", "C2 deficiency=problem|acyl-CoA dehydrogenase deficiency=problem"},
		{"built as a disease", "An erythroblastocytopenia, by this mechanism.", "erythroblastocytopenia=problem"},
		{"no disease", "By hydrolysis, analysis and metabolism.", ""},
		{"two problems, one code", "Nausea and vomiting.", "Nausea=problem icd10cm:nausea and vomiting|vomiting=problem icd10cm:nausea and vomiting"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := spansOf(t, d, c.note); got != c.want {
				t.Errorf("%q:\n%s, want\n%s", c.note, got, c.want)
			}
		})
	}
}

func TestShortForms(t *testing.T) {
	rs := starters(t)
	d := ner.NewDictionary(rs["icd10cm"])
	for _, c := range []struct{ name, note, want string }{
		{"by its neighbours", "CP radiating to the arm, troponin negative.", "CP=problem icd10cm:chest pain (chest pain)"},
		{"another sense", "Spastic CP, wheelchair.", "Spastic CP=problem icd10cm:Cerebral palsy, unspecified (cerebral palsy)"},
		{"no problem", "SpO2 98% on RA.", ""},
		{"one sense a note", "PE seen, heparin begun.\n\nLater the\nleft leg\n\nwas seen and was without change in any way that the team could see or name at all. PE.", "PE=problem icd10cm:pulmonary embolism (pulmonary embolism)|PE=problem icd10cm:pulmonary embolism (pulmonary embolism)"},
		{"explained otherwise", "Capillary pressure (CP) rose; CP sank.", ""},
		{"among capitals, by its neighbours", "CP RADIATING TO THE ARM", "CP=problem icd10cm:chest pain (chest pain)"},
		{"among capitals, a word", "AS NEEDED. HE IS IN BED, OR ALL OF IT HURTS.", ""},
		{"a name", "MR SMITH WAS SEEN. MS. JONES, TOO, WITH A MURMUR OF THE VALVE.", "MURMUR=problem icd10cm:murmur"},
		{"small letters", "dm2, cad, copd exac; seen in the ed for cp", "dm2=problem icd10cm:type 2 diabetes mellitus (type 2 diabetes mellitus)|cad=problem icd10cm:coronary artery disease (coronary artery disease)|copd exac=problem icd10cm:COPD exacerbation|cp=problem icd10cm:chest pain (chest pain)"},
		{"small letters, words", "she does all she can as it is, a sob story", ""},
		{"glued", "HepB, CKD3b, HIV+, n/v/d", "HepB=problem icd10cm:hepatitis b|CKD3b=problem icd10cm:CKD 3b|HIV+=problem icd10cm:hiv positive|n/v=problem icd10cm:nausea and vomiting|d=problem icd10cm:diarrhea"},
		{"shortened words", "hip fx, known sz", "hip fx=problem icd10cm:hip fracture|sz=problem icd10cm:seizure (seizure)"},
		{"two in one phrase", "COPD and CHF exacerbation", "COPD=problem icd10cm:chronic obstructive pulmonary disease (chronic obstructive pulmonary disease)|CHF exacerbation=problem icd10cm:CHF exacerbation"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := spansOf(t, d, c.note); got != c.want {
				t.Errorf("%q:\n%s, want\n%s", c.note, got, c.want)
			}
		})
	}
}

func TestSpelling(t *testing.T) {
	rs := starters(t)
	d := ner.NewDictionary(rs["icd10cm"], rs["rxnorm"])
	for _, c := range []struct{ name, note, want string }{
		{"a letter too few", "Known hypertenion.", "hypertenion=problem icd10cm:hypertension"},
		{"letters swapped", "pnuemonia", "pnuemonia=problem icd10cm:pneumonia"},
		{"a medicine", "Takes metaformin.", "metaformin=medication rxnorm:metformin"},
		{"another medicine, perhaps", "Takes metforbin.", ""},
		{"the end is left alone", "pneumonic", ""},
		{"a compound", "prehypertensive", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := spansOf(t, d, c.note); got != c.want {
				t.Errorf("%q:\n%s, want\n%s", c.note, got, c.want)
			}
		})
	}
}

// TestSubstances reads medicines that stand only inside names of products.
func TestSubstances(t *testing.T) {
	all := fullAll(t)
	d := ner.NewDictionary(all[schemas.ICD10CM], all[schemas.RxNorm])
	for _, c := range []struct{ note, want string }{
		{"Takes tacrolimus and 5-fluorouracil.", "tacrolimus=medication rxnorm:|5-fluorouracil=medication rxnorm:fluorouracil"},
		{"Received lasomycin.", "lasomycin=medication rxnorm:"},
		{"The drug, a placebo, in water.", ""},
	} {
		if got := spansOf(t, d, c.note); got != c.want {
			t.Errorf("%q:\n%s, want\n%s", c.note, got, c.want)
		}
	}
}
