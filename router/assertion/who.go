package assertion

import "strings"

// role is what a word after the name of a person tells of that person.
type role uint8

const (
	unknown  role = iota
	passes        // says nothing: "also", "is", "aged"
	dies          // the same, unless it dates something: "since her husband died"
	has           // the condition that follows is the person's
	with          // the same, where it follows at once
	tells         // the person reports, brings, worries: the condition is the patient's
	breaks        // somebody else is the subject now
	who           // begins a clause about the person
	dates         // before a person: since, when
	informs       // before a person: by, per, from
	joins         // before a person: with, to, at
	owner         // before a person: his, the, maternal
	quantity      // after persons: both
)

// spoken are the words of each role.
var spoken = []struct {
	role  role
	words string
}{
	{passes, "also|both|all|each|recently|is|was|are|were|been|being|be|aged|age|years|year|yo|old|alive|younger|older|eldest|oldest|now|currently|" +
		"reportedly|apparently|likely|possibly|probably|may|might|could|does|do|did|not|never|no|at|in|of|and|or|too|once|ever|later|then|" +
		"early|late|known|same|similar|maternal|paternal|side|living|twin|twins|a|an|the|recent|doesn't|didn't|suspected|well|only"},
	{dies, "died|dies|dying|deceased|dead|passed"},
	{has, "has|have|had|suffers|suffered|suffering|diagnosed|developed|develops|develop|carries|carry|carried|survived|underwent|" +
		"succumbed|contracted|caught|battled|battling|got|gets|hospitalized|hospitalised|admitted|treated|worked|evaluated|affected|afflicted|sick|ill|" +
		"dx|dx'd|dxed|dxd|diag|tested|recovering|recovered|sustained|takes|took|smokes|smoked|received|receives|undergoing|committed|drank|abused|abuses|born|hx|h/o|history|positive|survivor|carrier|carriers"},
	{with, "with|w|c|due|from|by"},
	{tells, "reports|reported|report|says|said|saying|states|stated|notes|noted|noticed|notices|noticing|denies|denied|denying|deny|say|state|notice|describe|think|believe|refers|refer|mention|brought|bring|brings|called|calls|" +
		"thinks|thought|believes|believed|feels|felt|worried|worries|worry|concerned|concern|concerns|asks|asked|describes|described|observed|observes|accompanied|accompanying|" +
		"accompanies|gave|gives|give|provides|provided|mentions|mentioned|confirms|confirmed|witnessed|saw|sees|heard|hears|insists|requests|requested|wants|" +
		"wanted|present|bedside|here|visiting|helps|helping|assists|drives|drove|found|recalls|remembers|endorses|endorsed|indicates|indicated|tells|told|agrees|" +
		"understands|aware|updated|informed|speaks|spoke|interviewed|wishes|decided|complains|complained|unsure|refuses|refused|declined|declines|" +
		"assures|suspects|suggests|wonders|pays|translates|interprets|interpreting|translating|attributes|explains|explained|adds|relates|related|verifies|corroborates"},
	{breaks, "he|she|they|him|i|we|you|patient|pt|patient's|that|himself|herself|child|infant|newborn|neonate|recipient|proband|baby|boy|girl"},
	{who, "who|whom|whose"},
	{dates, "since|when|after|before|until"},
	{informs, "by|per|via|like|unlike|than"},
	{joins, "with|from|to|told|asked|tell|at|for|visit|visits|visiting|visited|and"},
	{quantity, "both|all|each|one"},
	{owner, "mat|pat|his|her|their|the|a|an|my|our|your|this|that|these|those|maternal|paternal|patient's|older|younger|own|elderly|twin|identical|biological|birth"},
}

// roleOf packs the roles of a word: that behind a person and that before one.
type roleOf struct{ behind, before role }

// possessive returns the words of a class with "'s".
func possessive(words string) string {
	return strings.ReplaceAll(words, "|", "'s|") + "'s"
}
