package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"medcode/schemas"
)

// run1 runs a command on an empty store and returns what it printed.
func run1(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	args = append(args, "--data", t.TempDir(), "--log-level", "error")
	if rc := run(t.Context(), args, stdio{in: strings.NewReader(stdin), out: &out, err: &errs}); rc != exitOK {
		t.Fatalf("medcode %v left with %d: %s", args, rc, errs.String())
	}
	return out.String()
}

// codesOf returns the codes of a note by ontology.
func codesOf(t *testing.T, text string) (res schemas.Result, codes map[schemas.Ontology][]string) {
	t.Helper()
	if err := json.Unmarshal([]byte(run1(t, text, "code", "--json", "-")), &res); err != nil {
		t.Fatal(err)
	}
	codes = map[schemas.Ontology][]string{}
	for _, c := range res.Codes {
		codes[c.Ontology] = append(codes[c.Ontology], c.Code)
	}
	for _, m := range res.Mentions {
		if text[m.Start:m.End] != string(m.Text) {
			t.Errorf("mention at %d–%d is not the note's text", m.Start, m.End)
		}
	}
	return res, codes
}

// TestStarterNote: what the vocabulary inside the binary does alone.
func TestStarterNote(t *testing.T) {
	_, codes := codesOf(t, "Patient with hypertension prescribed lisinopril. CBC shows elevated WBC.")
	for o, want := range map[schemas.Ontology]string{
		schemas.ICD10CM: "I10", schemas.RxNorm: "29046", schemas.LOINC: "58410-2 6690-2",
	} {
		for code := range strings.FieldsSeq(want) {
			if !strings.Contains(strings.Join(codes[o], " "), code) {
				t.Errorf("%s: %v lacks %s", o, codes[o], code)
			}
		}
	}
}

func TestStarterContext(t *testing.T) {
	res, codes := codesOf(t, "Denies chest pain. Mother had breast cancer.")
	if len(codes) != 1 || strings.Join(codes[schemas.ICD10CM], " ") != "Z80.3" { // that a relative had it
		t.Errorf("codes of the patient: %v", codes)
	}
	if len(res.Mentions) != 2 || !res.Mentions[0].Negated || res.Mentions[1].Experiencer != "family" {
		t.Errorf("mentions %+v", res.Mentions)
	}
}

func TestStarterLookUps(t *testing.T) {
	for _, c := range []struct{ ontology, term, code string }{
		{"icd10cm", "chest pain", "R07.9"},
		{"snomed", "asthma", "195967001"},
		{"loinc", "glucose", "2345-7"},
		{"loinc", "CBC", "58410-2"},
		{"rxnorm", "aspirin", "1191"},
		{"hcpcs", "wheelchair", "K0001"},
	} {
		var f found
		if err := json.Unmarshal([]byte(run1(t, "", "lookup", "--json", c.ontology, c.term)), &f); err != nil {
			t.Fatal(err)
		}
		if len(f.Codings) == 0 || f.Codings[0].Code != c.code || f.Codings[0].Confidence < .5 {
			t.Errorf("%s %q: %+v, want %s", c.ontology, c.term, f.Codings, c.code)
		}
	}
}
