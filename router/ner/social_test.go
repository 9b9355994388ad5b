package ner_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"medcode/internal/text"
	"medcode/router/ner"
	"medcode/schemas"
)

// circumstances are invented sentences with the code of the circumstance that
// they name; empty where they name none.
var circumstances = []struct{ note, code string }{
	{"She lives alone in a walk-up.", ""},
	{"Lives alone and is unable to manage, no one helps.", "Z60.2"},
	{"82F living alone, daughter visits weekly", ""},
	{"Lives with her husband and two cats.", ""},
	{"He is homeless.", "Z59.00"},
	{"Pt is undomiciled, no phone.", "Z59.00"},
	{"Homelessness was discussed with social work.", "Z59.00"},
	{"Currently staying in a shelter downtown.", "Z59.01"},
	{"He lives in his car since March.", "Z59.02"},
	{"Sleeping outside under the bridge.", "Z59.02"},
	{"Living in a tent near the river.", "Z59.02"},
	{"Unstable housing, moves often.", "Z59.819"},
	{"Housing instability noted on screen.", "Z59.819"},
	{"Received an eviction notice last week.", "Z59.811"},
	{"Behind on rent by two months.", "Z59.811"},
	{"There is mold in the apartment.", "Z59.19"},
	{"No heat at home this winter.", "Z59.11"},
	{"Her utilities were shut off.", "Z59.12"},
	{"Conflict with landlord over repairs.", "Z59.2"},
	{"Nursing home resident, bedbound.", ""},
	{"Unhappy at the nursing home, wants to leave.", "Z59.3"},
	{"Screens positive for food insecurity.", "Z59.41"},
	{"The family relies on a food bank.", "Z59.41"},
	{"She cannot afford groceries after paying for insulin.", "Z59.41"},
	{"There is no food at home.", "Z59.48"},
	{"Living in poverty.", "Z59.6"},
	{"Low income, applies for aid.", "Z59.6"},
	{"He is uninsured.", "Z59.71"},
	{"Lost health insurance with the new job.", "Z59.71"},
	{"Lack of transportation is why she missed dialysis.", "Z59.82"},
	{"Transportation insecurity.", "Z59.82"},
	{"Financial strain since the layoff.", "Z59.869"},
	{"Unable to pay bills this month.", "Z59.869"},
	{"Unemployed for two years.", "Z56.0"},
	{"Lost his job in May.", "Z56.0"},
	{"She was laid off.", "Z56.0"},
	{"Works as a teacher.", ""},
	{"Reports work stress.", "Z56.6"},
	{"Conflict with boss, poor sleep.", "Z56.4"},
	{"Sexually harassed at work.", "Z56.81"},
	{"Pesticide exposure at work on a farm.", "Z57.4"},
	{"Loud noise at work for 20 years.", "Z57.0"},
	{"Illiterate; consent read aloud.", "Z55.0"},
	{"The patient cannot read or write.", "Z55.0"},
	{"Low health literacy, teach-back used.", "Z55.6"},
	{"High school dropout.", "Z55.5"},
	{"She is bullied at school.", "Z55.4"},
	{"Socially isolated since the move.", "Z60.4"},
	{"Social isolation and low mood.", "Z60.4"},
	{"Victim of discrimination at her college.", "Z60.5"},
	{"Recently released from prison.", "Z65.2"},
	{"Currently incarcerated at the county facility.", "Z65.1"},
	{"He is an inmate.", "Z65.1"},
	{"On probation for two years.", "Z65.3"},
	{"Legal problems with a pending court case.", "Z65.3"},
	{"Robbed at gunpoint last month.", "Z65.4"},
	{"Combat exposure in 2008.", "Z65.5"},
	{"Child is in foster care.", "Z62.21"},
	{"Sexually abused as a child.", "Z62.810"},
	{"History of childhood abuse.", "Z62.819"},
	{"Marital conflict, no violence.", "Z63.0"},
	{"Recently widowed.", "Z63.4"},
	{"Bereavement after her son died.", "Z63.4"},
	{"Going through a divorce.", "Z63.5"},
	{"Caregiver burden, husband has dementia.", "Z63.6"},
	{"Alcoholism in family.", "Z63.72"},
	{"Handout on food pantries for homeless patients.", ""},
	{"Was homeless years ago.", ""},
	{"Screen negative for food insecurity.", ""},
	{"Works at a homeless shelter.", ""},
	{"Daughter lost her job.", ""},
	{"Dad deported in May.", "Z63.32"},
	{"Skips meals so the kids can eat.", "Z59.41"},
	{"10th grade education.", "Z55.5"},
	{"Walks alone without help and eats well.", ""},
	{"The job of the liver is filtering.", ""},
}

// TestCircumstances: what makes a life hard is found, with its code, under a
// category of its own.
func TestCircumstances(t *testing.T) {
	r := fullICD(t)
	d := ner.NewDictionary(r)
	for _, c := range circumstances {
		spans, err := d.Recognise(context.Background(), ner.NewDocument(c.note))
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, s := range spans {
			if s.Category != schemas.Social {
				continue
			}
			id, _ := r.Emit(r.CodeOf(r.Exact(text.Normalize(s.Terms[0].Text))[0]))
			codes = append(codes, r.Code(id).Code)
		}
		if got := strings.Join(slices.Compact(codes), " "); got != c.code {
			t.Errorf("%q: %q, not %q", c.note, got, c.code)
		}
	}
}
