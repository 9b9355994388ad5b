package ner_test

import (
	"context"
	"strings"
	"testing"

	"medcode/internal/text"
	"medcode/router/ner"
	"medcode/schemas"
)

// accidents are invented sentences with the beginning of the code that says how
// the injury came about; empty where nothing does.
var accidents = []struct{ note, category string }{
	{"He fell from a ladder while cleaning gutters.", "W11"},
	{"Golden retriever dog bite to the left hand.", "W54"},
	{"Restrained driver in an MVC, airbags deployed.", "V49"},
	{"Struck by a ball during softball practice.", "W21"},
	{"She slipped on a wet floor at work and hit her head.", "W01"},
	{"He tripped over the dog and landed on his wrist.", "W01"},
	{"Fell down five stairs carrying laundry.", "W10"},
	{"Fell off her bike at low speed.", "V18"},
	{"Cut her finger with a kitchen knife while chopping onions.", "W26"},
	{"Got his hand caught in a car door.", "W23"},
	{"Hit in the face by a baseball.", "W21"},
	{"Burned his forearm on the stove.", "X15"},
	{"Spilled hot coffee on her lap.", "X10"},
	{"Stepped on a rusty nail.", "W45"},
	{"He was assaulted outside a bar, punched in the face.", "Y04"},
	{"Scratched by her cat.", "W55"},
	{"Unrestrained passenger, rollover MVA.", "V"},
	{"Thrown from a horse.", "V80"},
	{"Rolled off the bed onto the floor.", "W06"},
	{"Fell out of a tree at age 10.", "W14"},
	{"Struck his head on a cabinet door.", "W22"},
	{"Walked into a glass door.", "W22"},
	{"Bumped head on the car roof.", "W22"},
	{"A box fell on his foot at the warehouse.", "W20"},
	{"Dropped a weight on his toe.", "W20"},
	{"Fell in the bathtub last night.", "W18"},
	{"Fall from standing, no LOC.", "W18"},
	{"Twisted her ankle stepping off a curb.", "W18"},
	{"Injured his back lifting boxes.", "X50"},
	{"Pedestrian struck by a truck at 30 mph.", "V04"},
	{"Kicked by a cow.", "W55"},
	{"Cut by broken glass.", "W25"},
	{"Nail gun injury to thumb.", "W29"},
	{"Gunshot wound to thigh, accidental.", "W34"},
	{"Fireworks exploded in his hand.", "W39"},
	{"Fell from a height of 12 feet at a construction site.", "W17"},
	{"Scalded by boiling water.", "X12"},
	{"Sunburn after a day at the beach.", "X32"},
	{"Hit by a door.", "W22"},
	{"He was stabbed during a robbery.", "X99"},
	{"ATV flipped over on him.", "V86"},
	{"He was hit by a car chasing a ball.", "V03"},
	{"The ball was in the room; he was hit hard by the news.", ""},
	{"Lifting weights is his hobby.", ""},
	{"BP fell to 80 systolic, then he fell asleep.", ""},
	{"High fall risk, fall precautions.", ""},
	{"Husband fell off a ladder.", ""},
	{"Shooting pain down the leg.", ""},
	{"Insulin shot in the abdomen.", ""},
	{"Cut wrists with a razor, intent to die.", "X78.8"},
	{"Accidentally shot himself in the foot with his handgun.", "W32"},
	{"Handgun discharge to the thigh, shot, intent cannot be determined.", "Y22"},
	{"Shot in the thigh during a robbery.", "X95.9"},
	{"Jumped off an overpass, suicide attempt.", "X80"},
	{"Cyclist hit by car, over the handlebars.", "V13.4"},
	{"Unrestrained passenger, rollover, ejected.", "V48.6"},
	{"Backed over by an SUV in the driveway.", "V03.00"},
	{"Fractured clavicle after a fall from a ladder.", "W11"},
	{"Coin stuck in the esophagus.", "W44.E2"},
	{"Sleeps in a bed near the wall.", ""},
}

// supplements are sentences with the place, activity, status or blood alcohol
// that they name for an injury.
var supplements = []struct{ note, codes string }{
	{"Fell off a swing at the park.", "Y92.830"},
	{"Palpitations at the park.", ""},
	{"Sprained ankle while playing soccer.", "Y93.66"},
	{"Plays soccer on weekends.", ""},
	{"Cut his hand with a knife on the job.", "Y99.0"},
	{"Likes it at work.", ""},
	{"Serum ethanol 92 mg/dL.", "Y90.4"},
	{"BAC 0.18, intoxicated.", "Y90.6"},
	{"BAL with 20 cells, alcohol pad used.", ""},
}

// TestSupplements: Y90–Y99 are found where they belong to an injury.
func TestSupplements(t *testing.T) {
	r := fullICD(t)
	d := ner.NewDictionary(r)
	for _, c := range supplements {
		spans, err := d.Recognise(context.Background(), ner.NewDocument(c.note))
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, s := range spans {
			if len(s.Terms) == 0 || s.Terms[0].Ontology != schemas.ICD10CM {
				continue
			}
			id, _ := r.Emit(r.CodeOf(r.Exact(text.Normalize(s.Terms[0].Text))[0]))
			if code := r.Code(id).Code; code >= "Y90" && code < "Z" {
				codes = append(codes, code)
			}
		}
		if got := strings.Join(codes, " "); got != c.codes {
			t.Errorf("%q: %q, not %q", c.note, got, c.codes)
		}
	}
}

// TestAccidents: external causes are found where they are stated.
func TestAccidents(t *testing.T) {
	r := fullICD(t)
	d := ner.NewDictionary(r)
	for _, c := range accidents {
		spans, err := d.Recognise(context.Background(), ner.NewDocument(c.note))
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, s := range spans {
			if len(s.Terms) == 0 || s.Terms[0].Ontology != schemas.ICD10CM {
				continue
			}
			id, _ := r.Emit(r.CodeOf(r.Exact(text.Normalize(s.Terms[0].Text))[0]))
			if code := r.Code(id).Code; code >= "V" && code < "Z" && code < "Y92" {
				codes = append(codes, code)
			}
		}
		if got := strings.Join(codes, " "); c.category == "" && got != "" || !strings.Contains(" "+got, " "+c.category) {
			t.Errorf("%q: %q, not %q", c.note, got, c.category)
		}
	}
}
