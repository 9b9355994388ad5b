package router

import (
	"fmt"
	"testing"

	"medcode/schemas"
)

func TestWithdrawn(t *testing.T) {
	type m struct{ text, display, status string }
	for _, c := range []struct {
		name     string
		mentions []m
		want     string
	}{
		{"held in the plan", []m{{"Metformin 500", "metformin hydrochloride 500 MG Oral Tablet", "active"}, {"aspirin", "aspirin", ""}, {"metformin", "metformin", "held"}}, "[true false true]"},
		{"by its brand", []m{{"Eliquis", "apixaban 5 MG [Eliquis]", ""}, {"apixaban", "apixaban", "stopped"}}, "[true true]"},
		{"begun again", []m{{"warfarin", "warfarin", "held"}, {"warfarin", "warfarin sodium 5 MG", "started"}}, "[false false]"},
		{"another insulin", []m{{"insulin glargine", "insulin glargine", ""}, {"insulin lispro", "insulin lispro", "stopped"}}, "[false true]"},
		{"nothing withdrawn", []m{{"gout", "", ""}, {"aspirin", "aspirin", "active"}}, "[false false]"},
	} {
		var mentions []schemas.Mention
		for _, x := range c.mentions {
			one := schemas.Mention{Text: schemas.Text(x.text), Category: schemas.Medication, Attributes: map[string]string{schemas.AttrStatus: x.status}}
			if x.display != "" {
				one.Codings = []schemas.Coding{{Ontology: schemas.RxNorm, Display: x.display}}
			}
			mentions = append(mentions, one)
		}
		if got := fmt.Sprint(withdrawn(mentions)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
