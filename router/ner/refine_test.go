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
		{"one sense a note", "PE on CT, heparin begun.\n\nLater the\nleft leg\n\nwas seen and was without change in any way that the team could see or name at all. PE.", "PE=problem icd10cm:pulmonary embolism (pulmonary embolism)|PE=problem icd10cm:pulmonary embolism (pulmonary embolism)"},
		{"explained otherwise", "Capillary pressure (CP) rose; CP sank.", ""},
		{"capitals mean nothing", "CP RADIATING TO THE ARM", ""},
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
