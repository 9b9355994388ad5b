package assertion

// whose has the cues of other people. Where a rule names people, subject in
// who.go reads on to see whether the condition is theirs.
var whose = []rule{
	{pre: of(family, historical), phrase: `
(family|fam) (medical|psychiatric|cardiac|) (history|hx|h/o) (is|was|) (of|significant for|notable for|positive for|pos for|remarkable for|includes|with|for|:|-);
fhx; fh; famhx; (family|fam) h/o; (fhx|fh|famhx) (of|significant for|positive for|pos for|+|+ for|:|for|with);
(strong|positive|significant|extensive|known|) family (history|hx) (of|for|); (maternal|paternal|parental) (history|hx|h/o) of;
familial history of; (mat|pat) (history|hx|h/o) (of|); heredity (:|for|of|); (mother's|father's|maternal|paternal) side (:|there is|there are|has|have|with|-)`},
	{pre: of(family, historical), window: 3, phrase: `(family|fam) (medical|psychiatric|cardiac|) (history|hx)`},
	{pre: of(negated, family), phrase: `
(no|without|denies|denied|negative for|neg for|nor|neg|negative|unremarkable) (any|known|significant|other|relevant|strong|) (family|fam) (medical|) (history|hx) (of|for); (no|without|denies|denied|neg) (any|known|) (family|fam) h/o;
(no|without|denies|denied|negative for|neg for|neg|negative) (any|known|significant|) (fhx|fh|famhx) (of|for|);
not have (a|any|) family history of;
(fhx|fh|famhx|family history|family hx) (is|was|) (:|) (negative|neg|unremarkable) for;
(no one|nobody|no relative|none) (else|) in (the|his|her|their|my|) (immediate|) family (has|had|with|w /|has had|have|have had|ever had|suffers from)`},
	{who: of(family), phrase: `<rel>; (his|her) (adult|grown|own|other|) children; of their (<n>) children; <rel> of (the|) (patient|baby|child|infant|newborn|fetus); family (member|members); (first|second|third) (-|) degree (relative|relatives|family member)`},
	{who: of(family), post: of(family), window: 1, phrase: `
(in|of) (the|his|her|their|a|an|one|both|two|three|several|my|our|patient's|the patient's|) (own|maternal|paternal|mat|pat|older|younger|twin|half|)
(<rel>|family member|family members)`},
	{who: of(family), post: of(family), window: 4, phrase: `in (his|her|their|the patient's) (own|maternal|paternal|older|younger|twin|half|) <rel>`},
	{phrase: `as in (his|her|their|the) (<rel>|<mate>); same as (his|her|their) (<rel>|<mate>)`},
	{who: of(family), post: of(family), window: 1, phrase: `(affecting|affected|affects|killed|claimed|kills) (his|her|their|the|both|two|one|) <rel>`},
	{post: of(family), window: 1, phrase: `: <rel> (,|.|and); : (maternal|paternal|mat|pat) <rel> (,|.|and); : <rel> (@|at|age|aged|[|&|/)`},
	{post: of(other), window: 1, phrase: `(-|+|) (positive|infected|seropositive|pos|) (<mate>|partner|contact|person|source|patient)`},
	{post: of(family), window: 8, phrase: `
in (the|his|her|their|my|) (immediate|extended|) (family|fam); (run|runs|ran|running) in (the|his|her|their|) (family|families);
(side|sides) of (the|his|her) family; on (his|her|the|their) (mother's|father's|maternal|paternal) side`},
	{who: of(family), post: of(family), window: 1, short: true, phrase: `- <rel>`},
	{pre: of(family), phrase: `(death|loss|passing) of (the|his|her|their|) (own|) <rel> (from|of|due to|to|secondary to|with)`},
	{who: of(family), phrase: `<n> (other|older|younger|grown|adult|) (kids|children); children :; kids :`},
	{pre: of(family), phrase: `<label>; (<n>|several|multiple|many) generations (of|with)`},
	{pre: of(family), window: 2, short: true, newborn: true, phrase: `(maternal|paternal)`},
	{pre: of(family), post: of(family), window: 3, phrase: `(on|) (maternal|paternal|mother's|father's|mom's|dad's) side`},
	{pre: of(family), phrase: `(whole|entire|extended) family (has|had|have|with|w /|sick with|ill with); family (full of|loaded with|riddled with); familial (clustering|aggregation|burden) of`},
	{who: of(family), phrase: `(his|her|their|my) twin`},
	{post: of(family), window: 2, phrase: `(in|per) (fh|fhx|famhx)`},
	{pre: of(other), phrase: `(daycare|sick|close|school|work|sexual|household) (contact|contacts) (with|w /|:|-|having)`},
	{post: of(family), window: 4, phrase: `in (every|each|multiple|several|many) (generation|generations); (in|across|through|for) (<n>|several|multiple|many) generations; in (his|her|their|the|my) (kindred|pedigree|bloodline|lineage)`},
	{pre: of(family), window: 2, short: true, phrase: `(infant|baby|newborn|neonate|child|born) (of|to) (a|an|)`},
	{who: of(family), phrase: `donor [ (his|her|) <rel> ]; donor , (his|her|) <rel>; donor [ (his|her|) <rel> ,; (first|second|third|previous|prev|prior|last|other|older|oldest|eldest|youngest) (child|baby); (great|half) (-|) (great|) (-|) <rel>`},
	{who: of(family), phrase: `(identical|fraternal|co) (-|) twin`},
	{post: of(family), window: 1, short: true, phrase: `
[ (his|her|maternal|paternal|) <rel> (]|,|at|and|in|aged|age|<n>|/|only); , (mother's|father's|maternal|paternal) side`},
	{pre: of(family), phrase: `(everyone|everybody|several|many|others|people|all|members) (else|) in (the|his|her|their|my|our) (immediate|) family (has|have|had|with|suffer from)`},
	{pre: of(family), window: 1, short: true, phrase: `<rel's>; (family|relative's) (member's)`},
	{who: of(other), phrase: `
<mate>; (step|foster|adoptive|adopted|godparent) (-|) (<rel>|family|child|parents); <rel> (-|) in (-|) law; <rel> (-|) in (-|) laws; in (-|) laws;
(sexual|sex|domestic|business|life) (partner|partners); (ex|former) (-|) <mate>; (the|their|his|her|a|our) (partner|client|clients|puppy|kitten|parrot|hamster); (their|his|her|our|family) (dog|cat|horse|pets|dogs|cats|cow);
neighbor's (dog|cat|child|children|son|daughter); neighbour's (dog|cat|child|children);
(other|bus|taxi|truck|cab|second) (driver|passenger|drivers|passengers);
(another|other) (patient|patients|child|children|kids|resident|students|pupils|inmate|inmates|workers|employees|people|players);
(mil|fil|sil); (her|my) bf; significant other; (co|dorm|house|room|flat) (-|) (worker|workers|mate|mates); (neighbor|neighbour) (kid|child|boy|girl);
(several|many) (children|kids|students|classmates|coworkers); (his|her|their|the) (teacher|boss|supervisor);
(index|source) (patient|case|person); (a|an) (elderly|old|sick|) (client|customer|student|pupil); (household|sick) (contact|contacts); household (member|members); (student|child|kid|boy|girl|someone) in (his|her|their|the) class`},
	{who: of(other), post: of(other), window: 1, phrase: `(in|of) (the|his|her|their|a|my|our|) <mate>`},
	{pre: of(other), window: 1, short: true, phrase: `<mate's>; (step|foster|adoptive) (-|) <rel's>`},
	{pre: of(other), phrase: `
sick contacts (with|include|including|:); exposure to (someone|somebody|a person|people|persons|others|a patient|a child|a coworker) with;
(exposed|contact|exposure) (to|with|at work to|at school to) (someone|somebody|a person|a patient|people|others|a friend|a coworker|a child|children|patients) (with|who has|who had|who have);
(needlestick|splash|bite) from (a|an|the|another) (patient|person|inmate) (with|who has|who had|known to have);
(someone|somebody|people|others|everyone|anyone) (else|at work|at school|in the household|) (with|who has|who had|who have|having|has|have|had);
(children|kids|people|students) (at|in) (his|her|the|) (daycare|school|class|work|dorm|house|home|household|office) (with|have|had|has)`},
	{pre: of(historical), phrase: `
(personal|past|medical|surgical|social) (and|or|/) family (medical|) (history|hx|histories) (of|for|); family (and|or|/) (personal|past|medical) (medical|) (history|hx) (of|for|)`},
	{pre: of(negated, historical), phrase: `
(no|without|denies|denied|no known) (personal|past) (or|and|/) family (medical|) (history|hx|histories) (of|for); (no|without|denies|denied|no known) family (or|and|/) personal (history|hx) (of|for)`},
	{pre: of(other), window: 4, phrase: `(cat|dog|kitten|puppy|hamster|rabbit|bird) (has|had|w /|dx'd|diagnosed); (his|her|) ex (has|had|with|w /); (dog|kitten|puppy) with`},
	// The patient's, where a heading or a relative stands before.
	{ends: of(family, other), phrase: `(he|she|pt|patient) (himself|herself); (admits|reports|has|had|endorses) own`},
	{pre: of(family), phrase: `(kids|kid|children) (have|had|w /|with|sick w /|sick with|out with|out w /)`},
	{pre: of(negated, family), short: true, phrase: `(fhx|fh|famhx) (neg|negative)`},
	{phrase: `donor (site|sites|area|areas|skin|tissue); father's day; mother's day; (no|unknown|limited) (info|information|records|knowledge) (on|of|about|regarding) (fh|fhx|family history|family hx)`},
	{phrase: `<rel's> (concern|concerns|worry|worries|report|reports|question|account|request|complaint|complaints)`},
	// Shared with the patient, so the patient's.
	{phrase: `(both|) (patient|the patient|pt|he|she|they) (and|&) (the|his|her|their|) (<rel>|<mate>)`},
	// The patient as a parent, and comparisons.
	{phrase: `
<rel> of (<n>|a|an|her|his|one|twins);
<rel> (-|) to (-|) be; (new|expectant|single|working|nursing|expecting) (mother|father|parent|mom|dad|grandmother|grandfather)`},
}

// classes are words that phrases treat alike. That of <rel's> is made of <rel>,
// that of <mate's> of <mate>.
var classes = []struct{ name, words string }{
	{"<rel>", relatives},
	{"<mate>", mates},
	{"<rel's>", possessive(relatives)},
	{"<mate's>", possessive(mates)},
	{"<he>", "he|she|it|they"},
	{"<doctor>", "doctor|physician|provider|nurse|surgeon|office|clinic|team|pcp"},
	{"<donot>", "don't|doesn't|didn't"},
	{"<note>", "relevant|remarkable|notable|contributory|pertinent|important|noteworthy"},
	{"<n>", "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"},
	{"<days>", "day|days|week|weeks|month|months|hour|hours|minute|minutes|night|nights|wk|wks|hr|hrs|mo|mos|d"},
	{"<years>", "year|years|yr|yrs|decade|decades|yo"},
	{"<month>", "january|february|march|april|june|july|august|september|october|november|december|jan|feb|apr|jun|jul|" +
		"aug|sep|sept|oct|nov|dec"},
}

const relatives = "mother|father|brother|sister|son|daughter|aunt|uncle|grandmother|grandfather|cousin|sibling|parent|" +
	"brothers|sisters|sons|daughters|aunts|uncles|grandmothers|grandfathers|grandparents|cousins|siblings|" +
	"bro|bros|sis|sib|sibs|dtr|dtrs|gm|gf|gms|gfs|gps|grandkid|grandkids|grandbaby|ggm|ggf|gma|gpa|fdr|fdrs|mthr|fthr|moc|foc|mob|fob|mggm|mggf|parents|mom|dad|mum|mama|papa|mommy|daddy|grandma|grandpa|granddad|nephew|niece|nephews|nieces|relative|relatives|grandparent|mgm|mgf|pgm|pgf|grandson|" +
	"granddaughter|grandchild|grandchildren|granddaughters|grandsons|grandaunt|granduncle|kin|kinfolk|ancestors|mo's|halfbrother|halfsister"

const mates = "hubby|roomie|roomies|caretaker|bf|partner|partners|wife|husband|spouse|boyfriend|girlfriend|roommate|roommates|friend|neighbor|neighbour|neighbors|neighbours|coworker|coworkers|" +
	"colleague|colleagues|classmate|classmates|donor|caregiver|housemate|housemates|flatmate|friends|fiance|fiancee|stepmom|stepdad|stepsis|stepbro|stepfather|stepmother|stepson|" +
	"stepdaughter|stepbrother|stepsister|teammate|teammates|babysitter|landlord|ex-wife|ex-husband|bunkmate|playmate|cellmate|teacher|boss|residents|supervisor|boyfriends|godmother|godfather"
