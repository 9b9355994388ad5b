package ner_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"medcode/router/ner"
	"medcode/schemas"
)

// practice are invented phrases with the spans that have a concept: text,
// category and name.
var practice = []struct{ note, want string }{
	{"s/p lap chole and C-section x2", "lap chole procedure Laparoscopic cholecystectomy | C-section procedure Cesarean section"},
	{"the appendix was removed", "appendix was removed procedure Excision of appendix"},
	{"CT of the head without contrast", "CT of the head procedure Computed tomography of head"},
	{"left TKA", "left TKA procedure Total knee replacement"}, // the starter vocabulary has no sides
	{"CXR: clear", "CXR procedure Plain chest X-ray"},
	{"SOB, seen in pain clinic", "SOB problem Dyspnea"},
	{"quit smoking in 2010", "quit smoking problem Ex-smoker"},
	{"a fussy eater with a cough", "cough problem Cough"},
	{"the cough syrup and the CT surgeon", ""},
}

func TestProcedures(t *testing.T) {
	d := dictionary(starters(t))
	for _, c := range practice {
		doc := ner.NewDocument(c.note)
		spans, err := d.Recognise(context.Background(), doc)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range spans {
			if i := slices.IndexFunc(s.Terms, func(t ner.Term) bool { return t.Ontology == schemas.SNOMED }); i >= 0 && s.Category != schemas.Anatomy {
				got = append(got, doc.Text[s.Start:s.End]+" "+string(s.Category)+" "+s.Terms[i].Text)
			}
		}
		if g := strings.Join(got, " | "); g != c.want {
			t.Errorf("%q:\n  %s\nnot\n  %s", c.note, g, c.want)
		}
	}
}
