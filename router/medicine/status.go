package medicine

import "strings"

// The values of schemas.AttrStatus.
const (
	active     = "active"
	started    = "started"
	changed    = "changed"
	held       = "held"
	stopped    = "stopped"
	past       = "historical"
	allergy    = "allergy"
	negated    = "negated"
	considered = "considered"
	another    = "other person"
)

// cueTable holds the words that tell whether a medicine is taken, by the side
// of the name on which they stand.
type cueTable struct {
	before, after   map[string]string
	longest         map[string]int // first word → words of the longest cue
	kin, conditions map[string]bool
}

func newCues() cueTable {
	t := cueTable{before: map[string]string{}, after: map[string]string{}, longest: map[string]int{}, kin: map[string]bool{}, conditions: map[string]bool{}}
	for _, row := range cues {
		for phrase := range strings.SplitSeq(row.before, "|") {
			t.add(t.before, phrase, row.status)
		}
		for phrase := range strings.SplitSeq(row.after, "|") {
			t.add(t.after, phrase, row.status)
		}
	}
	for w := range strings.FieldsSeq("mother father brother sister wife husband son daughter roommate neighbor neighbour aunt uncle grandmother grandfather partner mom dad mum friend spouse cousin") {
		t.kin[w] = true
	}
	for w := range strings.FieldsSeq("if consider considering considered discuss discussed could might option options would recommend suggest suggested propose proposed candidate contemplate unless") {
		t.conditions[w] = true
	}
	return t
}

func (t *cueTable) add(into map[string]string, phrase, status string) {
	if phrase == "" {
		return
	}
	into[phrase] = status
	first, _, _ := strings.Cut(phrase, " ")
	t.longest[first] = max(t.longest[first], 1+strings.Count(phrase, " "))
}

var cues = []struct{ status, before, after string }{
	{
		started,
		"start|started|starting|starts|begin|began|begun|beginning|initiate|initiated|initiating|add|added|adding|trial of|new|commence|commenced|commencing|switch to|switched to|changed to|converted to|transitioned to|restart on|resume|resumed|restart|restarting|restarted|reintroduce|replace with|replaced with|trialled|rx for new|initiate on|placed on|put on",
		"started|was started|were started|added|was added|begun|initiated|was initiated|commenced|new|new start",
	},
	{
		changed,
		"increase|increased|increasing|decrease|decreased|decreasing|reduce|reduced|reducing|uptitrate|uptitrated|titrate|titrated|lower|lowered|raise|raised|double|doubled|halve|halved|change|adjust|adjusted|wean|cut|taper|up titrate|up titrated|tapering|weaning",
		"was increased|increased|was decreased|decreased|was reduced|reduced|was lowered|lowered|was raised|raised|was doubled|doubled|was halved|halved|dose was|dose increased|dose decreased|dose reduced|changed from|uptitrated|was uptitrated|was titrated|titrated up|titrated down|was adjusted|dose adjusted|has been increased|has been decreased|has been reduced|cut to|down to|up to",
	},
	{
		held,
		"hold|held|holding|withhold|withheld|holds|omit|omitted|pause|paused",
		"held|was held|is held|on hold|being held|hold|withheld|is being held|paused|omitted|has been held|were held",
	},
	{
		stopped,
		"stop|stopped|stopping|stops|discontinue|discontinued|discontinuing|self discontinued|d c|dc|dced|dc'd|off|came off|taken off|switched from|changed from|switch from|converted from|quit|cease|ceased|no longer on|no longer taking|no longer takes|weaned off|tapered off|ran out of|d'c|remove|removed|transitioned from|self dced|stopped taking|stopped using",
		"stopped|was stopped|discontinued|was discontinued|dc'd|d c'd|dced|d c|was dc'd|were stopped|were discontinued|has been stopped|has been discontinued|ceased|is stopped|stop|weaned off|changed to|switched to|was switched to|was changed to|replaced by|was replaced|replaced with",
	},
	{
		past,
		"was given|were given|gave|given|received|completed|completed a course of|failed|previously on|previously took|previously|was treated with|treated with|prior|took|tried|had tried|had been on|used to take|used|formerly on|had received|has received|past use of|history of|s p|finished|was on|last took",
		"was given|given|completed|was administered|administered|in the past|failed|finished|was tried|previously",
	},
	{
		allergy,
		"allergic to|allergy to|allergies|allergy|anaphylaxis to|anaphylaxis with|reaction to|intolerance to|intolerant to|intolerant of|allergies include|hives with|hives from|rash with|rash from|sensitivity to|adverse reaction to|allg|all|angioedema with|angioedema from|adr|adrs|cannot tolerate|unable to tolerate|does not tolerate|cough with|cough from|intolerance of|intolerances",
		"allergy|allergies|intolerance|caused|causes|allergic|anaphylaxis|hives|reaction|sensitivity|makes her|makes him|gave her a rash|gave him a rash|gives her|gives him|causing",
	},
	{
		negated,
		"denies|denied|denies taking|denies use of|not on|not taking|not takes|never|no|without|declines|declined|refuses|refused|avoid|avoids|avoiding|does not take|doesn't take|is not on|not currently on|not currently taking|never took|never taken|never been on|not using|not using any|do not give|no current|contraindicated|not start|not to take|did not take|not tolerate",
		"declined|refused|contraindicated|is contraindicated|was not given|not given|avoided|not taken|not started|never started|was declined|was refused",
	},
	{considered, "consider|considering|may start|may need|might need|plan for possible|candidate for", "considered|if needed later|to be considered|could be considered|may be considered|next if"},
	{active, "continue|continues|continued|continuing|remains on|remain on|maintained on|currently on|currently taking|currently receiving|takes|taking|receiving|now on|gets|rx given for|given for|is on|stable on|uses|using|discharged on|discharged home on|discharged her on|discharged him on|refill|refills|refilled|controlled on|controlled with|stays on|tolerating", "continued|was continued|refilled|last given|to be given|is given"},
}

// at returns the status of the longest cue of a table that begins at item i.
func (t *cueTable) at(table map[string]string, items []item, i int) (status string, n int) {
	if items[i].kind != aWord {
		return "", 0
	}
	most := t.longest[items[i].word]
	if most == 0 {
		return "", 0
	}
	var buf [64]byte
	key := buf[:0]
	words := 0
	for j := i; j < len(items) && words < most; j++ {
		switch it := &items[j]; {
		case it.kind == aWord:
			if words > 0 {
				key = append(key, ' ')
			}
			key = append(key, it.word...)
			words++
		case it.kind == aSign && (it.sign == '-' || it.sign == '/') && words > 0:
			continue
		default:
			return status, n
		}
		if got, ok := table[string(key)]; ok {
			status, n = got, j-i+1
		}
	}
	return status, n
}
