package overlay_test

import (
	"strings"
	"testing"

	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
)

// causes are invented phrases with the category that says how it happened, or
// that of the injury or poisoning where the classification has both in one.
var causes = []struct{ category, phrases string }{
	{"T15", "foreign body in eye"},
	{"T63", "spider bite|snake bite|bee sting|wasp sting|jellyfish sting"},
	{"T74", "sexual assault"},
	{"T75", "electric shock|electrocution|struck by lightning"},
	{"V00", "fell from skateboard|fell while skiing|scooter accident"},
	{"V03", "pedestrian struck by car|hit by a car"},
	{"V13", "cyclist hit by a car"},
	{"V18", "fell off bicycle"},
	{"V19", "bicycle accident"},
	{"V29", "motorcycle accident|motorcycle crash"},
	{"V43", "car accident driver|passenger in a car accident"},
	{"V48", "rollover car accident"},
	{"V80", "fell off horse"},
	{"V81", "train accident"},
	{"V86", "ATV accident"},
	{"V89", "motor vehicle accident|motor vehicle collision|car crash"},
	{"V94", "boat accident"},
	{"V95", "plane crash"},
	{"W00", "slipped on ice"},
	{"W01", "slipped on wet floor|slipped and fell|tripped over a rug|tripped and fell"},
	{"W03", "pushed and fell"},
	{"W05", "fell from wheelchair"},
	{"W06", "fell out of bed|fall from bed"},
	{"W07", "fell off chair"},
	{"W09", "fell from playground equipment"},
	{"W10", "fell down the stairs|tripped on the curb"},
	{"W11", "fall from ladder|fell off a ladder"},
	{"W12", "fell from scaffolding"},
	{"W13", "fell off the roof"},
	{"W14", "fell out of a tree"},
	{"W17", "fell into a hole"},
	{"W18", "fell in the shower|fell in the bathtub|fell off toilet|ground level fall|fall from standing height"},
	{"W19", "mechanical fall"},
	{"W20", "hit by a falling object"},
	{"W21", "struck by a ball|struck by a baseball"},
	{"W23", "caught finger in door"},
	{"W25", "cut by broken glass"},
	{"W26", "cut with kitchen knife"},
	{"W29", "nail gun injury"},
	{"W31", "cut by a saw|finger crushed in machine"},
	{"W34", "gunshot wound"},
	{"W39", "fireworks injury"},
	{"W40", "injured in an explosion"},
	{"W45", "stepped on a nail"},
	{"W46", "needlestick injury"},
	{"W50", "human bite"},
	{"W53", "bitten by a rat"},
	{"W54", "dog bite|bitten by a dog"},
	{"W55", "cat bite|kicked by a horse"},
	{"W57", "insect bite|mosquito bite|tick bite"},
	{"W67", "near drowning in swimming pool"},
	{"X00", "house fire"},
	{"X10", "burn by hot drink|burned by hot oil"},
	{"X11", "burn from hot water|scald by hot tap water"},
	{"X13", "burned by steam"},
	{"X15", "burn from stove"},
	{"X31", "exposure to cold weather"},
	{"X32", "sunburn exposure to sun"},
	{"X50", "injured while lifting"},
	{"X74", "self-inflicted gunshot wound"},
	{"X78", "self-inflicted cut with a knife"},
	{"X95", "shot in an assault"},
	{"X99", "assaulted with a knife|stabbed with a knife|stab wound by assault"},
	{"Y00", "beaten with a baseball bat"},
	{"Y04", "punched in the face|struck by a fist in a fight"},
	{"Y09", "assault|physical assault"},
	{"Y92", "at home in the kitchen|occurred in the parking lot"},
	{"Y93", "injured playing football|injured playing soccer|while running"},
	{"Y99", "injured at work"},
}

// TestClasses: each class that a pattern or a clue names has a line, and each
// line with a pattern has a code.
func TestClasses(t *testing.T) {
	tables := string(overlay.Causes()) + string(overlay.Hardships())
	known := map[string]bool{"@cause": true}
	for line := range strings.Lines(tables) {
		if name, _, ok := strings.Cut(line, "\t"); ok && name[0] == '=' {
			known["@"+name[1:]] = true
		}
	}
	for line := range strings.Lines(tables) {
		cells := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if line[0] == '#' && len(cells) == 1 {
			continue
		}
		if len(cells) < 2 || cells[1] == "" {
			t.Errorf("%q has no code", cells[0])
		}
		for _, word := range strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune(" \t\n|?,+-", c) }) {
			if word[0] == '@' && !known[word] {
				t.Errorf("%s of %q is no class", word, cells[0])
			}
		}
	}
}

// wantCauses: each phrase is known by its words, with its category.
func wantCauses(t *testing.T, r *ontology.Release) {
	for _, c := range causes {
		for phrase := range strings.SplitSeq(c.phrases, "|") {
			if got := first(r, phrase); !strings.HasPrefix(got, c.category) {
				t.Errorf("%q is %q, not in %s", phrase, got, c.category)
			}
		}
	}
}

// first returns the code of the best wording of a phrase, as printed or in any
// order; empty where there is none.
func first(r *ontology.Release, phrase string) string {
	terms := r.Exact(text.Normalize(phrase))
	if len(terms) == 0 {
		terms = r.Bag(ontology.BagKey(text.Tokens(nil, phrase)))
	}
	for _, t := range terms {
		if id, ok := r.Emit(r.CodeOf(t)); ok {
			return r.Code(id).Code
		}
	}
	return ""
}
